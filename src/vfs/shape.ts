import type { Kind, Mount, Shape, Slots } from "./mount.ts";

/** A path's place in its mount's table. */
export interface Match {
	shape: Shape;
	slots: Slots;
}

interface Compiled {
	shape: Shape;
	regexp: RegExp;
	names: string[];
	/** Fits the directory that the line lies in. */
	parent: RegExp;
}

const cache = new WeakMap<Mount, Compiled[]>();

function compiled(mount: Mount): Compiled[] {
	let table = cache.get(mount);
	if (table === undefined) {
		table = mount.shape.map((shape) => {
			const names = shape.path.split("/");
			return { shape, regexp: compile(shape.path), names, parent: compile(names.slice(0, -1).join("/")) };
		});
		cache.set(mount, table);
	}
	return table;
}

/** `**`/`<list>/<slug>.md` as an anchored expression with a named group for each slot. */
function compile(pattern: string): RegExp {
	const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
	const name = (part: string) =>
		part
			.split(/(<\w+>)/)
			.map((piece) => (/^<\w+>$/.test(piece) ? `(?${piece}[^/]+)` : literal(piece)))
			.join("");
	const source = pattern.split("/").map((part, index, all) => {
		const last = index === all.length - 1;
		if (part === "**") return last ? ".+" : "(?:[^/]+/)*";
		return name(part) + (last ? "" : "/");
	});
	return new RegExp(`^${source.join("")}$`, "isu");
}

/** What the path `names` below the mount is, as a file, a directory or a link; undefined when nothing may lie there. */
export function matchShape(mount: Mount, below: string, kind: Kind): Match | undefined {
	for (const { shape, regexp } of compiled(mount)) {
		if (shape.kind !== kind) continue;
		const found = regexp.exec(below);
		if (found !== null) return { shape, slots: found.groups ?? {} };
	}
	return undefined;
}

/** The views with a literal name directly below a directory; entries that a slot stands for come from the directory's `list`. */
export function literalViews(mount: Mount, below: string): { name: string; shape: Shape }[] {
	const depth = below === "" ? 0 : below.split("/").length;
	return compiled(mount)
		.filter(({ shape, names, parent }) => {
			if (
				shape.view === undefined ||
				shape.unlisted === true ||
				shape.path === "" ||
				names.length !== depth + 1 ||
				names.includes("**")
			)
				return false;
			return !(names[depth] ?? "").includes("<") && parent.test(below);
		})
		.map(({ shape, names }) => ({ name: names[depth] ?? "", shape }));
}

/** What a path may be, the first that fits. */
export const KINDS: readonly Kind[] = ["file", "directory", "symlink"];

/** The line that computes the entry of a name in a directory: found among the few that can lie there, for thousands of names. */
export function viewsIn(mount: Mount, below: string): (name: string) => Shape | undefined {
	const lines = compiled(mount).filter(
		({ shape, names, parent }) => shape.view !== undefined && (names.includes("**") || parent.test(below)),
	);
	const ordered = KINDS.flatMap((kind) => lines.filter(({ shape }) => shape.kind === kind));
	const start = below === "" ? "" : `${below}/`;
	return (name) => ordered.find(({ regexp }) => regexp.test(start + name))?.shape;
}

/** Where things go in a mount, for a refusal: `tasks lie at /tasks/<list>/<slug>.md`. */
export function describeShape(mount: Mount): string {
	const places = mount.shape.filter((shape) => shape.view === undefined && shape.kind === "file");
	if (places.length === 0) return `nothing can be written to /${mount.name}`;
	return places.map((shape) => `${shape.what} is /${mount.name}/${shape.path}`).join(", ");
}

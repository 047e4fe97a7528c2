/** What `desk search` and `desk similar` are asked, from their arguments. */
import { DeskError } from "../../../src/base/errors.ts";
import { nearest } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import type { Filter } from "../../../src/search/index.ts";
import { joinPath, nameOfPath, parentOf, printable, type Vfs } from "../../../src/vfs/index.ts";

/**
 * Words and the paths after `in`: `invoice in /mail/inbox`. An `in` is a word like any other unless all that follows it are paths: what
 * has a slash, and what is there.
 */
export async function splitAtIn(
	context: Context,
	vfs: Vfs,
	words: readonly string[],
): Promise<{ words: string[]; paths: string[] }> {
	const at = words.lastIndexOf("in");
	const after = words.slice(at + 1);
	const isPath = async (word: string) => word.includes("/") || (await vfs.find(context.path(word))) !== undefined;
	const arePaths = at >= 0 && after.length > 0 && (await Promise.all(after.map(isPath))).every((yes) => yes);
	return arePaths ? { words: words.slice(0, at), paths: after } : { words: [...words], paths: [] };
}

/** An absolute path that is there. @throws DeskError ENOENT with the nearest name */
export async function existingPath(context: Context, vfs: Vfs, text: string): Promise<string> {
	const path = context.path(text);
	if ((await vfs.find(path)) !== undefined) return path;
	let missing = path;
	while (missing !== "/" && (await vfs.find(parentOf(missing))) === undefined) missing = parentOf(missing);
	const above = parentOf(missing);
	const names = (await vfs.stat(above)).kind === "directory" ? await vfs.names(above) : [];
	const close = nearest(nameOfPath(missing), names);
	throw new DeskError("ENOENT", "there is no such file or directory", {
		at: printable(text),
		todo:
			close === undefined
				? `\`desk ls ${above}\` shows what is there`
				: `did you mean ${printable(joinPath(above, close))}?`,
	});
}

/** The arguments that filter. */
export interface FilterArgs {
	path?: readonly string[];
	mount?: readonly string[];
	kind?: readonly string[];
	tag?: readonly string[];
	from?: readonly string[];
	where?: readonly string[];
	since?: string | undefined;
	until?: string | undefined;
}

/** The filter that arguments ask for. @throws DeskError ENOENT, EUSAGE, EINVAL for what they cannot mean */
export async function filterOf(
	context: Context,
	vfs: Vfs,
	args: FilterArgs,
	paths: readonly string[],
): Promise<Filter> {
	const within: string[] = [];
	for (const path of [...paths, ...(args.path ?? [])]) within.push(await existingPath(context, vfs, path));
	const mounts = (args.mount ?? []).map((name) => mountName(vfs, name));
	const instantOf = async (words: string, edge: "start" | "end") =>
		(await import("../../../src/search/index.ts")).instantOf(words, edge);
	const facets = [
		...(args.from ?? []).map((value) => ["from", value] as const),
		...(args.where ?? []).map((text) => condition(text)),
	];
	return {
		...(within.length === 0 ? {} : { within }),
		...(mounts.length === 0 ? {} : { mounts }),
		...(args.kind === undefined || args.kind.length === 0 ? {} : { kinds: args.kind }),
		...(args.tag === undefined || args.tag.length === 0 ? {} : { tags: args.tag }),
		...(facets.length === 0 ? {} : { facets }),
		...(args.since === undefined ? {} : { since: await instantOf(args.since, "start") }),
		...(args.until === undefined ? {} : { until: await instantOf(args.until, "end") }),
	};
}

function mountName(vfs: Vfs, text: string): string {
	const name = text.replace(/^\/|\/$/g, "");
	if (vfs.mountNames.includes(name)) return name;
	const close = nearest(name, vfs.mountNames);
	throw new DeskError("ENOENT", "there is no such mount", {
		at: printable(text),
		todo: close === undefined ? `it is one of ${vfs.mountNames.join(", ")}` : `did you mean ${close}?`,
	});
}

function condition(text: string): readonly [string, string] {
	const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
	if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
	throw new DeskError("EUSAGE", `--where takes NAME=VALUE, not '${text}'`, { todo: "write --where status=pending" });
}

/** The same arguments as field words, for a query that is kept. */
export function asFieldWords(args: FilterArgs, paths: readonly string[]): string[] {
	const words = (name: string, values: readonly string[] = []) => values.map((value) => `${name}:${quoted(value)}`);
	return [
		...words("path", paths),
		...words("mount", args.mount),
		...words("kind", args.kind),
		...words("tag", args.tag),
		...words("from", args.from),
		...(args.where ?? []).flatMap((text) => {
			const [name, value] = condition(text);
			return words(name, [value]);
		}),
		...words("since", args.since === undefined ? [] : [args.since]),
		...words("until", args.until === undefined ? [] : [args.until]),
	];
}

function quoted(value: string): string {
	return /^[^\s"“”„‟()]+$/.test(value) ? value : `"${value.replaceAll(/["“”„‟]/g, " ")}"`;
}

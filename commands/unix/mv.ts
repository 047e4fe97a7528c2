import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operand, operands, option } from "../../src/command/index.ts";
import { isWithin, nameKey, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { Applier, COMMIT, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import {
	isBelow,
	type Operand,
	type Placing,
	placing,
	refuseFixed,
	refuseSlash,
	shownTarget,
	statOperand,
	targetOf,
} from "./shared/operands.ts";
import { quoteName } from "./shared/quote-name.ts";

/** `desk mv`: new names and places. */
export const mv = defineCommand({
	name: "mv",
	summary: "Move or rename files and directories",
	about:
		"Works as GNU mv does: an existing file at the destination is replaced, and stays in the log (`desk history`, `desk undo`). " +
		"A moved file keeps its history, and its mount sees to what depends on its name. Moving something out of /trash restores it. " +
		"All moves of one command are one change.",
	args: {
		update: flag("leave files as they are that are as new", "u"),
		stripTrailingSlashes: flag("accepted"),
		noClobber: flag("leave existing files as they are", "n"),
		force: flag("accepted as mv's; -n wins over it", "f"),
		targetDirectory: option("move everything into DIRECTORY", {
			short: "t",
			value: "DIRECTORY",
			completes: "directory",
		}),
		noTargetDirectory: flag("DEST is the new name itself, even if it is a directory", "T"),
		sources: operands("SOURCE", "files or directories", { completes: "path" }),
		destination: operand("DEST", "the new name, or an existing directory to move into", "path"),
	},
	reads: ["sources"],
	writes: ["sources", "destination", "targetDirectory"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk mv /notes/inbox.md /notes/later.md", "rename a note"],
		["desk mv /notes/inbox.md /notes/meeting-notes.md /notes/projects", "move two notes into a directory"],
		["desk rm /notes/inbox.md && desk mv /trash/inbox.md /notes/", "restore a deleted note"],
		["desk mv --dry-run /notes/business/rates.md /notes/prices.md", "which links to it would be rewritten"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const place = await placing(context, vfs, "mv", args);
		yield* new Applier(context, vfs).apply(steps(context, vfs, await respelled(vfs, place), args));
	},
	line: changeLine,
});

/** `mv Plan plan` gives a directory another spelling, where its mount takes both for one name: it does not move into itself. */
async function respelled(vfs: Vfs, place: Placing): Promise<Placing> {
	const [only, ...others] = place.sources;
	if (only === undefined || others.length > 0 || place.found === undefined || only.path === place.destination.path)
		return place;
	return (await vfs.find(only.path, false))?.inode === place.found.inode ? { ...place, into: false } : place;
}

async function* steps(
	context: Context,
	vfs: Vfs,
	place: Placing,
	{ noClobber, update }: { noClobber: boolean; update: boolean },
): AsyncGenerator<Step, void, undefined> {
	/** Keys of new names, and the dates of what lies there now. */
	const made = new Map<string, number>();
	const touched: string[] = [];
	for (const source of place.sources) {
		try {
			// What lies there depends on the moves before: it may have left with its directory, or have come with one.
			if (touched.some((path) => isWithin(source.path, path))) yield COMMIT;
			const stat = await statOperand(vfs, source, false);
			const to = targetOf(place, source.name);
			const target = await vfs.find(to, false);
			const key = nameKey(to, (await vfs.mountOf(to))?.names ?? "portable");
			if (noClobber && (target !== undefined || made.has(key))) continue;
			const there = made.get(key) ?? (target?.inode === stat.inode ? undefined : target?.mtime);
			if (update && there !== undefined && there >= stat.mtime) continue;
			await refuseMove(vfs, { source, stat, to, target, place });
			if (stat.kind !== "directory" && made.has(key)) {
				throw new DeskError("EEXIST", `another file of this command has just been moved to ${to}`, {
					at: source.path,
					todo: "move it under another name",
				});
			}
			made.set(key, stat.mtime);
			touched.push(source.path, to);
			yield {
				changes: () => [{ op: "rename", path: source.path, to, replace: true }],
				bytes: stat.size,
				said: () => [`renamed ${quoteName(source.text)} -> ${quoteName(shownTarget(place, source.name))}`],
			};
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			context.fail(error);
		}
	}
}

interface Move {
	source: Operand;
	stat: Stat;
	to: string;
	target: Stat | undefined;
	place: Placing;
}

async function refuseMove(vfs: Vfs, { source, stat, to, target, place }: Move): Promise<void> {
	refuseFixed(source, stat, "moved");
	refuseSlash(place, stat);
	if (to === source.path)
		throw new DeskError("EFAILED", "source and destination are the same", {
			at: source.path,
			todo: "name another destination",
		});
	if (stat.kind === "directory" && (await isBelow(vfs, to, stat))) {
		throw new DeskError("EINVAL", `a directory cannot be moved into itself, to ${to}`, {
			at: source.path,
			todo: "choose a place outside it",
		});
	}
	if (
		target === undefined ||
		target.inode === stat.inode ||
		(target.kind === "directory") === (stat.kind === "directory")
	)
		return;
	if (target.kind === "directory")
		throw new DeskError("EISDIR", "a file cannot replace a directory", { at: to, todo: "choose another name" });
	throw new DeskError("ENOTDIR", "a directory cannot replace a file", { at: to, todo: "choose another name" });
}

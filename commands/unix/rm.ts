import { DeskError, type ErrorCode } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands } from "../../src/command/index.ts";
import { isWithin, printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { Applier, COMMIT, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { type Operand, operandOf, refuseFixed } from "./shared/operands.ts";
import { quoteName } from "./shared/quote-name.ts";

/** `desk rm`: into /trash, or out of it. */
export const rm = defineCommand({
	name: "rm",
	summary: "Remove files and directories",
	about:
		"What is removed goes to /trash, with its history: `desk undo`, `desk restore` or `desk mv` bring it back. " +
		"What is removed from /trash is gone from the tree, though the log keeps it until `desk gc` takes it as old, or `desk erase` at once.\n" +
		"With -i it asks once for each PATH, also for a directory with all that is in it.",
	args: {
		recursive: flag("directories too, with all that is in them", "r"),
		recursiveToo: flag("the same as -r", "R"),
		force: flag("do not mind what is not there", "f"),
		dir: flag("empty directories too", "d"),
		interactive: flag("ask before each", "i"),
		once: flag("ask once, with -r or of more than three", "I"),
		preserveRoot: flag("accepted: the root and the mounts are never removed"),
		noPreserveRoot: flag("accepted, and ignored"),
		oneFileSystem: flag("accepted: there is but one"),
		paths: operands("PATH", "files, or with -r directories", { completes: "path" }),
	},
	writes: ["paths"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk rm /notes/inbox.md", "into /trash"],
		["desk rm -r /files/move", "a directory and what is in it"],
		["desk rm -rf /trash/move", "out of the tree for good"],
		["desk find /trash -mindepth 1 -maxdepth 1 -print0 | xargs -0r desk rm -r", "empty the trash"],
	],
	async *run(context, args) {
		if (args.paths.length === 0 && !args.force)
			throw new DeskError("EUSAGE", "PATH is missing", { at: "rm", todo: "see `desk rm --help`" });
		const recursive = args.recursive || args.recursiveToo;
		const asksOnce = args.once && !args.interactive && (recursive || args.paths.length > 3);
		if ((args.interactive || asksOnce) && !context.terminal.stdin) {
			throw new DeskError("EUSAGE", `-${asksOnce ? "I" : "i"} asks, and there is no terminal`, {
				at: "rm",
				todo: "leave it out, or look first with --dry-run",
			});
		}
		if (
			asksOnce &&
			!/^[yY]/.test(
				(await context.ask(
					`remove ${args.paths.length === 1 ? args.paths[0] : `${args.paths.length} paths`}${recursive ? ", with all that is in them" : ""}? `,
				)) ?? "",
			)
		)
			return;
		const vfs = await context.open();
		const chosen = args.paths.map((text) => operandOf(context, text));
		yield* new Applier(context, vfs, args.force ? ABSENT : []).apply(
			steps(context, vfs, chosen, { ...args, recursive }),
		);
	},
	line: changeLine,
});

/** What -f does not mind: nothing of that name can be there. */
const ABSENT: readonly ErrorCode[] = ["ENOENT", "ENOTDIR"];

interface Options {
	recursive: boolean;
	force: boolean;
	dir: boolean;
	interactive: boolean;
}

async function* steps(
	context: Context,
	vfs: Vfs,
	chosen: readonly Operand[],
	options: Options,
): AsyncGenerator<Step, void, undefined> {
	const removed: string[] = [];
	for (const operand of chosen) {
		const { path } = operand;
		try {
			if (removed.some((above) => isWithin(path, above))) yield COMMIT;
			const stat = await vfs.lstat(path);
			refuseRemoval(operand, stat, options);
			if (options.interactive && !(await isConfirmed(context, stat))) continue;
			removed.push(path);
			// To /trash a directory goes in one move. Out of it every file is a change of its own: they go in small sets.
			if (isWithin(path, "/trash")) yield* bottomUp(vfs, stat, operand.text, options.recursive);
			else {
				const lines = context.verbose ? await removals(vfs, stat, operand.text) : [];
				yield { changes: () => [{ op: "remove", path, recursive: options.recursive }], said: () => lines };
			}
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			if (!options.force || !ABSENT.includes(error.code)) context.fail(error);
		}
	}
}

function refuseRemoval(operand: Operand, stat: Stat, options: Options): void {
	refuseFixed(operand, stat, "removed");
	const at = operand.path;
	if (stat.kind !== "directory") {
		if (operand.directory)
			throw new DeskError("ENOTDIR", "this is not a directory", { at, todo: "leave out the slash after it" });
	} else if (!options.recursive && !options.dir) {
		throw new DeskError("EISDIR", "this is a directory", {
			at,
			todo: "use -r to remove it with all that is in it, -d if it is empty",
		});
	}
}

async function isConfirmed(context: Context, stat: Stat): Promise<boolean> {
	const what = stat.kind === "directory" ? "directory, with all that is in it," : "file";
	const answer = await context.ask(`Remove the ${what} ${printable(stat.path)}? [y/N] `);
	return /^\s*y/i.test(answer ?? "");
}

/** What -v says of a path: what is in a directory goes first. */
async function removals(vfs: Vfs, stat: Stat, shown: string): Promise<string[]> {
	if (stat.kind !== "directory") return [`removed ${quoteName(shown)}`];
	const lines: string[] = [];
	for (const entry of await vfs.readdir(stat.path))
		lines.push(...(await removals(vfs, entry, below(shown, entry.name))));
	return [...lines, `removed directory ${quoteName(shown)}`];
}

function below(shown: string, name: string): string {
	return shown.endsWith("/") ? shown + name : `${shown}/${name}`;
}

async function* bottomUp(
	vfs: Vfs,
	stat: Stat,
	shown: string,
	recursive: boolean,
): AsyncGenerator<Step, void, undefined> {
	const isDirectory = stat.kind === "directory";
	if (recursive && isDirectory)
		for (const entry of await vfs.readdir(stat.path)) yield* bottomUp(vfs, entry, below(shown, entry.name), true);
	yield {
		changes: () => [{ op: "remove", path: stat.path }],
		said: () => [`removed ${isDirectory ? "directory " : ""}${quoteName(shown)}`],
	};
}

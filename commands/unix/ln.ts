import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { joinPath, nameOfPath, parentOf, resolvePath, type Vfs } from "../../src/vfs/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { relativeTo } from "./shared/canonical.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { operandOf } from "./shared/operands.ts";
import { quoteName } from "./shared/quote-name.ts";

/** `desk ln`: symbolic links. */
export const ln = defineCommand({
	name: "ln",
	summary: "Make symbolic links (-s)",
	about:
		"With -s, as GNU ln: a link holds TARGET as it is written, which may be relative to where the link lies, and need not be there. " +
		"Links lie in /files, and may lead anywhere in the desk. Hard links there are none: every file has one name, and a copy (`desk cp`) takes no room.",
	args: {
		symbolic: flag("symbolic links", "s"),
		force: flag("over files and links that exist", "f"),
		noDereference: flag("LINK is the link itself, even if it leads to a directory", "n"),
		noTargetDirectory: flag("LINK is the link itself, even if it is a directory", "T"),
		relative: flag("TARGET as seen from where the link lies", "r"),
		targetDirectory: option("links in DIRECTORY", { short: "t", value: "DIRECTORY", completes: "directory" }),
		operands: operands("TARGET", "what links lead to, then the link or a directory (default: here)", {
			required: true,
			completes: "path",
		}),
	},
	writes: ["operands", "targetDirectory"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk ln -s /notes/start-here.md /files/start", "a link to a note"],
		["desk ln -sfn /files/move /files/current", "make a link lead elsewhere"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		if (!args.symbolic)
			throw new DeskError("EPERM", "hard links are not supported: a file of a desk has one name", {
				at: args.operands[0] ?? "ln",
				todo: "make a symbolic link with `ln -s`, or a copy with `cp`, which takes no room",
			});
		const links = await chosen(context, vfs, args);
		yield* new Applier(context, vfs).apply(steps(links, args.force));
	},
	line: changeLine,
});

interface Args {
	readonly noDereference: boolean;
	readonly noTargetDirectory: boolean;
	readonly relative: boolean;
	readonly targetDirectory: string | undefined;
	readonly operands: readonly string[];
}

interface Link {
	readonly target: string;
	readonly path: string;
	/** As it was typed. */
	readonly shown: string;
}

/** What is to be made. @throws DeskError EUSAGE, ENOTDIR */
async function chosen(context: Context, vfs: Vfs, args: Args): Promise<Link[]> {
	const words = [...args.operands];
	const last = args.targetDirectory ?? (words.length > 1 ? (words.pop() as string) : ".");
	const destination = operandOf(context, last);
	const found = await vfs.find(destination.path, !args.noDereference || destination.directory);
	const isInto = found?.kind === "directory" && !args.noTargetDirectory;
	if (!isInto && (words.length > 1 || args.targetDirectory !== undefined))
		throw new DeskError("ENOTDIR", "this is not a directory", { at: destination.path, todo: "name a directory" });
	return await Promise.all(
		words.map(async (word) => {
			const name = nameOfPath(word.replace(/\/+$/, ""));
			const path = isInto ? joinPath(destination.path, name) : destination.path;
			const shown = isInto ? `${last.replace(/\/+$/, "")}/${name}` : last;
			const target = args.relative
				? relativeTo(await vfs.realPath(resolvePath(word, context.cwd)), await vfs.realPath(parentOf(path)))
				: word;
			return { target, path, shown };
		}),
	);
}

function* steps(links: readonly Link[], force: boolean): Generator<Step, void, undefined> {
	for (const { target, path, shown } of links)
		yield {
			changes: () => [{ op: "symlink", path, target, replace: force }],
			said: () => [`${quoteName(shown)} -> ${quoteName(target)}`],
		};
}

import { collect } from "../../src/base/bytes.ts";
import {
	type Context,
	defineCommand,
	flag,
	numberOption,
	option,
	optionalOperand,
	type Values,
} from "../../src/command/index.ts";
import { printable } from "../../src/vfs/index.ts";
import { Applier } from "./shared/apply.ts";
import { changeOutput } from "./shared/changes.ts";
import { openInput } from "./shared/inputs.ts";

const ARGS = {
	strip: numberOption("take N directories off the names in the patch; without it, all", { short: "p" }),
	input: option("read the patch from PATH, not from standard input", { short: "i", value: "PATH", completes: "path" }),
	directory: option("work in this directory", { short: "d", value: "DIRECTORY", completes: "directory" }),
	reverse: flag("take the patch back", "R"),
	forward: flag("skip what is applied already", "N"),
	force: flag("do not look whether it is applied already", "f"),
	batch: flag("take back what is applied already", "t"),
	fuzz: numberOption("so many lines of context may differ (2)", { short: "F" }),
	ignoreWhitespace: flag("white space may differ", "l"),
	output: option("write what comes of it to PATH", { short: "o", value: "PATH", completes: "path" }),
	rejectFile: option("write hunks that do not fit to PATH; `-` nowhere", {
		short: "r",
		value: "PATH",
		completes: "path",
	}),
	backup: flag("keep each file as it was, as NAME.orig", "b"),
	backupIfMismatch: flag("keep it only where a hunk did not fit exactly (the default)"),
	noBackupIfMismatch: flag("do not keep it where a hunk did not fit exactly"),
	prefix: option("put this before the names of kept files", { short: "B", value: "TEXT" }),
	suffix: option("put this after the names of kept files, not .orig", { short: "z", value: "TEXT" }),
	removeEmptyFiles: flag("remove files that get empty", "E"),
	unified: flag("the patch is unified", "u"),
	context: flag("the patch is in context format", "c"),
	normal: flag("the patch is in normal format", "n"),
	quiet: flag("say only what goes wrong", "s"),
	silent: flag("the same as --quiet"),
	binary: flag("nothing: bytes are never altered"),
	file: optionalOperand("PATH", "the file to patch, whatever the patch says", "path"),
	patchFile: optionalOperand("PATCH", "the patch", "path"),
};

/** What `desk patch` was asked for. */
export type PatchArgs = Values<typeof ARGS>;

/** `desk patch`: apply what `diff` found. */
export const patch = defineCommand({
	name: "patch",
	summary: "Apply a patch to files",
	about:
		"Reads what diff -u, diff -c, diff and git diff write (also with renamed, copied, new and deleted files), in the middle of any other text, " +
		"and does as GNU patch 2.7 does: the same messages, offsets and fuzz. Hunks that fit nowhere go to NAME.rej, and NAME.orig keeps the file " +
		"as it was; the rest is applied. All that a run changes is one operation: `desk undo` takes it back. It never asks: a patch that seems to " +
		"be applied already is skipped, unless -R, -f or -t says otherwise.\n" +
		"Names in a patch that are absolute or hold `..` are not followed. Ed scripts and binary patches are refused.\n" +
		"Exit status: 0 when all hunks fit, 1 when some did not, 2 when the patch makes no sense.",
	args: ARGS,
	changes: true,
	reads: ["input", "patchFile"],
	writes: ["file", "output", "rejectFile", "directory"],
	failsWith: 2,
	output: changeOutput,
	examples: [
		[
			"desk diff -u /notes/inbox.md@1 /notes/inbox.md | desk patch -R /notes/inbox.md",
			"take a change back, keeping later ones",
		],
		[
			"desk diff -ruN /notes/clients /notes/business | desk patch --dry-run -d /notes/clients -p3",
			"would it fit, and where?",
		],
		[
			"desk diff -u /notes/inbox.md /notes/meeting-notes.md | desk patch -o /files/both.md /notes/inbox.md",
			"the result in a file of its own",
		],
	],
	async *run(context, args) {
		const { PatchSession } = await import("./shared/patch/session.ts");
		const { resolver } = await import("./shared/patch/work-tree.ts");
		const vfs = await context.open();
		const at = resolver(context, args.directory);
		const input = args.input ?? args.patchFile ?? "-";
		const bytes = await collect((await openInput(context, input === "-" ? input : at(input))).stream());
		const toStdout = args.output === "-";
		const session = new PatchSession(
			vfs,
			args,
			at,
			context.dryRun,
			sayer(context, toStdout || context.json),
			sayer(context, true),
		);
		let failure: unknown;
		try {
			await session.run(bytes);
		} catch (error) {
			// What came before the mistake is done.
			failure = error;
		}
		if (toStdout) await context.stdout.write(Buffer.from(session.output, "latin1"));
		for await (const item of new Applier(context, vfs).apply(session.tree.steps(at(".")))) if (context.json) yield item;
		if (failure !== undefined) throw failure;
		if (session.failed) context.setStatus(1);
	},
});

/** Where messages go: they are output, unless the patched file is, or JSON. */
function sayer({ stdout, stderr, terminal }: Context, toStderr: boolean): (latin: string) => Promise<void> {
	const isTerminal = toStderr ? terminal.stderr : terminal.stdout;
	return async (latin) => {
		const text = Buffer.from(latin, "latin1");
		await (toStderr ? stderr : stdout).write(
			isTerminal ? text.toString("utf8").split("\n").map(printable).join("\n") : text,
		);
	};
}

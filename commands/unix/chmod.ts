import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { namesOf, printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { attempt } from "./shared/inputs.ts";
import { type ModeChange, parseMode, permissionText } from "./shared/mode.ts";
import { operandOf, statOperand } from "./shared/operands.ts";

const UMASK = 0o022;
/** Which files are named on the way. */
type Tells = "all" | "changes" | "nothing";

/** `desk chmod`: modes of files. */
export const chmod = defineCommand({
	name: "chmod",
	summary: "Change the mode of files",
	about:
		"MODE is octal (644) or symbolic (u=rw,go=r, +x, a-w, g=u, X for directories and what is executable already). " +
		"Modes say what `desk export` and a mounted desk show; within the desk nobody is kept out by them.",
	args: {
		recursive: flag("all below directories too", "R"),
		changes: flag("say what is changed (-v: and what is not)", "c"),
		silent: flag("no messages", "f"),
		reference: option("the mode of this file", { value: "PATH", completes: "path" }),
		words: operands("MODE PATH", "what it is to be, and files", {
			required: true,
			completes: "path",
			// `-x` and `-rw` are modes.
			raw: true,
		}),
	},
	writes: ["words"],
	output: changeOutput,
	examples: [
		["desk chmod +x /files/scripts/backup.sh", "executable"],
		["desk chmod -R u=rwX,go=rX /files/museum", "directories 755, files 644"],
	],
	failsWith: 1,
	async *run(context, args) {
		const vfs = await context.open();
		// Options and modes both begin with a dash, so these letters come as words.
		const isOption = (word: string) => /^-[Rcfv]+$/.test(word);
		const letters = args.words.filter(isOption).join("");
		const words = args.words.filter((word) => !isOption(word));
		const recursive = args.recursive || letters.includes("R");
		const silent = args.silent || letters.includes("f");
		const all = letters.includes("v") || context.verbose;
		const tells: Tells = all ? "all" : args.changes || letters.includes("c") ? "changes" : "nothing";
		const usage = (what: string) =>
			new DeskError("EUSAGE", what, { at: "chmod", todo: "write `chmod 644 PATH` or `chmod u+x PATH`" });
		const text = args.reference === undefined ? words.shift() : undefined;
		const mode = args.reference === undefined ? parseMode(text ?? "", UMASK) : await modeOf(context, args.reference);
		if (mode === undefined) throw usage(`'${text}' is no mode`);
		if (words.length === 0) throw usage("PATH is missing");
		const told = context.json || context.dryRun;
		const options = { recursive, silent, tells: told ? ("nothing" as const) : tells };
		for await (const item of new Applier(context, vfs).apply(steps(context, vfs, words, mode, options)))
			if (told) yield item;
	},
	line: (item, context) => changeLine(item, context),
});

async function modeOf(context: Context, reference: string): Promise<ModeChange> {
	const { mode } = await context.stat(reference);
	return () => mode;
}

async function* steps(
	context: Context,
	vfs: Vfs,
	paths: readonly string[],
	mode: ModeChange,
	{ recursive, silent, tells }: { recursive: boolean; silent: boolean; tells: Tells },
): AsyncGenerator<Step, void, undefined> {
	for (const text of paths) {
		const found = async () => await statOperand(vfs, operandOf(context, text));
		const stat = silent
			? await found().catch((error: unknown) => passOver(context, error))
			: await attempt(context, found);
		if (stat === undefined) continue;
		if (namesOf(stat.path).length < 2 && !recursive) {
			context.fail(
				new DeskError("EACCES", "a mount has no mode of its own", { at: stat.path, todo: "name what is meant in it" }),
			);
			continue;
		}
		for await (const entry of recursive ? vfs.walk(stat.path, { views: false }) : [stat]) {
			if (namesOf(entry.path).length < 2 || entry.kind === "symlink") continue;
			const wanted = mode(entry.mode, entry.kind === "directory");
			const isTold = tells === "all" || (tells === "changes" && wanted !== entry.mode);
			const shown = text + entry.path.slice(stat.path.length);
			if (isTold) await context.stdout.write(`${said(printable(shown), entry.mode, wanted)}\n`);
			yield stepOf(entry, wanted);
		}
	}
}

const inFull = (mode: number) => `${mode.toString(8).padStart(4, "0")} (${permissionText(mode)})`;

function said(name: string, old: number, wanted: number): string {
	if (old === wanted) return `mode of '${name}' retained as ${inFull(old)}`;
	return `mode of '${name}' changed from ${inFull(old)} to ${inFull(wanted)}`;
}

function stepOf(stat: Stat, mode: number): Step {
	if (stat.view)
		return {
			changes() {
				throw new DeskError("EROFS", "this is a view, which has no mode of its own", {
					at: stat.path,
					todo: "it is computed from other files: change those",
				});
			},
		};
	return { changes: () => [{ op: "setattr", path: stat.path, mode }] };
}

function passOver(context: Context, error: unknown): undefined {
	if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
	context.setStatus(1);
	return undefined;
}

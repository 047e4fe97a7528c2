import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { isWithin } from "../../src/vfs/index.ts";
import { canonical, type Existing, relativeTo } from "./shared/canonical.ts";
import { attempt } from "./shared/inputs.ts";
import { say } from "./shared/say.ts";

/** One path; a failure that is not to be told is a status only. */
async function each(context: Context, quiet: boolean, body: () => Promise<void>): Promise<void> {
	if (!quiet) return void (await attempt(context, body));
	try {
		await body();
	} catch (error) {
		if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
		context.setStatus(1);
	}
}

const existingOf = (args: { existing: boolean; missing: boolean }): Existing =>
	args.existing ? "all" : args.missing ? "none" : "parent";

/** `desk realpath`: absolute paths. */
export const realpath = defineCommand({
	name: "realpath",
	summary: "Print the absolute path of a file",
	about: "Without `.`, `..` and doubled slashes. All but the last name has to be there; with -e all, with -m nothing.",
	args: {
		existing: flag("all of it has to be there", "e"),
		missing: flag("nothing has to be there", "m"),
		logical: flag("accepted", "L"),
		physical: flag("accepted", "P"),
		strip: flag("accepted", "s"),
		noSymlinks: flag("accepted"),
		quiet: flag("no messages", "q"),
		relativeTo: option("as seen from this directory", { value: "DIR", completes: "directory" }),
		relativeBase: option("as seen from this directory, what lies below it", { value: "DIR", completes: "directory" }),
		zero: flag("end lines in NUL", "z"),
		paths: operands("PATH", "paths", { required: true, completes: "path" }),
	},
	reads: ["paths"],
	output: (z) => z.object({ path: z.string(), real: z.string() }),
	examples: [
		["desk realpath files/../notes/./inbox.md", "/notes/inbox.md"],
		["desk realpath --relative-to /notes /files/move/boxes.csv", "../files/move/boxes.csv"],
	],
	failsWith: 1,
	async run(context, args) {
		const vfs = await context.open();
		const existing = existingOf(args);
		const directory = async (text: string | undefined) =>
			text === undefined ? undefined : await canonical(context, vfs, existing === "none" ? text : `${text}/`, existing);
		const base = await directory(args.relativeBase);
		const to = (await directory(args.relativeTo)) ?? base;
		const useless = base !== undefined && to !== undefined && !isWithin(to, base);
		for (const text of args.paths)
			await each(context, args.quiet, async () => {
				const path = await canonical(context, vfs, text, existing);
				const absolute = to === undefined || useless || (base !== undefined && !isWithin(path, base));
				const real = absolute ? path : relativeTo(path, to);
				await say(context, { path: text, real }, real, args.zero ? "\0" : "\n");
			});
	},
});

/** `desk readlink`: where links lead, and canonical paths. */
export const readlink = defineCommand({
	name: "readlink",
	summary: "Print where a link leads, or an absolute path (-f)",
	about: "For a file that is no link it prints nothing without -f, -e or -m, and ends with status 1.",
	args: {
		canonicalize: flag("the absolute path; all but the last name has to be there", "f"),
		existing: flag("the absolute path; all has to be there", "e"),
		missing: flag("the absolute path; nothing has to be there", "m"),
		noNewline: flag("no newline at the end", "n"),
		quiet: flag("no messages (default)", "q"),
		silent: flag("the same", "s"),
		verbose: flag("say what is wrong", "v"),
		zero: flag("end lines in NUL", "z"),
		paths: operands("PATH", "paths", { required: true, completes: "path" }),
	},
	reads: ["paths"],
	output: (z) => z.object({ path: z.string(), real: z.string() }),
	examples: [["desk readlink -f notes/../files", "/files"]],
	failsWith: 1,
	async run(context, args) {
		const vfs = await context.open();
		const end = args.noNewline && args.paths.length === 1 ? "" : args.zero ? "\0" : "\n";
		for (const text of args.paths)
			await each(context, !args.verbose, async () => {
				if (!args.canonicalize && !args.existing && !args.missing) {
					const { target } = await vfs.lstat(context.path(text));
					if (target === undefined)
						throw new DeskError("EINVAL", "this is not a link", { at: text, todo: "use -f for its absolute path" });
					await say(context, { path: text, real: target }, target, end);
					return;
				}
				const real = await canonical(context, vfs, text, existingOf(args));
				await say(context, { path: text, real }, real, end);
			});
	},
});

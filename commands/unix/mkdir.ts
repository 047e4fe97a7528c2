import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { parseMode } from "./shared/mode.ts";
import { quoteName } from "./shared/quote-name.ts";

/** What symbolic modes begin with, and what they leave alone where they say nobody. */
const FULL = 0o777;
const UMASK = 0o022;

/** `desk mkdir`: new directories. */
export const mkdir = defineCommand({
	name: "mkdir",
	summary: "Make directories",
	about:
		"A directory that exists already is an error, but not with -p. Each PATH is made whole or not at all; one that is refused does not stop the others.",
	args: {
		parents: flag("make missing parents too, and do not mind what exists", "p"),
		mode: option("the mode of the new directories, as chmod takes it", { short: "m", value: "MODE" }),
		paths: operands("PATH", "directories to make", { required: true, completes: "directory" }),
	},
	writes: ["paths"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk mkdir /notes/travel", "one directory"],
		["desk mkdir -p /notes/projects/acme", "with its parents"],
		["desk mkdir -pv /files/2026/{01,02,03}", "several, saying which were made"],
	],
	async *run(context, args) {
		const mode = args.mode === undefined ? undefined : parseMode(args.mode, UMASK)?.(FULL, true);
		if (args.mode !== undefined && mode === undefined)
			throw new DeskError("EUSAGE", `'${args.mode}' is no mode`, { at: "mkdir", todo: "write 700 or u=rwx,go=" });
		const vfs = await context.open();
		const steps = args.paths.map((text): Step => {
			const path = context.path(text);
			const isThere = async () => args.parents && (await vfs.find(path))?.kind === "directory";
			return {
				changes: async () => ((await isThere()) ? [] : [{ op: "mkdir", path, parents: args.parents, mode }]),
				said: (made) =>
					prefixesOf(text)
						.filter((prefix) => made.delete(context.path(prefix)))
						.map((prefix) => `mkdir: created directory ${quoteName(prefix)}`),
			};
		});
		yield* new Applier(context, vfs).apply(steps);
	},
	line: changeLine,
});

/** `a/b/c` is `a`, `a/b` and `a/b/c`. */
function prefixesOf(text: string): string[] {
	const ends = [...text.matchAll(/[^/]+/g)].map((name) => name.index + name[0].length);
	return ends.map((end) => text.slice(0, end));
}

import { defineCommand, flag, operands } from "../../src/command/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";

/** `desk mkdir`: new directories. */
export const mkdir = defineCommand({
	name: "mkdir",
	summary: "Make directories",
	about:
		"A directory that exists already is an error, but not with -p. Each PATH is made whole or not at all; one that is refused does not stop the others.",
	args: {
		parents: flag("make missing parents too, and do not mind what exists", "p"),
		paths: operands("PATH", "directories to make", { required: true, completes: "directory" }),
	},
	writes: ["paths"],
	output: changeOutput,
	examples: [
		["desk mkdir /notes/travel", "one directory"],
		["desk mkdir -p /notes/projects/acme", "with its parents"],
		["desk mkdir -pv /files/2026/{01,02,03}", "several, saying which were made"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const steps = args.paths.map((text): Step => {
			const path = context.path(text);
			const isThere = async () => args.parents && (await vfs.find(path))?.kind === "directory";
			return { changes: async () => ((await isThere()) ? [] : [{ op: "mkdir", path, parents: args.parents }]) };
		});
		yield* new Applier(context, vfs).apply(steps);
	},
	line: changeLine,
});

import { defineCommand, flag, operands } from "../../src/command/index.ts";

/** `desk mkdir`: new directories. */
export const mkdir = defineCommand({
	name: "mkdir",
	summary: "Make directories",
	args: {
		parents: flag("make missing parents too, and do not mind what exists", "p"),
		paths: operands("PATH", "directories to make", { required: true, completes: "directory" }),
	},
	writes: ["paths"],
	examples: [["desk mkdir -p /notes/projects/acme", "with its parents"]],
	async run(context, args) {
		const vfs = await context.open();
		const changes = args.paths.map((path) => ({ op: "mkdir" as const, path: context.path(path), parents: args.parents }));
		await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
	},
});

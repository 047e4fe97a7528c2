import { writeConfig } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, operand } from "../../../src/command/index.ts";
import {
	addedNames,
	chosenEmbedder,
	FITTED,
	incompleteNames,
	removeAdded,
	shippedNames,
} from "../../../src/inference/index.ts";
import { noSuchModel } from "./shared.ts";

/** `desk model remove`. */
export const remove = defineCommand({
	name: "remove",
	summary: "Remove a model that you added",
	about:
		"Its files are deleted, or what a broken download has left of them. If search used it, search goes back to the fitted one, which is made again when it is needed.",
	args: { name: operand("NAME", "a model that you added", "model") },
	standalone: true,
	changes: true,
	output: (z) => z.object({ name: z.string(), wasUsed: z.boolean() }),
	examples: [["desk model remove mini", "take its files off the disk"]],
	async *run(context, { name }) {
		if (![...addedNames(context.home), ...incompleteNames(context.home)].includes(name)) {
			if (name !== FITTED && !shippedNames().includes(name)) throw noSuchModel(name, context.home);
			throw new DeskError("EPERM", "it is no model that you added", {
				at: name,
				todo: name === FITTED ? "`desk model use none` turns it off" : "it belongs to the program",
			});
		}
		const wasUsed = (await chosenEmbedder(context.home)) === name;
		if (!context.dryRun) {
			if (wasUsed) await writeConfig(context.home, "search.embedder", undefined);
			removeAdded(context.home, name);
			if (wasUsed) context.note("search used it; it uses the fitted one again");
		}
		yield { name, wasUsed };
	},
	line: ({ name }: { name: string }, context) => `${context.dryRun ? "would remove" : "removed"} ${name}`,
});

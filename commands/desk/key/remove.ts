import { DeskError } from "../../../src/base/errors.ts";
import { type Arg, defineCommand, operand } from "../../../src/command/index.ts";
import { addedProviders, forgetKey } from "../../../src/llm/index.ts";
import { itemOf, providerNamed } from "./shared.ts";

/** What was removed. */
interface Removed {
	name: string;
	/** Where its key was. */
	key: "environment" | "command" | "keychain" | "file" | "none";
}

const name: Arg<string> = operand("NAME", "a provider of `desk key list`", "provider");

/** `desk key remove`. */
export const remove = defineCommand({
	name: "remove",
	summary: "Forget a provider's key, and the provider if you added it",
	about:
		"The key leaves the keychain or $DESK_HOME/secrets; copies of it in backups stay. To make it worthless, revoke it on the provider's site. What was spent stays in the ledger (`desk usage`).",
	args: { name },
	changes: true,
	output: (z) => z.object({ name: z.string(), key: z.enum(["environment", "command", "keychain", "file", "none"]) }),
	examples: [["desk key remove openai", "nothing is asked of OpenAI any more"]],
	async *run(context, args): AsyncGenerator<Removed> {
		const { store } = await context.open();
		const entry = providerNamed(store, args.name);
		const { key, variable } = itemOf(entry, store, {});
		const isAdded = addedProviders(store).some((added) => added.name === entry.name);
		if (key === "none" && !isAdded) {
			const set = itemOf(entry, store, context.variables).variable ?? variable;
			throw new DeskError("ENOENT", `the desk keeps no key of ${entry.name}`, {
				at: "key remove",
				todo: set === null ? "`desk key list` shows those that it keeps" : `its key is in ${set}: unset that`,
			});
		}
		if (!context.dryRun) {
			await forgetKey(store, entry.name);
			await store.database.write(() => store.database.run("DELETE FROM llm_provider WHERE name = ?", entry.name));
		}
		yield { name: entry.name, key };
	},
	line: ({ name, key }: Removed, { dryRun }) =>
		`${name}: ${dryRun ? "would be removed" : "removed"}${key === "keychain" || key === "file" ? ", and its key" : ""}`,
});

import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { type AddedProvider, type KeySource, keySource, known, type ProviderEntry } from "../../../src/llm/index.ts";
import { redact } from "../../../src/safety/index.ts";
import type { Store } from "../../../src/store/index.ts";

/** A provider of language models, as `desk key` shows it. Never its key, nor a part of it. */
export interface ProviderItem {
	name: string;
	url: string;
	dialect: ProviderEntry["dialect"];
	/** What it is asked for when nobody names a model. */
	model: string | null;
	/** Where its key comes from. */
	key: KeySource;
	/** That holds the key, where it is in the environment. */
	variable: string | null;
	/** That prints the key. */
	command: string | null;
}

/** How each place is told. */
const PLACES: Record<KeySource, string> = {
	environment: "in the environment",
	command: "from a command",
	keychain: "in the system's keychain",
	file: "in $DESK_HOME/secrets, encrypted with the desk's key",
	none: "no key",
};

/** Where the key of a provider comes from, in words. */
export function placeText({ key, variable, command, url }: ProviderItem): string {
	if (key === "environment") return `the variable ${variable}`;
	if (key === "command") return `from \`${command}\``;
	return key === "none" && !needsKey(url) ? "needs no key" : PLACES[key];
}

const needsKey = (url: string) => !/^http:/.test(url);

/** What is known of a provider. @throws DeskError EKEY when the file of secrets cannot be read */
export function itemOf(entry: ProviderEntry, store: Store, variables: Context["variables"]): ProviderItem {
	const { source, variable } = keySource(entry, store, variables);
	return {
		name: entry.name,
		url: entry.url,
		dialect: entry.dialect,
		model: entry.model ?? null,
		key: source,
		variable: variable ?? null,
		// Somebody may have written the key itself into it.
		command: entry.keyCommand === undefined ? null : redact(entry.keyCommand).text,
	};
}

/** The provider of a name. @throws DeskError ENOENT */
export function providerNamed(store: Store, name: string): ProviderEntry {
	const entry = known(store).find((each) => each.name === name);
	if (entry !== undefined) return entry;
	throw new DeskError("ENOENT", "there is no provider of that name", {
		at: "key",
		todo: "`desk key list` shows those that there are",
	});
}

/** Put a provider among those that were added, in the place that it had. */
export async function keepProvider(
	store: Store,
	{ name, dialect, url, model, keyCommand }: AddedProvider,
): Promise<void> {
	await store.database.write(() =>
		store.database.run(
			`INSERT INTO llm_provider (name, dialect, url, model, key_command) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET dialect = excluded.dialect, url = excluded.url, model = excluded.model, key_command = excluded.key_command`,
			name,
			dialect,
			url,
			model ?? null,
			keyCommand ?? null,
		),
	);
}

import { DeskError } from "../base/errors.ts";
import { keyFromCommand } from "../base/key-command.ts";
import { Secret } from "../base/secret.ts";
import type { SecretPlace, Store } from "../store/index.ts";
import type { ProviderEntry } from "./provider.ts";

/** Where the key of a provider comes from; `none`: there is no key. */
export type KeySource = "environment" | "command" | SecretPlace | "none";

/** The name of a provider's key among the desk's secrets. */
const nameOf = (provider: string) => `llm ${provider}`;

/**
 * The key of a provider: of the environment, else what the user's command prints, else as kept by `desk key add`.
 * Undefined when there is none.
 * @throws DeskError EKEY when the command fails, or the keychain or the file of secrets cannot be read
 */
export async function keyOf(
	provider: ProviderEntry,
	store: Store,
	variables: Readonly<Record<string, string | undefined>>,
): Promise<Secret | undefined> {
	const set = variableSet(provider, variables);
	if (set !== undefined) return keyFrom(variables[set] ?? "", `${provider.name} (${set})`);
	if (provider.keyCommand !== undefined)
		return keyFrom(await keyFromCommand(provider.keyCommand, provider.name), provider.name);
	return await store.secrets.get(nameOf(provider.name));
}

/**
 * A key as somebody gave it, without blanks around it.
 * @param at whose key it is
 * @throws DeskError EKEY, which shows nothing of it, for what cannot stand in a header of HTTP
 */
export function keyFrom(text: string, at: string): Secret {
	const key = text.trim();
	if (/^[\x21-\x7e]{1,4096}$/.test(key)) return new Secret(key);
	throw new DeskError("EKEY", "what was given is no key: there are blanks or odd characters in it, or nothing", {
		at,
		todo: "copy it again from the provider's site, and nothing else",
	});
}

/** Where `keyOf` would take the key from, without taking it: neither the command nor the keychain is asked. */
export function keySource(
	provider: ProviderEntry,
	store: Store,
	variables: Readonly<Record<string, string | undefined>>,
): { readonly source: KeySource /** Of the environment. */; readonly variable?: string } {
	const variable = variableSet(provider, variables);
	if (variable !== undefined) return { source: "environment", variable };
	if (provider.keyCommand !== undefined) return { source: "command" };
	return { source: store.secrets.placeOf(nameOf(provider.name)) ?? "none" };
}

/** Keep a provider's key. @returns where @throws DeskError EKEY, EACCES, ENOSPC */
export async function keepKey(store: Store, provider: string, key: Secret): Promise<SecretPlace> {
	return await store.secrets.set(nameOf(provider), key);
}

/** Forget a provider's key. @returns whether there was one @throws DeskError EKEY, EACCES, ENOSPC */
export async function forgetKey(store: Store, provider: string): Promise<boolean> {
	return await store.secrets.remove(nameOf(provider));
}

function variableSet(
	provider: ProviderEntry,
	variables: Readonly<Record<string, string | undefined>>,
): string | undefined {
	return provider.keyVariables.find((name) => (variables[name] ?? "").trim() !== "");
}

import { type ConfigKey, readConfig } from "../base/config.ts";
import { DeskError } from "../base/errors.ts";
import { isLoopback } from "../base/network.ts";
import type { Store } from "../store/index.ts";
import type { Caps } from "./budget.ts";
import { matches, type OwnPrice, readPrices } from "./prices.ts";
import type { DialectName, ProviderEntry } from "./provider.ts";

/** Providers that need no address. Their models are what is asked for when nobody names one. */
const BUILT_IN: readonly (ProviderEntry & { readonly smallModel: string })[] = [
	{
		name: "openai",
		dialect: "chat-completions",
		url: "https://api.openai.com/v1",
		keyVariables: ["OPENAI_API_KEY"],
		needsKey: true,
		model: "gpt-5-mini",
		smallModel: "gpt-5-nano",
	},
	{
		name: "anthropic",
		dialect: "anthropic",
		url: "https://api.anthropic.com/v1",
		keyVariables: ["ANTHROPIC_API_KEY"],
		needsKey: true,
		model: "claude-sonnet-4-5",
		smallModel: "claude-haiku-4-5",
	},
	{
		name: "openrouter",
		dialect: "chat-completions",
		url: "https://openrouter.ai/api/v1",
		keyVariables: ["OPENROUTER_API_KEY"],
		needsKey: true,
		model: "anthropic/claude-sonnet-4.5",
		smallModel: "anthropic/claude-haiku-4.5",
	},
];

/** Names of the providers that need no address. */
export const BUILT_IN_NAMES: readonly string[] = BUILT_IN.map(({ name }) => name);

/** A provider as `desk key add` was told of it. */
export interface AddedProvider {
	readonly name: string;
	readonly dialect: DialectName;
	readonly url: string;
	readonly model?: string;
	readonly keyCommand?: string;
}

/** What the settings say about calls. */
export interface LlmConfig {
	/** In the order in which they are asked, denied ones left out. Those without a key may be in it. */
	readonly providers: readonly ProviderEntry[];
	/** Providers, and `provider/model` with `*` for any part. */
	readonly deny: readonly string[];
	readonly model: string | undefined;
	readonly smallModel: string | undefined;
	/** What writes sound down: `provider/model`, or `off`; undefined: whoever is known for it. */
	readonly transcribe: string | undefined;
	/** Of a call (ms); undefined: none that the user has set. */
	readonly deadline: number | undefined;
	readonly redact: boolean;
	readonly prices: readonly OwnPrice[];
	readonly caps: Caps;
	/** Features in the order in which they make do with less. */
	readonly degrade: readonly string[];
}

/** All that the settings say about calls. @throws DeskError EFORMAT for a broken file, EINVAL for a wrong value */
export async function readLlmConfig(store: Store): Promise<LlmConfig> {
	const settings = await readConfig(store.home);
	const text = (key: ConfigKey) => String(settings.get(key)?.value ?? "").trim();
	const amount = (key: ConfigKey) => positive(key, Number(settings.get(key)?.value ?? 0));
	const deny = listOf(text("llm.deny"));
	const deadline = amount("llm.deadline");
	const dayTokens = amount("budget.day_tokens");
	const monthCost = amount("budget.month_cost");
	return {
		providers: ordered(known(store), listOf(text("llm.providers"))).filter(({ name }) => !isDenied(deny, name)),
		deny,
		model: text("llm.model") || undefined,
		smallModel: text("llm.small_model") || undefined,
		transcribe: text("llm.transcribe") || undefined,
		deadline: deadline === undefined ? undefined : deadline * 1000,
		redact: settings.get("llm.redact")?.value !== false,
		prices: readPrices(text("llm.prices")),
		caps: {
			...(dayTokens === undefined ? {} : { dayTokens }),
			...(monthCost === undefined ? {} : { monthCost }),
			features: readFeatures(text("budget.features")),
		},
		degrade: listOf(text("budget.degrade")),
	};
}

/** Whether `llm.deny` rules out a provider, or one of its models; upper and lower case make no difference. */
export function isDenied(deny: readonly string[], provider: string, model?: string): boolean {
	const names = model === undefined ? [provider] : [provider, `${provider}/${model}`];
	return deny.some((pattern) => names.some((name) => matches(pattern, name)));
}

/** Providers in the order in which they are asked (`llm.providers`), denied ones left out. @throws as `readLlmConfig` */
export async function providers(store: Store): Promise<readonly ProviderEntry[]> {
	return (await readLlmConfig(store)).providers;
}

/** The cheaper model of a provider, where one is known. */
export function smallModelOf(provider: ProviderEntry): string | undefined {
	return BUILT_IN.find(({ name, url }) => name === provider.name && url === provider.url)?.smallModel;
}

/** All that can be asked: those that were added, in that order, then the built-in ones that were not. */
export function known(store: Store): ProviderEntry[] {
	const added = addedProviders(store).map(entryOf);
	const names = new Set(added.map(({ name }) => name));
	return [...added, ...BUILT_IN.filter(({ name }) => !names.has(name)).map(({ smallModel: _, ...entry }) => entry)];
}

/** Those that `desk key add` was told of, in that order. */
export function addedProviders(store: Store): AddedProvider[] {
	return store.database
		.all<{ name: string; dialect: DialectName; url: string; model: string | null; key_command: string | null }>(
			"SELECT name, dialect, url, model, key_command FROM llm_provider ORDER BY id",
		)
		.map(({ name, dialect, url, model, key_command }) => ({
			name,
			dialect,
			url,
			...(model === null ? {} : { model }),
			...(key_command === null ? {} : { keyCommand: key_command }),
		}));
}

/** The built-in provider of a name. */
export function builtIn(name: string): ProviderEntry | undefined {
	return BUILT_IN.find((entry) => entry.name === name);
}

/** The variable of the environment that may hold the key of an added provider: `DESK_LOCAL_API_KEY` of `local`. */
export function keyVariableOf(name: string): string {
	return `DESK_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_API_KEY`;
}

function entryOf(added: AddedProvider): ProviderEntry {
	const base = builtIn(added.name);
	// What is known of a provider, and a key for it in the environment, is not for a server that goes by its name.
	const own = base?.url === added.url ? base : { keyVariables: [keyVariableOf(added.name)] };
	return { ...own, ...added, keyVariables: own.keyVariables, needsKey: !isLoopback(new URL(added.url).hostname) };
}

/** Those that are named, in that order; all when none is. @throws DeskError EINVAL for an unknown name */
function ordered(entries: readonly ProviderEntry[], names: readonly string[]): readonly ProviderEntry[] {
	if (names.length === 0) return entries;
	return names.map((name) => {
		const entry = entries.find((each) => each.name === name);
		if (entry !== undefined) return entry;
		throw new DeskError("EINVAL", `there is no provider '${name}'`, {
			at: "llm.providers",
			todo: "`desk key list` shows those that there are; `desk key add URL --name NAME` adds one",
		});
	});
}

/** `ask=20000, agent=50000`. @throws DeskError EINVAL */
export function readFeatures(text: string): ReadonlyMap<string, number> {
	return new Map(
		listOf(text).map((part) => {
			const [, feature, tokens] = /^([^=\s]+)\s*=\s*(\d+)$/.exec(part) ?? [];
			if (feature !== undefined) return [feature, Number(tokens)];
			throw new DeskError("EINVAL", `'${part}' is no budget of a feature`, {
				at: "budget.features",
				todo: "write it as `ask=20000, agent=50000` (tokens of a day)",
			});
		}),
	);
}

/** A cap; 0 means that there is none. @throws DeskError EINVAL */
function positive(key: ConfigKey, value: number): number | undefined {
	if (value >= 0) return value === 0 ? undefined : value;
	throw new DeskError("EINVAL", `${key} is a number from 0 on, not ${value}`, {
		at: "config",
		todo: `\`desk config get ${key}\` tells more`,
	});
}

/** Parts of a setting, which stand between commas. */
function listOf(text: string): string[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "");
}

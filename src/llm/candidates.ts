import { DeskError } from "../base/errors.ts";
import { isDenied, type LlmConfig } from "./config.ts";
import type { ProviderEntry } from "./provider.ts";

/** Who is asked for what. */
export interface Candidate {
	readonly entry: ProviderEntry;
	readonly model: string;
}

/** What a server of one's own is asked for when nobody has named a model: most serve one, whatever it is called. */
const ANY_MODEL = "default";

/** Whose models have such names: nothing is sent to somebody who cannot know the model. */
const MAKERS: readonly (readonly [pattern: RegExp, provider: string])[] = [
	[/^(gpt-|chatgpt-|o\d)/, "openai"],
	[/^claude-/, "anthropic"],
	[/^[\w.-]+\/./, "openrouter"],
];

/**
 * Who is asked, in order: everybody for their own model, those who may know a model that is named, or the one provider that
 * `provider/model` (or a provider's name alone) names.
 * @param wanted `model`, `provider/model` or `provider`; @param known providers that can be named
 * @throws DeskError EACCES when the deny-list leaves nobody, EKEY when there is no provider at all
 */
export function candidatesOf(
	wanted: string | undefined,
	config: LlmConfig,
	known: readonly ProviderEntry[],
): Candidate[] {
	const all = named(wanted, config, known);
	const allowed = all.filter(({ entry, model }) => !isDenied(config.deny, entry.name, model));
	if (allowed.length > 0) return allowed;
	if (all.length === 0)
		throw new DeskError("EKEY", "there is no provider of language models", {
			todo: "name one in llm.providers, or add one with `desk key add`",
		});
	throw new DeskError(
		"EACCES",
		`${all.map(({ entry, model }) => `${entry.name}/${model}`).join(", ")} may not be asked (llm.deny)`,
		{
			todo: "name another model with -m, or change llm.deny",
		},
	);
}

function named(wanted: string | undefined, config: LlmConfig, known: readonly ProviderEntry[]): Candidate[] {
	const own = (entry: ProviderEntry): Candidate => ({ entry, model: entry.model ?? ANY_MODEL });
	if (wanted === undefined) return config.providers.map(own);
	const slash = wanted.indexOf("/");
	const name = slash < 0 ? wanted : wanted.slice(0, slash);
	const pinned = known.find((entry) => entry.name === name);
	if (pinned !== undefined)
		return [slash < 0 || slash === wanted.length - 1 ? own(pinned) : { entry: pinned, model: wanted.slice(slash + 1) }];
	const makers = MAKERS.filter(([pattern]) => pattern.test(wanted)).map(([, provider]) => provider);
	const theirs = config.providers.filter((entry) => makers.includes(entry.name));
	// A model that nobody here is known for: servers that were added may have it.
	const others = config.providers.filter((entry) => !MAKERS.some(([, provider]) => provider === entry.name));
	const asked = [theirs, others].find((entries) => entries.length > 0) ?? config.providers;
	return asked.map((entry) => ({ entry, model: wanted }));
}

import { collect, toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { isLoopback } from "../../../src/base/network.ts";
import type { Secret } from "../../../src/base/secret.ts";
import { type Context, defineCommand, operands, option } from "../../../src/command/index.ts";
import {
	type AddedProvider,
	addedProviders,
	BUILT_IN_NAMES,
	builtIn,
	forgetKey,
	keepKey,
	keyFrom,
	keySource,
	keyVariableOf,
	known,
} from "../../../src/llm/index.ts";
import { Store } from "../../../src/store/index.ts";
import { itemOf, keepProvider, type ProviderItem, placeText } from "./shared.ts";

/** `desk key add`. */
export const add = defineCommand({
	name: "add",
	summary: "Let the desk ask a provider of language models",
	about: `PROVIDER is openai, anthropic or openrouter, or the address of a server that speaks as OpenAI's does (https://host/v1; http only on this machine: Ollama, llama.cpp, vLLM, LM Studio).

The key is asked for without being shown, or is the first line of the standard input. It is never an argument: every user of a computer can see those, and shells keep them. It is kept in the system's keychain; where there is none, in $DESK_HOME/secrets, encrypted with the desk's own key. With --command nothing is kept but the command, which is run whenever the key is needed. A key in the environment (OPENAI_API_KEY, ANTHROPIC_API_KEY, OPENROUTER_API_KEY, of others DESK_NAME_API_KEY) counts before all of these and needs no \`key add\`.

A key goes to its own provider and nowhere else: not into the tree, the log, exports, messages, or to agents. Nothing is sent by adding one.`,
	args: {
		name: option("what to call it; default: the provider's own name, or the host's"),
		model: option("what to ask it for when no model is named"),
		command: option("a command that prints the key (`pass show openai`)", { value: "COMMAND" }),
		variable: option("take the key from this variable of the environment", { value: "VARIABLE" }),
		key: option("only `-`: take the key from standard input, even where none is needed", { value: "-" }),
		dialect: option("which API a server of your own speaks; default: chat-completions", {
			choices: ["chat-completions", "anthropic"],
		}),
		provider: operands("PROVIDER", `${BUILT_IN_NAMES.join(", ")}, or an address`, { required: true }),
	},
	changes: true,
	output: (z) =>
		z.object({
			name: z.string(),
			url: z.string(),
			dialect: z.enum(["chat-completions", "anthropic"]),
			model: z.string().nullable(),
			key: z.enum(["environment", "command", "keychain", "file", "none"]),
			variable: z.string().nullable(),
			command: z.string().nullable(),
		}),
	examples: [
		["desk key add openai", "asks for the key"],
		["desk key add anthropic --command 'pass show anthropic'", "the key stays in the password manager"],
		[
			"desk key add http://localhost:11434/v1 --name ollama --model llama3.2",
			"a server on this machine, without a key",
		],
	],
	async *run(context, args): AsyncGenerator<ProviderItem> {
		Store.mustExist(context.home);
		const [provider = "", ...more] = args.provider;
		// What is not expected may be the key: it is never shown again.
		if (more.length > 0 || (args.key !== undefined && args.key !== "-")) throw keyInArguments();
		const { store } = await context.open();
		if (args.command?.trim() === "")
			throw new DeskError("EUSAGE", "--command takes a command that prints the key", {
				at: "key add",
				todo: "leave it out to type the key",
			});
		const added = providerOf(provider, args);
		const former = addedProviders(store).find(({ name }) => name === added.name);
		const place =
			former?.url === added.url ? keySource({ ...added, keyVariables: [], needsKey: true }, store, {}).source : "none";
		const key =
			args.command === undefined
				? await readKey(context, args, added, place === "keychain" || place === "file")
				: undefined;
		if (!context.dryRun) {
			// The key of one server is not sent to another that is given its name.
			if (former !== undefined && former.url !== added.url && key === undefined) await forgetKey(store, added.name);
			if (key !== undefined) await keepKey(store, added.name, key);
			else if (args.command !== undefined) await forgetKey(store, added.name);
			await keepProvider(store, added);
		}
		const entry = known(store).find(({ name }) => name === added.name);
		if (entry !== undefined && !context.dryRun) yield itemOf(entry, store, context.variables);
		else context.note(`${added.name} can be added (${added.url}); nothing was changed`);
	},
	line: (item: ProviderItem) => `${item.name} (${item.url}): ${placeText(item)}`,
});

/** What the arguments say of a provider. @throws DeskError EINVAL, EUSAGE, none of which shows what was given for it */
function providerOf(
	text: string,
	args: {
		name?: string | undefined;
		model?: string | undefined;
		command?: string | undefined;
		dialect?: string | undefined;
	},
): AddedProvider {
	const base = builtIn(text);
	const url = base?.url ?? addressOf(text);
	const name = args.name ?? base?.name ?? nameOf(new URL(url));
	if (!/^[a-z][a-z0-9_-]{0,31}$/.test(name))
		throw new DeskError(
			"EINVAL",
			"a provider is called by up to 32 small letters, digits, '-' and '_', a letter first",
			{
				at: "key add",
				todo: "choose another with --name",
			},
		);
	const model = args.model ?? base?.model;
	return {
		name,
		url,
		dialect: base?.dialect ?? (args.dialect === "anthropic" ? "anthropic" : "chat-completions"),
		...(model === undefined ? {} : { model }),
		...(args.command === undefined ? {} : { keyCommand: args.command }),
	};
}

/** The address of an API, without what does not belong there. @throws DeskError EINVAL */
function addressOf(text: string): string {
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
		throw new DeskError("EINVAL", "it is no provider that is known, and no address", {
			at: "key add",
			todo: `give ${BUILT_IN_NAMES.join(", ")}, or an address that begins with https://`,
		});
	const url = new URL(text);
	if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
		throw new DeskError("EINVAL", "the address holds more than a host and a path", {
			at: "key add",
			todo: "give it without a user, a password and what follows a `?`; the key is asked for",
		});
	if (url.protocol === "http:" && !isLoopback(url.hostname))
		throw new DeskError("EINVAL", "the key and all texts could be read on the way", {
			at: url.origin,
			todo: "give an address that begins with https://; http is for servers on this machine",
		});
	return url.href.replace(/\/+$/, "");
}

/** `api.mistral.ai` is called `mistral`, `localhost:11434` `localhost`. */
function nameOf({ hostname }: URL): string {
	if (isLoopback(hostname)) return "local";
	const labels = hostname.split(".");
	return (labels.at(-2) ?? hostname).replaceAll(/[^a-z0-9_-]/g, "-");
}

/** The key from where the user has it; undefined when none is needed, or a kept one stays. @throws DeskError EKEY */
async function readKey(
	context: Context,
	args: { key?: string | undefined; variable?: string | undefined },
	{ name, url }: AddedProvider,
	keeps: boolean,
): Promise<Secret | undefined> {
	const isLocal = isLoopback(new URL(url).hostname);
	const isNamed = args.variable !== undefined || args.key !== undefined;
	const given = await (async () => {
		if (args.variable !== undefined) return context.variables[args.variable];
		if (context.terminal.stdin && !isNamed) {
			const hint = keeps ? " (Enter: the one that is kept)" : isLocal ? " (Enter: none)" : "";
			return await context.ask(`Key of ${name}${hint}: `, { secret: true });
		}
		// A server on this machine seldom has a key: a pipe that nobody writes to is not waited for.
		return isLocal && !isNamed ? undefined : toText(await collect(context.stdin)).split(/\r?\n/)[0];
	})();
	if (given !== undefined && given.trim() !== "") return keyFrom(given, name);
	if (!isNamed && (isLocal || keeps || context.variables[envOf(name)])) return undefined;
	throw new DeskError("EKEY", "no key was given", {
		at: name,
		todo:
			args.variable === undefined
				? "type it in a terminal, put it on standard input, or name a command that prints it with --command"
				: `set ${args.variable} and export it`,
	});
}

const envOf = (name: string) => builtIn(name)?.keyVariables[0] ?? keyVariableOf(name);

function keyInArguments(): DeskError {
	return new DeskError("EUSAGE", "a key is never an argument: others can see those, and shells keep them", {
		at: "key add",
		todo: "run it without the key and type it, or put it on standard input; if it was a real one, take it out of your shell's history, or better, make a new one",
	});
}

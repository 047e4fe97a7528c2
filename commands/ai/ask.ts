import { DeskError } from "../../src/base/errors.ts";
import {
	businessFolder,
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
	options,
} from "../../src/command/index.ts";
import {
	type Answer,
	citationsIn,
	firstCodeBlock,
	type Gateway,
	type Part,
	type Route,
	type Selection,
} from "../../src/llm/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import {
	called,
	costOf,
	costShape,
	decide,
	isPlan,
	openGateway,
	type PlanItem,
	passGate,
	planShape,
	planText,
	shown,
	streamed,
	streams,
} from "./shared/call.ts";
import { allDocuments, pipedIn } from "./shared/documents.ts";
import { askedRoute, MODEL_ARGS, ROUTE_ARGS, SCHEMA_ARG, schemaOption } from "./shared/options.ts";
import { namedPrompt } from "./shared/prompts.ts";
import {
	conversationOf,
	keep,
	personalOf,
	type Question,
	requestOf,
	restoredTurns,
	selected,
} from "./shared/question.ts";
import {
	citationLine,
	RETRIEVAL,
	RETRIEVED_TOKENS,
	retrieved,
	retrievedText,
	type SourceItem,
	sourceItem,
} from "./shared/retrieved.ts";
import { inputTokens } from "./shared/sources.ts";

/** An answer as `--json` prints it. */
interface AnswerItem {
	answer: string;
	/** With a schema: what was asked for. */
	value?: unknown;
	/** `language model`, `retrieval`. */
	by: string;
	sources: SourceItem[];
	/** Passages that had no room. */
	left: number;
	conversation?: number | undefined;
	provider?: string | undefined;
	model?: string | undefined;
	usage?: Answer["usage"] | undefined;
	cost?: Answer["cost"] | null;
	milliseconds?: number | undefined;
}

/** `desk ask`: a question to a language model, about files of the desk. */
export const ask = defineCommand({
	name: "ask",
	summary: "Ask a question about files, or about the whole desk",
	about:
		"What is piped in and the files named go along with the question; without them, the passages of the desk that fit it best. Answers cite what they rest on by its number. Where no language model can be asked, or the question is a simple one, the passages themselves are the answer (--local, --api say which). --dry-run shows what would be sent, and what it may cost. Fields of --schema: NAME [TYPE] [: DESCRIPTION], parted by commas or lines; TYPE is string (default), int, number, bool, date, datetime, a|b|c or {fields}, and [] behind it makes a list; NAME? may be null; [fields] asks for a list of objects.",
	args: {
		prompt: option("a prompt of /prompts; the question, if there is one, comes after it", {
			short: "t",
			value: "PROMPT",
			completes: "prompt",
		}),
		param: options("a variable of the prompt", { short: "p", value: "NAME=VALUE" }),
		...MODEL_ARGS,
		...SCHEMA_ARG,
		extract: flag("print only the first fenced block of code", "x"),
		biz: {
			...option("with what a business knows, by the weight of its beliefs; --biz=NAME for one of several", {
				value: "NAME",
				completes: "business",
			}),
			bare: "",
		},
		continue: flag("go on with the last conversation", "c"),
		conversation: numberOption("go on with this conversation (`desk conversation list`)", { value: "ID" }),
		...ROUTE_ARGS,
		noStream: flag("print the answer when all of it is there"),
		question: operands("QUESTION [PATH…]", "what is asked, and files, folders or globs that go along", {
			completes: "path",
		}),
	},
	reads: ["question"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				answer: z.string(),
				value: z.unknown().optional(),
				by: z.string(),
				sources: z.array(
					z.object({
						number: z.number(),
						path: z.string(),
						line: z.number(),
						lastLine: z.number(),
						cited: z.boolean(),
					}),
				),
				left: z.number(),
				conversation: z.number().optional(),
				...costShape(z),
			}),
			planShape(z),
		]),
	examples: [
		['desk ask "when does Slantly pay?" --local', "the passages that tell, found on this machine"],
		[
			'desk ask "what did we promise?" /notes/clients /notes/meeting-notes.md --dry-run',
			"what would be sent, and its price",
		],
		["desk ask --biz 'whom should the next letter be for?' --dry-run", "with beliefs, and the weight of each"],
		["desk ask -t decisions /notes/meeting-notes.md --dry-run", "by a prompt of /prompts, with its schema"],
		[
			"desk ask --schema '[sender, wants, due? date]' 'list who asks for something' '/mail/inbox/2026-11-1*' --dry-run",
			"JSON of these fields",
		],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const asked = askedRoute(args);
		const [text = "", ...paths] = args.prompt === undefined ? args.question : promptWords(args.question);
		const piped = await pipedIn(context);
		if (text.trim() === "" && args.prompt === undefined && piped === undefined)
			throw new DeskError("EUSAGE", "it needs a question", { todo: 'ask one: `desk ask "what is due this week?"`' });
		const prompt = args.prompt === undefined ? undefined : await namedPrompt(vfs, args.prompt, args.param);
		const question: Question = {
			text,
			documents: [...(piped === undefined ? [] : [piped]), ...(await allDocuments(context, paths))],
			prompt,
			params: args.param,
			schema: (await schemaOption(context, args.schema)) ?? prompt?.schema,
			model: args.model,
			system: args.system,
			conversation: conversationOf(vfs, args.continue, args.conversation),
			business: args.biz === undefined ? undefined : await businessFolder(context, vfs, args.biz || undefined),
		};
		if (paths.length > 0 && question.documents.length === 0) return;
		const gateway = await openGateway(context, vfs);
		const needs = onlyModel(question, args.extract);
		const route = await decide(gateway, {
			task: "ask",
			request: text,
			local: needs === undefined ? RETRIEVAL : undefined,
			...(needs === undefined ? {} : { needs: `${needs} needs a language model` }),
			asked,
			simple: () => simplicity(question),
		});
		if (route.route === "local") {
			const selection = await selected(context, vfs, question, RETRIEVED_TOKENS, false);
			await passGate(context, vfs, [text, ...personalOf(selection.parts)], "ask");
			if (context.dryRun) return yield planned(route, undefined, selection);
			const hint = asked === undefined && (await gateway.available()) ? " (--api asks a language model)" : "";
			context.note(`answered on this machine, by ${RETRIEVAL}: ${route.why}${hint}`);
			const sources = retrieved(selection.parts).map((part) => sourceItem(part, true));
			if (sources.length === 0) return context.setStatus(1);
			return yield { answer: retrievedText(selection.parts), by: RETRIEVAL, sources, left: selection.left };
		}
		yield* byModel(context, vfs, gateway, question, route, args);
	},
	line(item: AnswerItem | PlanItem) {
		if (isPlan(item)) return planText(item);
		if (item.value === undefined) return item.answer;
		const values: unknown[] = Array.isArray(item.value) ? item.value : [item.value];
		return values.map((value) => JSON.stringify(value)).join("\n");
	},
});

/** With a prompt, all words may be paths; the first is the question when it is none. */
function promptWords(words: readonly string[]): string[] {
	const [first = ""] = words;
	const isPath = first.startsWith("/") || (!/\s/.test(first) && /[/.*]/.test(first));
	return isPath ? ["", ...words] : [...words];
}

/** What of a question only a language model can do. */
function onlyModel({ prompt, schema, conversation }: Question, code: boolean): string | undefined {
	if (prompt !== undefined) return "a prompt";
	if (schema !== undefined) return "--schema";
	if (code) return "-x";
	return conversation === undefined ? undefined : "going on with a conversation";
}

/** How likely a question only looks something up. Who names files, or a model, wants them read. */
async function simplicity({ text, documents, model, system }: Question) {
	if (documents.length > 0 || (model ?? system) !== undefined) return undefined;
	const { route } = await import("../../src/inference/index.ts");
	const { label, probability, by } = await route(text);
	return { probability: label === "local" ? probability : 0, by };
}

function planned({ route, why }: Route, plan: PlanItem["plan"], { parts, left }: Selection): PlanItem {
	const by = route === "local" ? RETRIEVAL : "language model";
	return { route, why, by, plan, sources: parts.map(plannedLine), left };
}

/** A passage that would go along, with its weight where it has one. */
function plannedLine(part: Part): string {
	return part.weight === undefined ? citationLine(part) : `${citationLine(part)}  weight ${part.weight.toFixed(2)}`;
}

async function* byModel(
	context: Context,
	vfs: Vfs,
	gateway: Gateway,
	question: Question,
	route: Route,
	{ extract, noStream }: { extract: boolean; noStream: boolean },
): AsyncGenerator<AnswerItem | PlanItem> {
	const { schema, documents } = question;
	const budget = await inputTokens(context.home);
	const selection = await selected(context, vfs, question, budget, true);
	if (selection.left > 0 && documents.length > 0)
		context.note(
			`${selection.left} passages have no room and are left out: those that go along fit the question best (ask.input_tokens)`,
		);
	const earlier = await restoredTurns(context, vfs, question.conversation, budget);
	const request = requestOf(vfs, question, selection, earlier);
	if (context.dryRun) return yield planned(route, await gateway.plan(request), selection);
	const asItComes = streams(context, noStream || extract || schema !== undefined);
	const answer = asItComes ? await streamed(context, gateway, request) : await called(context, gateway, request);
	const id = await keep(context, vfs, question, selection, answer);
	const known = [...earlier.flatMap(({ parts }) => parts), ...selection.parts];
	const { cited, unknown } = citationsIn(schema === undefined ? answer.text : "", known);
	if (unknown.length > 0) {
		const numbers = unknown.map((number) => `[${number}]`).join(" ");
		context.note(`the answer cites ${numbers}, which is none of what went along`);
	}
	if (context.json || schema !== undefined)
		return yield {
			answer: answer.text,
			...(schema === undefined
				? {}
				: { value: schema.many ? (answer.value as { items: unknown }).items : answer.value }),
			by: "language model",
			sources: known.map((part) => sourceItem(part, cited.includes(part))),
			left: selection.left,
			...(id === undefined ? {} : { conversation: id }),
			...costOf(answer),
		};
	if (extract) return await printCode(context, answer.text);
	if (!asItComes) await context.stdout.write(shown(context, `${answer.text.trimEnd()}\n`));
	if (cited.length > 0) {
		const lines = (cited as readonly Part[]).map((part) => context.style.faint(citationLine(part)));
		await context.stdout.write(`\n${lines.join("\n")}\n`);
	}
}

/** `-x`: the first block of code; without one, all of the answer. */
async function printCode(context: Context, answer: string): Promise<void> {
	const code = firstCodeBlock(answer);
	if (code === undefined) {
		context.note("there is no block of code in the answer; this is all of it");
		context.setStatus(1);
	}
	const text = code ?? answer;
	await context.stdout.write(shown(context, text.endsWith("\n") ? text : `${text}\n`));
}

import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, numberOption, operands, option, options } from "../../src/command/index.ts";
import {
	type Answer,
	type CallRequest,
	type Conversation,
	Conversations,
	citationsIn,
	FENCED_IS_DATA,
	fenced,
	firstCodeBlock,
	type Message,
	type OutputSchema,
	onBattery,
} from "../../src/llm/index.ts";
import { printable, type Vfs } from "../../src/vfs/index.ts";
import {
	called,
	costOf,
	costShape,
	decide,
	isPlan,
	openGateway,
	type PlanItem,
	planShape,
	planText,
	shown,
	streamed,
	streams,
} from "./shared/call.ts";
import { type Document, documentsAt, pipedIn } from "./shared/documents.ts";
import { askedRoute, MODEL_ARGS, ROUTE_ARGS, SCHEMA_ARG, schemaOption } from "./shared/options.ts";
import { type FilledPrompt, namedPrompt } from "./shared/prompts.ts";
import {
	inputTokens,
	keptOf,
	type Part,
	restoredParts,
	type Selection,
	searchedParts,
	selectParts,
} from "./shared/sources.ts";

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

interface SourceItem {
	number: number;
	path: string;
	line: number;
	lastLine: number;
	cited: boolean;
}

/** What is found without a language model. */
const RETRIEVAL = "retrieval";
/** Passages of an answer by retrieval, and tokens of what is looked at for them. */
const RETRIEVED = 5;
const LOCAL_TOKENS = 2_000;

const SYSTEM = `You answer questions about the files of one person's desk, and do what they ask with them. ${FENCED_IS_DATA}

Go by the passages where they tell something; say so plainly when they do not hold the answer, and do not make one up. Behind each sentence that rests on a passage, cite it by its number in brackets: [1], or [1][3] for several. Cite no other numbers. Answer in the language of the question, as short as the question allows, in plain text or simple Markdown.`;

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
		["desk ask -t decisions /notes/meeting-notes.md --dry-run", "by a prompt of /prompts, with its schema"],
		[
			"desk ask --schema '[sender, wants, due? date]' 'list who asks for something' '/mail/inbox/2026-11-1*' --dry-run",
			"JSON of these fields",
		],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const asked = askedRoute(args);
		const [question = "", ...paths] = args.prompt === undefined ? args.question : promptWords(context, args.question);
		const piped = await pipedIn(context);
		if (question.trim() === "" && args.prompt === undefined && piped === undefined)
			throw new DeskError("EUSAGE", "it needs a question", { todo: 'ask one: `desk ask "what is due this week?"`' });
		const prompt = args.prompt === undefined ? undefined : await namedPrompt(vfs, args.prompt, args.param);
		const schema = (await schemaOption(context, args.schema)) ?? prompt?.schema;
		const earlier = conversationOf(vfs, args);
		const documents = [...(piped === undefined ? [] : [piped])];
		for await (const document of documentsAt(context, paths)) documents.push(document);
		if (paths.length > 0 && documents.length === 0) return;
		const gateway = await openGateway(context, vfs);
		const onlyModel = [
			[prompt, "a prompt"],
			[schema, "--schema"],
			[args.extract || undefined, "-x"],
			[earlier, "going on with a conversation"],
		].find(([given]) => given !== undefined)?.[1];
		const { route, why } = await decide(gateway, {
			task: "ask",
			request: question,
			local: onlyModel === undefined ? RETRIEVAL : undefined,
			...(onlyModel === undefined ? {} : { needs: `${String(onlyModel)} needs a language model` }),
			asked,
			simple: async () => {
				// Who names files, or a model, wants them read.
				if (documents.length > 0 || args.model !== undefined || args.system !== undefined) return undefined;
				const { route: judge } = await import("../../src/inference/index.ts");
				const { label, probability, by } = await judge(question);
				return { probability: label === "local" ? probability : 0, by };
			},
		});
		const kept = earlier === undefined ? [] : await restoredTurns(vfs, earlier);
		const first =
			Math.max(0, ...(earlier?.turns ?? []).flatMap(({ sources }) => sources.map(({ number }) => number))) + 1;
		const selection = await selected(
			context,
			vfs,
			documents,
			[prompt?.text(""), question].join(" "),
			first,
			route === "local" ? LOCAL_TOKENS : await inputTokens(context.home),
			{ whole: route === "api", mayBeNone: prompt !== undefined || earlier !== undefined },
		);
		if (selection.left > 0 && documents.length > 0 && route === "api")
			context.note(
				`${selection.left} passages have no room and are left out: those that go along fit the question best (ask.input_tokens)`,
			);
		if (route === "local") {
			const { mustPass } = await import("../../src/safety/index.ts");
			await mustPass(vfs, [question, ...personalOf(selection.parts)], "ask");
			if (context.dryRun) return yield planned("local", why, undefined, selection);
			const hint = asked === undefined && (await gateway.available()) ? " (--api asks a language model)" : "";
			context.note(`answered on this machine, by ${RETRIEVAL}: ${why}${hint}`);
			if (selection.parts.length === 0) return context.setStatus(1);
			return yield {
				answer: retrieved(selection.parts),
				by: RETRIEVAL,
				sources: selection.parts.slice(0, RETRIEVED).map((part) => sourceItem(part, true)),
				left: selection.left,
			};
		}
		const request = requestOf(vfs, {
			question,
			prompt,
			schema,
			selection,
			earlier: kept,
			args,
			system: earlier?.system,
		});
		if (context.dryRun) return yield planned("api", why, await gateway.plan(request), selection);
		const asItComes = streams(context, args.noStream || args.extract || schema !== undefined);
		const answer = asItComes ? await streamed(context, gateway, request) : await called(context, gateway, request);
		const known = [...kept.flatMap(({ parts }) => parts), ...selection.parts];
		const id = await keep(context, vfs, {
			question: question || `(${args.prompt})`,
			piped,
			answer,
			selection,
			of: { id: earlier?.id, system: args.system },
		});
		const { cited, unknown } = citationsIn(schema === undefined ? answer.text : "", known);
		if (unknown.length > 0)
			context.note(
				`the answer cites ${unknown.map((number) => `[${number}]`).join(" ")}, which is none of what went along`,
			);
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
		if (args.extract) {
			const code = firstCodeBlock(answer.text);
			if (code === undefined) {
				context.note("there is no block of code in the answer; this is all of it");
				context.setStatus(1);
			}
			const text = code ?? answer.text;
			return void (await context.stdout.write(shown(context, text.endsWith("\n") ? text : `${text}\n`)));
		}
		if (!asItComes) await context.stdout.write(shown(context, `${answer.text.trimEnd()}\n`));
		if (cited.length > 0)
			await context.stdout.write(
				`\n${(cited as Part[]).map((part) => context.style.faint(citationLine(part))).join("\n")}\n`,
			);
	},
	line(item: AnswerItem | PlanItem) {
		if (isPlan(item)) return planText(item);
		if (item.value === undefined) return item.answer;
		return Array.isArray(item.value)
			? item.value.map((each) => JSON.stringify(each)).join("\n")
			: JSON.stringify(item.value);
	},
});

/** With a prompt, all words may be paths; the first is the question when it is no path. */
function promptWords(context: Context, words: readonly string[]): string[] {
	const [first = ""] = words;
	const isPath = first.startsWith("/") || (!/\s/.test(first) && /[/.*]/.test(first));
	return isPath && context.path(first) !== "/" ? ["", ...words] : [...words];
}

function conversationOf(
	vfs: Vfs,
	{ continue: last, conversation: id }: { continue: boolean; conversation: number | undefined },
): Conversation | undefined {
	if (!last && id === undefined) return undefined;
	const found = new Conversations(vfs).find(id);
	if (found !== undefined) return found;
	throw new DeskError(
		"ENOENT",
		id === undefined ? "there is no conversation to go on with" : `there is no conversation ${id}`,
		{
			todo: id === undefined ? "ask without -c first" : "`desk conversation list` shows them",
		},
	);
}

interface RestoredTurn {
	readonly question: string;
	readonly input?: string;
	readonly answer: string;
	readonly parts: readonly Part[];
}

async function restoredTurns(vfs: Vfs, { turns }: Conversation): Promise<RestoredTurn[]> {
	const restored: RestoredTurn[] = [];
	for (const { sources, ...turn } of turns) restored.push({ ...turn, parts: await restoredParts(vfs, sources) });
	return restored;
}

/** What goes along: what is named or piped in; without either, what the desk has about it. */
async function selected(
	context: Context,
	vfs: Vfs,
	documents: readonly Document[],
	question: string,
	first: number,
	budget: number,
	{ whole, mayBeNone }: { whole: boolean; mayBeNone: boolean },
): Promise<Selection> {
	if (documents.length > 0) return await selectParts(documents, question, budget, first, whole);
	if (mayBeNone && question.trim() === "") return { parts: [], left: 0 };
	const { note, ...selection } = await searchedParts(vfs, question, budget, first, context.signal, !onBattery());
	if (note !== undefined) context.note(note);
	return { ...selection, left: 0 };
}

function personalOf(parts: readonly Part[]): string[] {
	return parts.filter(({ document }) => document.personal).map(({ text }) => text);
}

interface Asked {
	readonly question: string;
	readonly prompt: FilledPrompt | undefined;
	readonly schema: OutputSchema | undefined;
	readonly selection: Selection;
	readonly earlier: readonly RestoredTurn[];
	readonly args: { model: string | undefined; system: string | undefined; param: readonly string[] };
	readonly system: string | undefined;
}

/** The call: what never changes comes first, so that providers can cache it. */
function requestOf(vfs: Vfs, { question, prompt, schema, selection, earlier, args, system }: Asked): CallRequest {
	const markOf = (text: string) => vfs.store.markOf(text);
	const messages: Message[] = [];
	for (const turn of earlier) {
		if (turn.parts.length > 0) messages.push({ role: "user", content: fenced(turn.parts, markOf), stable: true });
		if (turn.input !== undefined)
			messages.push({ role: "user", content: fenced([stdinSource(turn.input)], markOf), stable: true });
		messages.push({ role: "user", content: turn.question, stable: true }, { role: "assistant", content: turn.answer });
	}
	const material = selection.parts.length === 0 ? "" : fenced(selection.parts, markOf);
	if (prompt?.placesInput === true)
		messages.push({ role: "user", content: [prompt.text(material), question].join("\n\n").trim() });
	else {
		if (material !== "") messages.push({ role: "user", content: material, stable: true });
		const words = [prompt?.text(""), question].filter((text) => text !== undefined && text.trim() !== "").join("\n\n");
		if (words !== "") messages.push({ role: "user", content: words });
	}
	const own = args.system ?? system;
	const model = args.model ?? prompt?.model;
	return {
		feature: "ask",
		system: own === undefined ? SYSTEM : `${SYSTEM}\n\n${own}`,
		messages,
		...(schema === undefined ? {} : { schema: schema.schema }),
		...(model === undefined ? {} : { model }),
		personal: [
			question,
			...args.param.map((param) => param.slice(param.indexOf("=") + 1)),
			...personalOf(selection.parts),
			...earlier.flatMap((turn) => [turn.question, turn.input ?? "", ...personalOf(turn.parts)]),
		],
	};
}

const stdinSource = (text: string) => ({ number: 0, path: "stdin", text, line: 1, lastLine: 1 });

function planned(route: "local" | "api", why: string, plan: PlanItem["plan"], { parts, left }: Selection): PlanItem {
	return {
		route,
		why,
		by: route === "local" ? RETRIEVAL : "language model",
		...(plan === undefined ? {} : { plan }),
		sources: parts.map(citationLine),
		left,
	};
}

/** The best passages, each with where it is from: an answer that nobody has thought about. */
function retrieved(parts: readonly Part[]): string {
	return parts
		.slice(0, RETRIEVED)
		.map(
			(part) =>
				`${citationLine(part)}\n${printableText(part.text)
					.split("\n")
					.map((line) => `    ${line}`.trimEnd())
					.join("\n")}`,
		)
		.join("\n\n");
}

const printableText = (text: string) =>
	text
		.replaceAll("\r", "")
		.replace(/\n{3,}/g, "\n\n")
		.trim();

function citationLine({ number, path, line, lastLine }: Pick<Part, "number" | "path" | "line" | "lastLine">): string {
	return `[${number}] ${printable(path)}:${line}${lastLine > line ? `-${lastLine}` : ""}`;
}

function sourceItem({ number, path, line, lastLine }: Part, cited: boolean): SourceItem {
	return { number, path, line, lastLine, cited };
}

/** Keep the turn, unless the settings say otherwise. @returns the conversation's number */
async function keep(
	context: Context,
	vfs: Vfs,
	turn: {
		question: string;
		piped: Document | undefined;
		answer: Answer;
		selection: Selection;
		of: { id: number | undefined; system: string | undefined };
	},
): Promise<number | undefined> {
	const { configText } = await import("../../src/base/config.ts");
	if ((await configText(context.home, "ask.conversations")) === "off") return undefined;
	const { question, piped, answer, selection } = turn;
	const input = selection.parts.filter(({ document }) => document === piped).map(({ text }) => text);
	return await new Conversations(vfs).add(
		{
			question,
			...(input.length === 0 ? {} : { input: input.join("\n\n") }),
			answer: answer.text,
			model: `${answer.provider}/${answer.model}`,
			sources: keptOf(selection.parts),
		},
		turn.of,
	);
}

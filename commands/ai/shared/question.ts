/** A question to a language model, with all that goes along, as the call that asks it. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import {
	type Answer,
	businessParts,
	type CallRequest,
	type Conversation,
	Conversations,
	type Document,
	estimateTokens,
	FENCED_IS_DATA,
	fenced,
	type Message,
	type OutputSchema,
	onBattery,
	type Part,
	type Selection,
	selectParts,
	WEIGHTS_TOLD,
} from "../../../src/llm/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";
import { STDIN } from "./documents.ts";
import type { FilledPrompt } from "./prompts.ts";
import { keptOf, restoredParts, searchedParts } from "./sources.ts";

const SYSTEM = `You answer questions about the files of one person's desk, and do what they ask with them. ${FENCED_IS_DATA}

Go by the passages where they tell something; say so plainly when they do not hold the answer, and do not make one up. Behind each sentence that rests on a passage, cite it by its number in brackets: [1], or [1][3] for several. Cite no other numbers. Answer in the language of the question, as short as the question allows, in plain text or simple Markdown.`;

/** What is asked. */
export interface Question {
	/** In the user's words; "" where a prompt says it all. */
	readonly text: string;
	readonly documents: readonly Document[];
	readonly prompt?: FilledPrompt | undefined;
	/** Values of the prompt's variables, as typed. */
	readonly params: readonly string[];
	readonly schema?: OutputSchema | undefined;
	readonly model?: string | undefined;
	readonly system?: string | undefined;
	/** The conversation that it goes on with. */
	readonly conversation?: Conversation | undefined;
	/** The folder of the business whose knowledge goes along. */
	readonly business?: string | undefined;
}

/** An earlier turn with its passages, as far as their files are as they were. */
export interface RestoredTurn {
	readonly question: string;
	readonly input?: string;
	readonly answer: string;
	readonly parts: readonly Part[];
}

/** The conversation that was asked for. @throws DeskError ENOENT */
export function conversationOf(vfs: Vfs, last: boolean, id: number | undefined): Conversation | undefined {
	if (!last && id === undefined) return undefined;
	const found = new Conversations(vfs).find(id);
	if (found !== undefined) return found;
	const what = id === undefined ? "there is no conversation to go on with" : `there is no conversation ${id}`;
	throw new DeskError("ENOENT", what, {
		todo: id === undefined ? "ask without -c first" : "`desk conversation list` shows them",
	});
}

/**
 * The turns of a conversation. Of their passages, those of the newest go along again as far as there is room.
 * @param budget tokens
 */
export async function restoredTurns(
	context: Context,
	vfs: Vfs,
	conversation: Conversation | undefined,
	budget: number,
): Promise<RestoredTurn[]> {
	const restored: RestoredTurn[] = [];
	let room = budget;
	let left = 0;
	for (const { sources, ...turn } of (conversation?.turns ?? []).toReversed()) {
		const parts: Part[] = [];
		for (const part of await restoredParts(vfs, sources, pacer(context))) {
			room -= estimateTokens(part.text);
			if (room >= 0) parts.push(part);
			else left++;
		}
		restored.push({ ...turn, parts });
	}
	if (left > 0)
		context.note(`${left} passages of earlier turns have no room any more and are left out (ask.input_tokens)`);
	return restored.reverse();
}

/** The number of the first passage that comes with a question: numbers go on through a conversation. */
function firstNumber({ conversation }: Question): number {
	const numbers = (conversation?.turns ?? []).flatMap(({ sources }) => sources.map(({ number }) => number));
	return Math.max(0, ...numbers) + 1;
}

/**
 * What goes along: what is named or piped in; without either, what the desk has about it, or what a business knows.
 * @param budget tokens @param whole whether whole files go along where all of them fit
 */
export async function selected(
	context: Context,
	vfs: Vfs,
	question: Question,
	budget: number,
	whole: boolean,
): Promise<Selection> {
	const { business } = question;
	const first = firstNumber(question);
	if (business === undefined) return await asked(context, vfs, question, budget, whole, first);
	// Half of the room is for what is named or piped in.
	const none: Selection = { parts: [], left: 0 };
	const named = question.documents.length > 0 ? await asked(context, vfs, question, budget / 2, whole, first) : none;
	const known = { home: context.home, business, words: wordsOf(question), budget: budget / 2 };
	const more = await businessParts(vfs, { ...known, first: first + named.parts.length }, pacer(context));
	return { parts: [...named.parts, ...more.parts], left: named.left + more.left };
}

function wordsOf({ prompt, text }: Question): string {
	return [prompt?.text(""), text].join(" ");
}

/** What is named or piped in; without either, what the desk has about it. */
async function asked(
	context: Context,
	vfs: Vfs,
	question: Question,
	budget: number,
	whole: boolean,
	first: number,
): Promise<Selection> {
	const { documents, prompt, conversation } = question;
	const words = wordsOf(question);
	if (documents.length > 0) return await selectParts(documents, words, budget, first, pacer(context), whole);
	if ((prompt ?? conversation) !== undefined && words.trim() === "") return { parts: [], left: 0 };
	const { note, parts } = await searchedParts(vfs, words, budget, first, context, !onBattery());
	if (note !== undefined) context.note(note);
	return { parts, left: 0 };
}

/** Texts that the gate judges: what is typed and piped in, and personal files. */
export function personalOf(parts: readonly Part[]): string[] {
	return parts.filter(({ document }) => document.personal).map(({ text }) => text);
}

/** The call. What never changes comes first, so that providers can cache it. */
export function requestOf(
	vfs: Vfs,
	question: Question,
	{ parts }: Selection,
	earlier: readonly RestoredTurn[],
): CallRequest {
	const { text, prompt, schema } = question;
	const markOf = (plain: string) => vfs.store.markOf(plain);
	const messages = earlier.flatMap((turn) => messagesOf(turn, markOf));
	const material = parts.length === 0 ? "" : fenced(parts, markOf);
	const inPlace = prompt?.placesInput === true;
	if (material !== "" && !inPlace) messages.push({ role: "user", content: material, stable: true });
	const words = [prompt?.text(inPlace ? material : ""), text].filter(
		(part) => part !== undefined && part.trim() !== "",
	);
	if (words.length > 0) messages.push({ role: "user", content: words.join("\n\n") });
	const system = question.system ?? question.conversation?.system;
	const model = question.model ?? prompt?.model;
	return {
		feature: "ask",
		system: [SYSTEM, question.business === undefined ? "" : WEIGHTS_TOLD, system ?? ""].filter(Boolean).join("\n\n"),
		messages,
		...(schema === undefined ? {} : { schema: schema.schema }),
		...(model === undefined ? {} : { model }),
		personal: [
			text,
			system ?? "",
			...question.params.map((param) => param.slice(param.indexOf("=") + 1)),
			...personalOf(parts),
			...earlier.flatMap((turn) => [turn.question, turn.input ?? "", ...personalOf(turn.parts)]),
		],
	};
}

function messagesOf(turn: RestoredTurn, markOf: (text: string) => string): Message[] {
	const { question, input, answer, parts } = turn;
	const piped = input === undefined ? [] : [{ number: 0, path: STDIN, text: input, line: 1, lastLine: 1 }];
	const sources = [...parts, ...piped];
	return [
		...(sources.length === 0 ? [] : [{ role: "user", content: fenced(sources, markOf), stable: true } as const]),
		{ role: "user", content: question, stable: true },
		{ role: "assistant", content: answer },
	];
}

/** Keep a turn, unless the settings say otherwise. @returns its conversation's number */
export async function keep(
	context: Context,
	vfs: Vfs,
	question: Question,
	{ parts }: Selection,
	answer: Answer,
): Promise<number | undefined> {
	const { configText } = await import("../../../src/base/config.ts");
	if ((await configText(context.home, "ask.conversations")) === "off") return undefined;
	const input = parts.filter(({ path }) => path === STDIN).map(({ text }) => text);
	return await new Conversations(vfs).add(
		{
			question: question.text === "" ? (question.prompt?.text("") ?? "") : question.text,
			...(input.length === 0 ? {} : { input: input.join("\n\n") }),
			answer: answer.text,
			model: `${answer.provider}/${answer.model}`,
			sources: keptOf(parts),
		},
		{ id: question.conversation?.id, system: question.system },
	);
}

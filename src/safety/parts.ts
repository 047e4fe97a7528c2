import { atOnce } from "../base/pace.ts";
import { clausesOf, SIGNS, signsOf } from "./signs.ts";

/** What the model is asked about: words, and the signs that they show. */
export interface Part {
	readonly text: string;
	readonly signs: readonly string[];
}

/** A window has about so many words: one cry in a long entry must not drown in the rest. */
const WINDOW = 30;
/** Text without full stops is cut after so many words. */
const LONGEST_SENTENCE = 25;

/** A normalised text as a whole, and, where it is longer than a window, its windows, which overlap by half. */
export function partsOf(plain: string): Part[] {
	return atOnce(partSteps(plain));
}

/** The same with room for pauses. */
export function* partSteps(plain: string): Generator<void, Part[]> {
	const sentences: Sentence[] = [];
	for (const sentence of sentencesOf(plain)) {
		sentences.push(sentence);
		yield;
	}
	const whole = { text: plain, signs: withNone(union(sentences)) };
	const words = sentences.reduce((sum, { count }) => sum + count, 0);
	return words <= WINDOW * 1.5 ? [whole] : [whole, ...windowsOf(sentences)];
}

interface Sentence extends Part {
	/** Words. */
	readonly count: number;
}

function* sentencesOf(plain: string): Generator<Sentence> {
	for (const [line] of plain.matchAll(/[^.!?…\n]*[.!?…\n]|[^.!?…\n]+/gu)) {
		const words = line.split(/\s+/u).filter((word) => word !== "");
		for (let at = 0; at < words.length; at += LONGEST_SENTENCE) {
			const piece = words.slice(at, at + LONGEST_SENTENCE);
			const text = piece.join(" ").slice(0, LONGEST_SENTENCE * 40);
			yield { text, count: piece.length, signs: [...signsOf(clausesOf(text)).keys()] };
		}
	}
}

function* windowsOf(sentences: readonly Sentence[]): Generator<Part> {
	for (let start = 0; start < sentences.length; ) {
		let [end, count] = [start, 0];
		while (end < sentences.length && count < WINDOW) count += sentences[end++]?.count ?? 0;
		const inside = sentences.slice(start, end);
		yield { text: inside.map(({ text }) => text).join(" "), signs: withNone(union(inside)) };
		if (end === sentences.length) return;
		start += Math.max(1, Math.floor(inside.length / 2));
	}
}

const DANGER = new Set(SIGNS.filter(({ weight }) => weight > 0).map(({ name }) => name));

/** That nothing speaks for danger is a sign, too: a text of few plain words says nothing by itself. */
function withNone(signs: string[]): string[] {
	return signs.some((name) => DANGER.has(name)) ? signs : [...signs, "nothing"];
}

function union(parts: readonly Part[]): string[] {
	return [...new Set(parts.flatMap(({ signs }) => signs))];
}

/** Ways to join what the model says of parts (log odds, the whole text first); the training script chooses among them. */
export const AGGREGATES = {
	"the whole text": ([whole = 0]: readonly number[]) => whole,
	"its worst window": ([whole = 0, ...windows]: readonly number[]) => most(windows, whole),
	"the worse of both": (odds: readonly number[]) => most(odds, 0),
	"the mean of the whole and its worst window": ([whole = 0, ...windows]: readonly number[]) =>
		(whole + most(windows, whole)) / 2,
} as const satisfies Record<string, (odds: readonly number[]) => number>;

export type Aggregate = keyof typeof AGGREGATES;

/** The largest of numbers, however many; `none` without any. */
function most(numbers: readonly number[], none: number): number {
	return numbers.length === 0 ? none : numbers.reduce((a, b) => Math.max(a, b));
}

/**
 * Texts as hashed n-grams: what the classifiers see, in training and at run time alike. The same text gives the same features on
 * every platform: only code points, integers and IEEE arithmetic are used.
 */
import { groupGrams, type WordGroups } from "./groups.ts";

/** Which n-grams count, kept in a model's `model.json`. */
export interface FeatureOptions {
	/** How many numbers n-grams are hashed to; a power of two. */
	readonly buckets: number;
	/** Longest run of words; 0: none. */
	readonly words: number;
	/** Shortest and longest run of characters within a word and its edges; `[0, 0]`: none. */
	readonly characters: readonly [number, number];
	/** Whether length and punctuation count. */
	readonly shape: boolean;
	/** Words that count alike. */
	readonly groups?: WordGroups;
}

/** A vector most of whose elements are 0: the others, by rising index. */
export interface Sparse {
	readonly ids: Int32Array;
	readonly values: Float32Array;
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
/** A text longer than this counts as far as here: what is asked stands at its head. */
const LONGEST = 20_000;

/** The words of a text: NFC, without regard to case, letters and digits of any script. */
export function wordsOf(text: string): string[] {
	return fold(text.slice(0, LONGEST)).match(WORD) ?? [];
}

/** NFC without regard to case: upper case first, so that ß and ss, ς and σ are the same. */
function fold(text: string): string {
	return text.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC").replaceAll("’", "'");
}

/**
 * The features of a text, and what the caller sees in it (`signs`, names with a weight of 1 each). Each kind of n-gram has length 1 of its own, so that a long text
 * does not drown its words.
 */
export function features(text: string, options: FeatureOptions, signs: Iterable<string> = []): Sparse {
	const words = wordsOf(text);
	const vector = new Map<number, number>();
	for (const grams of [
		wordGrams(words, options.words),
		characterGrams(words, options.characters),
		options.shape ? shapeOf(text, words) : [],
		options.groups === undefined ? [] : groupGrams(text.slice(0, LONGEST), options.groups),
	])
		add(vector, grams, options.buckets);
	for (const sign of signs) plus(vector, `n${sign}`, 1, options.buckets);
	const ids = Int32Array.from(vector.keys()).sort();
	return { ids, values: Float32Array.from(ids, (id) => vector.get(id) ?? 0) };
}

/** Counts of one kind, damped by their logarithm and scaled to length 1. */
function add(vector: Map<number, number>, grams: Iterable<string>, buckets: number): void {
	const counts = new Map<string, number>();
	for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
	let sum = 0;
	for (const count of counts.values()) sum += (1 + Math.log(count)) ** 2;
	const length = Math.sqrt(sum);
	for (const [gram, count] of counts) plus(vector, gram, (1 + Math.log(count)) / length, buckets);
}

function plus(vector: Map<number, number>, gram: string, value: number, buckets: number): void {
	const hash = hashOf(gram);
	const id = hash & (buckets - 1);
	// Half of the n-grams count as negative: those that share a bucket cancel out on average.
	vector.set(id, (vector.get(id) ?? 0) + (hash >>> 31 === 0 ? value : -value));
}

function* wordGrams(words: readonly string[], longest: number): Generator<string> {
	for (let size = 1; size <= longest; size++)
		for (let at = 0; at + size <= words.length; at++) yield `w${words.slice(at, at + size).join(" ")}`;
}

function* characterGrams(words: readonly string[], [shortest, longest]: readonly [number, number]): Generator<string> {
	if (shortest === 0) return;
	for (const word of words) {
		const characters = ["<", ...word, ">"];
		for (let size = shortest; size <= longest; size++)
			for (let at = 0; at + size <= characters.length; at++) yield `c${characters.slice(at, at + size).join("")}`;
	}
}

/** Length, lines, digits, punctuation, and the first word, which in a request is the verb as a rule. */
function* shapeOf(text: string, words: readonly string[]): Generator<string> {
	yield `s length ${Math.floor(Math.log2(words.length + 1))}`;
	yield `s first ${words[0] ?? ""}`;
	if (/\n/.test(text)) yield "s lines";
	for (const mark of ["?", ",", ":", '"', "/", "@", "%"]) if (text.includes(mark)) yield `s ${mark}`;
	if (/\d/.test(text)) yield "s digit";
}

/** 32 bits of a text: FNV-1a over UTF-16 code units, then MurmurHash3's finaliser, as FNV's high bits are weak. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

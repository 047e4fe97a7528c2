/**
 * Texts as hashed n-grams: what the classifiers see, in training and at run time alike. The same text gives the same features on
 * every platform: only code points, integers and IEEE arithmetic are used.
 */
import { EMPTY, extend, finish, hashOf } from "./gram-hash.ts";
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
	/** Whether the punctuation and the digits that stand in it count, each once; default no. */
	readonly marks?: boolean;
	/**
	 * How many n-grams of each kind that nobody knows stand beside those of a text, default 0: the more of them, the less a word weighs in a text
	 * of few words.
	 */
	readonly prior?: number;
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
 * The features of a text, and what the caller sees in it (`signs`, names with a weight of 1 each). Each kind of n-gram has length 1 of its own (less with a `prior`), so that a long text
 * does not drown its words.
 */
export function features(text: string, options: FeatureOptions, signs: Iterable<string> = []): Sparse {
	const words = wordsOf(text);
	const vector = new Map<number, number>();
	const { buckets } = options;
	add(vector, options, (count) => wordGrams(words, options.words, count));
	add(vector, options, (count) => characterGrams(words, options.characters, count));
	if (options.shape) add(vector, options, (count) => shapeOf(text, words, count));
	if (options.marks === true) add(vector, options, (count) => marksOf(text, count));
	const { groups } = options;
	if (groups !== undefined) add(vector, options, (count) => groupGrams(text.slice(0, LONGEST), groups, count));
	for (const sign of signs) plus(vector, hashOf(`n${sign}`), 1, buckets);
	const ids = new Int32Array(vector.size);
	const values = new Float32Array(vector.size);
	let at = 0;
	for (const id of vector.keys()) ids[at++] = id;
	ids.sort();
	for (at = 0; at < ids.length; at++) values[at] = vector.get(ids[at] as number) as number;
	return { ids, values };
}

/** Takes the hash of an n-gram, each time that it stands there. */
export type Count = (hash: number) => void;

/** Counts of one kind, damped by their logarithm and scaled to length 1. */
function add(
	vector: Map<number, number>,
	{ buckets, prior: unseen = 0 }: FeatureOptions,
	eachGram: (count: Count) => void,
): void {
	const counts = new Map<number, number>();
	eachGram((hash) => counts.set(hash, (counts.get(hash) ?? 0) + 1));
	let sum = unseen;
	for (const count of counts.values()) sum += damped(count) ** 2;
	const length = Math.sqrt(sum);
	for (const [hash, count] of counts) plus(vector, hash, damped(count) / length, buckets);
}

function damped(count: number): number {
	return count === 1 ? 1 : 1 + Math.log(count);
}

function plus(vector: Map<number, number>, hash: number, value: number, buckets: number): void {
	const id = hash & (buckets - 1);
	// Half of the n-grams count as negative: those that share a bucket cancel out on average.
	vector.set(id, (vector.get(id) ?? 0) + (hash >= 0 ? value : -value));
}

function wordGrams(words: readonly string[], longest: number, count: Count): void {
	const begin = extend(EMPTY, "w");
	const states = new Int32Array(words.length);
	for (let size = 1; size <= longest; size++)
		for (let at = 0; at + size <= words.length; at++) {
			const before = size === 1 ? begin : extend(states[at] as number, " ");
			const state = extend(before, words[at + size - 1] as string);
			states[at] = state;
			count(finish(state));
		}
}

/** Hashes of the runs of characters of words, which come again and again; by shortest and longest run. */
const runs = new Map<string, Map<string, Int32Array>>();
const MOST_WORDS = 20_000;

function characterGrams(words: readonly string[], range: readonly [number, number], count: Count): void {
	if (range[0] === 0) return;
	const known = runs.get(range.join(" ")) ?? new Map<string, Int32Array>();
	runs.set(range.join(" "), known);
	for (const word of words) {
		let hashes = known.get(word);
		if (hashes === undefined) {
			hashes = runsOf(word, range);
			if (known.size >= MOST_WORDS) known.clear();
			known.set(word, hashes);
		}
		for (const hash of hashes) count(hash);
	}
}

function runsOf(word: string, [shortest, longest]: readonly [number, number]): Int32Array {
	const characters = ["<", ...word, ">"];
	const states = new Int32Array(characters.length).fill(extend(EMPTY, "c"));
	const hashes: number[] = [];
	for (let size = 1; size <= longest; size++)
		for (let at = 0; at + size <= characters.length; at++) {
			const state = extend(states[at] as number, characters[at + size - 1] as string);
			states[at] = state;
			if (size >= shortest) hashes.push(finish(state));
		}
	return Int32Array.from(hashes);
}

/** Length, lines, digits, punctuation, and the first word, which in a request is the verb as a rule. */
function shapeOf(text: string, words: readonly string[], count: Count): void {
	const seen = [`length ${Math.floor(Math.log2(words.length + 1))}`, `first ${words[0] ?? ""}`];
	if (/\n/.test(text)) seen.push("lines");
	for (const mark of ["?", ",", ":", '"', "/", "@", "%"]) if (text.includes(mark)) seen.push(mark);
	if (/\d/.test(text)) seen.push("digit");
	for (const each of seen) count(hashOf(`s ${each}`));
}

const MARKS = ["?", "!", ",", ":", '"', "(", "...", "/", "-"];

/** Who quotes, counts or lists tells of something; who cries for help does so in few marks. */
function marksOf(text: string, count: Count): void {
	for (const mark of MARKS) if (text.includes(mark)) count(hashOf(`m${mark}`));
	if (/\d/.test(text)) count(hashOf("m9"));
}

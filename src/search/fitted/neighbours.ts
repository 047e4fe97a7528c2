/** Shorter words look like too many others. */
const SHORTEST = 4;
/** Likeness (Dice coefficient of letter trigrams) from which a word may be meant: one typing mistake in a word of six letters or more. */
const LEAST_LIKENESS = 0.45;
const MOST = 4;

/** Words of a vocabulary that look like one that is not in it: a typing mistake, an inflection, a part of a compound. */
export class Neighbours {
	readonly #sizes: Uint8Array;
	readonly #words = new Map<string, number[]>();

	constructor(vocabulary: readonly string[]) {
		this.#sizes = new Uint8Array(vocabulary.length);
		for (const [index, word] of vocabulary.entries()) {
			if (word.length < SHORTEST) continue;
			const grams = gramsOf(word);
			this.#sizes[index] = grams.size;
			for (const gram of grams) {
				const words = this.#words.get(gram);
				if (words === undefined) this.#words.set(gram, [index]);
				else words.push(index);
			}
		}
	}

	/** The words most like `word`, at most four, best first, by index in the vocabulary. */
	of(word: string): { index: number; likeness: number }[] {
		if (word.length < SHORTEST) return [];
		const grams = gramsOf(word);
		const shared = new Map<number, number>();
		for (const gram of grams)
			for (const index of this.#words.get(gram) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
		return [...shared]
			.map(([index, count]) => ({ index, likeness: (2 * count) / (grams.size + (this.#sizes[index] as number)) }))
			.filter(({ likeness }) => likeness >= LEAST_LIKENESS)
			.sort((a, b) => b.likeness - a.likeness || a.index - b.index)
			.slice(0, MOST);
	}
}

/** Trigrams of the letters, and of the word's beginning and end. */
function gramsOf(word: string): Set<string> {
	const padded = `^${word}$`;
	const grams = new Set<string>();
	for (let at = 0; at + 3 <= padded.length; at++) grams.add(padded.slice(at, at + 3));
	return grams;
}

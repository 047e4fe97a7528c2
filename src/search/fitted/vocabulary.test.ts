import fc from "fast-check";
import { expect, test } from "vitest";
import { Vocabulary } from "./vocabulary.ts";

const term = fc.string({ unit: fc.constantFrom(..."ab é日😀\uffee1"), minLength: 1, maxLength: 4 });

test("every term has the number of its line, and no other text has one", () => {
	fc.assert(
		fc.property(fc.uniqueArray(term), fc.array(term), (known, others) => {
			const terms = ["", ...known.sort()];
			const vocabulary = new Vocabulary(Buffer.from(terms.join("\n")));
			for (const [id, each] of terms.entries()) expect(vocabulary.idOf(each)).toBe(id === 0 ? undefined : id);
			for (const each of others) if (!terms.includes(each)) expect(vocabulary.idOf(each)).toBeUndefined();
			const { names, ids } = vocabulary.words;
			expect(ids.map((id) => terms[id])).toEqual(names);
			expect(names).toEqual(terms.filter((each) => !each.includes(" ")));
		}),
	);
});

test("a hundred thousand terms", () => {
	const terms = ["", ...Array.from({ length: 100_000 }, (_, at) => `t${at}`).sort()];
	const vocabulary = new Vocabulary(Buffer.from(terms.join("\n")));
	for (let id = 1; id < terms.length; id += 997) expect(vocabulary.idOf(terms[id] as string)).toBe(id);
	expect(vocabulary.idOf("t")).toBeUndefined();
});

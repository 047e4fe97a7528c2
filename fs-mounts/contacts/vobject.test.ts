/** python's vobject as an oracle for vCard 3.0. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeValue, foldLine, formatLine, formatStructured } from "../../src/text/index.ts";
import { type Card, readCards } from "./vcard.ts";

function card(text: string): Card {
	const [first] = readCards(text).cards;
	if (first === undefined) throw new Error("no card");
	return first;
}

const ORACLE = `
import sys, json, vobject
out = []
for text in json.load(sys.stdin):
    card = vobject.readOne(text)
    n = card.n.value
    a = card.adr.value
    out.append({"fn": card.fn.value, "note": card.note.value, "org": card.org.value,
      "n": [n.family, n.given, n.additional, n.prefix, n.suffix],
      "adr": [a.box, a.extended, a.street, a.city, a.region, a.code, a.country],
      "tel": [[t.value, [x.lower() for x in t.params.get("TYPE", [])]] for t in card.tel_list]})
json.dump(out, sys.stdout)
`;

test("python's vobject reads the same of 3.0", ({ skip }) => {
	const ready = spawnSync("/usr/bin/python3", ["-c", "import vobject"]).status === 0;
	if (!ready) skip("python3-vobject is not installed");
	const word = fc
		.string({ unit: fc.constantFrom(..."ab,;\\é漢 :\"='n.N-"), maxLength: 12 })
		.map((text) => text.trim().replace(/\\$/, ""));
	const made = fc.sample(
		fc.record({
			fn: fc.tuple(word).map(([text]) => `x${text}`),
			note: fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `x${words.join("\nw ")}`),
			org: fc.array(
				word.map((text) => `x${text}`),
				{ minLength: 1, maxLength: 3 },
			),
			n: fc.array(
				word.map((text) => `x${text}`),
				{ minLength: 5, maxLength: 5 },
			),
			adr: fc.array(
				word.map((text) => `x${text}`),
				{ minLength: 7, maxLength: 7 },
			),
			tel: fc.array(fc.tuple(fc.stringMatching(/^\+[0-9]{1,12}$/), fc.subarray(["work", "cell", "home"])), {
				minLength: 1,
			}),
		}),
		{ numRuns: 300, seed: 6 },
	);
	const texts = made.map(({ fn, note, org, n, adr, tel }) =>
		[
			"BEGIN:VCARD",
			"VERSION:3.0",
			formatLine({ name: "FN", value: escapeValue(fn) }),
			formatLine({ name: "NOTE", value: escapeValue(note) }),
			formatLine({ name: "ORG", value: formatStructured(org.map((unit) => [unit])) }),
			formatLine({ name: "N", value: formatStructured(n.map((part) => [part])) }),
			formatLine({ name: "ADR", value: formatStructured(adr.map((part) => [part])) }),
			...tel.map(([value, types]) =>
				formatLine({ name: "TEL", parameters: types.length === 0 ? [] : [{ name: "TYPE", values: types }], value }),
			),
			"END:VCARD",
			"",
		]
			.map((line) => foldLine(line))
			.join("\r\n"),
	);
	const ran = spawnSync("/usr/bin/python3", ["-c", ORACLE], { input: JSON.stringify(texts), encoding: "utf8" });
	expect(ran.stderr).toBe("");
	// Blanks at the ends are nothing that is shown.
	const theirs: unknown[] = JSON.parse(ran.stdout, (_, value) => (typeof value === "string" ? value.trim() : value));
	const ours = texts.map((text) => {
		const { names, notes, organizations, parts, addresses, phones } = card(text);
		const [address] = addresses;
		if (parts === undefined || address === undefined) throw new Error("missing");
		return {
			fn: names[0],
			note: notes[0],
			org: organizations[0],
			n: [parts.family, parts.given, parts.additional, parts.prefixes, parts.suffixes],
			adr: [address.box, address.extended, address.street, address.city, address.region, address.code, address.country],
			tel: phones.map(({ value, types }) => [value, types]),
		};
	});
	expect(ours).toEqual(theirs);
	expect(theirs).toHaveLength(300);
});

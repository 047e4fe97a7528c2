// A corpus of notes, the same at every run: words drawn by Zipf's law, front matter on some, links between them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function random(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo wu za chi sto bra pre gla tru sen mar tol vin dor pel".split(" ");

/** So many different words. */
export function vocabulary(next, size) {
	const words = new Set();
	while (words.size < size) {
		let word = "";
		for (let length = 1 + Math.floor(next() * 4); length > 0; length--) word += SYLLABLES[Math.floor(next() * SYLLABLES.length)];
		words.add(word);
	}
	return [...words];
}

/** The texts of `count` notes of about 2.5 KB. `common` is in most of them, `xylographer` in every 2,000th. */
export function notes(count, seed = 42) {
	const next = random(seed);
	const words = vocabulary(next, 20_000);
	const word = () => words[Math.min(words.length - 1, Math.floor(words.length ** next()) - 1)] ?? "common";
	const texts = [];
	for (let index = 0; index < count; index++) {
		const lines = [];
		if (index % 4 === 0) lines.push("---", `title: ${word()} ${word()}`, `tags: [${word()}, ${word()}]`, "---", "");
		lines.push(`# ${word()} ${word()} ${index}`, "");
		for (let paragraph = 0; paragraph < 6; paragraph++) {
			const text = [];
			for (let at = 0; at < 65; at++) text.push(word());
			if (next() < 0.3) text.push(`[[note-${Math.floor(next() * count)}]]`);
			if (next() < 0.7) text.push("common");
			if (index % 2000 === 7 && paragraph === 3) text.push("xylographer");
			lines.push(text.join(" ").replace(/(.{60,90}) /g, "$1\n"), "");
		}
		texts.push(lines.join("\n"));
	}
	return texts;
}

/** Write the notes as files, a hundred to a folder. @returns their bytes */
export function writeNotes(folder, texts) {
	let bytes = 0;
	for (const [index, text] of texts.entries()) {
		const place = join(folder, `part-${String(Math.floor(index / 100)).padStart(3, "0")}`);
		mkdirSync(place, { recursive: true });
		writeFileSync(join(place, `note-${index}.md`), text);
		bytes += Buffer.byteLength(text);
	}
	return bytes;
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastWord } from "./recall.ts";
import { type EditName, type EditState, edited, emptyState } from "./state.ts";
import { clusters, clusterWidth, nextCluster, previousCluster, textWidth, visible } from "./text.ts";

/** A state from a text with `|` for the cursor. */
function at(marked: string): EditState {
	const cursor = marked.indexOf("|");
	return { ...emptyState(), text: marked.replace("|", ""), cursor };
}

function shown({ text, cursor }: EditState): string {
	return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

function run(state: EditState, ...names: EditName[]): EditState {
	return names.reduce((next, name) => edited(next, name), state);
}

describe("edits", () => {
	test.each<[EditName, string, string]>([
		["backward-char", "abc|", "ab|c"],
		["backward-char", "|abc", "|abc"],
		["forward-char", "a|👩‍💻b", "a👩‍💻|b"],
		["backward-char", "ae\u0301|", "a|e\u0301"],
		["backward-delete-char", "x🇩🇪|y", "x|y"],
		["delete-char", "|한글", "|글"],
		["backward-word", "ls /notes/a-b|", "ls /notes/a-|b"],
		["backward-word", "éa   |", "|éa   "],
		["forward-word", "|  ls -l", "  ls| -l"],
		["beginning-of-line", "one\ntw|o", "one\n|two"],
		["end-of-line", "o|ne\ntwo", "one|\ntwo"],
		["kill-line", "ab|cd\nef", "ab|\nef"],
		["kill-line", "ab|\nef", "ab|ef"],
		["unix-line-discard", "ab\ncd|ef", "ab\n|ef"],
		["unix-line-discard", "ab\n|ef", "ab|ef"],
		["unix-word-rubout", "cat /notes/a.md  |x", "cat |x"],
		["kill-word", "ls| -l /a", "ls| /a"],
		["backward-kill-word", "ls /notes/a|", "ls /notes/|"],
		["transpose-chars", "sl|", "ls|"],
		["transpose-chars", "a|bc", "ba|c"],
		["transpose-chars", "|ab", "|ab"],
		["transpose-words", "one| two", "two one|"],
		["transpose-words", "one two|", "two one|"],
		["transpose-words", "one|", "one|"],
		["upcase-word", "|straße x", "STRASSE| x"],
		["downcase-word", "A|BC", "Abc|"],
		["capitalize-word", "a| -hELLO w", "a -Hello| w"],
		["delete-horizontal-space", "a  | b", "a|b"],
		["previous-line", "hello\nhi\nxyzab|", "hello\nhi|\nxyzab"],
		["next-line", "漢字漢|\nabcdefgh", "漢字漢\nabcdef|gh"],
	])("%s: %j → %j", (name, from, to) => {
		expect(shown(run(at(from), name))).toBe(to);
	});

	test("kills in a row are one, in the order of the text", () => {
		const state = run(at("one two| three four"), "backward-kill-word", "kill-word", "kill-word");
		expect(state.kills).toEqual(["two three four"]);
		expect(shown(run(state, "backward-char", "kill-line", "yank"))).toBe("one |");
		const two = run(run(at("a b|"), "unix-word-rubout", "beginning-of-line"), "kill-word");
		expect(two.kills).toEqual(["a", "b"]);
		expect(shown(run(two, "yank"))).toBe("a| ");
		expect(shown(run(two, "yank", "yank-pop"))).toBe("b| ");
		expect(shown(run(two, "yank", "yank-pop", "yank-pop"))).toBe("a| ");
		expect(shown(run(two, "yank", "forward-char", "yank-pop"))).toBe("a |");
	});

	test("up and down keep to the column through short lines", () => {
		expect(shown(run(at("12345\n1\n12345|6"), "previous-line", "previous-line"))).toBe("12345|\n1\n123456");
	});

	test("undo takes typing back by the word, other edits one by one", () => {
		let state = emptyState();
		for (const char of "echo hi") state = edited(state, "self-insert", char);
		state = run(state, "backward-kill-word");
		expect(state.text).toBe("echo ");
		expect(run(state, "undo").text).toBe("echo hi");
		expect(run(state, "undo", "undo").text).toBe("echo");
		expect(run(state, "undo", "undo", "undo", "undo", "undo").text).toBe("");
	});

	const names: EditName[] = [
		"self-insert",
		"backward-char",
		"forward-char",
		"backward-word",
		"forward-word",
		"kill-line",
		"kill-word",
		"unix-word-rubout",
		"yank",
		"yank-pop",
		"transpose-chars",
		"transpose-words",
		"upcase-word",
		"capitalize-word",
		"delete-char",
		"backward-delete-char",
		"previous-line",
		"next-line",
		"unix-line-discard",
	];

	test("any edits: the cursor is in the text, and undo leads back to the start", () => {
		const piece = fc.oneof(
			fc.constantFrom("a", "b c", "\n", "é", "漢", "👩‍💻", "\ud800", "\udc80"),
			fc.string({ unit: "grapheme", maxLength: 3 }),
		);
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.constantFrom(...names), piece), { maxLength: 40 }), (edits) => {
				let state = emptyState();
				for (const [name, text] of edits) {
					state = edited(state, name, text);
					expect(state.cursor).toBeGreaterThanOrEqual(0);
					expect(state.cursor).toBeLessThanOrEqual(state.text.length);
				}
				while (state.undo !== undefined) state = edited(state, "undo");
				expect(state.text).toBe("");
			}),
		);
	});
});

describe("text", () => {
	test("clusters and steps between them agree, and lose nothing", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
				const parts = clusters(text);
				expect(parts.join("")).toBe(text);
				let position = 0;
				for (const part of parts) {
					const next = nextCluster(text, position);
					expect(next).toBe(position + part.length);
					expect(previousCluster(text, next)).toBe(position);
					position = next;
				}
			}),
		);
	});

	test.each([
		["a", 1],
		["é", 1],
		["e\u0301", 1],
		["漢", 2],
		["가", 2],
		["👩‍💻", 2],
		["👍🏽", 2],
		["🇩🇪", 2],
		["❤️", 2],
		["❤", 1],
		["नि", 2],
		["กำ", 2],
		["ｱ", 1],
		["Ａ", 2],
	])("%s takes %i", (cluster, width) => {
		expect(clusters(cluster).reduce((sum, part) => sum + clusterWidth(part), 0)).toBe(width);
	});

	test("what could drive the terminal is named", () => {
		const names = ["\x1b", "\x07", "\x7f", "\x9b", "\u202e", "\u200b", "\u2028", "\udcff", "\ud800", "\u0301"].map(
			(char) => visible(char).text,
		);
		expect(names).toEqual(["^[", "^G", "^?", "<9b>", "<202e>", "<200b>", "<2028>", "<ff>", "<d800>", "<301>"]);
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				for (const cluster of clusters(text)) {
					const seen = visible(cluster);
					expect(seen.width).toBeGreaterThan(0);
					expect(seen.text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
				}
			}),
		);
		expect(textWidth("a\x1b漢")).toBe(5);
	});

	test.each([
		["cat /notes/a.md", "/notes/a.md"],
		['grep "a b" "/notes/my file.md" ', '"/notes/my file.md"'],
		["rm my\\ file", "my\\ file"],
		["x='a b'c", "x='a b'c"],
		["", ""],
	])("the last word of %j", (line, word) => {
		expect(lastWord(line)).toBe(word);
	});
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { flowed } from "./flowed.ts";

/** What a reader's program makes of flowed lines, by RFC 3676, 4.1 to 4.5, and nothing of ours. */
function unflowed(text: string): string[] {
	const lines: string[] = [];
	let isOpen = false;
	let lastDepth = 0;
	for (const line of text.replace(/\n$/, "").split("\n")) {
		const depth = line.length - line.replace(/^>+/, "").length;
		const body = line.slice(depth).replace(/^ /, "");
		const isSignature = body === "-- ";
		if (isOpen && depth === lastDepth && !isSignature) lines.push((lines.pop() ?? "") + body);
		else lines.push(">".repeat(depth) + body);
		isOpen = body.endsWith(" ") && !isSignature;
		lastDepth = depth;
	}
	return lines;
}

describe("flowed", () => {
	test.each<[string, string, string]>([
		["short lines stay", "Hi Ann,\n\nRegards\nBob", "Hi Ann,\n\nRegards\nBob\n"],
		["blanks at the end would join lines", "a  \nb ", "a\nb\n"],
		["quotes nest without blanks between", "> > a\n>b\n> \n>", ">> a\n> b\n>\n>\n"],
		[
			"what looks like something else gets a blank",
			" indented\nFrom here\n\\> no quote",
			"  indented\n From here\n\\> no quote\n",
		],
		["a signature keeps its blank", "x\n-- \nAnn", "x\n-- \nAnn\n"],
		[
			"tables and headings are not cut",
			`# ${"x ".repeat(60)}\n| ${"y ".repeat(60)}|`,
			`# ${"x ".repeat(60).trim()}\n| ${"y ".repeat(60)}|\n`,
		],
		["nothing", "", "\n"],
	])("%s", (_, markdown, lines) => expect(flowed(markdown)).toBe(lines));

	test("long lines are cut at blanks, but not in code", () => {
		const long = "word ".repeat(40).trim();
		const lines = flowed(`${long}\n\n> ${long}\n\n\`\`\`\n${long}\n\`\`\`\n`).split("\n");
		expect(
			Math.max(
				...lines.filter((line) => !line.startsWith("word word") || line.endsWith(" ")).map((line) => line.length),
			),
		).toBeLessThanOrEqual(78);
		expect(lines).toContain(long);
		expect(lines.filter((line) => line.startsWith("> ")).length).toBeGreaterThan(2);
	});

	const word = fc.oneof(
		fc.constantFrom("a", "bc", "From", ">", "-", "-- ", "é", "😀", "x".repeat(90), "  ", "*b*"),
		fc.string({ unit: "grapheme", maxLength: 12 }),
	);
	const line = fc
		.tuple(fc.constantFrom("", "", "> ", "> > ", ">>"), fc.array(word, { maxLength: 30 }))
		.map(([marks, words]) => marks + words.join(" ").replace(/[\p{Cc}`~|#\u2028\u2029]/gu, ""))
		.filter((text) => !/^(?: {4}| *\t)/.test(text.replace(/^(?:> ?)+/, "")));

	test("a reader's program puts the lines together as they were", () => {
		fc.assert(
			fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
				const isCode = lines.some((text, at) => text.startsWith("    ") || (at > 0 && /^\s/.test(text)));
				fc.pre(!isCode);
				const marks = (text: string) => /^(?:>[ \t]?)+/.exec(text)?.[0] ?? "";
				const expected = lines.map((text) => {
					const body = text === "-- " ? text : text.slice(marks(text).length).trimEnd();
					return ">".repeat(marks(text).replace(/[^>]/g, "").length) + body;
				});
				while (expected.length > 1 && expected.at(-1) === "") expected.pop();
				const got = unflowed(flowed(lines.join("\n")));
				expect(got).toEqual(expected.length === 0 ? [""] : expected);
			}),
			{ numRuns: 1_000 },
		);
	});

	test("takes linear time", () => {
		const start = cpuTime();
		flowed(`${"> ".repeat(100_000)}\n${" ".repeat(300_000)}x\n${"a ".repeat(300_000)}\n${">".repeat(300_000)}`);
		expect(cpuTime() - start).toBeLessThan(3_000);
	});
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "../../../src/base/errors.ts";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { applyRules, type Filed, matchesGlob, messageFor, type RuleMessage } from "./apply.ts";
import { parseRules } from "./parse.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const MESSAGE: RuleMessage = {
	folder: "inbox",
	from: ["Ann Example <ann@shop.example>"],
	to: ["me@example.com"],
	cc: ['"Bob, Dr." <bob@example.org>'],
	bcc: [],
	replyTo: [],
	list: "dev.lists.example.org",
	subject: "Your Invoice for café [42]",
	date: Date.parse("2026-11-01T12:00:00Z"),
	size: 6_000,
	flags: ["seen", "$Work"],
	labels: ["old"],
	attachments: ["bill.PDF"],
	body: "please pay\nsoon",
};

function file(rules: string, message: Partial<RuleMessage> = {}): Filed {
	return applyRules(parseRules(rules), { ...MESSAGE, ...message }, NOW);
}

const holds = (condition: string, message: Partial<RuleMessage> = {}) =>
	file(`- if ${condition} then flag`, message).fired.length === 1;

describe("conditions", () => {
	test.each([
		"from is ann@shop.example",
		"from is ANN@SHOP.EXAMPLE",
		"from is *@shop.example",
		"from is @shop.example",
		'from is "Ann Example"',
		"from contains shop",
		"sender matches ann@*",
		"to is me@example.com",
		"cc contains Bob",
		"recipient is bob@example.org",
		"list is dev.*",
		"list is *",
		"subject contains invoice",
		'subject contains "CAFÉ"',
		"subject contains “cafe\u0301”",
		"subject contains `[42]`",
		'subject matches "your * for *"',
		"subject does not contain spam",
		"subject is not x",
		"subject not contains x",
		"not subject contains x",
		"body contains pay",
		"has attachment",
		"has an attachment",
		"attachment is *.pdf",
		"older than 19d",
		"older than 2 weeks",
		"newer than 3 weeks",
		"newer than 1 month",
		"larger than 5k",
		"larger than 5 KB",
		"smaller than 6M",
		"is read",
		"is seen",
		"is not unread",
		"is $work",
		"read",
		"is not flagged",
		"label is old",
		"folder is inbox",
		"always",
		"from is x or subject contains invoice",
		"from is x and to is y or always",
		"not (from is x or to is y)",
		"( always ) and ( always )",
		"NOT From IS x AND Subject CONTAINS invoice",
	])("%s", (condition) => expect(holds(condition)).toBe(true));

	test.each([
		"from is shop.example",
		"from is ann",
		"subject is invoice",
		"subject contains invoic?",
		"older than 20 days and always and is unread",
		"without attachment",
		"has no attachment",
		"list is not *",
		"larger than 6000",
		"is unread",
		"from is x and to is y or from is z",
		"from is x and (to is y or always)",
	])("not %s", (condition) => expect(holds(condition)).toBe(false));

	test("what a message does not have holds for none", () => {
		const bare: Partial<RuleMessage> = { from: [], subject: "", labels: [], attachments: [], flags: [] };
		expect(holds("from is *", bare)).toBe(false);
		expect(holds("is unread", bare)).toBe(true);
		const { date: _, list: __, ...undated } = MESSAGE;
		const rules = parseRules("- if older than 1 day or newer than 1 day or list is * then stop\n");
		expect(applyRules(rules, undated, NOW).fired).toEqual([]);
	});
});

describe("actions", () => {
	test("each rule sees what those before it have done; the last move counts", () => {
		const rules = `
- if always then label a, move to work
- if label is a and folder is work then move to work/clients, mark unread, unlabel OLD, mark as $later
- if is unread then flag
`;
		const { folder, flags, labels, fired } = file(rules);
		expect([folder, flags, labels]).toEqual(["work/clients", ["$Work", "$later", "flagged"], ["a"]]);
		expect(fired.map(({ line }) => line)).toEqual([2, 3, 4]);
	});

	test("stop and delete end", () => {
		expect(file("- if always then archive, stop, flag\n- if always then delete").folder).toBe("archive");
		expect(file("- if always then delete and stop\n- if always then flag").isDeleted).toBe(true);
	});

	test("words may be quoted, folders nested or of another account", () => {
		expect(file('- if always then move to "Kunden & Co/2026", label "very urgent" and flag').folder).toBe(
			"Kunden & Co/2026",
		);
		expect(file("- if always then move to /mail/@work/inbox").folder).toBe("/mail/@work/inbox");
	});
});

describe("the file", () => {
	test("is Markdown: only list items are rules, an empty box switches one off", () => {
		const text = `# Rules

Prose with - a dash, if you like.

\`\`\`
- code is no rule
\`\`\`

1. if from is a
   and subject
   contains b then flag
* [x] if always
	then archive
- [ ] if always then delete
`;
		expect(parseRules(text).map(({ line, text: rule }) => [line, rule])).toEqual([
			[9, "if from is a and subject contains b then flag"],
			[12, "if always then archive"],
		]);
	});

	test.each<[string, number, number, RegExp]>([
		["- buy milk", 1, 3, /a list item is a rule/],
		["\n- if form is x then flag", 2, 6, /no condition/],
		["- if from x then flag", 1, 11, /`is`, `contains`/],
		["- if from is then flag", 1, 14, /a value is expected/],
		["- if from is a b then flag", 1, 16, /`and`, `or` or `then`/],
		["- if from is a then", 1, 20, /no action, and the rule ends/],
		["- if from is a then jump", 1, 21, /no action/],
		["- if from is a then flag stop", 1, 26, /a comma/],
		["- if from is a then move inbox", 1, 26, /`to` is expected/],
		["- if from is a then move to outbox", 1, 29, /no folder/],
		["- if from is a then move to ../x", 1, 29, /no folder/],
		["- if from is a then move to /notes/x", 1, 29, /no folder/],
		["- if from is a then move to @work/views/x", 1, 29, /no folder/],
		['- if from is "a then flag', 1, 14, /not closed/],
		["- if (from is a then flag", 1, 17, /`\)` is missing/],
		["- if older than x then flag", 1, 17, /a time/],
		["- if older than 3m then flag", 1, 17, /a time/],
		["- if larger than x then flag", 1, 18, /a size/],
		["- if from is a\n- if always then flag", 1, 15, /the rule ends/],
		["- [ ] if nonsense", 1, 10, /no condition/],
		[`- if ${"not ".repeat(50)}always then flag`, 1, 86, /too deeply/],
		["- if constructor is x then flag", 1, 6, /no condition/],
		["- if always then toString", 1, 18, /no action/],
		["- if is __proto__ then mark hasOwnProperty", 1, 43, /./],
	])("%j is refused at its place", (text, line, column, message) => {
		try {
			parseRules(text);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			expect([error.code, error.line, error.column]).toEqual(["EFORMAT", line, column]);
			expect(error.message).toMatch(message);
			expect(error.todo).toBeTruthy();
			return;
		}
		// Flags may have any name.
		expect(text).toContain("__proto__");
	});

	test("any text is read or refused, never more", () => {
		const word = fc.constantFrom(
			...'- |if|then|and|or|not|(|)|,|from|subject|is|contains|has|attachment|older|than|3|days|move|to|x|"|“|`|\n|\n- |    |  |flag|label|mark|unread|always'.split(
				"|",
			),
		);
		fc.assert(
			fc.property(fc.array(word, { maxLength: 40 }), (words) => {
				try {
					parseRules(words.join(" "));
				} catch (error) {
					expect(error).toBeInstanceOf(DeskError);
				}
			}),
			{ numRuns: 3_000 },
		);
	});
});

test("a message's file as conditions see it", () => {
	const text = `---
from: Ann <ann@x.org>
to: [a@x.org, b@x.org]
date: 2026-11-21T10:00:00+01:00
subject: 2026
list: dev.x.org
flags: [seen]
labels: [a]
size: 99
attachments:
  - name: a.pdf
    type: application/pdf
    size: 3
    path: /mail/.attachments/aaaaaaaaaa/a.pdf
---
body
`;
	expect(messageFor(text, "inbox")).toEqual({
		folder: "inbox",
		from: ["Ann <ann@x.org>"],
		to: ["a@x.org", "b@x.org"],
		cc: [],
		bcc: [],
		replyTo: [],
		list: "dev.x.org",
		subject: "2026",
		date: Date.parse("2026-11-21T09:00:00Z"),
		size: 99,
		flags: ["seen"],
		labels: ["a"],
		attachments: ["a.pdf"],
		body: "body\n",
	});
});

describe("matchesGlob", () => {
	test("is a regular expression's `.*` and `.`", () => {
		const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "\n"), maxLength: 12 });
		fc.assert(
			fc.property(text, text, (pattern, value) => {
				const source = [...pattern].map((char) => (char === "*" ? "[^]*" : char === "?" ? "[^]" : char)).join("");
				expect(matchesGlob(pattern, value)).toBe(new RegExp(`^${source}$`).test(value));
			}),
			{ numRuns: 5_000 },
		);
	});

	test("cannot be made to run for long", () => {
		const start = cpuTime();
		expect(matchesGlob(`${"*a".repeat(200)}b`, "a".repeat(100_000))).toBe(false);
		expect(cpuTime() - start).toBeLessThan(2_000);
	});
});

/**
 * /mail/rules.md: Markdown whose list items are rules; all else is for people.
 *
 *     - if from is *@shop.example and subject contains "invoice" then label invoices, move to work/invoices
 *     - if older than 30 days and list is * and not is flagged then move to archive
 *     - [ ] if …            a rule that is switched off
 */
import { DeskError } from "../../../src/base/errors.ts";
import { lineColumn, maskCode } from "../../../src/text/index.ts";
import { Reader } from "./reader.ts";
import type { Rule } from "./rule.ts";
import { mistake, wordsOf } from "./words.ts";

const ITEM = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[([ xX])\][ \t]+)?(?=\S)/;
/** Rules in one file, and characters of one. */
const MOST = { rules: 1000, length: 4000 };

/**
 * Read the rules of a file, in their order. Items with an empty box are left out, but read all the same.
 * @throws DeskError EFORMAT with line and column, for the first item that is no rule
 */
export function parseRules(text: string): Rule[] {
	const rules: Rule[] = [];
	for (const { start, end, isOff } of itemsOf(text)) {
		if (end - start > MOST.length)
			throw mistake(text, start, `a rule has at most ${MOST.length} characters`, "make several of it");
		const { condition, actions } = new Reader(text, wordsOf(text, start, end), end).rule();
		const { line } = lineColumn(text, start);
		if (!isOff) rules.push({ line, text: text.slice(start, end).trim().replace(/\s+/gu, " "), condition, actions });
		if (rules.length > MOST.rules)
			throw new DeskError("EFORMAT", `there are more than ${MOST.rules} rules`, {
				line,
				column: 1,
				todo: "take some out",
			});
	}
	return rules;
}

/** The text of each list item, with the lines that go on from it: those that are indented, up to a blank line. Code is no list. */
function* itemsOf(text: string): Generator<{ start: number; end: number; isOff: boolean }> {
	// A rule may hold backticks: only what is code from its first character on is passed over.
	const masked = maskCode(text);
	let open: { start: number; end: number; isOff: boolean } | undefined;
	let at = 0;
	for (const line of text.split("\n")) {
		const item = masked[at] === "\0" ? null : ITEM.exec(line);
		if (item !== null) {
			if (open !== undefined) yield open;
			open = { start: at + item[0].length, end: at + line.length, isOff: item[2] === " " };
		} else if (open !== undefined && /^[ \t]+\S/.test(line)) open.end = at + line.length;
		else if (open !== undefined) {
			yield open;
			open = undefined;
		}
		at += line.length + 1;
	}
	if (open !== undefined) yield open;
}

/** What is wrong with a card, and where. */
import {
	type ContentLine,
	type ContentProblem,
	type ContentTree,
	contentPosition,
	parameterValue,
} from "../../src/text/index.ts";
import { badBase64, decodeValue, isBase64 } from "./decode.ts";
import { dateText } from "./values.ts";
import type { Card } from "./vcard.ts";

/** Properties that a card has at most once (RFC 6350, 6; `*1`), apart from those with ALTID. */
const ONCE = new Set(["VERSION", "UID", "REV", "KIND", "PRODID", "BDAY", "ANNIVERSARY", "GENDER", "N"]);

/**
 * Everything that the standards refuse and a reader may trip over, in the order of the file. Only what programs get wrong in good
 * files (a missing N, values of unknown properties) is passed over.
 * @param isCut only the start of the file is there: its end is not missed
 */
export function cardProblems(tree: ContentTree, cards: readonly Card[], isCut = false): ContentProblem[] {
	const problems: ContentProblem[] = isCut
		? tree.problems.filter(({ message }) => !/ has no END:/.test(message))
		: [...tree.problems];
	const report = (message: string, line: ContentLine, at?: number) =>
		problems.push({ message, ...contentPosition(tree.text, line, at) });
	if (cards.length === 0) problems.push({ message: "there is no card (BEGIN:VCARD)", line: 1, column: 1 });
	for (const line of tree.outside) {
		if (line.name !== "" && line.name !== "END") report(`${line.name} outside of a card`, line);
		if (line.name === "" && line.problem === undefined && line.content.replace("\ufeff", "").trim() !== "")
			report("text outside of a card", line);
	}
	for (const card of cards) {
		const { lines, begin, end } = card.component;
		const version = lines.find(({ name }) => name === "VERSION");
		const value = version?.value.trim();
		if (version === undefined) {
			if (!isCut || end !== undefined) report("the card has no VERSION", begin);
		} else if (value !== card.version)
			report(`\`${value?.slice(0, 20)}\` is no version of vCard: 2.1, 3.0 or 4.0`, version, 0);
		if (card.version !== "2.1" && card.names.length === 0 && (!isCut || end !== undefined))
			report("the card has no FN, its name", begin);
		const seen = new Set<string>();
		for (const line of lines) {
			if (line.name === "") continue;
			if (ONCE.has(line.name) && (card.version === "4.0" || line.name === "UID" || line.name === "VERSION")) {
				if (seen.has(line.name) && parameterValue(line, "ALTID") === undefined) report(`a second ${line.name}`, line);
				seen.add(line.name);
			}
			const bad = isBase64(line) ? badBase64(line.value) : undefined;
			if (bad !== undefined) report(`${line.name} is no base64`, line, bad);
			const { problem } = decodeValue(line);
			if (problem !== undefined) report(`${line.name}: ${problem}`, line, 0);
			if (line.name === "BDAY" || line.name === "ANNIVERSARY") {
				const text = line.value.trim();
				const isText = parameterValue(line, "VALUE")?.toLowerCase() === "text";
				if (text !== "" && !isText && dateText(text) === undefined)
					report(`${line.name}: \`${text.slice(0, 40)}\` is no date`, line, 0);
			}
		}
	}
	return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

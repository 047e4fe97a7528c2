/** Incremental search in the history (C-r, C-s), as readline has it. Pure but for asking the history. */
import type { Key } from "./keys.ts";
import type { EditorHistory } from "./options.ts";
import { clusters } from "./text.ts";

export interface Search {
	/** 1: to older lines, -1: to newer ones. */
	readonly step: 1 | -1;
	readonly query: string;
	/** The line that was found last, and where in it; `age` -1 is the line that was edited. */
	readonly age: number;
	readonly line: string;
	readonly at: number;
	readonly failed: boolean;
}

/** A search that has found nothing yet. */
export function startSearch(step: 1 | -1, line: string, cursor: number): Search {
	return { step, query: "", age: -1, line, at: cursor, failed: false };
}

/** The search after a key; nothing when the key ends it. `before` is the line that was edited, and what was searched for last time. */
export function searchAfter(
	search: Search,
	key: Key,
	before: { text: string; cursor: number; query: string },
	history: EditorHistory,
): Search | undefined {
	const step = key.name === "C-r" ? 1 : key.name === "C-s" ? -1 : undefined;
	if (step !== undefined) {
		const isAgain = search.query === "" && before.query !== "";
		return isAgain ? searchFor({ ...search, step }, before.query, history) : searchOn(search, step, history);
	}
	if (key.name === "text" || key.name === "paste") return searchFor(search, search.query + key.text, history);
	if (key.name !== "Backspace" && key.name !== "C-h") return undefined;
	const shorter = clusters(search.query).slice(0, -1).join("");
	return searchFor(startSearch(search.step, before.text, before.cursor), shorter, history);
}

/** The search for another text, from where it is. */
function searchFor(search: Search, query: string, history: EditorHistory): Search {
	if (query === "") return { ...search, query, failed: false };
	// What is shown may match the longer text too.
	return found({ ...search, query }, history, Math.max(search.age, 0));
}

/** On to the next line that matches. */
function searchOn(search: Search, step: 1 | -1, history: EditorHistory): Search {
	if (search.query === "") return { ...search, step };
	return found({ ...search, step }, history, search.age + step);
}

function found(search: Search, history: EditorHistory, from: number): Search {
	const match = history.search(search.query, from, search.step);
	// The same line again is no news.
	if (match !== undefined && match.line === search.line && match.age !== search.age)
		return found({ ...search, age: match.age }, history, match.age + search.step);
	return match === undefined ? { ...search, failed: true } : { ...search, ...match, failed: false };
}

/** What stands in place of the prompt. */
export function searchPrompt({ step, query, failed }: Search): string {
	return `(${failed ? "failed " : ""}${step > 0 ? "reverse-" : ""}i-search)\`${query}': `;
}

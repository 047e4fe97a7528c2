/** The text being edited, and every change of it as a pure function in one table. */
import {
	blankWordStart,
	clusters,
	lineEnd,
	lineStart,
	nextCluster,
	previousCluster,
	textWidth,
	wordEnd,
	wordStart,
} from "./text.ts";

/** A state to go back to; a chain, so that keeping one costs nothing. */
interface Snapshot {
	readonly text: string;
	readonly cursor: number;
	readonly before: Snapshot | undefined;
}

/** What the last edit was, for those that go on with it. */
type Kind = "insert" | "delete" | "kill" | "yank" | "vertical" | "other";

/** All there is to editing: immutable, positions in UTF-16 units at the bounds of grapheme clusters. */
export interface EditState {
	readonly text: string;
	readonly cursor: number;
	readonly mark: number;
	/** What was killed, newest first; kept from line to line. */
	readonly kills: readonly string[];
	readonly undo: Snapshot | undefined;
	readonly last: Kind;
	/** What the last yank put in: from where to the cursor, and which kill it was. */
	readonly yank: { readonly from: number; readonly turn: number };
	/** The column (of the screen) that moving up and down keeps to. */
	readonly column: number;
}

/** How many kills are kept. */
const KILLS = 60;
/** How many characters one undo takes back at most. */
const UNDO_RUN = 20;

/** An empty line; `kills` are the line's before. */
export function emptyState(kills: readonly string[] = []): EditState {
	return {
		text: "",
		cursor: 0,
		mark: 0,
		kills,
		undo: undefined,
		last: "other",
		yank: { from: 0, turn: 0 },
		column: 0,
	};
}

interface Edit {
	readonly kind: Kind;
	/** What changes; nothing when the edit has no effect here. */
	readonly run: (state: EditState, text: string) => Partial<EditState>;
}

/** Another text in place of this one, as an edit that undo takes back. */
export function replaced(state: EditState, text: string, cursor = text.length): EditState {
	return changed(state, "other", { text, cursor });
}

/** Text in place of `from` to `to`, with the cursor behind it. */
export function spliced(state: EditState, from: number, to: number, text: string): EditState {
	return changed(state, "other", splice(state, from, to, text));
}

/** Run an edit of the table; `text` is what is inserted. */
export function edited(state: EditState, name: EditName, text = ""): EditState {
	const edit: Edit = EDITS[name];
	return changed(state, edit.kind, edit.run(state, text), text);
}

function changed(state: EditState, kind: Kind, change: Partial<EditState>, typed = ""): EditState {
	const next = { ...state, ...change, last: kind };
	if ("undo" in change || next.text === state.text) return next;
	// Typing is taken back by the word, not by the letter.
	const joins =
		kind === "insert" &&
		state.last === "insert" &&
		state.undo !== undefined &&
		next.cursor - state.undo.cursor <= UNDO_RUN &&
		!/\s$/.test(typed);
	return joins ? next : { ...next, undo: { text: state.text, cursor: state.cursor, before: state.undo } };
}

function splice(state: EditState, from: number, to: number, text: string): Partial<EditState> {
	return { text: state.text.slice(0, from) + text + state.text.slice(to), cursor: from + text.length };
}

/** Remove a range and keep it to be yanked; kills in a row are one. */
function kill(state: EditState, from: number, to: number): Partial<EditState> {
	if (from === to) return {};
	const piece = state.text.slice(from, to);
	const [newest = "", ...older] = state.kills;
	const joined = from < state.cursor ? piece + newest : newest + piece;
	const kills = state.last === "kill" ? [joined, ...older] : [piece, ...state.kills].slice(0, KILLS);
	return { ...splice(state, from, to, ""), kills };
}

/** The bounds of the word before the cursor and of the one at it, for M-t. */
function wordPair(text: string, cursor: number): [number, number, number, number] | undefined {
	const secondEnd = wordEnd(text, cursor);
	const second = wordStart(text, secondEnd);
	const first = wordStart(text, second);
	const firstEnd = wordEnd(text, first);
	return first < second && firstEnd <= second && second < secondEnd ? [first, firstEnd, second, secondEnd] : undefined;
}

function changeWord(state: EditState, change: (word: string) => string): Partial<EditState> {
	const end = wordEnd(state.text, state.cursor);
	return splice(state, state.cursor, end, change(state.text.slice(state.cursor, end)));
}

function capitalized(word: string): string {
	const at = word.search(/[\p{L}\p{N}]/u);
	const [first = ""] = clusters(word.slice(Math.max(at, 0)));
	const from = Math.max(at, 0);
	return word.slice(0, from) + first.toUpperCase() + word.slice(from + first.length).toLowerCase();
}

/** Move to another line of several, in the same column as near as may be. */
function vertical(state: EditState, step: 1 | -1): Partial<EditState> {
	const start = lineStart(state.text, state.cursor);
	const column = state.last === "vertical" ? state.column : textWidth(state.text.slice(start, state.cursor));
	const target = step < 0 ? lineStart(state.text, start - 1) : lineEnd(state.text, state.cursor) + 1;
	let width = 0;
	let cursor = target;
	for (const cluster of clusters(state.text.slice(target, lineEnd(state.text, target)))) {
		width += textWidth(cluster);
		if (width > column) break;
		cursor += cluster.length;
	}
	return { cursor, column };
}

/** Whether there is a line above (below) the cursor's. */
export function hasLine(state: EditState, step: 1 | -1): boolean {
	return step < 0 ? lineStart(state.text, state.cursor) > 0 : lineEnd(state.text, state.cursor) < state.text.length;
}

function transpose(state: EditState): Partial<EditState> {
	const { text, cursor } = state;
	// At the end of a line, the two before it.
	const middle = cursor === lineEnd(text, cursor) ? previousCluster(text, cursor) : cursor;
	const from = previousCluster(text, middle);
	if (middle === 0 || from < lineStart(text, cursor) || middle >= text.length) return {};
	const to = nextCluster(text, middle);
	return splice(state, from, to, text.slice(middle, to) + text.slice(from, middle));
}

/** Where C-u kills from: the start of the line, or the newline before it. */
function killStart({ text, cursor }: EditState): number {
	const start = lineStart(text, cursor);
	return start === cursor ? Math.max(0, start - 1) : start;
}

/** Where C-k kills to: the end of the line, or the newline there. */
function killEnd({ text, cursor }: EditState): number {
	const end = lineEnd(text, cursor);
	return end === cursor ? Math.min(text.length, end + 1) : end;
}

const move = (to: (state: EditState) => number): Edit => ({ kind: "other", run: (s) => ({ cursor: to(s) }) });

/** Every edit by its name in readline. */
const EDITS = {
	"self-insert": { kind: "insert", run: (s, text) => splice(s, s.cursor, s.cursor, text) },
	"backward-char": move((s) => previousCluster(s.text, s.cursor)),
	"forward-char": move((s) => nextCluster(s.text, s.cursor)),
	"backward-word": move((s) => wordStart(s.text, s.cursor)),
	"forward-word": move((s) => wordEnd(s.text, s.cursor)),
	"beginning-of-line": move((s) => lineStart(s.text, s.cursor)),
	"end-of-line": move((s) => lineEnd(s.text, s.cursor)),
	"beginning-of-buffer": move(() => 0),
	"end-of-buffer": move((s) => s.text.length),
	"previous-line": { kind: "vertical", run: (s) => (hasLine(s, -1) ? vertical(s, -1) : {}) },
	"next-line": { kind: "vertical", run: (s) => (hasLine(s, 1) ? vertical(s, 1) : {}) },
	"delete-char": { kind: "delete", run: (s) => splice(s, s.cursor, nextCluster(s.text, s.cursor), "") },
	"backward-delete-char": { kind: "delete", run: (s) => splice(s, previousCluster(s.text, s.cursor), s.cursor, "") },
	"kill-line": { kind: "kill", run: (s) => kill(s, s.cursor, killEnd(s)) },
	"unix-line-discard": { kind: "kill", run: (s) => kill(s, killStart(s), s.cursor) },
	"unix-word-rubout": { kind: "kill", run: (s) => kill(s, blankWordStart(s.text, s.cursor), s.cursor) },
	"kill-word": { kind: "kill", run: (s) => kill(s, s.cursor, wordEnd(s.text, s.cursor)) },
	"backward-kill-word": { kind: "kill", run: (s) => kill(s, wordStart(s.text, s.cursor), s.cursor) },
	"delete-horizontal-space": {
		kind: "delete",
		run: (s) => {
			const before = /[ \t]*$/.exec(s.text.slice(0, s.cursor))?.[0].length ?? 0;
			const after = /^[ \t]*/.exec(s.text.slice(s.cursor))?.[0].length ?? 0;
			return splice(s, s.cursor - before, s.cursor + after, "");
		},
	},
	yank: {
		kind: "yank",
		run: (s) => ({ ...splice(s, s.cursor, s.cursor, s.kills[0] ?? ""), yank: { from: s.cursor, turn: 0 } }),
	},
	"yank-pop": {
		kind: "yank",
		run: (s) => {
			if (s.last !== "yank" || s.kills.length === 0) return {};
			const turn = (s.yank.turn + 1) % s.kills.length;
			return { ...splice(s, s.yank.from, s.cursor, s.kills[turn] ?? ""), yank: { from: s.yank.from, turn } };
		},
	},
	"transpose-chars": { kind: "other", run: transpose },
	"transpose-words": {
		kind: "other",
		run: (s) => {
			const pair = wordPair(s.text, s.cursor);
			if (pair === undefined) return {};
			const [first, firstEnd, second, secondEnd] = pair;
			const between = s.text.slice(firstEnd, second);
			return splice(s, first, secondEnd, s.text.slice(second, secondEnd) + between + s.text.slice(first, firstEnd));
		},
	},
	"upcase-word": { kind: "other", run: (s) => changeWord(s, (word) => word.toUpperCase()) },
	"downcase-word": { kind: "other", run: (s) => changeWord(s, (word) => word.toLowerCase()) },
	"capitalize-word": { kind: "other", run: (s) => changeWord(s, capitalized) },
	undo: {
		kind: "other",
		run: (s) => (s.undo === undefined ? {} : { text: s.undo.text, cursor: s.undo.cursor, undo: s.undo.before }),
	},
	"set-mark": { kind: "other", run: (s) => ({ mark: s.cursor }) },
	"exchange-point-and-mark": {
		kind: "other",
		run: (s) => ({ cursor: Math.min(s.mark, s.text.length), mark: s.cursor }),
	},
	"copy-region": {
		kind: "other",
		run: (s) => {
			const piece = s.text.slice(Math.min(s.mark, s.cursor), Math.max(s.mark, s.cursor));
			return piece === "" ? {} : { kills: [piece, ...s.kills].slice(0, KILLS) };
		},
	},
} as const satisfies Record<string, Edit>;

export type EditName = keyof typeof EDITS;

/** Whether a name of the key table is an edit of the text, rather than something that the editor does. */
export function isEdit(name: string): name is EditName {
	return Object.hasOwn(EDITS, name);
}

/** What the line editor needs of the world. */
import type { Completions } from "./menu.ts";

/** What a terminal reports while it is listened to. */
export interface Listener {
	/** Bytes as they were typed. */
	data(bytes: Uint8Array): void;
	/** The terminal is gone, or (reading lines) Ctrl-D was pressed. */
	end(): void;
	/** Ctrl-C, where it is a signal: reading lines. */
	interrupt(): void;
	/** The terminal has another size, or the process was stopped and goes on. */
	resize(): void;
}

/** A terminal to edit lines on. */
export interface Terminal {
	/** In characters; at least 1. */
	readonly columns: number;
	readonly rows: number;
	/** Understands no escape sequences: lines are read as the system edits them. */
	readonly isDumb: boolean;
	write(text: string): void;
	/**
	 * Read: `keys` one by one and unseen (raw mode), or `lines` that the system edits. What is typed while nobody listens
	 * waits for the next. @returns what ends it and restores the mode
	 */
	listen(mode: "keys" | "lines", listener: Listener): () => void;
}

/** A line of the history: how many lines ago, and where in it the search text is. */
export interface HistoryMatch {
	/** 0 is the newest line. */
	readonly age: number;
	readonly line: string;
	readonly at: number;
}

/** What the editor asks of a history (`src/shell/history.ts`). */
export interface EditorHistory {
	/** The line of an age, 0 the newest. */
	line(age: number): string | undefined;
	/** How many there are. */
	count(): number;
	/** The nearest line older than `age` (-1: newer than all) that begins with `prefix` and is not `except`. */
	previous(age: number, prefix: string, except?: string): HistoryMatch | undefined;
	/** The nearest newer one. */
	next(age: number, prefix: string, except?: string): HistoryMatch | undefined;
	/** The nearest line that contains `text`, from `age` on; `step` 1 goes to older lines, -1 to newer ones. */
	search(text: string, age: number, step: 1 | -1): HistoryMatch | undefined;
	/** The newest line that begins with `prefix` and goes on. */
	suggest(prefix: string): string | undefined;
}

export interface EditorOptions {
	/** The prompt, asked for once a line; may be coloured, may have several lines. */
	prompt(): string;
	/** Before each further line of unfinished input. */
	readonly continuation: string;
	readonly history: EditorHistory;
	/** How the word at the cursor may go on. Keys typed meanwhile wait; Ctrl-C and Ctrl-G do not. */
	complete(line: string, cursor: number): Promise<Completions>;
	/** The whole line that is likely meant (`line` is its start). Default: the history's. */
	suggest?(line: string): string | undefined;
	/** Whether Enter only goes on to a further line: an open quote, a loop without its end. */
	isUnfinished(text: string): boolean;
	/** The same text with SGR colours. */
	highlight?(text: string): string;
	/** Edit a text in the user's editor (C-x C-e); the terminal is not read meanwhile. */
	edit?(text: string): Promise<string>;
	/** Ctrl-C was pressed: `$?` is 130. */
	interrupted?(): void;
	/** Without it no colour and no suggestion is shown. */
	readonly colour: boolean;
}

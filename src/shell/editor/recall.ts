/** Going through the history with keys: where one is, what one came from. */
import type { EditorHistory } from "./options.ts";
import { type EditState, replaced, spliced } from "./state.ts";

/** Up and down, and M-. */
export class Recall {
	readonly #history: EditorHistory;
	#age = -1;
	/** What was typed before the first step, to come back to. */
	#draft = "";
	#prefix = "";
	/** The line that the last step showed; another text now means that it was edited. */
	#shown: string | undefined;
	/** The last M-.: whose argument it was, and the state that it left. */
	#argument: { age: number; from: number; state: EditState } | undefined;

	constructor(history: EditorHistory) {
		this.#history = history;
	}

	/** An older line (`step` 1) or a newer one, that begins as what stands before the cursor when `byPrefix`. */
	step(state: EditState, step: 1 | -1, byPrefix: boolean): EditState {
		if (state.text !== this.#shown) {
			this.#draft = state.text;
			this.#prefix = byPrefix ? state.text.slice(0, state.cursor) : "";
			if (this.#prefix !== "" || this.#shown === undefined) this.#age = -1;
		}
		const match =
			step > 0
				? this.#history.previous(this.#age, this.#prefix, state.text)
				: this.#history.next(this.#age, this.#prefix, state.text);
		if (match !== undefined) return this.#show(state, match.age, match.line);
		return step < 0 && this.#age >= 0 ? this.toDraft(state) : state;
	}

	/** The oldest line. */
	toOldest(state: EditState): EditState {
		if (state.text !== this.#shown) this.#draft = state.text;
		const age = this.#history.count() - 1;
		const line = this.#history.line(age);
		return line === undefined ? state : this.#show(state, age, line);
	}

	/** What was typed before going to the history. */
	toDraft(state: EditState): EditState {
		if (this.#age < 0) return state;
		const draft = this.#draft;
		this.#age = -1;
		this.#shown = undefined;
		return replaced(state, draft);
	}

	/** A line that a search has found: steps go on from there. */
	found(state: EditState, age: number, line: string, at: number): EditState {
		if (age < 0) return replaced(state, line, at);
		this.#draft = state.text;
		this.#prefix = "";
		this.#age = age;
		this.#shown = line;
		return replaced(state, line, at);
	}

	/** The last word of the line before; again at once: of the line before that. */
	lastArgument(state: EditState): EditState {
		const again = this.#argument?.state === state ? this.#argument : undefined;
		const from = again?.from ?? state.cursor;
		for (let age = (again?.age ?? -1) + 1; ; age++) {
			const line = this.#history.line(age);
			if (line === undefined) return state;
			const word = lastWord(line);
			if (word === "") continue;
			const next = spliced(state, from, state.cursor, word);
			this.#argument = { age, from, state: next };
			return next;
		}
	}

	#show(state: EditState, age: number, line: string): EditState {
		this.#age = age;
		this.#shown = line;
		return replaced(state, line);
	}
}

/** The last word of a command line, quotes and all. */
export function lastWord(line: string): string {
	return /(?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]|[^\s"'\\])+(?=\s*$)/.exec(line)?.[0] ?? "";
}

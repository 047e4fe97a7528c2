/** The line editor of the session: keys in, a line out. What keys do to the text is in `state.ts`, how it looks in `layout.ts`. */
import { type BindingName, bindingOf, type CommandName, PREFIXES } from "./bindings.ts";
import { Display, type Visible } from "./display.ts";
import { ESCAPE_TIMEOUT, type Key, KeyDecoder } from "./keys.ts";
import { commonStart, gridOf, inserted, type Menu, menuAfter, openMenu } from "./menu.ts";
import type { EditorOptions, Terminal } from "./options.ts";
import { PlainReader } from "./plain.ts";
import { Recall } from "./recall.ts";
import { type Search, searchAfter, startSearch } from "./search.ts";
import { type EditName, type EditState, edited, emptyState, hasLine, isEdit, replaced, spliced } from "./state.ts";
import { clusters, wordEnd } from "./text.ts";

/**
 * Reads lines from a terminal. Raw mode is on only while a line is read; what is typed between two lines waits for the next one.
 */
export class LineEditor {
	readonly #terminal: Terminal;
	readonly #options: EditorOptions;
	readonly #decoder = new KeyDecoder();
	readonly #plain: PlainReader;
	readonly #display: Display;
	#recall: Recall;
	#state: EditState = emptyState();
	#prompt = "";
	#menu: Menu | undefined;
	#search: Search | undefined;
	#lastQuery = "";
	#ghost = { text: "", rest: "" };
	#prefix = "";
	#isQuoting = false;
	/** Ends waiting for a completion; set while one is looked for. */
	#cancel: (() => void) | undefined;
	#timer: NodeJS.Timeout | undefined;
	#stop: (() => void) | undefined;
	#done: ((line: string | undefined) => void) | undefined;

	constructor(terminal: Terminal, options: EditorOptions) {
		this.#terminal = terminal;
		this.#options = options;
		this.#plain = new PlainReader(terminal, options);
		this.#display = new Display(terminal, options);
		this.#recall = new Recall(options.history);
	}

	/**
	 * The next line (with newlines in it where it took several); `undefined` at Ctrl-D on an empty one, or when the terminal is gone.
	 * @param initial what the line begins with
	 */
	async read(initial = ""): Promise<string | undefined> {
		if (this.#terminal.isDumb) return await this.#plain.read();
		return await new Promise((resolve) => {
			this.#done = resolve;
			this.#listen();
			this.#fresh(initial);
			this.#pump();
		});
	}

	/** Give up the line that is being read: `undefined`. */
	cancel(): void {
		if (this.#stop !== undefined) this.#finish(undefined);
	}

	/** Keys that were typed before the next line is read: what a command has left unread. */
	typeAhead(bytes: Uint8Array): void {
		if (this.#terminal.isDumb) this.#plain.typeAhead(bytes);
		else this.#decoder.push(bytes);
	}

	/** What was typed after the last line and not read yet, for a command that reads the terminal. Line ends are `\n`. */
	takeTypeAhead(): Uint8Array {
		const bytes = Buffer.from(this.#terminal.isDumb ? this.#plain.take() : this.#decoder.take());
		return bytes.map((byte) => (byte === 13 ? 10 : byte));
	}

	/** Show whole lines above the prompt while a line is being edited (a job has ended). */
	print(text: string): void {
		if (this.#stop === undefined) return this.#terminal.write(text);
		this.#display.print(text);
		this.#render();
	}

	#listen(): void {
		const stop = this.#terminal.listen("keys", {
			data: (bytes) => {
				// Ctrl-C and Ctrl-G do not wait behind a completion.
				if (this.#cancel !== undefined && (bytes.includes(3) || bytes.includes(7))) this.#cancel();
				this.#decoder.push(bytes);
				this.#pump();
			},
			end: () => this.#finish(undefined),
			interrupt: () => undefined,
			resize: () => {
				this.#display.resized();
				this.#render();
			},
		});
		const restore = () => this.#display.stop();
		process.on("exit", restore);
		this.#stop = () => {
			process.off("exit", restore);
			clearTimeout(this.#timer);
			this.#display.stop();
			stop();
			this.#stop = undefined;
		};
		this.#display.start();
	}

	/** Begin an empty line with a new prompt. */
	#fresh(initial = ""): void {
		this.#state = replaced(emptyState(this.#state.kills), initial);
		this.#recall = new Recall(this.#options.history);
		this.#prompt = this.#options.prompt();
		this.#menu = undefined;
		this.#search = undefined;
		this.#prefix = "";
		this.#isQuoting = false;
		this.#ghost = { text: "", rest: "" };
		this.#render();
	}

	/** Work through the keys that have arrived, and show what came of them. */
	#pump(): void {
		clearTimeout(this.#timer);
		let pressed = false;
		while (this.#stop !== undefined && this.#cancel === undefined) {
			const key = this.#nextKey();
			if (key === undefined) break;
			this.#press(key);
			pressed = true;
		}
		if (this.#stop === undefined) return;
		if (pressed) this.#render();
		if (this.#cancel !== undefined || !this.#decoder.isAmbiguous) return;
		this.#timer = setTimeout(() => {
			const key = this.#decoder.flush();
			if (key !== undefined) this.#press(key);
			this.#render();
		}, ESCAPE_TIMEOUT);
	}

	#nextKey(): Key | undefined {
		if (!this.#isQuoting) return this.#decoder.next();
		const text = this.#decoder.literal();
		return text === undefined ? undefined : { name: "quoted", text };
	}

	#press(key: Key): void {
		if (this.#search !== undefined && this.#searchKey(this.#search, key)) return;
		if (this.#menu !== undefined && this.#menuKey(this.#menu, key)) return;
		if (key.name === "quoted" || key.name === "paste") {
			this.#isQuoting = false;
			this.#state = spliced(this.#state, this.#state.cursor, this.#state.cursor, key.text);
			return;
		}
		const prefix = this.#prefix;
		this.#prefix = "";
		if (prefix === "" && PREFIXES.has(key.name)) {
			this.#prefix = key.name;
			return;
		}
		if (key.name === "text") return this.#typed(key.text, prefix === "Escape");
		const bound = bindingOf(prefix === "C-x" ? `C-x ${key.name}` : key.name);
		if (bound !== undefined) this.#do(bound);
	}

	/** Insert text; behind Escape, its first character is a key with Meta, if that does anything. */
	#typed(text: string, isMeta: boolean): void {
		const [first = ""] = isMeta ? clusters(text) : [];
		const bound = isMeta ? bindingOf(`M-${first}`) : undefined;
		if (bound === undefined) return this.#edit("self-insert", text);
		this.#do(bound);
		if (text !== first) this.#edit("self-insert", text.slice(first.length));
	}

	#do(name: BindingName): void {
		if (isEdit(name)) this.#edit(name);
		else this.#commands[name]();
	}

	#edit(name: EditName, text = ""): void {
		this.#state = edited(this.#state, name, text);
	}

	/** What needs more than the text; by readline's names. */
	readonly #commands: Readonly<Record<CommandName, () => void>> = {
		"accept-line": () => {
			if (this.#options.isUnfinished(this.#state.text)) this.#edit("self-insert", "\n");
			else this.#finish(this.#state.text);
		},
		"insert-newline": () => this.#edit("self-insert", "\n"),
		interrupt: () => {
			this.#display.leave(this.#visible, "^C");
			this.#options.interrupted?.();
			this.#fresh();
		},
		"delete-char-or-eof": () => (this.#state.text === "" ? this.#finish(undefined) : this.#edit("delete-char")),
		"forward-char-or-suggestion": () => this.#takeGhost(Number.POSITIVE_INFINITY) || this.#edit("forward-char"),
		"end-of-line-or-suggestion": () => this.#takeGhost(Number.POSITIVE_INFINITY) || this.#edit("end-of-line"),
		"forward-word-or-suggestion": () => this.#takeGhost(1) || this.#edit("forward-word"),
		"previous-history": () => this.#step(1, false),
		"next-history": () => this.#step(-1, false),
		"line-or-history-up": () => (hasLine(this.#state, -1) ? this.#edit("previous-line") : this.#step(1, true)),
		"line-or-history-down": () => (hasLine(this.#state, 1) ? this.#edit("next-line") : this.#step(-1, true)),
		"beginning-of-history": () => {
			this.#state = this.#recall.toOldest(this.#state);
		},
		"end-of-history": () => {
			this.#state = this.#recall.toDraft(this.#state);
		},
		"yank-last-arg": () => {
			this.#state = this.#recall.lastArgument(this.#state);
		},
		"reverse-search-history": () => this.#startSearch(1),
		"forward-search-history": () => this.#startSearch(-1),
		complete: () => void this.#complete(),
		"clear-screen": () => this.#display.clear(),
		"edit-and-execute-command": () => void this.#editElsewhere(),
		"quoted-insert": () => {
			this.#isQuoting = true;
		},
		"revert-line": () => {
			this.#state = replaced(this.#recall.toDraft(this.#state), "");
		},
		abort: () => undefined,
	};

	#step(step: 1 | -1, byPrefix: boolean): void {
		this.#state = this.#recall.step(this.#state, step, byPrefix);
	}

	/** Take so many words of the suggestion; false when there is none. */
	#takeGhost(words: number): boolean {
		const { text, cursor } = this.#state;
		const rest = this.#ghostOf();
		if (rest === "" || cursor < text.length) return false;
		const end = words === 1 ? wordEnd(rest, 0) : rest.length;
		this.#state = spliced(this.#state, cursor, cursor, rest.slice(0, end));
		return true;
	}

	/** What the suggestion adds to the text. */
	#ghostOf(): string {
		const { text, cursor } = this.#state;
		if (!this.#options.colour || text === "" || cursor < text.length || this.#menu !== undefined) return "";
		if (this.#ghost.text === text) return this.#ghost.rest;
		const whole =
			this.#options.suggest === undefined ? this.#options.history.suggest(text) : this.#options.suggest(text);
		this.#ghost = { text, rest: whole?.startsWith(text) === true ? whole.slice(text.length) : "" };
		return this.#ghost.rest;
	}

	#startSearch(step: 1 | -1): void {
		this.#search = startSearch(step, this.#state.text, this.#state.cursor);
	}

	/** @returns whether the key belonged to the search; if not, it has ended with what was found */
	#searchKey(search: Search, key: Key): boolean {
		const before = { ...this.#state, query: this.#lastQuery };
		this.#search = searchAfter(search, key, before, this.#options.history);
		if (this.#search !== undefined) return true;
		this.#lastQuery = search.query;
		if (key.name === "C-g") return true;
		this.#state = this.#recall.found(this.#state, search.age, search.line, search.at);
		return key.name === "Escape";
	}

	/** @returns whether the key belonged to the menu; if not, it is closed with what was chosen */
	#menuKey(menu: Menu, key: Key): boolean {
		const after = menuAfter(menu, key, gridOf(menu, this.#terminal.columns, this.#display.menuRows));
		this.#menu = after.menu;
		// What is only shown is nothing to undo.
		const before = { ...this.#state, text: menu.line, cursor: menu.cursor };
		this.#state =
			after.menu !== undefined && after.menu.line === menu.line
				? { ...before, ...after.line }
				: replaced(before, after.line.text, after.line.cursor);
		return after.isTaken;
	}

	async #complete(): Promise<void> {
		const { text, cursor } = this.#state;
		const cancelled = new Promise<undefined>((resolve) => {
			this.#cancel = () => resolve(undefined);
		});
		const asked = Promise.resolve().then(() => this.#options.complete(text, cursor));
		const found = await Promise.race([asked, cancelled]).catch(() => undefined); // no completion is no error
		this.#cancel = undefined;
		if (this.#stop === undefined) return;
		if (found !== undefined) this.#completed(found);
		this.#render();
		this.#pump();
	}

	#completed({ from, to, items }: Parameters<typeof openMenu>[1]): void {
		const { text } = this.#state;
		const [only] = items;
		if (only === undefined) return;
		if (items.length === 1) {
			const line = inserted(text, from, to, only, true);
			this.#state = replaced(this.#state, line.text, line.cursor);
			return;
		}
		const word = text.slice(from, to);
		const common = commonStart(items, word);
		if (common.length > word.length) this.#state = spliced(this.#state, from, to, common);
		else {
			this.#state = { ...this.#state, cursor: to };
			this.#menu = openMenu(text, { from, to, items });
		}
	}

	async #editElsewhere(): Promise<void> {
		const { edit } = this.#options;
		if (edit === undefined) return;
		this.#display.leave(this.#visible);
		this.#stop?.();
		const before = this.#state;
		const text = await edit(before.text).catch(() => before.text); // the editor itself has said why
		this.#listen();
		this.#state = replaced(before, text.replace(/\n+$/, ""));
		this.#render();
		this.#pump();
	}

	/** End with a line: it stays on the screen, with the cursor below it. */
	#finish(line: string | undefined): void {
		this.#cancel?.();
		this.#display.leave(this.#visible);
		this.#stop?.();
		const done = this.#done;
		this.#done = undefined;
		done?.(line);
	}

	#render(): void {
		if (this.#stop !== undefined) this.#display.show(this.#visible);
	}

	get #visible(): Visible {
		const { text, cursor } = this.#state;
		const search = this.#search;
		const ghost = search === undefined ? this.#ghostOf() : "";
		return { prompt: this.#prompt, text, cursor, ghost, menu: this.#menu, search };
	}
}

/** A pager: long output by the screen, with the keys of less. */
import { rawText } from "../base/raw-text.ts";
import { type ByteWriter, ClosedPipe } from "../command/index.ts";
import type { Terminal } from "./editor/index.ts";
import { type Key, KeyDecoder } from "./editor/keys.ts";
import { STYLE, sgr } from "./editor/style.ts";
import { marked, type Row, rowsOf } from "./pager-rows.ts";

export interface PagerOptions {
	readonly terminal: Terminal;
	readonly colour: boolean;
	/** Open at once, also for what fits the screen. */
	readonly always: boolean;
	/** Takes what is shown before the pager opens, and what is left of it. */
	readonly out: ByteWriter;
	/** Ctrl-C was pressed. */
	interrupt?(): void;
}

/** Lines longer than this are cut, so that a file without newlines can be looked at too. */
const LONGEST_LINE = 100_000;
/** The other screen of a terminal (xterm, DECSET 1049), and its cursor. */
const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
const HELP = "space b: page  ↑ ↓: line  g G: start, end  /text n N: search  q: quit";

/**
 * What is written goes straight to the terminal until it fills the screen; then the pager opens and takes the keys. Its writer is
 * held back a screen ahead of what is shown, and finds a `ClosedPipe` when the reader quits.
 */
export class Pager implements ByteWriter {
	readonly #options: PagerOptions;
	readonly #decoder = new KeyDecoder();
	#lines: string[] = [];
	#rows: Row[] = [];
	/** Bytes of a line whose end has not come. */
	#part: Buffer = Buffer.alloc(0);
	#partShown = false;
	#ended = false;
	#quit = false;
	#top = 0;
	/** A row that is to be shown when it has come; Infinity: the end. */
	#wanted = 0;
	#entry: string | undefined;
	#pattern: RegExp | undefined;
	/** A search that goes on in what comes. */
	#seeking: number | undefined;
	#note = "";
	#stop: (() => void) | undefined;
	#wake: (() => void)[] = [];
	#done: (() => void) | undefined;

	constructor(options: PagerOptions) {
		this.#options = options;
	}

	/** Whether the reader has left before the end. */
	get hasQuit(): boolean {
		return this.#quit;
	}

	get #height(): number {
		return Math.max(1, this.#options.terminal.rows - 1);
	}

	write(bytes: Uint8Array | string): void | Promise<void> {
		if (this.#quit) throw new ClosedPipe();
		const all = Buffer.concat([this.#part, typeof bytes === "string" ? Buffer.from(bytes) : bytes]);
		let end = all.lastIndexOf(0x0a) + 1;
		if (all.length - end > LONGEST_LINE) end = all.length;
		this.#part = Buffer.from(all.subarray(end));
		const lines = end === 0 ? [] : rawText(all.subarray(0, end)).replace(/\n$/, "").split("\n");
		return this.#take(lines);
	}

	/** Bring out a question or a progress line that has no end yet. */
	async flush(): Promise<void> {
		if (this.#stop !== undefined) return;
		if (this.#part.length > 0 && !this.#partShown && !this.#options.always) {
			await this.#options.out.write(this.#part);
			this.#partShown = true;
		}
		await this.#options.out.flush?.();
	}

	/** All has been written. @returns when the reader is done too */
	async end(): Promise<void> {
		if (this.#quit) return;
		const last = this.#part;
		this.#part = Buffer.alloc(0);
		this.#ended = true;
		if (this.#stop === undefined && !this.#options.always) {
			if (last.length > 0 && !this.#partShown) await this.#options.out.write(last);
			return;
		}
		if (last.length > 0) this.#add(rawText(last));
		this.#open();
		this.#arrived();
		await new Promise<void>((resolve) => {
			if (this.#quit) resolve();
			this.#done = resolve;
		});
	}

	/** Leave, from outside. */
	close(): void {
		this.#close();
	}

	#take(lines: readonly string[]): void | Promise<void> {
		const { columns } = this.#options.terminal;
		const fits: string[] = [];
		for (const line of lines) {
			this.#add(line);
			if (this.#stop === undefined && !this.#options.always && this.#rows.length <= this.#height) fits.push(line);
		}
		if (this.#stop === undefined && lines.length > 0) {
			const text = fits.map((line) => `${line}\n`).join("");
			const rest = this.#partShown ? text.slice(rawText(this.#part).length) : text;
			this.#partShown = false;
			const written = text === "" ? undefined : this.#options.out.write(rest);
			if (fits.length < lines.length && columns > 0) {
				if (written instanceof Promise) return written.then(() => this.#opened());
				return this.#opened();
			}
			return written;
		}
		this.#arrived();
		return this.#hold();
	}

	async #opened(): Promise<void> {
		await this.#options.out.flush?.();
		this.#open();
		await this.#hold();
	}

	/** Wait while there is a screen more than is looked at. */
	#hold(): void | Promise<void> {
		const isAhead = () =>
			this.#stop !== undefined && this.#rows.length > Math.max(this.#top + 2 * this.#height, this.#wanted);
		if (this.#quit) throw new ClosedPipe();
		if (!isAhead() || this.#seeking !== undefined) return;
		return new Promise<void>((resolve, reject) => {
			const look = () => {
				if (this.#quit) reject(new ClosedPipe());
				else if (isAhead() && this.#seeking === undefined) this.#wake.push(look);
				else resolve();
			};
			look();
		});
	}

	#add(line: string): void {
		const { terminal, colour } = this.#options;
		this.#lines.push(line);
		this.#rows.push(...rowsOf(line.slice(0, LONGEST_LINE), terminal.columns, colour));
	}

	#open(): void {
		if (this.#stop !== undefined) return;
		const { terminal } = this.#options;
		const stop = terminal.listen("keys", {
			data: (bytes) => {
				this.#decoder.push(bytes);
				for (let key = this.#decoder.next() ?? this.#decoder.flush(); key !== undefined; key = this.#decoder.next())
					this.#press(key);
				if (!this.#quit) this.#draw();
			},
			end: () => this.#close(),
			interrupt: () => undefined,
			resize: () => this.#resized(),
		});
		const restore = () => terminal.write(LEAVE);
		process.on("exit", restore);
		this.#stop = () => {
			process.removeListener("exit", restore);
			restore();
			stop();
		};
		terminal.write(ENTER);
		this.#draw();
	}

	#close(): void {
		this.#quit = true;
		this.#stop?.();
		this.#stop = undefined;
		this.#proceed();
		this.#done?.();
	}

	#proceed(): void {
		for (const wake of this.#wake.splice(0)) wake();
	}

	/** More has come, or all. */
	#arrived(): void {
		if (this.#stop === undefined) return;
		if (this.#wanted > 0) this.#scroll(this.#wanted);
		if (this.#seeking !== undefined) this.#find(this.#seeking, 1);
		this.#draw();
	}

	/** Show a row at the top, as far down as there are rows to fill the screen. */
	#scroll(to: number): void {
		const last = Math.max(0, this.#rows.length - this.#height);
		this.#wanted = to > last && !this.#ended ? to : 0;
		this.#top = Math.max(0, Math.min(to, last));
		this.#proceed();
	}

	#resized(): void {
		const share = this.#top / Math.max(1, this.#rows.length);
		const lines = this.#lines;
		this.#lines = [];
		this.#rows = [];
		for (const line of lines) this.#add(line);
		this.#scroll(Math.round(share * this.#rows.length));
		this.#draw();
	}

	#press(key: Key): void {
		this.#note = "";
		if (key.name === "C-c") {
			this.#options.interrupt?.();
			return this.#close();
		}
		if (this.#entry !== undefined) return this.#typed(this.#entry, key);
		const names = key.name === "text" ? [...key.text] : [key.name];
		for (const name of names) {
			this.#seeking = undefined;
			MOVES[name]?.(this.#moves);
			if (name === "/") return this.#typed("", { name: "text", text: key.text.slice(key.text.indexOf("/") + 1) });
			if (this.#quit) return;
		}
	}

	readonly #moves: Moves = {
		by: (rows) => this.#scroll(this.#top + rows),
		page: (pages) => this.#scroll(this.#top + Math.trunc(pages * this.#height)),
		to: (row) => this.#scroll(row),
		search: (step) => this.#find(this.#top + step, step),
		help: () => {
			this.#note = HELP;
		},
		quit: () => this.#close(),
	};

	/** A key while a search text is entered. */
	#typed(entry: string, key: Key): void {
		if (key.name === "Enter" || key.name === "C-j") {
			this.#entry = undefined;
			if (entry !== "") this.#pattern = patternOf(entry);
			this.#find(this.#top + 1, 1);
		} else if (key.name === "Escape" || key.name === "C-g") this.#entry = undefined;
		else if (key.name === "Backspace" || key.name === "C-h")
			this.#entry = entry === "" ? undefined : entry.slice(0, -1);
		else this.#entry = entry + (key.name === "text" || key.name === "paste" ? key.text : "");
	}

	/** The next row that matches, from a row on; downwards also in what has not come yet. */
	#find(from: number, step: 1 | -1): void {
		const pattern = this.#pattern;
		this.#seeking = undefined;
		if (pattern === undefined) return;
		for (let at = from; at >= 0 && at < this.#rows.length; at += step) {
			if (pattern.test((this.#rows[at] as Row).plain)) return this.#scroll(at);
		}
		if (step > 0 && !this.#ended) {
			this.#seeking = Math.max(from, this.#rows.length);
			this.#proceed();
		} else this.#note = "not found";
	}

	#draw(): void {
		const { terminal, colour } = this.#options;
		let text = "\x1b[H";
		for (let row = 0; row < this.#height; row++) {
			const shown = this.#rows[this.#top + row];
			text += `${shown === undefined ? (colour ? `${sgr(STYLE.faint)}~${sgr("")}` : "~") : marked(shown, this.#pattern)}\x1b[K\r\n`;
		}
		terminal.write(`${text}${this.#status().slice(0, terminal.columns + 12)}\x1b[K`);
	}

	#status(): string {
		if (this.#entry !== undefined) return `/${this.#entry}`;
		const bottom = Math.min(this.#top + this.#height, this.#rows.length);
		const atEnd = this.#ended && bottom === this.#rows.length;
		const place = atEnd
			? "(end)"
			: this.#ended
				? `${Math.floor((100 * bottom) / this.#rows.length)} %`
				: `row ${bottom}`;
		const waits = this.#seeking !== undefined ? "searching…" : this.#note;
		const room = Math.max(0, this.#options.terminal.columns - 1);
		const plain = ` ${place}  ${waits === "" ? "q quits, space goes on, h helps" : waits} `.slice(0, room);
		return `${sgr(STYLE.odd)}${plain}${sgr("")}`;
	}
}

/** What keys can do. */
interface Moves {
	by(rows: number): void;
	/** By screens. */
	page(pages: number): void;
	to(row: number): void;
	search(step: 1 | -1): void;
	help(): void;
	quit(): void;
}

const next = (moves: Moves) => moves.page(1);
const previous = (moves: Moves) => moves.page(-1);
const down = (moves: Moves) => moves.by(1);
const up = (moves: Moves) => moves.by(-1);
const start = (moves: Moves) => moves.to(0);
const end = (moves: Moves) => moves.to(Number.POSITIVE_INFINITY);
const quit = (moves: Moves) => moves.quit();

/** As in less(1). */
const MOVES: Readonly<Record<string, (moves: Moves) => void>> = {
	" ": next,
	f: next,
	PageDown: next,
	"C-f": next,
	"C-v": next,
	b: previous,
	PageUp: previous,
	"C-b": previous,
	"M-v": previous,
	d: (moves) => moves.page(0.5),
	"C-d": (moves) => moves.page(0.5),
	u: (moves) => moves.page(-0.5),
	"C-u": (moves) => moves.page(-0.5),
	j: down,
	e: down,
	Down: down,
	Enter: down,
	"C-j": down,
	"C-n": down,
	k: up,
	y: up,
	Up: up,
	"C-p": up,
	g: start,
	"<": start,
	Home: start,
	G: end,
	">": end,
	End: end,
	n: (moves) => moves.search(1),
	N: (moves) => moves.search(-1),
	h: (moves) => moves.help(),
	q: quit,
	Q: quit,
};

/** A search text: a regular expression where it is one; in any case of letters unless it has a capital. */
function patternOf(text: string): RegExp {
	const flags = text === text.toLowerCase() ? "iu" : "u";
	try {
		return new RegExp(text, flags);
	} catch {
		return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), flags);
	}
}

/** Lines of Markdown: paragraphs, quotes, lists and inline marks, as they are opened and closed. */

/** Quotes and lists deeper than this are written as if they were not as deep. */
const DEEPEST = 24;

interface Context {
	readonly kind: "quote" | "item";
	/** Before the first line of an item; then blanks of the same width. */
	readonly first: string;
	readonly rest: string;
	/** Whether a line of it was written. */
	isBegun: boolean;
}

/** An inline element that is open: where its mark goes, and in which line it was opened. */
export interface Mark {
	readonly piece: number;
	readonly line: number;
}

const FILLER = /[\u034f\u00ad\u2007\u200b\u2060\ufeff]+|\u200c+(?=[\u034f\s\u00ad\u2007\u200b-\u200d\ufeff]|$)/g;
const HAS_FILLER = /[\u034f\u00ad\u2007\u200b\u200c\u2060\ufeff]/;

/** Anything but single blanks. */
const HAS_BLANKS = /[\t\n\v\f\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]| {2}/;

/** The text of a page or of one cell of a table. */
export class MarkdownWriter {
	readonly lines: string[] = [];
	readonly #contexts: Context[] = [];
	/** Contexts beyond the deepest that are written. */
	#ignored = 0;
	/** The line that is being written, in pieces, so that marks can be put in afterwards. */
	#pieces: string[] = [];
	#lineNumber = 0;
	#endsBlank = true;
	#wantsBlank = false;
	/** `# ` of the heading that is open. */
	heading = "";
	/** Characters that were added. */
	length = 0;

	/** Whether nothing is on the current line. */
	get isLineEmpty(): boolean {
		return this.#pieces.length === 0 || (this.#endsBlank && this.#pieces.every((piece) => piece.trim() === ""));
	}

	/** Text outside of `<pre>`: white space of any kind and length is one blank. */
	text(written: string): void {
		let text = HAS_BLANKS.test(written) ? written.replace(/\s+/g, " ") : written;
		if (HAS_FILLER.test(text)) text = text.replace(FILLER, "").replace(/ {2,}/g, " ");
		if (this.#endsBlank && text.startsWith(" ")) text = text.slice(1);
		if (text === "") return;
		this.#pieces.push(text);
		this.length += text.length;
		this.#endsBlank = text.endsWith(" ");
	}

	/** Text within `<pre>`. */
	preformatted(text: string): void {
		const lines = text.split("\n");
		for (const [at, line] of lines.entries()) {
			if (at > 0) this.breakLine();
			if (line === "") continue;
			this.#pieces.push(line);
			this.length += line.length;
			this.#endsBlank = false;
		}
	}

	/** Begins an inline element. */
	mark(): Mark {
		this.#pieces.push("");
		return { piece: this.#pieces.length - 1, line: this.#lineNumber };
	}

	/** What was written since a mark on the same line; undefined when lines were ended since. */
	since(mark: Mark): string | undefined {
		return mark.line === this.#lineNumber ? this.#pieces.slice(mark.piece + 1).join("") : undefined;
	}

	/** Puts `open` and `close` around what was written since the mark, but for blanks at its ends. */
	wrap(mark: Mark, open: string, close: string): void {
		const { first, last } = this.#inkSince(mark);
		if (first < 0) return;
		const lead = this.#pieces[first]!;
		const blanks = lead.length - lead.trimStart().length;
		this.#pieces[first] = lead.slice(0, blanks) + open + lead.slice(blanks);
		const tail = this.#pieces[last]!;
		const end = tail.trimEnd().length;
		this.#pieces[last] = tail.slice(0, end) + close + tail.slice(end);
		this.length += open.length + close.length;
	}

	/** Replaces what was written since the mark. */
	replace(mark: Mark, text: string): void {
		this.#pieces.length = mark.piece + 1;
		this.#pieces.push(text);
		this.#endsBlank = text.endsWith(" ");
	}

	#inkSince(mark: Mark): { first: number; last: number } {
		if (mark.line !== this.#lineNumber) return { first: -1, last: -1 };
		let first = mark.piece + 1;
		while (first < this.#pieces.length && this.#pieces[first]!.trim() === "") first++;
		if (first >= this.#pieces.length) return { first: -1, last: -1 };
		let last = this.#pieces.length - 1;
		while (this.#pieces[last]!.trim() === "") last--;
		return { first, last };
	}

	/** Ends a line, if one was begun. */
	endLine(): void {
		if (this.#pieces.length === 0) return;
		const text = (this.#pieces.length === 1 ? this.#pieces[0]! : this.#pieces.join("")).trimEnd();
		this.#pieces = [];
		this.#lineNumber++;
		this.#endsBlank = true;
		if (text !== "") this.#emit(this.heading + text);
	}

	/** `<br>`: ends the line; where none was begun, an empty line. */
	breakLine(): void {
		if (this.isLineEmpty) this.#wantsBlank = true;
		this.endLine();
	}

	/** Ends a paragraph. */
	endBlock(): void {
		this.endLine();
		this.#wantsBlank = true;
	}

	/** Lines that are made already, as a block of their own. */
	block(lines: readonly string[]): void {
		this.endBlock();
		for (const line of lines) {
			if (line === "") this.#wantsBlank = true;
			else this.#emit(line);
		}
		this.#wantsBlank = true;
	}

	/** Lines that are made already, without a distance. */
	add(lines: readonly string[]): void {
		this.endLine();
		for (const line of lines) {
			if (line === "") this.#wantsBlank = true;
			else this.#emit(line);
		}
	}

	openQuote(): void {
		this.endBlock();
		this.#push({ kind: "quote", first: "> ", rest: "> ", isBegun: false });
	}

	openItem(marker: string): void {
		this.endLine();
		this.#push({ kind: "item", first: `${marker} `, rest: " ".repeat(marker.length + 1), isBegun: false });
	}

	/** Ends the innermost quote or item. */
	closeContext(kind: "quote" | "item"): void {
		if (kind === "quote") this.endBlock();
		else this.endLine();
		if (this.#ignored > 0) this.#ignored--;
		else if (this.#contexts.at(-1)?.kind === kind) this.#contexts.pop();
	}

	#push(context: Context): void {
		if (this.#contexts.length < DEEPEST) this.#contexts.push(context);
		else this.#ignored++;
	}

	#emit(text: string): void {
		const contexts = this.#contexts;
		if (this.#wantsBlank && this.lines.length > 0) {
			// Marks of what goes on; a quote that begins here has none yet.
			let kept = "";
			for (const context of contexts) {
				if (!context.isBegun) break;
				kept += context.rest;
			}
			this.lines.push(kept.trimEnd());
		}
		this.#wantsBlank = false;
		if (contexts.length === 0) {
			this.lines.push(text);
			return;
		}
		let prefix = "";
		for (const context of contexts) {
			prefix += context.isBegun ? context.rest : context.first;
			context.isBegun = true;
		}
		this.lines.push(prefix + text);
	}
}

/** As much text as of a plain file is searched (UTF-16 units). */
const MOST_TEXT = 4 * 1024 * 1024;

/** There is as much text as is searched of one file; the rest need not be read. */
export class Enough extends Error {}

/** Builds text line by line out of the events of a parser: blanks are joined, headings marked as Markdown has them. */
export class Lines {
	readonly #parts: string[] = [];
	#length = 0;
	/** How the text so far ends: nothing, a line, an empty line. */
	#ends: "start" | "line" | "apart" = "start";
	#line = "";
	#heading = 0;

	/** Text within a line. @throws Enough */
	add(text: string): void {
		this.#line += text;
		if (this.#length + this.#line.length > MOST_TEXT) {
			this.end();
			throw new Enough();
		}
	}

	/** From here to the end of the line it is a heading of this level; 0: it is none. */
	heading(level: number): void {
		this.#heading = level;
	}

	/** A line of its own. */
	title(text: string, level = 1): void {
		this.end(true);
		this.heading(level);
		this.add(text);
		this.end();
	}

	/** End the line, if anything is on it; with `apart`, an empty line follows. */
	end(apart = false): void {
		// Tabs stand between the cells of a row.
		const line = this.#line
			.replace(/[^\S\t]+/g, " ")
			.replace(/ ?\t ?/g, "\t")
			.trimEnd()
			.replace(/^ +/, "");
		const level = Math.min(6, this.#heading);
		this.#line = "";
		this.#heading = 0;
		if (line.trim() !== "") {
			if (level > 0) this.#emptyLine();
			this.#put(level > 0 ? `${"#".repeat(level)} ${line.trim()}\n` : `${line}\n`, "line");
			if (level > 0) this.#emptyLine();
		}
		if (apart) this.#emptyLine();
	}

	/** Text as it is, of any number of lines. @throws Enough */
	raw(text: string): void {
		this.end();
		this.#put(text.slice(0, MOST_TEXT - this.#length), text.endsWith("\n\n") ? "apart" : "line");
		if (this.#length >= MOST_TEXT) throw new Enough();
	}

	#emptyLine(): void {
		if (this.#ends === "line") this.#put("\n", "apart");
	}

	#put(text: string, ends: "line" | "apart"): void {
		this.#parts.push(text);
		this.#length += text.length;
		this.#ends = ends;
	}

	toString(): string {
		this.end();
		return this.#parts.join("");
	}
}

/** What `read` writes, as far as it is searched. */
export async function gathered(read: (lines: Lines) => void | Promise<void>): Promise<string> {
	const lines = new Lines();
	try {
		await read(lines);
	} catch (error) {
		if (!(error instanceof Enough)) throw error;
	}
	return lines.toString();
}

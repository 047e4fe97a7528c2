/** Builds text line by line out of the events of a parser: blanks are joined, headings marked as Markdown has them. */
export class Lines {
	#text = "";
	#line = "";
	#heading = 0;

	/** Text within a line. */
	add(text: string): void {
		this.#line += text;
	}

	/** From here to the end of the line it is a heading of this level; 0: it is none. */
	heading(level: number): void {
		this.#heading = level;
	}

	/** End the line, if anything is on it; with `apart`, an empty line follows. */
	end(apart = false): void {
		// Tabs stand between the cells of a row.
		const line = this.#line
			.replace(/[^\S\t]+/g, " ")
			.replace(/ ?\t ?/g, "\t")
			.trimEnd()
			.replace(/^ +/, "");
		if (line.trim() !== "") {
			if (this.#heading > 0 && this.#text !== "" && !this.#text.endsWith("\n\n")) this.#text += "\n";
			this.#text += this.#heading > 0 ? `${"#".repeat(Math.min(6, this.#heading))} ${line.trim()}\n\n` : `${line}\n`;
		}
		if (apart && this.#text !== "" && !this.#text.endsWith("\n\n")) this.#text += "\n";
		this.#line = "";
		this.#heading = 0;
	}

	toString(): string {
		this.end();
		return this.#text;
	}
}

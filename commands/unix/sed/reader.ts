/** Reading a sed script character by character. */
import { DeskError } from "../../../src/base/errors.ts";

export class ScriptReader {
	readonly text: string;
	/** What error messages call the script. */
	readonly name: string;
	at = 0;

	constructor(text: string, name: string) {
		this.text = text;
		this.name = name;
	}

	get char(): string | undefined {
		return this.text[this.at];
	}

	/** 1-based line of a place. */
	lineAt(at = this.at): number {
		return this.text.slice(0, at).split("\n").length;
	}

	/** @throws DeskError EUSAGE with line and column */
	fail(what: string, at = this.at): never {
		const before = this.text.slice(0, at);
		const column = Array.from(before.slice(before.lastIndexOf("\n") + 1)).length + 1;
		throw new DeskError("EUSAGE", what, { at: this.name, line: this.lineAt(at), column });
	}

	/** What a sticky regex matches here. */
	take(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.text)?.[0];
		if (found !== undefined) this.at += found.length;
		return found;
	}

	skipBlanks(): void {
		this.take(/[ \t\r\f\v]*/y);
	}

	/** What separates commands. */
	skipSpace(): void {
		this.take(/[\s;]*/y);
	}

	number(): number | undefined {
		const digits = this.take(/\d+/y);
		return digits === undefined ? undefined : Number(digits);
	}

	/** Up to the end of the line: a file name. */
	restOfLine(): string {
		this.skipBlanks();
		const text = this.take(/[^\n]*/y) ?? "";
		if (text === "") this.fail("the name of a file is missing");
		return text;
	}

	/** A label: up to blanks, a semicolon, and where `braces` says so, a brace. */
	label(braces: boolean): string {
		this.skipBlanks();
		return (this.take(braces ? /[^\s;}]*/y : /[^\n;]*/y) ?? "").trimEnd();
	}

	/** A command ends here; what comes next begins another one. */
	endCommand(): void {
		this.skipBlanks();
		if (this.char === ";" || this.char === "\n") this.at++;
		else if (this.char !== undefined && this.char !== "}" && this.char !== "#")
			this.fail(`'${this.char}' cannot follow a command`);
	}

	/**
	 * Up to an unescaped `delimiter`, which is passed over; its own backslash is taken off. In a regex a bracket expression may
	 * hold it, and `\n` is left for the regex to read.
	 * @param what is read, for the message when it does not end
	 */
	delimited(delimiter: string, isRegex: boolean, what: string): string {
		const start = this.at;
		let text = "";
		for (;;) {
			const char = this.char;
			if (char === undefined || (char === "\n" && isRegex)) return this.fail(`${what} does not end`, start);
			this.at++;
			if (char === delimiter) return text;
			if (char === "[" && isRegex && delimiter !== "[") {
				this.at--;
				const set = this.take(/\[\^?\]?(?:\[([.:=]).*?\1\]|[^\]\n])*\]/sy);
				if (set === undefined) this.at++;
				text += set ?? char;
			} else if (char !== "\\") text += char;
			else {
				const next = this.char;
				if (next === undefined) continue;
				this.at++;
				if (next === delimiter) text += isRegex || next !== "&" ? next : "\\&";
				else text += next === "\n" && isRegex ? next : `\\${next}`;
			}
		}
	}

	/** The text of a, i and c, with the newline behind it; "" when there is none. */
	inserted(): string {
		this.skipBlanks();
		if (this.char === undefined || this.char === "\n") this.fail("the text is missing");
		// After the backslash blanks count; a newline behind it does not.
		if (this.char === "\\") {
			this.at++;
			const isAlone = this.take(/[ \t]*\n/y) === undefined;
			if (this.char === undefined && isAlone) return "";
		}
		return `${this.take(/(?:[^\\\n]|\\.|\\$)*/sy) ?? ""}\n`;
	}
}

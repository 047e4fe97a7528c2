/** The text that bash's print_cmd.c builds up, and its state: which newline, blank or `;` is due, which here-documents wait. */
import type { HereDoc, Redirection } from "unbash";
import type { Connector } from "./command-tree.ts";
import { hereDocBody, hereDocHeader, redirectText } from "./print-redirection.ts";
import type { WordPrinter } from "./print-word.ts";

/** Blanks of one level. */
const LEVEL = 4;

/** Commands' text as it grows. */
export class CommandText {
	readonly #words: WordPrinter;
	#text = "";
	#indentation = 0;
	/** How many commands follow on the same line. */
	#skipIndent = 0;
	#functions = 0;
	#connections = 0;
	/** Here-documents whose bodies follow after the next connector. */
	#deferred: HereDoc[] = [];
	#wasHereDoc = false;

	constructor(words: WordPrinter) {
		this.#words = words;
	}

	toString(): string {
		return this.#text;
	}

	add(text: string): void {
		this.#text += text;
	}

	/** Whether a function's body is printed, in which commands stand on lines of their own. */
	get isInFunction(): boolean {
		return this.#functions > 0;
	}

	/** A function's body. */
	inFunction(print: () => void): void {
		this.#functions++;
		this.within(print);
		this.#functions--;
	}

	/** What stands one level further in; here-documents end with it. */
	within(print: () => void): void {
		this.#indentation += LEVEL;
		print();
		this.hereDocs("");
		this.#indentation -= LEVEL;
	}

	indent(): void {
		this.#text += " ".repeat(this.#indentation);
	}

	newline(text: string): void {
		this.#text += "\n";
		this.indent();
		this.#text += text;
	}

	semicolon(): void {
		if (!/[&\n]$/.test(this.#text.slice(-1))) this.#text += ";";
	}

	/** The next command follows on the line that was begun. */
	stayOnLine(): void {
		this.#skipIndent++;
	}

	/** Begin a command, on a line of its own unless it is to follow on this one. @param prefix `time`, `!` */
	begin(prefix: string): void {
		if (this.#skipIndent > 0) this.#skipIndent--;
		else this.indent();
		this.#text += prefix;
	}

	/** Begin two commands that are joined. */
	beginConnection(): void {
		this.#connections++;
		this.#skipIndent++;
	}

	endConnection(): void {
		this.hereDocs("");
		this.#connections--;
	}

	connector(connector: Connector, hasSecond: boolean): void {
		if (connector !== ";" && connector !== "\n") {
			this.hereDocs(` ${connector}${connector.length === 2 ? " " : ""}`);
			if (hasSecond && connector.length === 1) this.#text += " ";
			if (hasSecond) this.#skipIndent++;
			return;
		}
		if (this.#deferred.length > 0) this.hereDocs("");
		else if (this.#wasHereDoc) this.#wasHereDoc = false;
		else this.#text += connector;
		if (this.isInFunction) this.#text += "\n";
		else {
			if (connector === ";") this.#text += " ";
			if (hasSecond) this.#skipIndent++;
		}
	}

	redirections(redirections: readonly Redirection[], withErrors = false): void {
		const texts = redirections.map((node) =>
			node.type === "HereDoc" ? hereDocHeader(node) : redirectText(node, this.#words),
		);
		this.#text += [...texts, ...(withErrors ? ["2>&1"] : [])].join(" ");
		this.#wasHereDoc = false;
		const hereDocs = redirections.filter((node) => node.type === "HereDoc");
		if (hereDocs.length === 0) return;
		this.#deferred = hereDocs;
		if (this.#connections === 0) this.hereDocs("");
	}

	/** Print a connector, and after it the bodies of here-documents that wait for it. */
	hereDocs(connector: string): void {
		this.#text += connector;
		if (this.#deferred.length === 0) return;
		this.#text += `\n${this.#deferred.map((node) => `${hereDocBody(node)}\n`).join("")}${connector === "" ? "" : " "}`;
		this.#wasHereDoc = true;
		this.#deferred = [];
	}
}

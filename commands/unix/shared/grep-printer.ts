/** What grep prints of the lines that a matcher finds. */
import { toText } from "../../../src/base/bytes.ts";
import { safeForTerminal } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import { nameBytes } from "../../../src/store/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { isBinary, type Match, type Matcher } from "./matcher.ts";

/** One matching line, as `--json` prints it. `spans` are byte ranges in `text`. */
export interface FoundLine {
	path: string;
	line: number;
	text: string;
	spans: (readonly [number, number])[];
}

/** What of a match is printed, and how. */
export interface Printing {
	named: boolean;
	count: boolean;
	filesWithMatches: boolean;
	filesWithoutMatch: boolean;
	lineNumber: boolean;
	byteOffset: boolean;
	onlyMatching: boolean;
	quiet: boolean;
	invert: boolean;
	/** What is done with a binary file that matches. */
	binary: "said" | "text" | "passed-over";
	/** Lines end in NUL. What is searched then has newline and NUL exchanged, and they are changed back on their way out. */
	nullData: boolean;
	/** A NUL after names. */
	nullNames: boolean;
	/** A tab before each line that is not empty, and numbers of equal width before it. */
	initialTab: boolean;
	/** Between matches that are apart, when lines around them are shown; undefined for nothing. */
	separator: string | undefined;
	maxCount: number | undefined;
	after: number;
	before: number;
}

/** What is searched: its name as it is shown, its path, and its size in bytes where that is known. */
export interface Searched {
	readonly shown: string;
	readonly path: string;
	readonly size: number | undefined;
}

/** Digits of the largest size that a file can have: what comes from a pipe may be as long. */
const WIDEST = 19;

/** Exchange newline and NUL, in place. */
export function exchangeEnds(bytes: Buffer): Buffer {
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === 0) bytes[at] = 10;
		else if (byte === 10) bytes[at] = 0;
	}
	return bytes;
}

/** Where a piece of a file lies in it. */
interface Offset {
	bytes: number;
	lines: number;
}

export class Printer {
	readonly #context: Context;
	readonly #matcher: Matcher;
	readonly #how: Printing;
	readonly #end: string;
	#printedContext = false;
	matched = false;

	constructor(context: Context, matcher: Matcher, how: Printing) {
		this.#context = context;
		this.#matcher = matcher;
		this.#how = how;
		this.#end = how.nullData ? "\0" : "\n";
	}

	/** Whether a file is needed in one piece. */
	get needsWhole(): boolean {
		const { before, after, filesWithMatches, filesWithoutMatch, quiet, count } = this.#how;
		return before + after > 0 && !(filesWithMatches || filesWithoutMatch || quiet || count);
	}

	/** Search one file. @returns whether the whole search can stop */
	async file(file: Searched, source: AsyncIterable<Buffer> | readonly Buffer[]): Promise<boolean> {
		const how = this.#how;
		const limit = how.maxCount ?? Number.POSITIVE_INFINITY;
		const namesOnly = how.filesWithMatches || how.filesWithoutMatch || how.quiet;
		const passesOver = how.binary === "passed-over";
		let lines = 0;
		const offset: Offset = { bytes: 0, lines: 0 };
		for await (const buffer of source) {
			if (passesOver && this.#isBinary(buffer)) break;
			if (namesOnly) {
				if (limit > 0 && this.#matcher.test(buffer)) {
					lines = 1;
					break;
				}
				continue;
			}
			if (how.count && limit === Number.POSITIVE_INFINITY) {
				lines += this.#matcher.count(buffer);
				continue;
			}
			const found = await this.#print(file, buffer, offset, limit - lines);
			lines += found.lines;
			if (found.binary || lines >= limit) break;
			offset.bytes += buffer.length;
			if (how.lineNumber || this.#context.json)
				for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10, at + 1)) offset.lines++;
		}
		if (lines > 0) this.matched = true;
		if (how.quiet) return this.matched;
		await this.#summary(file, lines);
		return false;
	}

	/** What is said of a file as a whole: its name, or how many lines. */
	async #summary(file: Searched, lines: number): Promise<void> {
		const { count, filesWithMatches, filesWithoutMatch, named, nullNames } = this.#how;
		const { stdout, json } = this.#context;
		const listed = (filesWithMatches && lines > 0) || (filesWithoutMatch && lines === 0);
		if (json) {
			const item = count ? { path: file.path, count: lines } : { path: file.path };
			if (count || listed) await stdout.write(`${JSON.stringify(item)}\n`);
		} else if (filesWithMatches || filesWithoutMatch) {
			if (listed) await this.#write(this.#name(file) + (nullNames ? "\0" : "\n"));
		} else if (count) {
			await this.#write(`${named ? this.#name(file) + (nullNames ? "\0" : ":") : ""}${lines}\n`);
		}
	}

	#isBinary(buffer: Buffer): boolean {
		// With -z, what is NUL here was a newline.
		return isBinary(this.#how.nullData ? exchangeEnds(Buffer.from(buffer)).filter((byte) => byte !== 0) : buffer);
	}

	async #print(
		file: Searched,
		buffer: Buffer,
		offset: Offset,
		limit: number,
	): Promise<{ lines: number; binary: boolean }> {
		if (limit <= 0) return { lines: 0, binary: false };
		const { stdout, stderr, json } = this.#context;
		const { binary: manner, count, before, after } = this.#how;
		let lines = 0;
		let shownTo = -1;
		let binary: boolean | undefined;
		for (const match of this.#matcher.matches(buffer)) {
			// Looked at only for files with a match; most have none.
			binary ??= manner === "said" && this.#isBinary(buffer);
			lines++;
			if (count) {
				if (lines >= limit) break;
				continue;
			}
			if (binary && !json) {
				await stderr.write(`desk: grep: ${printable(file.shown)}: binary file matches\n`);
				return { lines, binary };
			}
			if (json) await stdout.write(`${JSON.stringify(foundLine(file.path, buffer, match, offset.lines))}\n`);
			else {
				if (before + after > 0) shownTo = await this.#contextBefore(file, buffer, match, offset, shownTo);
				await this.#line(file, buffer, match, offset);
				if (after > 0) shownTo = await this.#contextAfter(file, buffer, match, offset, shownTo);
			}
			if (lines >= limit) break;
		}
		return { lines, binary: false };
	}

	async #line(file: Searched, buffer: Buffer, match: Match, offset: Offset): Promise<void> {
		const { stdout, style, terminal } = this.#context;
		const { onlyMatching, invert, nullData } = this.#how;
		if (onlyMatching) {
			for (const [start, end] of invert ? [] : match.spans) {
				const head = this.#head(file, match.line, match.start + start, offset, ":");
				await this.#text(head, buffer.subarray(match.start + start, match.start + end), (text) => style.match(text));
			}
			return;
		}
		const head = this.#head(file, match.line, match.start, offset, ":", match.start === match.end);
		if (!style.on && !terminal.stdout && !nullData) {
			// The bytes as they are; the buffer is not reused, so a view of it may wait in the writer.
			if (head !== "") await this.#write(head);
			const ended = match.end < buffer.length;
			const written = stdout.write(buffer.subarray(match.start, ended ? match.end + 1 : match.end));
			if (written !== undefined) await written;
			if (!ended) await stdout.write("\n");
			return;
		}
		if (!style.on && !terminal.stdout) return await this.#text(head, buffer.subarray(match.start, match.end));
		let text = "";
		let done = match.start;
		for (const [start, end] of match.spans) {
			text +=
				this.#show(buffer.subarray(done, match.start + start)) +
				style.match(this.#show(buffer.subarray(match.start + start, match.start + end)));
			done = match.start + end;
		}
		await stdout.write(`${head}${text}${this.#show(buffer.subarray(done, match.end))}${this.#end}`);
	}

	/** A line or a part of one: bytes as they are into pipes. */
	async #text(head: string, bytes: Buffer, paint: (text: string) => string = (text) => text): Promise<void> {
		const { stdout, style, terminal } = this.#context;
		if (style.on || terminal.stdout) return await stdout.write(head + paint(this.#show(bytes)) + this.#end);
		const own = this.#how.nullData ? exchangeEnds(Buffer.from(bytes)) : bytes;
		await stdout.write(Buffer.concat([nameBytes(head), own, Buffer.from(this.#end)]));
	}

	async #write(text: string): Promise<void> {
		const { stdout, terminal } = this.#context;
		const written = stdout.write(terminal.stdout ? text : nameBytes(text));
		if (written !== undefined) await written;
	}

	#head(file: Searched, line: number, at: number, offset: Offset, mark: string, isEmpty = false): string {
		const { style } = this.#context;
		const { named, lineNumber, byteOffset, nullNames, initialTab } = this.#how;
		const width = initialTab ? (file.size === undefined ? WIDEST : String(file.size).length) : 0;
		const number = (value: number) => style.good(String(value).padStart(width)) + style.faint(mark);
		let head = "";
		if (named) head += `${style.name(this.#name(file))}${nullNames ? "\0" : style.faint(mark)}`;
		if (lineNumber) head += number(offset.lines + line);
		if (byteOffset) head += number(offset.bytes + at);
		return initialTab && head !== "" && !isEmpty ? `${head}\t` : head;
	}

	#show(bytes: Uint8Array): string {
		return this.#context.terminal.stdout ? safeForTerminal(toText(bytes)) : toText(bytes);
	}

	#name({ shown }: Searched): string {
		return this.#context.terminal.stdout ? printable(shown) : shown;
	}

	/** Lines before a match that are not shown yet. @returns offset up to which all is shown */
	async #contextBefore(file: Searched, buffer: Buffer, match: Match, offset: Offset, shownTo: number): Promise<number> {
		let start = match.start;
		let count = 0;
		while (count < this.#how.before && start > Math.max(0, shownTo)) {
			start = buffer.lastIndexOf(10, start - 2) + 1;
			count++;
			if (start === 0) break;
		}
		const { separator } = this.#how;
		if (separator !== undefined && this.#printedContext && (shownTo < 0 || start > shownTo))
			await this.#write(`${separator}\n`);
		this.#printedContext = true;
		for (let number = match.line - count; start < match.start; number++) {
			const end = buffer.indexOf(10, start);
			await this.#around(file, buffer, number, start, end, offset);
			start = end + 1;
		}
		return Math.min(buffer.length, match.end + 1);
	}

	/** Lines after a match, up to the next one. @returns offset up to which all is shown */
	async #contextAfter(file: Searched, buffer: Buffer, match: Match, offset: Offset, shownTo: number): Promise<number> {
		let at = shownTo;
		for (let count = 1; count <= this.#how.after && at < buffer.length; count++) {
			const newline = buffer.indexOf(10, at);
			const end = newline < 0 ? buffer.length : newline;
			if (this.#matcher.test(buffer.subarray(at, end + 1))) break;
			await this.#around(file, buffer, match.line + count, at, end, offset);
			at = Math.min(buffer.length, end + 1);
		}
		return at;
	}

	/** A line that is shown because it is near; with -o only what matches is. */
	async #around(file: Searched, buffer: Buffer, line: number, from: number, to: number, offset: Offset): Promise<void> {
		if (this.#how.onlyMatching) return;
		await this.#text(this.#head(file, line, from, offset, "-", from === to), buffer.subarray(from, to));
	}

	/** The status: 1 when nothing matched. */
	end(): void {
		if (!this.matched) this.#context.setStatus(1);
	}
}

function foundLine(path: string, buffer: Buffer, match: Match, base: number): FoundLine {
	return {
		path,
		line: base + match.line,
		text: toText(buffer.subarray(match.start, match.end)),
		spans: [...match.spans],
	};
}

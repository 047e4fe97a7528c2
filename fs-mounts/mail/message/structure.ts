/** The tree of a message's parts (RFC 2046), found in one pass over its lines that begin with `--`. */

import { decodeWords } from "./encoded-words.ts";
import { decodedFields, fieldOf, readHeader } from "./fields.ts";
import { readParameters } from "./parameters.ts";
import { encodingName, isIdentity } from "./transfer.ts";
import { type Field, LIMITS, type Part } from "./types.ts";
import { visibleLine } from "./visible.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** A part while its end is not known yet. */
export type OpenPart = Mutable<Omit<Part, "children">> & { children: OpenPart[] };

/** What the parts of one message, encoded messages within it included, share. */
export interface Budget {
	parts: number;
	readonly tell: (problem: string) => void;
}

interface OpenMultipart {
	readonly part: OpenPart;
	readonly boundary: string;
	readonly depth: number;
}

/** A part as its header describes it. `defaultType`: what it is without a Content-Type (RFC 2046, 5.1.5). */
export function describePart(
	fields: readonly Field[],
	at: { path: string; headerStart: number; start: number },
	defaultType = "text/plain",
): OpenPart {
	const typeField = fieldOf(fields, "content-type")?.value;
	const { value, parameters } = typeField === undefined ? NO_TYPE : readParameters(typeField);
	const encoding = fieldOf(fields, "content-transfer-encoding")?.value;
	const dispositionField = fieldOf(fields, "content-disposition")?.value;
	const disposition = dispositionField === undefined ? NO_TYPE : readParameters(dispositionField);
	const fileName = disposition.parameters.filename || parameters.name || parameters.filename;
	const contentId = fieldOf(fields, "content-id")?.value;
	const description = fieldOf(fields, "content-description")?.value;
	// No spreads: this runs for each part of each mail.
	const part: OpenPart = {
		path: at.path,
		type: typeField === undefined ? defaultType : mediaType(value, Boolean(fileName)),
		parameters,
		encoding: encoding === undefined ? "7bit" : encodingName(encoding),
		disposition: disposition.value,
		fields,
		headerStart: at.headerStart,
		start: at.start,
		end: at.start,
		children: [],
	};
	if (fileName) part.fileName = fileName;
	if (contentId !== undefined) part.contentId = contentId.replace(/^\s*<|>\s*$/g, "");
	if (description !== undefined) part.description = visibleLine(decodeWords(description));
	return part;
}

const NO_TYPE = { value: "", parameters: {} as Record<string, string> };

/** What is no media type counts as plain text (RFC 2045, 5.2), but for what has the name of a file. */
function mediaType(value: string, isFile: boolean): string {
	const type = value.replace(/\s+/g, "");
	if (/^[!#$&^_.+\-\w]+\/[!#$&^_.+\-\w]+$/.test(type)) return type;
	if (type === "html") return "text/html";
	return isFile ? "application/octet-stream" : "text/plain";
}

/** Fills `root` (its header is read, its body begins at `root.start`) with its parts; ends at `end`. */
export function readStructure(source: string, root: OpenPart, end: number, depth: number, budget: Budget): void {
	const walk = new Walk(source, end, budget);
	walk.begin(root, depth);
	walk.run(root.start);
}

/** Looking for each of a thousand boundaries in the whole source would take long. */
const MOST_LOOKED = 20;

const BOUNDARY = /(?:^|[\r\n])--([^\r\n]{1,200}?)[ \t]*\r?\n(?:content-|mime-version:)/i;

class Walk {
	readonly #source: string;
	readonly #end: number;
	readonly #budget: Budget;
	/** Multiparts that are open, outermost first. */
	readonly #open: OpenMultipart[] = [];
	/** All parts that are open, outermost first, each with how many multiparts were open when it began. */
	readonly #parts: { part: OpenPart; level: number }[] = [];
	#hasBareCr = false;
	/** How often a boundary was looked for before its parts are read. */
	#looked = 0;
	/** The next `\n--` and `\r--` at or after where they were last looked for: each is found once. */
	#lf = -1;
	#cr = -1;

	constructor(source: string, end: number, budget: Budget) {
		this.#source = source;
		this.#end = end;
		this.#budget = budget;
	}

	/** A part whose header has been read: what is in it comes next. */
	begin(part: OpenPart, depth: number): void {
		this.#parts.push({ part, level: this.#open.length });
		const [kind] = part.type.split("/", 1);
		if (kind !== "multipart" && part.type !== "message/rfc822" && part.type !== "message/global") return;
		if (depth >= LIMITS.depth) {
			this.#budget.tell(`Parts are nested deeper than ${LIMITS.depth} levels; what lies deeper is not looked into.`);
			part.type = "application/octet-stream";
			return;
		}
		if (kind === "multipart") {
			const boundary = this.#boundaryOf(part);
			if (boundary === undefined) {
				this.#budget.tell(`${partName(part)} says that it has parts, but no boundary separates them.`);
				part.type = "text/plain";
			} else this.#open.push({ part, boundary, depth });
		} else if (isIdentity(part.encoding)) {
			this.#readPart(part, part.start, "text/plain", depth + 1);
		}
	}

	/** Looks for delimiter lines from `from` on. */
	run(from: number): void {
		if (this.#open.length > 0) {
			this.#hasBareCr = /\r(?!\n)/.test(this.#source);
			const source = this.#source;
			let at = from;
			for (;;) {
				const start = this.#nextDashes(at);
				if (start < 0) break;
				const found = this.#delimiter(start);
				if (found === undefined) {
					at = start + 2;
					continue;
				}
				const { level, isClose, lineEnd } = found;
				const before = this.#beforeLine(start);
				this.#close(level + 1, before);
				const multipart = this.#open[level]!;
				at = lineEnd;
				if (isClose) {
					this.#open.length = level;
					if (level === 0) break;
					continue;
				}
				// Two delimiters in a row share a line break: there is no part between them.
				if (source.startsWith("--", lineEnd) && this.#delimiter(lineEnd) !== undefined) continue;
				if (this.#budget.parts >= LIMITS.parts) {
					this.#budget.tell(`It has more than ${LIMITS.parts} parts; what follows is not looked at.`);
					break;
				}
				this.#readPart(
					multipart.part,
					lineEnd,
					multipart.part.type === "multipart/digest" ? "message/rfc822" : "text/plain",
					multipart.depth + 1,
				);
				at = this.#parts.at(-1)!.part.start;
			}
		}
		for (const { part } of this.#open) this.#budget.tell(`${partName(part)} is not closed; it may be cut off.`);
		this.#close(0, this.#end);
	}

	#readPart(parent: OpenPart, at: number, defaultType: string, depth: number): void {
		this.#budget.parts++;
		const header = readHeader(this.#source, at, this.#budget.tell, (line) => this.#delimiter(line) !== undefined);
		const fields = decodedFields(header.fields, undefined, this.#budget.tell);
		const number = String(parent.children.length + 1);
		const path = parent.path === "" ? number : `${parent.path}.${number}`;
		const part = describePart(
			fields,
			{ path, headerStart: at, start: Math.min(header.bodyStart, this.#end) },
			defaultType,
		);
		parent.children.push(part);
		this.begin(part, depth);
	}

	/** Ends the parts that began with at least `level` multiparts open. */
	#close(level: number, end: number): void {
		while (this.#parts.length > 0 && this.#parts.at(-1)!.level >= level) {
			const { part } = this.#parts.pop()!;
			part.end = Math.max(part.start, Math.min(end, this.#end));
		}
		for (const { part } of this.#open.splice(level)) {
			if (level > 0) this.#budget.tell(`${partName(part)} is not closed.`);
		}
	}

	/** Start of the next line at or after `at` that begins with `--`. */
	#nextDashes(at: number): number {
		const source = this.#source;
		if (source.startsWith("--", at) && (at === 0 || isBreak(source, at - 1))) return at;
		const from = Math.max(0, at - 1);
		if (this.#lf < from) this.#lf = orEnd(source.indexOf("\n--", from));
		if (this.#hasBareCr && this.#cr < from) this.#cr = orEnd(source.indexOf("\r--", from));
		const found = this.#hasBareCr ? Math.min(this.#lf, this.#cr) : this.#lf;
		return found === Number.POSITIVE_INFINITY ? -1 : found + 1;
	}

	/** Where the body before a delimiter line ends: the line break belongs to the delimiter (RFC 2046, 5.1.1). */
	#beforeLine(start: number): number {
		const source = this.#source;
		if (source.charCodeAt(start - 1) === 10) return source.charCodeAt(start - 2) === 13 ? start - 2 : start - 1;
		return source.charCodeAt(start - 1) === 13 ? start - 1 : start;
	}

	/**
	 * Which multipart the line at `start` delimits. The innermost of equal boundaries; the whole line, before the longest that it begins with and
	 * that a blank or `--` follows: one boundary may begin another.
	 */
	#delimiter(start: number): { level: number; isClose: boolean; lineEnd: number } | undefined {
		const source = this.#source;
		let best = -1;
		let isClose = false;
		for (let level = this.#open.length - 1; level >= 0; level--) {
			const { boundary } = this.#open[level]!;
			if (best >= 0 && boundary.length <= this.#open[best]!.boundary.length) continue;
			if (!source.startsWith(boundary, start + 2)) continue;
			const after = start + 2 + boundary.length;
			const closes = source.startsWith("--", after);
			const next = source.charCodeAt(after);
			if (closes || Number.isNaN(next) || next === 10 || next === 13 || next === 32 || next === 9) {
				best = level;
				isClose = closes;
			}
		}
		if (best < 0) return undefined;
		const from = start + 2 + this.#open[best]!.boundary.length;
		return { level: best, isClose, lineEnd: this.#afterLine(from) };
	}

	#afterLine(from: number): number {
		const source = this.#source;
		let at = from;
		while (at < this.#end && !isBreak(source, at)) at++;
		if (source.charCodeAt(at) === 13 && source.charCodeAt(at + 1) === 10) at++;
		return Math.min(this.#end, at + 1);
	}

	/** The declared boundary, if it occurs; else one that separates parts all the same. */
	#boundaryOf(part: OpenPart): string | undefined {
		const written = part.parameters.boundary?.trimEnd();
		// The source is bytes, the header text.
		const declared = written && /[^\x00-\x7f]/.test(written) ? Buffer.from(written).toString("latin1") : written;
		this.#looked++;
		const isThere = declared && (this.#looked > MOST_LOOKED || this.#source.indexOf(`--${declared}`, part.start) >= 0);
		if (isThere) return declared;
		const guessed = this.#guessed(part);
		if (declared && guessed !== undefined)
			this.#budget.tell("The declared boundary separates no parts; another one does.");
		return guessed ?? (declared || undefined);
	}

	/** What stands after `--` in a line of its own, before a header; not beyond the end of the part. */
	#guessed(part: OpenPart): string | undefined {
		if (this.#looked > MOST_LOOKED) return undefined;
		const found = BOUNDARY.exec(this.#source.slice(part.start, part.start + 65_536))?.[1];
		return this.#open.some(({ boundary }) => boundary === found) ? undefined : found;
	}
}

/** A part as a sentence begins with it. */
export function partName({ path, type }: Pick<Part, "path" | "type">): string {
	return path === "" ? `The body (${type})` : `Part ${path} (${type})`;
}

function isBreak(source: string, at: number): boolean {
	const char = source.charCodeAt(at);
	return char === 10 || char === 13;
}

function orEnd(found: number): number {
	return found < 0 ? Number.POSITIVE_INFINITY : found;
}

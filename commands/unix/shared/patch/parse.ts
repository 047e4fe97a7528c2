/** Patches as `diff`, git and people write them: unified, context and normal, with text around them (GNU patch 2.7.6, pch.c). */
import { CONTROL_LETTERS } from "../../../../src/base/c-escapes.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import { linesOf } from "../diff/compare.ts";
import type { Hunk } from "./hunk.ts";
import { readContextHunk, readNormalHunk, readUnifiedHunk } from "./parse-hunks.ts";

export type PatchFormat = "unified" | "context" | "normal";

/** What a header says of one side. */
export interface Side {
	/** As written, without prefix stripped; undefined for /dev/null or when there is none. */
	readonly name: string | undefined;
	/** The text after the name. */
	readonly stamp: string | undefined;
	/** 2: the file is not there, 1: it is empty, 0: it has lines. */
	readonly missing: 0 | 1 | 2;
}

/** What `diff --git` says beside the hunks. */
export interface GitHeader {
	readonly kind?: "rename" | "copy";
	/** Permission bits that the file gets. */
	readonly mode?: number;
	readonly oldMode?: number;
	readonly binary?: boolean;
}

/** The part of a patch that is about one file. */
export interface FilePatch {
	readonly format: PatchFormat;
	readonly old: Side;
	readonly new: Side;
	/** The name of an `Index:` line. */
	readonly index: string | undefined;
	readonly git: GitHeader | undefined;
	readonly hunks: readonly Hunk[];
	/** The text before it, which may tell a person what it is about. */
	readonly lead: readonly string[];
	/** 1-based line of its first hunk. */
	readonly line: number;
	/** Lines end in CR LF, which was taken off. */
	readonly returns: boolean;
}

/** Lines of a patch, read one after the other. */
export class PatchLines {
	readonly all: readonly string[];
	at = 0;

	constructor(lines: readonly string[]) {
		this.all = lines;
	}

	get line(): string | undefined {
		return this.all[this.at];
	}

	/** @throws DeskError EFORMAT */
	malformed(at = this.at): DeskError {
		const shown = Buffer.from((this.all[at] ?? "").trimEnd().slice(0, 60), "latin1").toString("utf8");
		const what =
			at >= this.all.length ? "the patch ends in the middle of a hunk" : `this is no line of a patch: ${shown}`;
		return new DeskError("EFORMAT", what, {
			at: "patch",
			line: Math.min(at, this.all.length - 1) + 1,
			todo: "was it cut or rewrapped?",
		});
	}
}

const UNIFIED_HUNK = /^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/;
const NORMAL_HUNK = /^\d+(,\d+)?[acd]\d+(,\d+)?\s*$/;

/**
 * The files that a patch is about, in its order. What is no patch is passed over.
 * @param only the format that was asked for (-u, -c, -n)
 * @throws DeskError EFORMAT with the line
 */
export function* parsePatch(bytes: Uint8Array, only?: PatchFormat): Generator<FilePatch> {
	const lines = new PatchLines(linesOf(bytes));
	let start = 0;
	while (lines.at < lines.all.length) {
		const header = readHeader(lines, only);
		if (header === undefined) {
			lines.at++;
			continue;
		}
		const { format, returns } = header;
		const hunkLine = lines.at + 1;
		const lead = lines.all.slice(start, lines.at);
		const body = returns ? new PatchLines(lines.all.map((line) => line.replace(/\r\n$/, "\n"))) : lines;
		body.at = lines.at;
		const hunks = readHunks(body, format);
		yield {
			format,
			old: { ...header.old, missing: missing(header.old, hunks, "old") },
			new: { ...header.new, missing: missing(header.new, hunks, "new") },
			index: header.index,
			git: header.git,
			hunks,
			lead,
			line: hunkLine,
			returns,
		};
		lines.at = body.at;
		start = lines.at;
	}
}

interface Header {
	format: PatchFormat;
	old: Omit<Side, "missing"> & { isNull: boolean; born?: boolean; isEmpty?: boolean };
	new: Omit<Side, "missing"> & { isNull: boolean; born?: boolean; isEmpty?: boolean };
	index: string | undefined;
	git: GitHeader | undefined;
	/** Lines end in CR LF, which mail may have done. */
	returns: boolean;
}

const NO_SIDE = { name: undefined, stamp: undefined, isNull: false };

/** What a file's part begins with, from here on; leaves `at` at its first hunk. Undefined: nothing begins on this line. */
function readHeader(lines: PatchLines, only: PatchFormat | undefined): Header | undefined {
	const { all } = lines;
	const from = lines.at;
	const allows = (format: PatchFormat) => only === undefined || only === format;
	const index = indexBefore(all, from);
	const at = (line: number) => all[line] ?? "";
	const first = at(from);
	const returns = first.endsWith("\r\n");
	if (first.startsWith("diff --git ") && allows("unified")) return gitHeader(lines, index);
	if (
		allows("unified") &&
		first.startsWith("--- ") &&
		at(from + 1).startsWith("+++ ") &&
		UNIFIED_HUNK.test(at(from + 2))
	) {
		lines.at = from + 2;
		return { format: "unified", old: sideOf(first), new: sideOf(at(from + 1)), index, git: undefined, returns };
	}
	if (
		allows("context") &&
		first.startsWith("*** ") &&
		at(from + 1).startsWith("--- ") &&
		at(from + 2).startsWith("***************")
	) {
		lines.at = from + 2;
		return { format: "context", old: sideOf(first), new: sideOf(at(from + 1)), index, git: undefined, returns };
	}
	const bare: Omit<Header, "format"> = { old: NO_SIDE, new: NO_SIDE, index, git: undefined, returns };
	if (allows("unified") && UNIFIED_HUNK.test(first)) return { ...bare, format: "unified" };
	if (allows("context") && first.startsWith("***************") && /^\*\*\* \d/.test(at(from + 1)))
		return { ...bare, format: "context" };
	if (allows("normal") && NORMAL_HUNK.test(first) && /^[<>] /.test(at(from + 1))) return { ...bare, format: "normal" };
	return undefined;
}

function readHunks(lines: PatchLines, format: PatchFormat): Hunk[] {
	const hunks: Hunk[] = [];
	const readers = {
		unified: () => (UNIFIED_HUNK.test(lines.line ?? "") ? readUnifiedHunk(lines) : undefined),
		context: () => (lines.line?.startsWith("***************") ? readContextHunk(lines) : undefined),
		normal: () => (NORMAL_HUNK.test(lines.line ?? "") ? readNormalHunk(lines) : undefined),
	};
	for (let hunk = readers[format](); hunk !== undefined; hunk = readers[format]()) hunks.push(hunk);
	return hunks;
}

/** The name and the rest of a `---` line: a name ends at a tab, or before a date, or is quoted as in C. */
function sideOf(line: string): Header["old"] {
	const text = line.slice(4).replace(/\r?\n$/, "");
	if (text.startsWith('"')) {
		const end = /^"((?:[^"\\]|\\.)*)"/.exec(text);
		if (end !== null) return side(unescaped(end[1] ?? ""), text.slice(end[0].length).trim() || undefined);
	}
	const tab = text.indexOf("\t");
	if (tab >= 0) return side(text.slice(0, tab), text.slice(tab + 1));
	const dated = /^(.*?)\s+((?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d) .*)$/.exec(text);
	return dated === null ? side(text.trimEnd(), undefined) : side(dated[1] ?? "", dated[2]);
}

function side(name: string, stamp: string | undefined): Header["old"] {
	const isNull = name === "/dev/null";
	return { name: isNull || name === "" ? undefined : name, stamp, isNull, born: stamp !== undefined && isEpoch(stamp) };
}

/** Dates as diff writes them; the time of a file that is not there is the epoch, in any zone. */
function isEpoch(stamp: string): boolean {
	const text = stamp.replace(/(:\d\d)\.\d+/, "$1");
	const time = Date.parse(/[+-]\d{4}$/.test(text) ? text : `${text} +0000`);
	return Math.abs(time) < 26 * 3600_000;
}

function missing(of: Header["old"], hunks: readonly Hunk[], which: "old" | "new"): 0 | 1 | 2 {
	if (hunks.length === 0) return of.isNull ? 2 : of.isEmpty === true ? 1 : 0;
	const sign = which === "old" ? "+" : "-";
	const [hunk] = hunks;
	const empty = hunks.length === 1 && hunk?.lines.every((line) => line[0] === sign) === true;
	// A hunk in the middle of a file may also only add.
	const start = which === "old" ? hunk?.oldStart : hunk?.newStart;
	if (!empty || (start ?? 1) > 1) return 0;
	return of.isNull || of.born === true ? 2 : 1;
}

function indexBefore(all: readonly string[], from: number): string | undefined {
	for (let at = from - 1; at >= 0 && at >= from - 3; at--) {
		const found = /^Index: (\S.*?)\r?\n?$/.exec(all[at] ?? "");
		if (found !== null) return found[1];
	}
	return undefined;
}

/** What git calls a file without a byte. */
const EMPTY_BLOB = "e69de29";

/** `diff --git a/x b/x` and the lines after it, up to the first hunk. */
function gitHeader(lines: PatchLines, index: string | undefined): Header {
	const from = lines.at;
	const first = (lines.line ?? "").replace(/\r?\n$/, "");
	let [old, fresh] = gitNames(first.slice("diff --git ".length));
	const git: { kind?: "rename" | "copy"; mode?: number; oldMode?: number; binary?: boolean } = {};
	const headers: Readonly<Record<string, (value: string) => void>> = {
		"rename from": (name) => {
			git.kind = "rename";
			old = side(`a/${unquoted(name)}`, undefined);
		},
		"rename to": (name) => {
			fresh = side(`b/${unquoted(name)}`, undefined);
		},
		"copy from": (name) => {
			git.kind = "copy";
			old = side(`a/${unquoted(name)}`, undefined);
		},
		"copy to": (name) => {
			fresh = side(`b/${unquoted(name)}`, undefined);
		},
		"old mode": (mode) => {
			git.oldMode = Number.parseInt(mode.slice(-3), 8);
		},
		"new mode": (mode) => {
			git.mode = Number.parseInt(mode.slice(-3), 8);
		},
		"new file mode": (mode) => {
			git.mode = Number.parseInt(mode.slice(-3), 8);
			old = { ...old, isNull: true };
		},
		"deleted file mode": () => {
			fresh = { ...fresh, isNull: true };
		},
		"GIT binary patch": () => {
			git.binary = true;
		},
		"Binary files": () => {
			git.binary = true;
		},
		"similarity index": () => {},
		"dissimilarity index": () => {},
		index: (ids) => {
			const [before, after] = ids.split("..");
			if (before?.startsWith(EMPTY_BLOB)) old = { ...old, isEmpty: true };
			if (after?.startsWith(EMPTY_BLOB)) fresh = { ...fresh, isEmpty: true };
		},
	};
	for (lines.at++; lines.line !== undefined; lines.at++) {
		const { line } = lines;
		if (line.startsWith("--- ") && lines.all[lines.at + 1]?.startsWith("+++ ")) {
			const [a, b] = [sideOf(line), sideOf(lines.all[lines.at + 1] ?? "")];
			old = { ...old, ...a, name: a.name ?? old.name };
			fresh = { ...fresh, ...b, name: b.name ?? fresh.name };
			lines.at += 2;
			break;
		}
		const word = Object.keys(headers).find((name) => line.startsWith(name));
		if (word === undefined) break;
		headers[word]?.(line.slice(word.length + 1).replace(/\r?\n$/, ""));
	}
	return { format: "unified", old, new: fresh, index, git, returns: (lines.all[from] ?? "").endsWith("\r\n") };
}

/** Both names of a `diff --git` line; without quotes they are the same name after their prefixes. */
function gitNames(text: string): [Header["old"], Header["new"]] {
	const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(text);
	if (quoted !== null) return [side(unquoted(quoted[1] ?? ""), undefined), side(unquoted(quoted[2] ?? ""), undefined)];
	const half = (text.length - 1) / 2;
	return [side(text.slice(0, half), undefined), side(text.slice(half + 1), undefined)];
}

function unquoted(name: string): string {
	return name.startsWith('"') ? unescaped(name.slice(1, -1)) : name;
}

function unescaped(text: string): string {
	return text.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
		code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (CONTROL_LETTERS[code] ?? code),
	);
}

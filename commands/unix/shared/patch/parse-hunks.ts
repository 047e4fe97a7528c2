/** One hunk in each of the three formats. */
import type { Hunk, HunkLine } from "./hunk.ts";
import type { PatchLines } from "./parse.ts";

/** A line before `\ No newline at end of file` has none. */
function takeNoNewline(lines: PatchLines, text: string): string {
	if (!/^\\ /.test(lines.line ?? "")) return text;
	lines.at++;
	return text.replace(/\r?\n$/, "");
}

function withNewline(text: string): string {
	return text.endsWith("\n") ? text : `${text}\n`;
}

/** `@@ -1,3 +1,4 @@` and its lines. @throws DeskError EFORMAT */
export function readUnifiedHunk(lines: PatchLines): Hunk {
	const found = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)/.exec(lines.line ?? "");
	if (found === null) throw lines.malformed();
	const [oldAt, oldCount, newAt, newCount] = [found[1], found[2] ?? 1, found[3], found[4] ?? 1].map(Number) as [
		number,
		number,
		number,
		number,
	];
	lines.at++;
	let [old, fresh] = [oldCount, newCount];
	const read: HunkLine[] = [];
	while (old > 0 || fresh > 0) {
		const { line } = lines;
		if (line === undefined) {
			// Empty lines at the end of a mail get lost.
			if (fresh > 3 || old !== fresh) throw lines.malformed();
			for (; fresh > 0; fresh--) read.push([" ", "\n"]);
			break;
		}
		// An empty line of context whose space was cut off at its end.
		const sign = line === "\n" || line === "\r\n" || line[0] === "\t" ? " " : line[0];
		if (sign !== " " && sign !== "-" && sign !== "+") throw lines.malformed();
		if (sign !== "+") old--;
		if (sign !== "-") fresh--;
		if (old < 0 || fresh < 0) throw lines.malformed();
		const text = line[0] === sign ? line.slice(1) : line;
		lines.at++;
		read.push([sign, takeNoNewline(lines, withNewline(text))]);
	}
	return {
		oldStart: oldCount === 0 ? oldAt + 1 : oldAt,
		newStart: newCount === 0 ? newAt + 1 : newAt,
		lines: read,
		heading: (found[5] ?? "").trimEnd(),
	};
}

type MarkedLine = readonly [mark: string, text: string];

/** Both halves of a hunk in context format; one that has no changes may be left out. @throws DeskError EFORMAT */
export function readContextHunk(lines: PatchLines): Hunk {
	const heading = (lines.line ?? "").slice("***************".length).trimEnd();
	lines.at++;
	const old = readHalf(lines, /^\*\*\* (\d+)(?:,(\d+))?(?: \*\*\*\*)?\s*$/, "-");
	const fresh = readHalf(lines, /^--- (\d+)(?:,(\d+))?(?: ----)?\s*$/, "+");
	const before = old.lines ?? (fresh.lines ?? []).filter(([mark]) => mark === " ");
	const after = fresh.lines ?? (old.lines ?? []).filter(([mark]) => mark === " ");
	const read: HunkLine[] = [];
	for (let [a, b] = [0, 0]; a < before.length || b < after.length; ) {
		const [left, right] = [before[a], after[b]];
		if (left !== undefined && left[0] !== " ") {
			read.push(["-", left[1]]);
			a++;
		} else if (right !== undefined && right[0] !== " ") {
			read.push(["+", right[1]]);
			b++;
		} else if (left !== undefined && right !== undefined) {
			read.push([" ", left[1]]);
			a++;
			b++;
		} else throw lines.malformed(lines.at - 1);
	}
	// Of no lines, diff writes the line before.
	return {
		oldStart: before.length === 0 ? old.from + 1 : old.from,
		newStart: after.length === 0 ? fresh.from + 1 : fresh.from,
		lines: read,
		heading,
	};
}

/** `*** 1,4 ****` and its lines, if they are there. */
function readHalf(
	lines: PatchLines,
	range: RegExp,
	sign: "-" | "+",
): { from: number; lines: MarkedLine[] | undefined } {
	const found = range.exec(lines.line ?? "");
	if (found === null) throw lines.malformed();
	lines.at++;
	const from = Number(found[1]);
	const to = Number(found[2] ?? from);
	const count = to - from + 1;
	const read: MarkedLine[] = [];
	while (read.length < count) {
		const { line } = lines;
		const isLine =
			line !== undefined &&
			(/^\r?\n$/.test(line) || (/^[ !+-][ \t\r\n]/.test(line) && " !".concat(sign).includes(line[0] ?? "")));
		if (!isLine) break;
		lines.at++;
		const mark = line[0] === "\n" || line[0] === "\r" ? " " : (line[0] ?? " ");
		read.push([mark, takeNoNewline(lines, withNewline(line.slice(2)))]);
	}
	if (read.length > 0 && read.length < count) throw lines.malformed();
	return { from, lines: read.length === 0 ? undefined : read };
}

/** `3,4c5` and its lines. @throws DeskError EFORMAT */
export function readNormalHunk(lines: PatchLines): Hunk {
	const found = /^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?\s*$/.exec(lines.line ?? "");
	if (found === null) throw lines.malformed();
	lines.at++;
	const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
	const [newFrom, newTo] = [Number(found[4]), Number(found[5] ?? found[4])];
	const letter = found[3];
	const read: HunkLine[] = [];
	const take = (mark: string, sign: "-" | "+", count: number) => {
		for (let n = 0; n < count; n++) {
			const { line } = lines;
			if (line?.startsWith(`${mark} `) !== true) throw lines.malformed();
			lines.at++;
			read.push([sign, takeNoNewline(lines, withNewline(line.slice(2)))]);
		}
	};
	if (letter !== "a") take("<", "-", to - from + 1);
	if (letter === "c") {
		if (lines.line?.startsWith("---") !== true) throw lines.malformed();
		lines.at++;
	}
	if (letter !== "d") take(">", "+", newTo - newFrom + 1);
	return {
		oldStart: letter === "a" ? from + 1 : from,
		newStart: letter === "d" ? newFrom + 1 : newFrom,
		lines: read,
		heading: "",
	};
}

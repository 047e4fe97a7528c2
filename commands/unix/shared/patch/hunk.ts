/** A hunk, whatever format it came in, and where it fits (GNU patch 2.7.6: patch.c, pch.c). Text is latin1: a character is a byte. */

/** Lines in the order of a unified diff, each with its newline if it has one. */
export type HunkLine = readonly [sign: " " | "-" | "+", text: string];

/** A change of some lines in a row, with the equal lines around it. */
export interface Hunk {
	/** 1-based line where it starts, before and after; for no lines the one that it goes before. */
	readonly oldStart: number;
	readonly newStart: number;
	readonly lines: readonly HunkLine[];
	/** What stands after the `@@`, with its space. */
	readonly heading: string;
}

/** Lines that must be there. */
export function oldLines(hunk: Hunk): string[] {
	return hunk.lines.filter(([sign]) => sign !== "+").map(([, text]) => text);
}

/** Lines that will be there. */
export function newLines(hunk: Hunk): string[] {
	return hunk.lines.filter(([sign]) => sign !== "-").map(([, text]) => text);
}

/** The hunk that takes it back. */
export function reversed({ oldStart, newStart, lines, heading }: Hunk): Hunk {
	const swapped: HunkLine[] = [];
	let added: HunkLine[] = [];
	for (const [sign, text] of lines) {
		// What was removed is added, and stands after what was added.
		if (sign === "-") added.push(["+", text]);
		else if (sign === "+") swapped.push(["-", text]);
		else {
			swapped.push(...added, [sign, text]);
			added = [];
		}
	}
	return { oldStart: newStart, newStart: oldStart, lines: [...swapped, ...added], heading };
}

/** Equal lines at the start and at the end. */
function contextOf({ lines }: Hunk): { before: number; after: number } {
	const first = lines.findIndex(([sign]) => sign !== " ");
	if (first < 0) return { before: lines.length, after: lines.length };
	return { before: first, after: lines.length - 1 - lines.findLastIndex(([sign]) => sign !== " ") };
}

/** Lines of context that fuzz can take away. */
export function contextSize(hunk: Hunk): number {
	const { before, after } = contextOf(hunk);
	return Math.max(before, after);
}

/** A file while its hunks are applied one after the other. */
export class Target {
	/** How far the last hunk was from where it said. */
	offset = 0;
	/** Lines that the hunks so far have added. */
	grown = 0;
	readonly #old: readonly string[];
	readonly #same: (a: string, b: string) => boolean;
	readonly #made: string[] = [];
	/** Lines of the old file that are done with. */
	#frozen = 0;

	/** @param similar white space may differ (-l) */
	constructor(lines: readonly string[], similar: boolean) {
		this.#old = lines;
		this.#same = similar ? (a, b) => squeezed(a) === squeezed(b) : (a, b) => a === b;
	}

	/** The file with what was applied. */
	get lines(): string[] {
		return [...this.#made, ...this.#old.slice(this.#frozen)];
	}

	/**
	 * The line (from 1) where a hunk fits when `fuzz` lines of its context do not count; 0 when nowhere. Tries the place that it
	 * names first, then ever further from it in both directions; `offset` is then how far.
	 */
	locate(hunk: Hunk, fuzz: number): number {
		const pattern = oldLines(hunk);
		const guess = hunk.oldStart + this.offset;
		if (pattern.length === 0) return guess;
		const { before, after } = contextOf(hunk);
		const context = Math.max(before, after);
		let skipBefore = fuzz + before - context;
		const skipAfter = fuzz + after - context;
		const count = this.#old.length;
		const furthestDown = count - (pattern.length - skipAfter) + 1 - guess;
		const furthestUp = Math.min(guess - (this.#frozen + 1), guess - 1);
		const fits = (offset: number, from: number, until: number) => this.#fits(pattern, guess + offset, from, until);
		const found = (offset: number): number => {
			this.offset += offset;
			return guess + offset;
		};
		if (skipBefore < 0) {
			// Less context before than after: that is the start of the file.
			if (hunk.oldStart <= 1) {
				if (skipAfter < 0 && (pattern.length !== count || before < this.#frozen)) return 0;
				const offset = 1 - guess;
				return this.#frozen <= before && offset <= furthestDown && fits(offset, 0, skipAfter) ? found(offset) : 0;
			}
			skipBefore = 0;
		}
		if (skipAfter < 0) {
			// And less after than before is its end.
			const up = guess - (count - pattern.length + 1);
			return up <= furthestUp && fits(-up, skipBefore, 0) ? found(-up) : 0;
		}
		const least = furthestDown < 0 ? -furthestDown : furthestUp < 0 ? -furthestUp : 0;
		for (let offset = least; offset <= Math.max(furthestDown, furthestUp); offset++) {
			if (offset <= furthestDown && fits(offset, skipBefore, skipAfter)) return found(offset);
			if (offset <= furthestUp && fits(-offset, skipBefore, skipAfter)) return found(-offset);
		}
		return 0;
	}

	#fits(pattern: readonly string[], at: number, from: number, until: number): boolean {
		for (let index = from; index < pattern.length - until; index++) {
			const line = this.#old[at - 1 + index];
			if (line === undefined || !this.#same(line, pattern[index] ?? "")) return false;
		}
		return true;
	}

	/** Carry out a hunk at a line that `locate` found. What was context stays as the file has it. */
	apply(hunk: Hunk, where: number): void {
		let at = where - 1;
		for (const [sign, text] of hunk.lines) {
			if (sign !== " ") this.#copyTo(at);
			if (sign === "+") this.#made.push(text);
			else at++;
			if (sign === "-") this.#frozen = at;
		}
		this.grown += newLines(hunk).length - oldLines(hunk).length;
	}

	#copyTo(line: number): void {
		if (line <= this.#frozen) return;
		for (let at = this.#frozen; at < line; at++) this.#made.push(this.#old[at] ?? "");
		this.#frozen = line;
	}
}

function squeezed(line: string): string {
	return line.replace(/[ \t]+/g, " ").replace(/ ?\r?\n?$/, "");
}

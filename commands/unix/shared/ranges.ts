/** Lists of ranges, as cut takes them: `1,3-5,7-`. */
import { DeskError } from "../../../src/base/errors.ts";

/** From and to, counted from 1, both included. */
export type Span = readonly [number, number];

const END = Number.POSITIVE_INFINITY;

/**
 * The spans of a list, in order; those that overlap are one.
 * @throws DeskError EUSAGE
 */
export function parseRanges(list: string, command: string, complement = false): Span[] {
	const refuse = (what: string) => new DeskError("EUSAGE", what, { at: command, todo: "write it as 1,3-5,7-" });
	const spans = list.split(/[,\s]/).map((part): Span => {
		const found = /^(\d*)(?:(-)(\d*))?$/.exec(part);
		if (found === null || part === "" || part === "-") throw refuse(`'${part}' is no range`);
		const from = found[1] === "" ? 1 : Number(found[1]);
		const to = found[2] === undefined ? from : found[3] === "" ? END : Number(found[3]);
		if (from === 0 || to === 0) throw refuse("positions are counted from 1");
		if (to < from) throw refuse(`the range ${part} runs backwards`);
		return [from, to];
	});
	const merged: [number, number][] = [];
	for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
		const last = merged.at(-1);
		if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
		else merged.push([from, to]);
	}
	return complement ? others(merged) : merged;
}

function others(spans: readonly Span[]): Span[] {
	const gaps: Span[] = [];
	let next = 1;
	for (const [from, to] of spans) {
		if (from > next) gaps.push([next, from - 1]);
		next = to + 1;
	}
	if (next < END) gaps.push([next, END]);
	return gaps;
}

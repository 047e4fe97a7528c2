/**
 * Matches extended patterns by sets of positions: a part takes the places where it may begin to those where it may end. There is
 * nothing to go back to, so time is at most a polynomial of the lengths, whatever is nested in what.
 */
import { type Part, setPattern } from "./pattern-parse.ts";

/** How many places one match may look at: some seconds. Only several `!(…)` with stars on long texts come near. */
const MAX_WORK = 20_000_000;

export interface MatcherOptions {
	ignoreCase: boolean;
	/** The text is a file name that begins with a dot, which only a dot in the pattern matches. */
	hidden?: boolean;
}

type Test = (char: string) => boolean;
/** Compiled tests of parts, with and without regard to case. */
const tests = { same: new WeakMap<Part, Test>(), folded: new WeakMap<Part, Test>() };

/** Where a match of `parts` that begins at one of `starts` (UTF-16 offsets) may end. Throws RangeError when that is too much work. */
export function endsOf(
	parts: readonly Part[],
	text: string,
	starts: Iterable<number>,
	options: MatcherOptions,
): Set<number> {
	return new Matcher(text, options).sequence(parts, new Set(starts));
}

class Matcher {
	private readonly text: string;
	private readonly options: MatcherOptions;
	private readonly negations = new Map<Part, Map<number, Set<number>>>();
	private work = 0;

	constructor(text: string, options: MatcherOptions) {
		this.text = text;
		this.options = options;
	}

	sequence(parts: readonly Part[], starts: Set<number>): Set<number> {
		let places = starts;
		for (const part of parts) {
			if (places.size === 0) break;
			this.spend(places.size);
			places = this.step(part, places);
		}
		return places;
	}

	private spend(places: number): void {
		this.work += places;
		if (this.work > MAX_WORK) throw new RangeError("the pattern takes too long to match a text of this length");
	}

	private step(part: Part, starts: Set<number>): Set<number> {
		if (part.type === "group" && part.repeat !== "!") return this.group(part, starts);
		const places = this.options.hidden && part.type !== "char" && starts.has(0) ? without(starts, 0) : starts;
		if (part.type === "star") return this.from(least(places));
		if (part.type === "group") return union([...places].map((start) => this.negation(part, start)));
		const test = testOf(part, this.options.ignoreCase);
		const ends = new Set<number>();
		for (const start of places) {
			const char = this.charAt(start);
			if (char !== "" && test(char)) ends.add(start + char.length);
		}
		return ends;
	}

	private group(part: Part & { type: "group" }, starts: Set<number>): Set<number> {
		const once = this.alternatives(part, starts);
		if (part.repeat === "@") return once;
		if (part.repeat === "?") return union([starts, once]);
		const ends = part.repeat === "*" ? union([starts, once]) : once;
		for (let fresh = once; fresh.size > 0; ) {
			const next = new Set<number>();
			for (const end of this.alternatives(part, fresh)) if (!ends.has(end)) next.add(end);
			for (const end of next) ends.add(end);
			fresh = next;
		}
		return ends;
	}

	private alternatives(part: Part & { type: "group" }, starts: Set<number>): Set<number> {
		return union(part.options.map((option) => this.sequence(option, starts)));
	}

	/** Every place from `start` on that no alternative reaches. */
	private negation(part: Part & { type: "group" }, start: number): Set<number> {
		const known = this.negations.get(part) ?? new Map<number, Set<number>>();
		this.negations.set(part, known);
		const before = known.get(start);
		if (before !== undefined) return before;
		const reached = this.alternatives(part, new Set([start]));
		const ends = this.from(start);
		for (const end of reached) ends.delete(end);
		known.set(start, ends);
		return ends;
	}

	/** `start` and all places after it. */
	private from(start: number): Set<number> {
		const places = new Set<number>();
		if (start > this.text.length) return places;
		for (let at = start; at < this.text.length; at += this.charAt(at).length) places.add(at);
		places.add(this.text.length);
		this.spend(places.size);
		return places;
	}

	private charAt(at: number): string {
		const point = this.text.codePointAt(at);
		return point === undefined ? "" : String.fromCodePoint(point);
	}
}

/** The smallest of some numbers; infinity of none. */
function least(places: Set<number>): number {
	let smallest = Number.POSITIVE_INFINITY;
	for (const place of places) if (place < smallest) smallest = place;
	return smallest;
}

function without(places: Set<number>, place: number): Set<number> {
	const rest = new Set(places);
	rest.delete(place);
	return rest;
}

function union(sets: readonly Set<number>[]): Set<number> {
	const all = new Set<number>();
	for (const set of sets) for (const place of set) all.add(place);
	return all;
}

function testOf(part: Part, ignoreCase: boolean): Test {
	const kept = ignoreCase ? tests.folded : tests.same;
	const known = kept.get(part);
	if (known !== undefined) return known;
	const test = makeTest(part, ignoreCase);
	kept.set(part, test);
	return test;
}

function makeTest(part: Part, ignoreCase: boolean): Test {
	if (part.type === "char") {
		if (!ignoreCase) return (char) => char === part.char;
		const folded = part.char.toLowerCase();
		return (char) => char.toLowerCase() === folded;
	}
	if (part.type !== "set") return () => true;
	const regex = new RegExp(`^${setPattern(part.set, ignoreCase)}$`, ignoreCase ? "iu" : "u");
	return (char) => regex.test(char);
}

/**
 * POSIX matching on the tree of a regex: the leftmost longest match, with its groups. Sets of places are carried through the tree, forwards and backwards, so there is nothing to go back to and time grows with
 * the text's length times the square of the pattern's at most.
 */
import type { RegexNode } from "../../base/posix-regex.ts";
import { flagsOf, toSource } from "../../base/posix-source.ts";

/** How many places one match may look at: some seconds. */
const MAX_WORK = 30_000_000;

type Repeat = RegexNode & { type: "repeat" };
type Places = ReadonlySet<number>;
type Direction = "forward" | "backward";

/** Start and end of the match (index 0) and of each group that took part, in UTF-16 units. */
export type Spans = (readonly [start: number, end: number] | undefined)[];

/** The match of a tree without back-references, or `undefined`. Throws RangeError when that is too much work. */
export function matchPosix(tree: RegexNode, text: string, ignoreCase: boolean): Spans | undefined {
	return new Matcher(text, ignoreCase).match(tree);
}

const tests = { same: new WeakMap<RegexNode, RegExp>(), folded: new WeakMap<RegexNode, RegExp>() };
const choices = new WeakMap<RegexNode, boolean>();

/** Whether there is a group or a choice in it, so that it matters how its parts match. */
function hasChoice(node: RegexNode): boolean {
	const known = choices.get(node);
	if (known !== undefined) return known;
	const has =
		node.type === "group" ||
		node.type === "alt" ||
		(node.type === "seq" && node.items.some(hasChoice)) ||
		(node.type === "repeat" && hasChoice(node.body));
	choices.set(node, has);
	return has;
}

class Matcher {
	private readonly text: string;
	private readonly ignoreCase: boolean;
	private readonly spans: Spans = [];
	private work = 0;

	constructor(text: string, ignoreCase: boolean) {
		this.text = text;
		this.ignoreCase = ignoreCase;
	}

	match(tree: RegexNode): Spans | undefined {
		const all = new Set<number>();
		for (let at = 0; at < this.text.length; at += this.width(at, "forward")) all.add(at);
		all.add(this.text.length);
		const start = extreme(this.sweep(tree, all, "backward"), -1);
		if (start === undefined) return undefined;
		const end = extreme(this.sweep(tree, new Set([start]), "forward"), 1) ?? start;
		this.trace(tree, start, new Set([end]));
		this.spans[0] = [start, end];
		return this.spans;
	}

	/** How long the character after (before) a place is; 0 when there is none. */
	private width(at: number, direction: Direction): number {
		const first = direction === "forward" ? at : at - 2;
		if (direction === "backward" && at === 1) return 1;
		const point = first < 0 ? undefined : this.text.codePointAt(first);
		if (point === undefined) return 0;
		return point > 0xffff ? 2 : 1;
	}

	/** The places where `node` can end that begins at one of `places`, or, backwards, where it can begin that ends there. */
	private sweep(node: RegexNode, places: Places, direction: Direction): Places {
		this.work += places.size + 1;
		if (this.work > MAX_WORK) throw new RangeError("the pattern takes too long to match a text of this length");
		if (places.size === 0) return places;
		switch (node.type) {
			case "char":
			case "set":
				return this.character(node, places, direction);
			case "assert":
				return this.condition(node, places);
			case "group":
				return this.sweep(node.body, places, direction);
			case "alt":
				return union(node.options.map((option) => this.sweep(option, places, direction)));
			case "seq": {
				const items = direction === "forward" ? node.items : [...node.items].reverse();
				return items.reduce((from, item) => this.sweep(item, from, direction), places);
			}
			case "repeat":
				return this.repeated(node, node.min, node.max, places, direction);
			case "backref":
				throw new Error("back-references are not for this matcher");
		}
	}

	private character(node: RegexNode, places: Places, direction: Direction): Places {
		const test = this.test(node);
		const reached = new Set<number>();
		for (const at of places) {
			const width = this.width(at, direction);
			if (width === 0) continue;
			const next = direction === "forward" ? at + width : at - width;
			if (test.test(this.text.slice(Math.min(at, next), Math.max(at, next)))) reached.add(next);
		}
		return reached;
	}

	private condition(node: RegexNode, places: Places): Places {
		const test = this.test(node);
		const kept = new Set<number>();
		for (const at of places) {
			test.lastIndex = at;
			if (test.test(this.text)) kept.add(at);
		}
		return kept;
	}

	private test(node: RegexNode): RegExp {
		const kept = this.ignoreCase ? tests.folded : tests.same;
		const known = kept.get(node);
		if (known !== undefined) return known;
		const style = { ignoreCase: this.ignoreCase };
		const source = toSource(node, style);
		const made =
			node.type === "assert" ? new RegExp(source, `${flagsOf(style)}y`) : new RegExp(`^(?:${source})$`, flagsOf(style));
		kept.set(node, made);
		return made;
	}

	private repeated({ body }: Repeat, min: number, max: number, places: Places, direction: Direction): Places {
		let fresh = places;
		for (let count = 0; count < min && fresh.size > 0; count++) fresh = this.sweep(body, fresh, direction);
		const reached = new Set(fresh);
		for (let count = min; count < max && fresh.size > 0; count++) {
			const next = new Set<number>();
			for (const place of this.sweep(body, fresh, direction)) if (!reached.has(place)) next.add(place);
			for (const place of next) reached.add(place);
			fresh = next;
		}
		return reached;
	}

	/**
	 * Notes the groups of `node` that begins at `start` and can end at one of `good`, and returns where it ends. As in the C library,
	 * once the end of the whole is known earlier alternatives and more repetitions are preferred.
	 */
	private trace(node: RegexNode, start: number, good: Places): number {
		const here = new Set([start]);
		if (!hasChoice(node)) return extreme(common(this.sweep(node, here, "forward"), good), 1) ?? start;
		if (node.type === "group") {
			const end = this.trace(node.body, start, good);
			this.spans[node.index] = [start, end];
			return end;
		}
		if (node.type === "alt") {
			const fits = (option: RegexNode) => common(this.sweep(option, here, "forward"), good).size > 0;
			const option = node.options.find(fits);
			return option === undefined ? start : this.trace(option, start, good);
		}
		if (node.type === "seq") return this.traceSequence(node.items, start, good);
		return node.type === "repeat" ? this.traceRepeat(node, start, good) : start;
	}

	private traceSequence(items: readonly RegexNode[], start: number, good: Places): number {
		// From where what follows each item can reach a good end.
		const after: Places[] = [good];
		for (const item of items.slice(1).reverse()) after.unshift(this.sweep(item, after[0] ?? good, "backward"));
		let at = start;
		for (const [index, item] of items.entries()) at = this.trace(item, at, after[index] ?? good);
		return at;
	}

	private traceRepeat(node: Repeat, start: number, good: Places): number {
		let after: Places | undefined;
		let at = start;
		for (let count = 1; count <= node.max; count++) {
			// From where the repetitions that are left can reach a good end; the same every time once they are any number.
			if (after === undefined || count <= node.min + 1 || node.max !== Number.POSITIVE_INFINITY) {
				after = this.repeated(node, Math.max(0, node.min - count), node.max - count, good, "backward");
			}
			const ends = new Set(common(this.sweep(node.body, new Set([at]), "forward"), after));
			// Any number of times is as often as something is matched; up to a bound, nothing may be matched too.
			if (count > node.min && node.max === Number.POSITIVE_INFINITY) ends.delete(at);
			if (ends.size === 0) break;
			at = this.trace(node.body, at, ends);
		}
		return at;
	}
}

function common(some: Places, others: Places): Set<number> {
	const both = new Set<number>();
	for (const place of some) if (others.has(place)) both.add(place);
	return both;
}

function union(sets: readonly Places[]): Places {
	const all = new Set<number>();
	for (const places of sets) for (const place of places) all.add(place);
	return all;
}

/** The largest (`sign` 1) or smallest (-1) place. */
function extreme(places: Places, sign: 1 | -1): number | undefined {
	let best: number | undefined;
	for (const place of places) if (best === undefined || (place - best) * sign > 0) best = place;
	return best;
}

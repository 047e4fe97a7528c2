/**
 * POSIX matching on the tree of a regex: the leftmost longest match, in which every part in turn, from left to right, is as long as
 * can be. Sets of places are carried through the tree, forwards and backwards, so there is nothing to go back to and time grows with
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
const withGroups = new WeakMap<RegexNode, boolean>();

/** Whether there is a group in it, so that it matters how its parts match. */
function hasGroup(node: RegexNode): boolean {
	const known = withGroups.get(node);
	if (known !== undefined) return known;
	const has =
		node.type === "group" ||
		(node.type === "seq" && node.items.some(hasGroup)) ||
		(node.type === "alt" && node.options.some(hasGroup)) ||
		(node.type === "repeat" && hasGroup(node.body));
	withGroups.set(node, has);
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
		this.trace(tree, start, end);
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

	/** Notes the groups of `node`, which is known to match from `start` to `end`. */
	private trace(node: RegexNode, start: number, end: number): void {
		if (!hasGroup(node)) return;
		if (node.type === "group") {
			this.spans[node.index] = [start, end];
			this.trace(node.body, start, end);
		} else if (node.type === "alt") {
			const fits = (option: RegexNode) => this.sweep(option, new Set([start]), "forward").has(end);
			const option = node.options.find(fits);
			if (option !== undefined) this.trace(option, start, end);
		} else if (node.type === "seq") this.traceSequence(node.items, start, end);
		else if (node.type === "repeat") this.traceRepeat(node, start, end);
	}

	private traceSequence(items: readonly RegexNode[], start: number, end: number): void {
		// From where the items after each can reach the end.
		const from: Places[] = [new Set([end])];
		for (const item of items.slice(1).reverse()) from.unshift(this.sweep(item, from[0] ?? new Set(), "backward"));
		let at = start;
		for (const [index, item] of items.entries()) {
			const good = from[index];
			const reached = this.sweep(item, new Set([at]), "forward");
			const next = extreme(new Set([...reached].filter((place) => good?.has(place))), 1) ?? at;
			this.trace(item, at, next);
			at = next;
		}
	}

	private traceRepeat(node: Repeat, start: number, end: number): void {
		let good: Places | undefined;
		let at = start;
		for (let count = 1; count <= node.max && (at < end || count <= node.min); count++) {
			// From where the repetitions that are left can reach the end; the same every time once they are any number.
			const settled = count > node.min && node.max === Number.POSITIVE_INFINITY;
			if (good === undefined || !settled) {
				good = this.repeated(node, Math.max(0, node.min - count), node.max - count, new Set([end]), "backward");
			}
			const reached = [...this.sweep(node.body, new Set([at]), "forward")];
			const next = extreme(new Set(reached.filter((place) => good?.has(place))), 1);
			if (next === undefined || (next === at && count > node.min)) return;
			this.trace(node.body, at, next);
			at = next;
		}
	}
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

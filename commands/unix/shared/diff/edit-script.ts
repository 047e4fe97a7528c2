/**
 * The edit script between two sequences, the very one that GNU diff 3.8 finds: scripts compare its output, and among the shortest
 * scripts there are many. Myers' algorithm in linear space (E. Myers, "An O(ND) Difference Algorithm", 1986), with GNU's
 * heuristics around it: analyze.c of diffutils and diffseq.h of gnulib.
 */

/** Lines `deleted` from the first sequence and `inserted` from the second, at 0-based places. */
export interface Edit {
	readonly line0: number;
	readonly deleted: number;
	readonly line1: number;
	readonly inserted: number;
}

export interface EditOptions {
	/** `-d`: no heuristics that lose the shortest script. */
	readonly minimal?: boolean;
	/** Lines at both ends that are known to be equal and left out; see `equalEnds`. */
	readonly ends?: Ends;
}

/** So many lines at the head and at the tail of both sides. */
export interface Ends {
	readonly head: number;
	readonly tail: number;
}

/** One side: classes of equal lines, and which lines are changed. `changed[i + 1]` is line i, so that both ends have a neighbour. */
interface Side {
	readonly classes: Int32Array;
	readonly changed: Uint8Array;
	/** Lines that the search looks at, as classes and as places. */
	kept: Int32Array;
	places: Int32Array;
}

/** The edits that turn sequence `a` into `b`, in order; lines are given as numbers, equal ones as the same. */
export function editScript(a: Int32Array, b: Int32Array, { minimal = false, ends }: EditOptions = {}): Edit[] {
	const { head, tail } = ends ?? equalEnds(a, b, 0);
	const sides = [a, b].map((classes) => sideOf(classes.subarray(head, classes.length - tail))) as [Side, Side];
	const [left, right] = sides;
	const discards = minimal ? undefined : [discardable(left, right), discardable(right, left)];
	for (const [index, side] of sides.entries()) keep(side, discards?.[index]);
	new Search(left, right).compare(0, left.kept.length, 0, right.kept.length, minimal);
	shiftBoundaries(left, right);
	shiftBoundaries(right, left);
	return collectEdits(left, right, head);
}

/**
 * Equal items at both ends, but for `horizon` of them, which the search may still look at: GNU takes as many as there are lines of
 * context (io.c, find_identical_ends).
 */
export function equalEnds<Item>(a: ArrayLike<Item>, b: ArrayLike<Item>, horizon: number): Ends {
	const most = Math.min(a.length, b.length);
	let head = 0;
	while (head < most && a[head] === b[head]) head++;
	head = Math.max(0, head - horizon);
	let tail = 0;
	while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
	return { head, tail: Math.max(0, tail - horizon) };
}

function sideOf(classes: Int32Array): Side {
	const changed = new Uint8Array(classes.length + 2);
	return { classes, changed, kept: classes, places: classes };
}

/** Leave to the search what is not discarded; the rest is changed for sure. */
function keep(side: Side, discards: Uint8Array | undefined): void {
	const { classes } = side;
	const places = new Int32Array(classes.length);
	let count = 0;
	for (let at = 0; at < classes.length; at++) {
		if (discards === undefined || discards[at] === 0) places[count++] = at;
		else side.changed[at + 1] = 1;
	}
	side.places = places.subarray(0, count);
	side.kept = side.places.map((at) => classes[at] ?? 0);
}

const SURE = 1;
const MAYBE = 2;

/**
 * Lines that no line of the other side equals, and among such lines also those that many equal (a brace, an empty line): they would
 * only confuse the search (analyze.c, discard_confusing_lines).
 */
function discardable({ classes }: Side, other: Side): Uint8Array {
	const counts = new Map<number, number>();
	for (const item of other.classes) counts.set(item, (counts.get(item) ?? 0) + 1);
	let many = 5;
	for (let rest = Math.floor(classes.length / 64) >> 2; rest > 0; rest >>= 2) many *= 2;
	const marks = new Uint8Array(classes.length);
	for (let at = 0; at < marks.length; at++) {
		const count = counts.get(classes[at] ?? 0) ?? 0;
		if (count === 0) marks[at] = SURE;
		else if (count > many) marks[at] = MAYBE;
	}
	for (let at = 0; at < marks.length; at++) {
		if (marks[at] === MAYBE) marks[at] = 0;
		else if (marks[at] === SURE) at = settleRun(marks, at);
	}
	return marks;
}

/** Decide on the doubtful lines of one run of marks. @returns where the run ends (its last line) */
function settleRun(marks: Uint8Array, start: number): number {
	let end = start;
	let doubtful = 0;
	for (; end < marks.length && marks[end] !== 0; end++) if (marks[end] === MAYBE) doubtful++;
	while (end > start && marks[end - 1] === MAYBE) {
		marks[--end] = 0;
		doubtful--;
	}
	const length = end - start;
	if (doubtful * 4 > length) {
		for (let at = end - 1; at >= start; at--) if (marks[at] === MAYBE) marks[at] = 0;
		// As GNU has it, the scan goes on right after the first line of the run.
		return start;
	}
	cancelSubruns(marks, start, length);
	cancelAtEnd(marks, length, (step) => start + step);
	const last = start + length - 1;
	cancelAtEnd(marks, length, (step) => last - step);
	return last;
}

/** Subruns of doubtful lines that are long for their run stay: about the square root of a quarter of its length. */
function cancelSubruns(marks: Uint8Array, start: number, length: number): void {
	let minimum = 1;
	for (let rest = length >> 4; rest > 0; rest >>= 2) minimum <<= 1;
	minimum++;
	for (let step = 0, row = 0; step < length; step++) {
		if (marks[start + step] !== MAYBE) row = 0;
		else if (++row === minimum) step -= row;
		else if (row > minimum) marks[start + step] = 0;
	}
}

/** From one end inwards, doubtful lines stay until three sure ones in a row, or the first sure one after eight lines. */
function cancelAtEnd(marks: Uint8Array, length: number, place: (step: number) => number): void {
	for (let step = 0, row = 0; step < length && row < 3; step++) {
		const at = place(step);
		if (step >= 8 && marks[at] === SURE) break;
		if (marks[at] === SURE) row++;
		else row = 0;
		if (marks[at] === MAYBE) marks[at] = 0;
	}
}

interface Split {
	x: number;
	y: number;
	minimalBefore: boolean;
	minimalAfter: boolean;
}

const FAR = 0x7fffffff;

/** Myers' search from both ends (diffseq.h). Marks what is changed on both sides. */
class Search {
	readonly #left: Side;
	readonly #right: Side;
	/** Furthest x on each diagonal from the top and from the bottom; diagonal d is at `d + shift`. */
	readonly #forward: Int32Array;
	readonly #backward: Int32Array;
	readonly #shift: number;
	/** Edit cost at which the search takes what it has. */
	readonly #expensive: number;

	constructor(left: Side, right: Side) {
		this.#left = left;
		this.#right = right;
		const diagonals = left.kept.length + right.kept.length + 3;
		this.#forward = new Int32Array(diagonals);
		this.#backward = new Int32Array(diagonals);
		this.#shift = right.kept.length + 1;
		let root = 1;
		for (let rest = diagonals; rest !== 0; rest >>= 2) root <<= 1;
		this.#expensive = Math.max(4096, root);
	}

	compare(x0: number, x1: number, y0: number, y1: number, minimal: boolean): void {
		const [xs, ys] = [this.#left.kept, this.#right.kept];
		while (x0 < x1 && y0 < y1 && xs[x0] === ys[y0]) {
			x0++;
			y0++;
		}
		while (x0 < x1 && y0 < y1 && xs[x1 - 1] === ys[y1 - 1]) {
			x1--;
			y1--;
		}
		if (x0 === x1) for (; y0 < y1; y0++) mark(this.#right, y0);
		else if (y0 === y1) for (; x0 < x1; x0++) mark(this.#left, x0);
		else {
			const split = this.#split(x0, x1, y0, y1, minimal);
			this.compare(x0, split.x, y0, split.y, split.minimalBefore);
			this.compare(split.x, x1, split.y, y1, split.minimalAfter);
		}
	}

	/** A point that the path goes through. */
	#split(x0: number, x1: number, y0: number, y1: number, minimal: boolean): Split {
		const [xs, ys] = [this.#left.kept, this.#right.kept];
		const [forward, backward, shift] = [this.#forward, this.#backward, this.#shift];
		const [lowest, highest] = [x0 - y1, x1 - y0];
		const [top, bottom] = [x0 - y0, x1 - y1];
		let [forwardMin, forwardMax, backwardMin, backwardMax] = [top, top, bottom, bottom];
		const odd = ((top - bottom) & 1) !== 0;
		forward[top + shift] = x0;
		backward[bottom + shift] = x1;
		for (let cost = 1; ; cost++) {
			if (forwardMin > lowest) forward[--forwardMin - 1 + shift] = -1;
			else forwardMin++;
			if (forwardMax < highest) forward[++forwardMax + 1 + shift] = -1;
			else forwardMax--;
			for (let d = forwardMax; d >= forwardMin; d -= 2) {
				const low = forward[d - 1 + shift] as number;
				const high = forward[d + 1 + shift] as number;
				let x = low < high ? high : low + 1;
				for (let y = x - d; x < x1 && y < y1 && xs[x] === ys[y]; y++) x++;
				forward[d + shift] = x;
				if (odd && backwardMin <= d && d <= backwardMax && (backward[d + shift] as number) <= x)
					return { x, y: x - d, minimalBefore: true, minimalAfter: true };
			}
			if (backwardMin > lowest) backward[--backwardMin - 1 + shift] = FAR;
			else backwardMin++;
			if (backwardMax < highest) backward[++backwardMax + 1 + shift] = FAR;
			else backwardMax--;
			for (let d = backwardMax; d >= backwardMin; d -= 2) {
				const low = backward[d - 1 + shift] as number;
				const high = backward[d + 1 + shift] as number;
				let x = low < high ? low : high - 1;
				for (let y = x - d; x0 < x && y0 < y && xs[x - 1] === ys[y - 1]; y--) x--;
				backward[d + shift] = x;
				if (!odd && forwardMin <= d && d <= forwardMax && x <= (forward[d + shift] as number))
					return { x, y: x - d, minimalBefore: true, minimalAfter: true };
			}
			if (minimal || cost < this.#expensive) continue;
			return this.#best(x0, x1, y0, y1, [forwardMin, forwardMax], [backwardMin, backwardMax]);
		}
	}

	/** The search has gone on long enough: the better of the points that are furthest from either end. */
	#best(x0: number, x1: number, y0: number, y1: number, fd: [number, number], bd: [number, number]): Split {
		let [forwardSum, forwardX, backwardSum, backwardX] = [-1, 0, FAR, 0];
		for (let d = fd[1]; d >= fd[0]; d -= 2) {
			let x = Math.min(this.#forward[d + this.#shift] as number, x1);
			if (x - d > y1) x = y1 + d;
			if (forwardSum < x + x - d) [forwardSum, forwardX] = [x + x - d, x];
		}
		for (let d = bd[1]; d >= bd[0]; d -= 2) {
			let x = Math.max(x0, this.#backward[d + this.#shift] as number);
			if (x - d < y0) x = y0 + d;
			if (x + x - d < backwardSum) [backwardSum, backwardX] = [x + x - d, x];
		}
		return x1 + y1 - backwardSum < forwardSum - (x0 + y0)
			? { x: forwardX, y: forwardSum - forwardX, minimalBefore: true, minimalAfter: false }
			: { x: backwardX, y: backwardSum - backwardX, minimalBefore: false, minimalAfter: true };
	}
}

function mark(side: Side, kept: number): void {
	side.changed[(side.places[kept] ?? 0) + 1] = 1;
}

/**
 * Move each run of changes as far down as it goes, or to where it meets one of the other side, and merge runs that meet
 * (analyze.c, shift_boundaries).
 */
function shiftBoundaries({ classes, changed }: Side, { changed: others }: Side): void {
	const end = classes.length;
	const is = (at: number) => changed[at + 1] === 1;
	const set = (at: number, value: 0 | 1) => {
		changed[at + 1] = value;
	};
	const other = (at: number) => others[at + 1] === 1;
	let at = 0;
	let j = 0;
	for (;;) {
		while (at < end && !is(at)) {
			while (other(j++));
			at++;
		}
		if (at === end) return;
		let start = at;
		while (is(++at));
		while (other(j)) j++;
		let corresponding = end;
		for (let length = -1; length !== at - start; ) {
			length = at - start;
			while (start > 0 && classes[start - 1] === classes[at - 1]) {
				set(--start, 1);
				set(--at, 0);
				while (is(start - 1)) start--;
				while (other(--j));
			}
			corresponding = other(j - 1) ? at : end;
			while (at !== end && classes[start] === classes[at]) {
				set(start++, 0);
				set(at++, 1);
				while (is(at)) at++;
				while (other(++j)) corresponding = at;
			}
		}
		while (corresponding < at) {
			set(--start, 1);
			set(--at, 0);
			while (other(--j));
		}
	}
}

function collectEdits(left: Side, right: Side, head: number): Edit[] {
	const edits: Edit[] = [];
	const [ends0, ends1] = [left.classes.length, right.classes.length];
	for (let at0 = 0, at1 = 0; at0 < ends0 || at1 < ends1; at0++, at1++) {
		const [line0, line1] = [at0, at1];
		while (left.changed[at0 + 1] === 1) at0++;
		while (right.changed[at1 + 1] === 1) at1++;
		if (at0 > line0 || at1 > line1)
			edits.push({ line0: line0 + head, deleted: at0 - line0, line1: line1 + head, inserted: at1 - line1 });
	}
	return edits;
}

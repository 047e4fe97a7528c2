/** Free time: arithmetic on stretches of time. Times are UTC milliseconds; a stretch ends before `to`. */

export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** The stretches in order, those that touch made one. */
export function merged(stretches: readonly Stretch[]): Stretch[] {
	const result: { from: number; to: number }[] = [];
	for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
		const last = result.at(-1);
		if (to <= from) continue;
		if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
		else result.push({ from, to });
	}
	return result;
}

/** What is left of the windows when busy time is taken out, in pieces of at least so many ms. */
export function freeIn(windows: readonly Stretch[], busy: readonly Stretch[], atLeast: number): Stretch[] {
	const taken = merged(busy);
	const free: Stretch[] = [];
	let next = 0;
	for (const window of merged(windows)) {
		let from = window.from;
		while (next < taken.length && (taken[next] as Stretch).to <= from) next++;
		for (let at = next; at < taken.length && (taken[at] as Stretch).from < window.to; at++) {
			const one = taken[at] as Stretch;
			if (one.from > from) free.push({ from, to: one.from });
			from = Math.max(from, one.to);
		}
		if (from < window.to) free.push({ from, to: window.to });
	}
	return free.filter(({ from, to }) => to - from >= atLeast && to > from);
}

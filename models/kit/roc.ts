/** What a detector said of a text: how likely the thing is there, and whether it is (1) or not (0). */
export interface Scored {
	readonly score: number;
	readonly label: number;
}

/** The highest threshold at which so large a share of what is there is found. */
export function recallThreshold(scored: readonly Scored[], recall: number): number {
	const there = scored.flatMap(({ score, label }) => (label === 1 ? [score] : [])).sort((a, b) => b - a);
	return there[Math.max(0, Math.ceil(there.length * recall) - 1)] ?? 0.5;
}

/** The share found of what is there, and of what is not. */
export function rates(scored: readonly Scored[], threshold: number): { recall: number; falseAlarms: number } {
	const share = (wanted: number) => {
		const those = scored.filter(({ label }) => label === wanted);
		return those.length === 0 ? 0 : those.filter(({ score }) => score >= threshold).length / those.length;
	};
	return { recall: share(1), falseAlarms: share(0) };
}

/** What a detector may do wrong: the shares that it may miss, and that may be false alarms. */
export interface Allowance {
	readonly missed: number;
	readonly falseAlarms: number;
}

/** The threshold that uses up as little as it can of the allowances, each measured by its own, and how much that is: up to 1, both are kept. */
export function fairThreshold(scored: readonly Scored[], allowance: Allowance): { threshold: number; used: number } {
	const sorted = [...scored].sort((a, b) => b.score - a.score);
	const there = scored.filter(({ label }) => label === 1).length;
	const not = scored.length - there;
	let best = { threshold: 0.5, used: Number.POSITIVE_INFINITY };
	let [found, alarms] = [0, 0];
	for (const [index, { score, label }] of sorted.entries()) {
		if (label === 1) found++;
		else alarms++;
		if (sorted[index + 1]?.score === score) continue;
		const used = Math.max((1 - share(found, there)) / allowance.missed, share(alarms, not) / allowance.falseAlarms);
		if (used < best.used) best = { threshold: score, used };
	}
	return best;
}

function share(part: number, all: number): number {
	return all === 0 ? 0 : part / all;
}

/** The chance that what is there scores above what is not: area under the ROC curve, by ranks (Mann and Whitney 1947). */
export function areaUnderRoc(scored: readonly Scored[]): number {
	const sorted = [...scored].sort((a, b) => a.score - b.score);
	let [sum, at] = [0, 0];
	while (at < sorted.length) {
		let end = at;
		while (end < sorted.length && sorted[end]?.score === sorted[at]?.score) end++;
		const rank = (at + 1 + end) / 2;
		for (; at < end; at++) if (sorted[at]?.label === 1) sum += rank;
	}
	const there = scored.filter(({ label }) => label === 1).length;
	const not = scored.length - there;
	return there === 0 || not === 0 ? 0.5 : (sum - (there * (there + 1)) / 2) / (there * not);
}

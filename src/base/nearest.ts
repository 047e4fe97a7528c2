/** The candidate that a typo most likely meant: Damerau-Levenshtein distance of at most a third of its length. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
	let best: string | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const candidate of candidates) {
		const distance = distanceOf(word, candidate);
		if (distance < least && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
			least = distance;
			best = candidate;
		}
	}
	return best;
}

function distanceOf(a: string, b: string): number {
	const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const swap =
				i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
					? (rows[i - 2]?.[j - 2] ?? 0) + 1
					: Number.POSITIVE_INFINITY;
			row.push(
				Math.min(
					(rows[i - 1]?.[j] ?? 0) + 1,
					(row[j - 1] ?? 0) + 1,
					(rows[i - 1]?.[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
					swap,
				),
			);
		}
		rows.push(row);
	}
	return rows[a.length]?.[b.length] ?? 0;
}

/** Bits of a mode. */
const BITS: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };
const SHIFTS: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

/** What `umask` takes as symbolic mode, `u=rwx,g+w`, applied to the nine bits of `mode` (POSIX.1-2017 XCU chmod). @returns nothing for what is none */
export function applySymbolicMode(text: string, mode: number): number | undefined {
	let bits = mode;
	for (const clause of text.split(",")) {
		const [, who = "", actions] = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause) ?? [];
		if (actions === undefined) return undefined;
		const shifts = who === "" || who.includes("a") ? [6, 3, 0] : [...who].map((one) => SHIFTS[one] ?? 0);
		for (const [, operator, letters = ""] of actions.matchAll(/([-+=])([rwxXst]*)/g)) {
			const wanted = [...letters].reduce((sum, letter) => sum | (BITS[letter === "X" ? "x" : letter] ?? 0), 0);
			for (const shift of shifts) {
				const before = operator === "=" ? 0 : (bits >> shift) & 7;
				const after = operator === "-" ? before & ~wanted : before | wanted;
				bits = (bits & ~(7 << shift)) | (after << shift);
			}
		}
	}
	return bits;
}

/** `u=rwx,g=rx,o=` of nine bits. */
export function symbolicMode(mode: number): string {
	const letters = (shift: number) =>
		[..."rwx"].filter((letter) => ((mode >> shift) & (BITS[letter] ?? 0)) !== 0).join("");
	return `u=${letters(6)},g=${letters(3)},o=${letters(0)}`;
}

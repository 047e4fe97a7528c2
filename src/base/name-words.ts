/** Letters that Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = { ß: "ss", ø: "o", ł: "l", đ: "d", æ: "ae", œ: "oe" };

/** Words of a name for comparing and completing: folded case, no accents, no punctuation. */
export function nameWords(name: string): string[] {
	return name
		.normalize("NFKD")
		.replace(/\p{M}+/gu, "")
		.toLowerCase()
		.replace(/[ßøłđæœ]/g, (letter) => PLAIN[letter] ?? letter)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== "");
}

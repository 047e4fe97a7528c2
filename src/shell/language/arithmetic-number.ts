/** Numbers of shell arithmetic: decimal, `0x` hexadecimal, `0` octal, and `base#digits` up to base 64. */

/** The value, wrapped to 64 bits, of what begins with a digit; or, in bash's words, what is wrong with it. */
export function numeral(text: string): bigint | string {
	const hash = text.indexOf("#");
	if (hash < 0) {
		if (/^0[xX]/.test(text)) return digitsOf(text.slice(2), 16);
		return text[0] === "0" ? digitsOf(text.slice(1), 8) : digitsOf(text, 10);
	}
	if (text[0] === "0") return /^0[0-7]*#/.test(text) ? "invalid number" : "value too great for base";
	const base = digitsOf(text.slice(0, hash), 10);
	const rest = text.slice(hash + 1);
	if (typeof base === "string") return base;
	if (base < 2n || base > 64n) return "invalid arithmetic base";
	if (rest === "" || rest[0] === "#") return "invalid integer constant";
	return rest.includes("#") ? "invalid number" : digitsOf(rest, Number(base));
}

function digitsOf(text: string, base: number): bigint | string {
	if (base === 10 && /^\d{1,15}$/.test(text)) return BigInt(text);
	let value = 0n;
	for (const digit of text) {
		const worth = worthOf(digit, base);
		if (worth >= base) return "value too great for base";
		value = BigInt.asIntN(64, value * BigInt(base) + BigInt(worth));
	}
	return value;
}

/** What a digit is worth: up to base 36 letters count alike in both cases, above it small letters come first, then `@` and `_`. */
function worthOf(digit: string, base: number): number {
	const code = digit.charCodeAt(0);
	if (code <= 57) return code - 48;
	if (code >= 97) return code - 87;
	if (digit === "@") return 62;
	if (digit === "_") return 63;
	return base <= 36 ? code - 55 : code - 29;
}

/** The master key as text to write down. */
import { DeskError } from "../base/errors.ts";
import { KEY_BYTES } from "./key-file.ts";

/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA_DIGITS = 52;
const CHECK_DIGITS = 6;
/** The human-readable part "desk" as BIP 173 expands it, and the constants of its checksum (BIP 350). */
const PREFIX = [3, 3, 3, 3, 0, 4, 5, 19, 11];
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32M = 0x2bc830a3;

/**
 * The key as text to write down: 13 groups of four and one of six, the checksum, in Crockford's base 32. The checksum is
 * Bech32m's (BIP 350), which finds every error in up to four characters, and a swap of neighbours is one in two.
 */
export function exportKey(key: Uint8Array): string {
	if (key.length !== KEY_BYTES) throw new RangeError("a master key is 32 bytes");
	const number = BigInt(`0x${Buffer.from(key).toString("hex")}`) << 4n; // 256 bits and four of padding: 52 digits
	const data = Array.from({ length: DATA_DIGITS }, (_, at) =>
		Number((number >> BigInt(5 * (DATA_DIGITS - 1 - at))) & 31n),
	);
	const sum = polymod([...PREFIX, ...data, ...new Array<number>(CHECK_DIGITS).fill(0)]) ^ BECH32M;
	const check = Array.from({ length: CHECK_DIGITS }, (_, at) => (sum >>> (5 * (CHECK_DIGITS - 1 - at))) & 31);
	const text = (digits: number[]) => digits.map((digit) => ALPHABET[digit]).join("");
	return `${text(data).replaceAll(/.{4}/g, "$&-")}${text(check)}`;
}

/**
 * The key of `exportKey`'s text. Case, spaces and hyphens do not matter; O reads as 0, I and L as 1.
 * @throws DeskError EKEY when a character is wrong, missing or too many.
 */
export function importKey(text: string): Buffer {
	const typo = (what: string) =>
		new DeskError("EKEY", `the recovery key ${what}`, { todo: "compare it with your copy, character by character" });
	const letters = text.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
	const digits = Array.from(letters, (letter) => ALPHABET.indexOf(letter));
	if (digits.includes(-1))
		throw typo(`has a character that it cannot have: ${Array.from(letters)[digits.indexOf(-1)]}`);
	if (digits.length !== DATA_DIGITS + CHECK_DIGITS)
		throw typo(`has ${digits.length} characters instead of ${DATA_DIGITS + CHECK_DIGITS}`);
	const number = digits.slice(0, DATA_DIGITS).reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
	if (polymod([...PREFIX, ...digits]) !== BECH32M || (number & 15n) !== 0n) throw typo("has a typing error");
	return Buffer.from((number >> 4n).toString(16).padStart(2 * KEY_BYTES, "0"), "hex");
}

/** The remainder that BIP 173 calls `bech32_polymod`: a BCH code over GF(32). */
function polymod(digits: readonly number[]): number {
	return digits.reduce((sum, digit) => {
		const top = sum >>> 25;
		return GENERATOR.reduce(
			(next, term, bit) => ((top >>> bit) & 1 ? next ^ term : next),
			((sum & 0x1ffffff) << 5) ^ digit,
		);
	}, 1);
}

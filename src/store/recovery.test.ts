import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refusal } from "../../test/support/refusal.ts";
import { exportKey, importKey } from "./recovery.ts";

describe("exportKey and importKey", () => {
	const key = Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff", "hex");
	const text = exportKey(key);
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

	test("are inverses; what was printed once can be read for ever", () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (any) => {
				expect(importKey(exportKey(any)).equals(any)).toBe(true);
			}),
		);
		expect(text).toBe("000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3VZG-KM1S8R");
		expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{6}$/);
		for (const same of [
			text.toLowerCase(),
			text.replaceAll("-", ""),
			` ${text.replaceAll("-", "\n")} `,
			text.replaceAll("0", "o").replaceAll("1", "l"),
		]) {
			expect(importKey(same)).toEqual(key);
		}
	});

	test("every substitution of one character is refused", async () => {
		for (const [at, letter] of Array.from(text).entries()) {
			if (letter === "-") continue;
			for (const other of `${alphabet}U*é`) {
				if (other === letter) continue;
				await refusal(() => importKey(text.slice(0, at) + other + text.slice(at + 1)));
			}
		}
	});

	test("up to four substitutions, a swap of neighbours, a lost or doubled character are refused", async () => {
		const letters = Array.from(text.replaceAll("-", ""));
		const errors = fc.uniqueArray(fc.tuple(fc.nat(57), fc.integer({ min: 1, max: 31 })), {
			minLength: 1,
			maxLength: 4,
			selector: ([at]) => at,
		});
		await fc.assert(
			fc.asyncProperty(errors, async (changes) => {
				const bad = [...letters];
				for (const [at, by] of changes) bad[at] = alphabet[(alphabet.indexOf(bad[at] ?? "") + by) % 32] ?? "";
				await refusal(() => importKey(bad.join("")));
			}),
			{ numRuns: 500 },
		);
		for (let at = 0; at < 58; at++) {
			const [a = "", b = ""] = letters.slice(at, at + 2);
			if (b !== "" && a !== b)
				await refusal(() => importKey([...letters.slice(0, at), b, a, ...letters.slice(at + 2)].join("")));
			await refusal(() => importKey(letters.toSpliced(at, 1).join("")));
			await refusal(() => importKey(letters.toSpliced(at, 0, a).join("")));
		}
		for (const other of ["", "hello", key.toString("hex")]) await refusal(() => importKey(other));
	});
});

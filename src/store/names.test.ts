import fc from "fast-check";
import { expect, test } from "vitest";
import { isTextName, nameBytes, nameOf, packName, unpackName } from "./names.ts";

/** Any bytes that POSIX allows in a name, with many that begin or break off a UTF-8 sequence. */
const bytes = fc
	.array(
		fc.oneof(
			fc.integer({ min: 1, max: 255 }).filter((byte) => byte !== 0x2f),
			fc.constantFrom(0xc2, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf, 0xbb, 0xbd, 0xff),
		),
		{ minLength: 1, maxLength: 12 },
	)
	.map((list) => Buffer.from(list));
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });

test("a name of any bytes comes back byte for byte, from memory and from the database", () => {
	fc.assert(
		fc.property(
			fc.oneof(
				bytes,
				text.map((name) => Buffer.from(name)),
			),
			(name) => {
				expect(nameBytes(nameOf(name)).equals(name)).toBe(true);
				const packed = packName(nameOf(name));
				expect(unpackName(packed)).toBe(nameOf(name));
				expect(Buffer.from(packed as string)).toEqual(name);
			},
		),
		{ numRuns: 5000 },
	);
});

test("valid UTF-8 is its text, and only that is kept as text", () => {
	const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	const decoded = (name: Uint8Array) => {
		try {
			return strict.decode(name);
		} catch {
			return undefined;
		}
	};
	fc.assert(
		fc.property(bytes, (name) => {
			const known = decoded(name);
			expect(isTextName(nameOf(name))).toBe(known !== undefined);
			expect(typeof packName(nameOf(name))).toBe(known === undefined ? "object" : "string");
			if (known !== undefined) expect(nameOf(name)).toBe(known);
		}),
		{ numRuns: 5000 },
	);
});

test("different bytes are different names", () => {
	fc.assert(
		fc.property(bytes, bytes, (a, b) => (nameOf(a) === nameOf(b)) === a.equals(b)),
		{ numRuns: 5000 },
	);
});

test("invalid bytes are escaped one by one, as Python's surrogateescape does", () => {
	expect(nameOf(Buffer.from([0x61, 0xff, 0x62]))).toBe("a\udcffb");
	expect(nameOf(Buffer.from([0xe2, 0x82]))).toBe("\udce2\udc82");
	expect(nameOf(Buffer.from([0xed, 0xa0, 0x80]))).toBe("\udced\udca0\udc80"); // a surrogate in UTF-8 is not valid
	expect(nameOf(Buffer.from([0xc0, 0xaf]))).toBe("\udcc0\udcaf"); // nor is an overlong slash
	expect(nameOf(Buffer.from("\ufffd"))).toBe("\ufffd");
});

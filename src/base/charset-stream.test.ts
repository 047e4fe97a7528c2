import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "./charset.ts";
import { charsetOf, decodeStream } from "./charset-stream.ts";

async function* cut(bytes: Uint8Array, cuts: readonly number[]) {
	const at = [...cuts.map((place) => place % (bytes.length + 1)), 0, bytes.length].sort((one, other) => one - other);
	// One buffer for all pieces, as files have it.
	const piece = Buffer.alloc(bytes.length);
	for (const [index, start] of at.entries()) {
		const part = bytes.subarray(start, at[index + 1] ?? bytes.length);
		piece.fill(0x3f);
		piece.set(part);
		yield piece.subarray(0, part.length);
	}
}

test("bytes in pieces are the text that they are at once, wherever they are cut", async () => {
	const text = fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", "\ufeff", "\n"), maxLength: 20 });
	const utf8 = text.map((one) => Buffer.from(one));
	const wide = text.map((one) => Buffer.from(`\ufeff${one}`, "utf16le"));
	const bytes = fc.oneof(
		utf8,
		wide,
		wide.map((one) => Buffer.from(one).swap16()),
		text.map((one) => Buffer.from(one, "latin1")),
		fc.uint8Array({ maxLength: 12 }),
		fc.tuple(utf8, fc.uint8Array({ maxLength: 3 })).map((parts) => Buffer.concat(parts)),
	);
	await fc.assert(
		fc.asyncProperty(bytes, fc.array(fc.nat(), { maxLength: 5 }), async (all, cuts) => {
			let read = "";
			for await (const piece of decodeStream(cut(all, cuts), await charsetOf(cut(all, cuts)))) read += piece;
			expect(read).toBe(decodeText(all, undefined).text);
		}),
		{ numRuns: 1000 },
	);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { rawBytes, rawText } from "../../base/raw-text.ts";
import { type Key, KeyDecoder } from "./keys.ts";

function keysOf(...reads: (string | Uint8Array)[]): string[] {
	const decoder = new KeyDecoder();
	const keys: Key[] = [];
	for (const read of reads) {
		decoder.push(Buffer.from(read));
		for (let key = decoder.next(); key !== undefined; key = decoder.next()) keys.push(key);
	}
	return keys.map(({ name, text }) => (name === "text" || name === "paste" ? `${name}:${text}` : name));
}

function merged(keys: readonly string[]): string[] {
	return keys
		.join("\0")
		.replace(/(text:[^\0]*)(?:\0text:([^\0]*))+/g, (run) => `text:${run.replace(/\0?text:/g, "")}`)
		.split("\0");
}

describe("keys", () => {
	test.each([
		["\x01\x1a\x00\x1f\x1c", ["C-a", "C-z", "C-@", "C-_", "C-\\"]],
		["\r\n\t\x7f\x08", ["Enter", "C-j", "Tab", "Backspace", "C-h"]],
		["\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA\x1bOD", ["Up", "Down", "Right", "Left", "Up", "Left"]],
		[
			"\x1b[H\x1b[F\x1bOH\x1bOF\x1b[1~\x1b[4~\x1b[7~\x1b[8~",
			["Home", "End", "Home", "End", "Home", "End", "Home", "End"],
		],
		["\x1b[3~\x1b[2~\x1b[5~\x1b[6~\x1b[15~\x1b[24~", ["Delete", "Insert", "PageUp", "PageDown", "F5", "F12"]],
		["\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[3;5~\x1b[1;6H", ["C-Right", "M-Left", "S-Up", "C-Delete", "C-S-Home"]],
		["\x1b[Z\x1bOP\x1b[[A\x1b[[E\x1b[1;5P", ["S-Tab", "F1", "F1", "F5", "C-F1"]],
		["\x1b[3^\x1b[3$\x1bOc\x1b[c", ["C-Delete", "S-Delete", "C-Right", "S-Right"]], // rxvt
		["\x1bf\x1b<\x1b.\x1b\x7f\x1b\x08\x1b\r\x1bé", ["M-f", "M-<", "M-.", "M-Backspace", "C-M-h", "M-Enter", "M-é"]],
		["\x1b\x1b[A", ["M-Up"]],
		[
			"\x1b[97;5u\x1b[97;3u\x1b[13;2u\x1b[27u\x1b[127;5u\x1b[32;5u",
			["C-a", "M-a", "S-Enter", "Escape", "C-Backspace", "C-@"],
		],
		["\x1b[27;5;114~\x1b[97;1:3u", ["C-r"]], // modifyOtherKeys; a released key
		["\x1bOjx\x1bOM", ["text:*", "text:x", "Enter"]],
		[
			"a\x1b[12;40Rb\x1b]11;rgb:0/0/0\x07c\x1bP>|x\x1b\\d\x1b[?62c\x1b[I\x1b[M !!e",
			["a", "b", "c", "d", "e"].map((x) => `text:${x}`),
		],
		["\x1b[1;\x03x", ["C-c", "text:x"]], // broken off
		["ab\x1b[200~x\r\ny\x1b[A\x03\x1b[201~c", ["text:ab", "paste:x\ny\x1b[A\x03", "text:c"]],
	])("%j", (bytes, keys) => {
		expect(keysOf(bytes)).toEqual(keys);
		// However the bytes are cut, the keys are the same, but for runs of text.
		expect(merged(keysOf(...[...Buffer.from(bytes)].map((byte) => Buffer.of(byte))))).toEqual(merged(keys));
	});

	test("text is the same however its bytes arrive, valid UTF-8 or not", () => {
		const piece = fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.uint8Array({ maxLength: 6 }));
		fc.assert(
			fc.property(fc.array(piece), fc.array(fc.nat(20)), (pieces, cuts) => {
				const all = Buffer.concat(pieces.map((part) => Buffer.from(part))).map((byte) =>
					byte < 32 || byte === 127 ? 120 : byte,
				);
				const reads: Uint8Array[] = [];
				let at = 0;
				for (const cut of cuts) {
					reads.push(all.subarray(at, at + cut));
					at += cut;
				}
				reads.push(all.subarray(at), Buffer.of(1));
				const keys = keysOf(...reads);
				expect(keys.at(-1)).toBe("C-a");
				const text = keys
					.slice(0, -1)
					.map((key) => key.slice(5))
					.join("");
				expect(rawBytes(text).equals(Buffer.from(all))).toBe(true);
				expect(text).toBe(rawText(all));
			}),
		);
	});

	test("Escape is one when nothing follows; an unfinished sequence waits", () => {
		const decoder = new KeyDecoder();
		decoder.push(Buffer.from("\x1b"));
		expect(decoder.next()).toBeUndefined();
		expect(decoder.isAmbiguous).toBe(true);
		expect(decoder.flush()?.name).toBe("Escape");
		decoder.push(Buffer.from("\x1b["));
		expect(decoder.isAmbiguous).toBe(true);
		expect(decoder.flush()?.name).toBe("M-[");
		decoder.push(Buffer.from("\x1b[1;"));
		expect([decoder.next(), decoder.isAmbiguous]).toEqual([undefined, false]);
		decoder.push(Buffer.from("5C"));
		expect(decoder.next()?.name).toBe("C-Right");
		expect(decoder.isAmbiguous).toBe(false);
	});

	test("what was not asked for stays as bytes", () => {
		const decoder = new KeyDecoder();
		decoder.push(Buffer.from("one\rtwo\rthree"));
		expect([decoder.next()?.text, decoder.next()?.name]).toEqual(["one", "Enter"]);
		expect(Buffer.from(decoder.take()).toString()).toBe("two\rthree");
		expect(decoder.next()).toBeUndefined();
	});

	test("a large paste in many reads takes no time", () => {
		const decoder = new KeyDecoder();
		decoder.push(Buffer.from("\x1b[200~"));
		const block = Buffer.alloc(4096, "0123456789abcde\r");
		const started = cpuTime();
		for (let at = 0; at < 1000; at++) {
			decoder.push(block);
			expect(decoder.next()).toBeUndefined();
		}
		decoder.push(Buffer.from("\x1b[201~"));
		expect(decoder.next()?.text.length).toBe(4_096_000);
		expect(cpuTime() - started).toBeLessThan(1000);
	});

	test("quoted, any key is a character", () => {
		const decoder = new KeyDecoder();
		decoder.push(Buffer.from("\x1b[Aéx"));
		expect(decoder.literal()).toBe("\x1b");
		expect(decoder.next()?.text).toBe("[Aéx");
		decoder.push(Buffer.from("éx"));
		expect(decoder.literal()).toBe("é");
		expect(decoder.next()?.text).toBe("x");
	});
});

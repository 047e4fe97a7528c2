import fc from "fast-check";
import { expect, test } from "vitest";
import { safeFileName, slug } from "./file-name.ts";

test.each([
	["Meeting notes", "Meeting notes.md"],
	["Q1/Q2: plan?", "Q1-Q2 plan.md"],
	["  a\t b\n", "a b.md"],
	["...", "Untitled.md"],
	["", "Untitled.md"],
	["con", "con_.md"],
	["NUL.txt", "NUL_.txt.md"],
	["Console", "Console.md"],
	["e\u0301t\u00e9", "été.md"],
	["C# [x] ^1", "C x 1.md"],
	[".hidden", "hidden.md"],
	["--help", "help.md"],
	["end. ", "end.md"],
	["日本語 🎉", "日本語 🎉.md"],
])("%j", (title, name) => expect(safeFileName(title)).toBe(name));

test("is safe on every OS for any title, and stable", () => {
	const title = fc.oneof(
		fc.string({ unit: "binary", maxLength: 300 }),
		fc.string({ unit: "grapheme", maxLength: 300 }),
		fc.constantFrom("com1", "a/../b", "e?\u0301"),
	);
	fc.assert(
		fc.property(title, (text) => {
			const name = safeFileName(text);
			expect(name.endsWith(".md")).toBe(true);
			expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
			expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u);
			expect(name).toBe(name.normalize("NFC"));
			expect(Buffer.from(name).toString()).toBe(name);
			const stem = name.slice(0, -3);
			expect(stem).not.toMatch(/^$|^\.|[. ]$/);
			expect(safeFileName(stem)).toBe(name);
		}),
		{ numRuns: 500 },
	);
});

test.each([
	["The sofa (400 kr)!", "The-sofa-400-kr"],
	["Plåt & Bokstav", "Plåt-Bokstav"],
	["Re: [list] a/b: c?", "Re-list-a-b-c"],
	["a, b; c - 'd' \"e\" #f $g `h` *i* ~j ^k %l {m} <n> |o\\p", "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p"],
	["O’Brien's v1.2_b+c@d=e", "O-Brien-s-v1.2_b+c@d=e"],
	["日本語 会議", "日本語-会議"],
	["हिन्दी", "हिन्दी"],
	["E\u0301te\u0301 ❤️ 🎉", "Été"],
	["--help ...", "help"],
	["!?", ""],
	["", ""],
	[`${"x".repeat(59)} y`, "x".repeat(59)],
])("the slug of %j", (title, name) => expect(slug(title)).toBe(name));

test("a slug needs no quoting in a shell, is short, and its own slug", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string()), (text) => {
			const name = slug(text);
			expect(name).toMatch(/^(?:[\p{L}\p{M}\p{N}._+@=-]*)$/u);
			expect(name).not.toMatch(/^[.-]|[.-]$|--/);
			expect(Array.from(name).length).toBeLessThanOrEqual(60);
			expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
			expect(slug(name)).toBe(name);
		}),
		{ numRuns: 500 },
	);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { rawText } from "../../base/raw-text.ts";
import { pathOfUri, uriOf } from "./uri.ts";

test("a path → its URI → the path, for any bytes in names", () => {
	const name = fc
		.uint8Array({ minLength: 1, maxLength: 20 })
		.map((bytes) => rawText(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x41 : byte))))
		.filter((text) => text !== "." && text !== "..");
	fc.assert(
		fc.property(fc.array(name, { maxLength: 5 }), (names) => {
			const path = `/${names.join("/")}`;
			const uri = uriOf(path);
			expect(uri).toMatch(/^desk:\/\/\/[\w.~%/-]*$/);
			expect(pathOfUri(uri)).toBe(path);
		}),
	);
});

test.each([
	["desk:///", "/"],
	["desk:///notes/", "/notes"],
	["DESK:///notes/a.md", "/notes/a.md"],
	["desk:///notes/gr%C3%BC%C3%9Fe.md", "/notes/grüße.md"],
	["desk:///notes/grüße.md", "/notes/grüße.md"],
	["desk:///notes/100%25.md", "/notes/100%.md"],
	["desk:///notes/%252e%252e", "/notes/%2e%2e"],
	["desk:///files/a\\..\\b", "/files/a\\..\\b"],
])("%s is %s", (uri, path) => {
	expect(pathOfUri(uri)).toBe(path);
});

test.each([
	"",
	"/notes/a.md",
	"file:///etc/passwd",
	"desk://host/notes/a.md",
	"desk:/notes/a.md",
	"desk:////etc",
	"desk:///notes//a.md",
	"desk:///notes/../sys/config",
	"desk:///notes/%2e%2e/sys",
	"desk:///notes/.%2E/sys",
	"desk:///notes/./a.md",
	"desk:///notes%2Fa.md",
	"desk:///notes/a%00.md",
	"desk:///notes/a%2.md",
	"desk:///notes/a%zz.md",
	"desk:///notes/a.md?x=1",
	"desk:///notes/a.md#top",
	`desk:///${"a/".repeat(20_000)}`,
])("%s is refused", (uri) => {
	expect(() => pathOfUri(uri)).toThrow(expect.objectContaining({ code: "EINVAL" }));
});

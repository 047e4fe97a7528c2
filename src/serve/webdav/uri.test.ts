import fc from "fast-check";
import { expect, test } from "vitest";
import { isUnicode, rawText } from "../../base/raw-text.ts";
import { hrefOf, isOwn, pathOf } from "./uri.ts";

/** A name of any bytes but NUL and the slash. */
const name = fc
	.uint8Array({ minLength: 1, maxLength: 30 })
	.map((bytes) => rawText(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))))
	.filter((text) => text !== "." && text !== "..");
const unicode = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 30 })
	.map((text) => text.replace(/[\0/]/g, "x"))
	.filter((text) => text !== "." && text !== ".." && isUnicode(text));

test("every path has an address, and the address leads back to it", () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(name, unicode), { maxLength: 5 }), fc.boolean(), (names, isCollection) => {
			const path = `/${names.join("/")}`;
			const href = hrefOf(path, isCollection);
			expect(href).toMatch(/^[A-Za-z0-9._~%/-]+$/);
			expect(pathOf(href)).toBe(path);
			expect(pathOf(`http://127.0.0.1:1${href}`)).toBe(path);
			expect(href.endsWith("/")).toBe(isCollection || path === "/");
		}),
	);
});

test("addresses are those of the URL standard", () => {
	fc.assert(
		fc.property(fc.array(unicode, { minLength: 1, maxLength: 4 }), (names) => {
			const href = hrefOf(`/${names.join("/")}`, false);
			expect(decodeURIComponent(href)).toBe(`/${names.join("/")}`);
			expect(new URL(`http://localhost${href}`).pathname).toBe(href);
			expect(pathOf(`/${names.map(encodeURIComponent).join("/")}`)).toBe(`/${names.join("/")}`);
		}),
	);
});

test("what is no path of the tree is refused", () => {
	for (const target of ["/a/../b", "/%2e%2e/b", "/a%00b", "/a%2Fb", "/%zz", "/%", "/a%4", "/a#b", "a/b", "*"])
		expect(() => pathOf(target), target).toThrow();
	expect(pathOf("/a//b/./c/?x=/..")).toBe("/a/b/c");
	expect(pathOf("/%2525")).toBe("/%25"); // decoded once
	expect(pathOf("")).toBe("/");
});

test("no target breaks it", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary-ascii" }), (target) => {
			try {
				expect(pathOf(target)).toMatch(/^\//);
			} catch (error) {
				expect(["Refusal", "DeskError"]).toContain((error as Error).constructor.name);
			}
		}),
	);
});

test("which addresses are the server's own", () => {
	expect(isOwn("/files/a", "127.0.0.1:80")).toBe(true);
	expect(isOwn("http://127.0.0.1:8080/a", "127.0.0.1:8080")).toBe(true);
	expect(isOwn("HTTP://desk@LocalHost:8080/a", "localhost:8080")).toBe(true);
	expect(isOwn("http://127.0.0.1/a", "127.0.0.1:80")).toBe(true);
	expect(isOwn("http://127.0.0.1:8080/a", "127.0.0.1:8081")).toBe(false);
	expect(isOwn("http://127.0.0.1:8080@evil.example/a", "127.0.0.1:8080")).toBe(false);
	expect(isOwn("ftp://127.0.0.1:8080/a", "127.0.0.1:8080")).toBe(false);
});

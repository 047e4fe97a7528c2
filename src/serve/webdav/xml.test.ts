import fc from "fast-check";
import { expect, test } from "vitest";
import { childrenOf, contentXml, DAV, escapeXml, parseXml, textOf, wrapXml } from "./xml.ts";

const parse = (text: string) => parseXml(Buffer.from(text));

test("elements with their namespaces", async () => {
	const root = await parse(
		'<?xml version="1.0"?><a:x xmlns:a="DAV:" xmlns="urn:n"><y/><a:z xmlns:a="urn:o">t</a:z><!-- c --></a:x>\n',
	);
	expect([root.namespace, root.name]).toEqual([DAV, "x"]);
	expect(childrenOf(root).map(({ namespace, name }) => [namespace, name])).toEqual([
		["urn:n", "y"],
		["urn:o", "z"],
	]);
	expect(textOf(root)).toBe("t");
});

test("malformed, and hostile, is refused", async () => {
	const cases = [
		"",
		"text",
		"<a>",
		"<a><b></a>",
		"<a><b/>",
		"<a/><b/>",
		"<a/>text",
		"<x:a/>",
		'<a xmlns:x=""/>',
		"<a:b:c/>",
		'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
		'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
		"<a>".repeat(100) + "</a>".repeat(100),
	];
	for (const text of cases) await expect(parse(text), text).rejects.toThrow("the body is not the XML");
	await expect(parseXml(Buffer.from([0x3c, 0xff, 0x3e]))).rejects.toThrow("UTF-8");
	expect(textOf(await parse("<a>&lt;&#228;&unknown;</a>"))).toBe("<ä&unknown;");
});

test("any text survives in an element and in an attribute, but for what XML cannot hold", async () => {
	const character = fc.string({ unit: "binary", maxLength: 20 });
	await fc.assert(
		fc.asyncProperty(character, async (text) => {
			const legal = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
			const root = await parse(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
			expect(textOf(root)).toBe(legal);
			expect(root.attributes[0]?.value).toBe(legal);
		}),
	);
});

test("a value that is kept stands for itself wherever it is put", async () => {
	const root = await parse(
		'<p:a xmlns:p="urn:p" xmlns="urn:d"><p:b c="1" p:d="&quot;&lt;" xml:lang="de">x<e/>&amp;</p:b></p:a>',
	);
	const again = await parse(wrapXml("urn:other", "w", contentXml(root)));
	const strip = (value: unknown) => JSON.parse(JSON.stringify(value));
	expect(strip(childrenOf(again))).toEqual(strip(childrenOf(root)));
});

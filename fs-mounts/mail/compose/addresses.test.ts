import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { addressKey, distinct, formatAddress, isAddress, parseAddress, splitAddresses } from "./addresses.ts";

test.each([
	"ann@example.com",
	"a.b+c@sub.example.co.uk",
	"o'brien@example.com",
	'"ann b"@example.com',
	"ann@localhost",
	"ann@[192.0.2.1]",
	"ann@[IPv6:2001:db8::1]",
	"änn@exämple.com",
	"用户@例え.jp",
	`${"a".repeat(64)}@example.com`,
])("%s is an address", (text) => expect(isAddress(text)).toBe(true));

test.each([
	"",
	"ann",
	"@example.com",
	"ann@",
	"ann@@example.com",
	"ann b@example.com",
	".ann@example.com",
	"ann.@example.com",
	"a..b@example.com",
	"ann@example..com",
	"ann@-example.com",
	"ann@exa_mple.com",
	"ann@example.com,bob@example.com",
	"ann@example.com\r\nBcc: eve@example.com",
	"ann@exam\nple.com",
	"ann\0@example.com",
	"<ann@example.com>",
	"ann@[999.1.1.1]",
	"ann@[evil@example.com]",
	`${"a".repeat(65)}@example.com`,
	`ann@${"a".repeat(64)}.com`,
	`ann@${"abcdefgh.".repeat(40)}com`,
])("%j is no address", (text) => expect(isAddress(text)).toBe(false));

describe("parseAddress", () => {
	test.each<[string, string, string]>([
		["ann@example.com", "", "ann@example.com"],
		["Ann Example <ann@example.com>", "Ann Example", "ann@example.com"],
		['"Example, Ann" <ann@example.com>', "Example, Ann", "ann@example.com"],
		['"a \\"b\\" <c>" <ann@example.com>', 'a "b" <c>', "ann@example.com"],
		["<ann@example.com>", "", "ann@example.com"],
		["ann@example.com (Ann)", "Ann", "ann@example.com"],
		["Jürgen Groß < jg@example.de >", "Jürgen Groß", "jg@example.de"],
		["ann@work.example <ann@home.example>", "ann@work.example", "ann@home.example"],
	])("%s", (text, name, address) => expect(parseAddress(text)).toEqual({ name, address }));

	test.each([
		"Ann",
		"Ann <ann>",
		"Ann <ann@example.com> x",
		'"Ann <ann@example.com>',
		"a <b> <ann@example.com>",
		"Ann\n<ann@example.com>",
		"=?utf-8?Q?=0D=0ABcc:_eve@x.org?= <ann@example.com>",
		`${"x".repeat(251)} <ann@example.com>`,
	])("refuses %j", (text) => expect(parseAddress(text)).toBeUndefined());

	test("takes linear time", () => {
		const start = cpuTime();
		for (const text of [
			`<${" ".repeat(200_000)}x`,
			`"${"\\".repeat(200_001)}`,
			`${"<".repeat(200_000)}>`,
			`a${"(".repeat(200_000)}`,
		])
			parseAddress(text);
		expect(cpuTime() - start).toBeLessThan(1_000);
	});

	test("reads back what formatAddress writes, also in a list", () => {
		const name = fc
			.string({ unit: "grapheme", maxLength: 20 })
			.map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|=\?/gu, "").trim());
		const address = fc.constantFrom("a@b.c", "ann@example.com", '"x, y"@example.com', "ü@ü.de");
		fc.assert(
			fc.property(fc.array(fc.record({ name, address }), { minLength: 1, maxLength: 5 }), (addresses) => {
				const texts = splitAddresses(addresses.map(formatAddress).join(", "));
				expect(texts.map(parseAddress)).toEqual(addresses);
			}),
		);
	});
});

test("splitAddresses parts at commas and semicolons that are not quoted", () => {
	expect(splitAddresses('a@b.c, "D, E" <d@e.f>; g@h.i (x, y),, ')).toEqual(["a@b.c", '"D, E" <d@e.f>', "g@h.i (x, y)"]);
});

test("one mailbox counts once, whatever the case and the form of its domain", () => {
	expect(addressKey("Ann@EXÄMPLE.com")).toBe("ann@xn--exmple-cua.com");
	const ann = { name: "Ann", address: "ann@example.com" };
	expect(
		distinct([ann, { name: "", address: "ANN@Example.com" }, { name: "", address: "bob@example.com" }]),
	).toHaveLength(2);
});

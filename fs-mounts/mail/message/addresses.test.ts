import fc from "fast-check";
import { expect, test } from "vitest";
import { readableDomain } from "./address-domain.ts";
import { readAddresses, showAddress } from "./addresses.ts";

const show = (value: string) => readAddresses(value).map(showAddress);

test.each<[string, string[]]>([
	// RFC 5322, appendix A
	["John Doe <jdoe@machine.example>", ["John Doe <jdoe@machine.example>"]],
	['"Joe Q. Public" <john.q.public@example.com>', ["Joe Q. Public <john.q.public@example.com>"]],
	[
		"Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
		["Mary Smith <mary@x.test>", "jdoe@example.org", "Who? <one@y.test>"],
	],
	[
		'<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
		["boss@nil.test", '"Giant; \\"Big\\" Box" <sysservices@example.net>'],
	],
	[
		"A Group:Ed Jones <joe@where.test>,joe@where.test,John <jdoe@one.test>;",
		["Ed Jones <joe@where.test>", "joe@where.test", "John <jdoe@one.test>"],
	],
	["Undisclosed recipients:;", ["Undisclosed recipients:;"]],
	["Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", ["Pete <pete@silly.test>"]],
	[
		"A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)",
		["Chris Jones <c@public.example>", "joe@example.org", "John <jdoe@one.test>"],
	],
	["(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", ["Hidden recipients:;"]],
	["Joe Q. Public <john.q.public@example.com>", ["Joe Q. Public <john.q.public@example.com>"]],
	[
		"Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
		["Mary Smith <mary@example.net>", "jdoe@test.example"],
	],
	// RFC 6854, other forms
	["group: a@b.c; , d@e.f", ["a@b.c", "d@e.f"]],
	["a@b.c (Ann Example)", ["Ann Example <a@b.c>"]],
	['"much.more unusual"@example.com', ['"much.more unusual"@example.com']],
	['"john.doe"@example.com', ["john.doe@example.com"]],
	['<"a b"@[192.0.2.1]>', ['"a b"@[192.0.2.1]']],
	["user@[IPv6:2001:db8::1]", ["user@[IPv6:2001:db8::1]"]],
	// as it is
	["Doe, John <j@x.org>", ['"Doe, John" <j@x.org>']],
	["Doe, John <j@x.org>, Roe, Jane <r@x.org>", ['"Doe, John" <j@x.org>', '"Roe, Jane" <r@x.org>']],
	["=?utf-8?Q?Doe,_J=C3=BCrgen?= <j@x.org>", ['"Doe, Jürgen" <j@x.org>']],
	['"=?utf-8?Q?J=C3=BCrgen?=" <j@x.org>', ["Jürgen <j@x.org>"]],
	["J\u00fcrgen <j\u00fc@x.org>", ["Jürgen <jü@x.org>"]],
	["a@b.c; d@e.f", ["a@b.c", "d@e.f"]],
	["name@", ["name@"]],
	["root", ["root"]],
	["root, cron", ["root", "cron"]],
	["Ann <a@b.c", ["Ann <a@b.c>"]],
	["Ann <<a@b.c>>", ["Ann <a@b.c>"]],
	["Ann <Ann <a@b.c>>", ["Ann <a@b.c>"]],
	['"Ann <a@b.c>', ["Ann <a@b.c>"]],
	["<mailto:a@b.c>", ["a@b.c"]],
	["mailto:a@b.c", ["a@b.c"]],
	["a@b.c <a@b.c>", ["a@b.c"]],
	["'Ann' <a@b.c>", ["'Ann' <a@b.c>"]],
	["Ann a@b.c", ["Ann <a@b.c>"]],
	["", []],
	[",,;,", []],
	["<>", []],
	["a@b.c,\r\n\td@e.f", ["a@b.c", "d@e.f"]],
	["=?utf-8?B?G1szMW0=?= <a@b.c>", ["^[[31m <a@b.c>"]],
])("%s", (value, expected) => {
	// What is shown has no bracket without need: `^[` is a control that is shown.
	expect(show(value)).toEqual(expected.map((text) => (text.startsWith("^[") ? '"^[[31m" <a@b.c>' : text)));
});

test("domains are readable where that is safe", () => {
	expect(readableDomain("example.com")).toBe("example.com");
	expect(readableDomain("xn--bcher-kva.example")).toBe("bücher.example");
	expect(readableDomain("bücher.example")).toBe("bücher.example");
	expect(readableDomain("пример.example")).toBe("пример.example");
	expect(readableDomain("xn--80ak6aa92e.com")).toBe("xn--80ak6aa92e.com"); // аррӏе: all Cyrillic, all look Latin
	expect(readableDomain("аpple.com")).toBe("xn--pple-43d.com"); // one Cyrillic letter
	expect(readableDomain("日本語.jp")).toBe("日本語.jp");
});

test("groups keep their names; five hundred addresses are enough", () => {
	expect(readAddresses("Team: a@b.c, d@e.f;")).toEqual([
		{ name: "", address: "a@b.c", group: "Team" },
		{ name: "", address: "d@e.f", group: "Team" },
	]);
	const told: string[] = [];
	expect(readAddresses("a@b.c,".repeat(600), (problem) => told.push(problem))).toHaveLength(500);
	expect(told).toEqual(["A field has more than 500 addresses; the others were left out."]);
});

test("what is shown is read again as the same", () => {
	const word = fc.stringMatching(/^[A-Za-zäß"\\(),.;:<>@ -]{1,20}$/).map((text) => text.trim().replace(/ +/g, " "));
	const address = fc
		.stringMatching(/^[a-z][a-z.+_-]{0,8}[a-z]$/)
		.map((local) => `${local.replace(/\.+/g, ".")}@example.com`);
	fc.assert(
		fc.property(fc.array(fc.record({ name: word, address }), { maxLength: 5 }), (list) => {
			const named = list.map(({ name, address }) => ({ name: name === address ? "" : name, address }));
			expect(readAddresses(named.map(showAddress).join(", "))).toEqual(named);
		}),
	);
});

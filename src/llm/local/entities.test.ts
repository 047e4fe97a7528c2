import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paceOf } from "../../base/pace.ts";
import { mod97 } from "../../safety/account-numbers.ts";
import { ENTITY_KINDS, type EntityKind, entitiesIn } from "./entities.ts";

const pace = paceOf(new AbortController().signal);

async function found(
	text: string,
	kinds: readonly EntityKind[] = ENTITY_KINDS,
	dayFirst = true,
): Promise<[string, string][]> {
	const list: [string, string][] = [];
	for await (const { start, end, value } of entitiesIn(text, new Set(kinds), dayFirst, pace))
		list.push([text.slice(start, end), value]);
	return list;
}

describe("dates", () => {
	test.each([
		["due 2026-11-03.", "2026-11-03", "2026-11-03"],
		["at 2026-11-03T14:00:00Z", "2026-11-03T14:00:00Z", "2026-11-03T14:00"],
		["on 3 November 2026,", "3 November 2026", "2026-11-03"],
		["on Nov. 3, 2026", "Nov. 3, 2026", "2026-11-03"],
		["the 3rd of May", "3rd of May", "--05-03"],
		["am 3. Oktober 2026 um", "3. Oktober 2026", "2026-10-03"],
		["le 1er mars 2027", "1er mars 2027", "2027-03-01"],
		["el 3 de mayo de 2026", "3 de mayo de 2026", "2026-05-03"],
		["den 17 juni 2026", "17 juni 2026", "2026-06-17"],
		["in February 2026", "February 2026", "2026-02"],
		["3.11.2026", "3.11.2026", "2026-11-03"],
		["(3/11/26)", "3/11/26", "2026-11-03"],
		["12/31/1999", "12/31/1999", "1999-12-31"],
		["29 February", "29 February", "--02-29"],
	])("%s", async (text, written, value) => expect(await found(text, ["dates"])).toEqual([[written, value]]));

	test.each([
		"2026-02-30",
		"31.4.2026",
		"version 1.2.3",
		"10.0.0.1",
		"may 2",
		"3 days",
		"1/2",
		"1-2-3-4",
		"12:30",
		"2026-1234-5",
	])("%s is none or not another", async (text) =>
		expect((await found(text, ["dates"])).map(([, value]) => value)).toEqual(text === "may 2" ? ["--05-02"] : []),
	);

	test("what two numbers mean is the locale's", async () => {
		expect(await found("4/3/2026", ["dates"], false)).toEqual([["4/3/2026", "2026-04-03"]]);
		expect(await found("4/3/2026", ["dates"], true)).toEqual([["4/3/2026", "2026-03-04"]]);
		expect(await found("4.3.2026", ["dates"], false)).toEqual([["4.3.2026", "2026-03-04"]]);
	});

	test("any day in any of the forms is found, and is that day", async () => {
		const months = "January February March April May June July August September October November December".split(" ");
		const day = fc.date({ min: new Date("1970-01-01"), max: new Date("2068-12-31"), noInvalidDate: true });
		const form = fc.constantFrom<(y: string, m: string, d: string) => string>(
			(y, m, d) => `${y}-${m}-${d}`,
			(y, m, d) => `${d}.${m}.${y}`,
			(y, m, d) => `${Number(d)}/${Number(m)}/${y}`,
			(y, m, d) => `${Number(d)} ${months[Number(m) - 1]} ${y}`,
			(y, m, d) => `${months[Number(m) - 1]?.slice(0, 3)} ${Number(d)}, ${y}`,
		);
		await fc.assert(
			fc.asyncProperty(day, form, async (date, write) => {
				const iso = date.toISOString().slice(0, 10);
				const [y = "", m = "", d = ""] = iso.split("-");
				const written = write(y, m, d);
				expect(await found(`It was due ${written}, they said.`, ["dates"])).toEqual([[written, iso]]);
			}),
			{ numRuns: 500 },
		);
	});
});

describe("amounts", () => {
	test.each([
		["€1,234.50", "1234.50 EUR"],
		["1.234,50 €", "1234.50 EUR"],
		["SEK 12 000", "12000 SEK"],
		["12 000 kr", "12000 kr"],
		["$5", "5 $"],
		["US$ 3.50", "3.50 USD"],
		["CHF 1’250.–".slice(0, 9), "1250 CHF"],
		["£1,000,000", "1000000 GBP"],
		["−40 kr", "-40 kr"],
		["9 500:-", "9500 kr"],
	])("%s", async (text, value) => expect(await found(`pays ${text} now`, ["amounts"])).toEqual([[text, value]]));

	test.each(["12 000", "5 USDA", "AUD", "3 krona", "EUR/USD 1.2345", "v1.2€x"])("%s is none", async (text) =>
		expect(await found(text, ["amounts"])).toEqual([]),
	);
});

describe("addresses and numbers", () => {
	test.each<[EntityKind, string, string, string]>([
		["emails", "write to Ann.Lee+x@Example.ORG.", "Ann.Lee+x@Example.ORG", "Ann.Lee+x@example.org"],
		["emails", "<mailto:ü@bücher.example>", "ü@bücher.example", "ü@bücher.example"],
		[
			"urls",
			"see (https://example.org/a_(b)?c=1#d).",
			"https://example.org/a_(b)?c=1#d",
			"https://example.org/a_(b)?c=1#d",
		],
		["urls", "[x](http://example.org/y), z", "http://example.org/y", "http://example.org/y"],
		["urls", "www.example.org!", "www.example.org", "https://www.example.org"],
		["phones", "ring +46 (0)31-123 45 67 today", "+46 (0)31-123 45 67", "+46311234567"],
		["phones", "call 031-12 34 56", "031-12 34 56", "031123456"],
		["phones", "(555) 123-4567", "(555) 123-4567", "5551234567"],
		["phones", "555-123-4567.", "555-123-4567", "5551234567"],
		["phones", "0046 70 123 45 67", "0046 70 123 45 67", "+46701234567"],
		// https://www.iban.com/structure and the registry's own examples
		["ibans", "IBAN GB82 WEST 1234 5698 7654 32 please", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"],
		["ibans", "DE89370400440532013000", "DE89370400440532013000", "DE89370400440532013000"],
		["ibans", "NO93 8601 1117 947 KONTO", "NO93 8601 1117 947", "NO9386011117947"],
		["ibans", "SE45 5000 0000 0583 9825 7466.", "SE45 5000 0000 0583 9825 7466", "SE4550000000058398257466"],
	])("%s in %s", async (kind, text, written, value) => expect(await found(text, [kind])).toEqual([[written, value]]));

	test.each<[EntityKind, string]>([
		["emails", "a@b a@@b.c @x.y x@y.1"],
		["urls", "http:// ftp.example.org example.org"],
		["phones", "2026-11-03 and 10.0.0.1, 1234567, invoice 2026-032, €0 123 456 789, 3.14159265"],
		["phones", "GB82 WEST 1234 5698 7654 32"],
		["ibans", "GB83 WEST 1234 5698 7654 32 DE8937040044053201300"],
	])("no %s in %s", async (kind, text) => expect(await found(text, [kind])).toEqual([]));

	test("check digits are those of BigInt's remainder", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/), (text) => {
				const digits = [...text.slice(4), ...text.slice(0, 2), "00"]
					.map((char) => (char === "00" ? char : Number.parseInt(char, 36)))
					.join("");
				const check = String(98n - (BigInt(digits) % 97n)).padStart(2, "0");
				expect(mod97(text.slice(0, 2) + check + text.slice(4))).toBe(1);
				const wrong = String((Number(check) + 1) % 97).padStart(2, "0");
				expect(mod97(text.slice(0, 2) + wrong + text.slice(4))).not.toBe(1);
			}),
		);
	});
});

test("what is found lies in the text, apart and in order, with its line; in any text", async () => {
	const words = fc.array(
		fc.constantFrom(
			"2026-11-03",
			"€5",
			"a@b.cd",
			"https://x.yz/",
			"+46 31 123456",
			"\n",
			"é",
			"𝒳",
			" ",
			".",
			"GB82WEST12345698765432",
			"(",
			"12",
		),
		{ maxLength: 30 },
	);
	await fc.assert(
		fc.asyncProperty(
			fc.oneof(
				words.map((parts) => parts.join("")),
				fc.string({ unit: "binary" }),
			),
			async (text) => {
				let last = 0;
				for await (const { start, end, line, value } of entitiesIn(text, new Set(ENTITY_KINDS), true, pace)) {
					expect(start).toBeGreaterThanOrEqual(last);
					expect(end).toBeGreaterThan(start);
					expect(line).toBe(text.slice(0, start).split("\n").length);
					expect(value).not.toBe("");
					last = end;
				}
			},
		),
		{ numRuns: 200 },
	);
});

test("takes time that grows with the text only, whatever it is made of", async () => {
	for (const part of [
		"1",
		"1 ",
		"0 1",
		"1.",
		"(1)",
		"a.",
		"a@",
		"@",
		"GB82",
		"A1 ",
		"+1",
		"www.",
		"http://",
		"3 may ",
		"€",
		"1,000",
		"-",
		"/",
		`+1${"2".repeat(90)}x `,
		`(12)${"3".repeat(90)}x `,
	]) {
		const started = performance.now();
		for await (const _ of entitiesIn(part.repeat(200_000 / part.length), new Set(ENTITY_KINDS), true, pace));
		expect(performance.now() - started, part).toBeLessThan(8_000);
	}
});

import fc from "fast-check";
import { encode } from "iconv-lite";
import { describe, expect, test } from "vitest";
import { mediaBytes, readCardFile } from "./decode.ts";
import { cardProblems } from "./problems.ts";
import { phoneDigits } from "./values.ts";
import { type Card, readCards } from "./vcard.ts";

const cardsOf = (text: string | Uint8Array) =>
	readCards(readCardFile(typeof text === "string" ? Buffer.from(text) : text).text).cards;
function card(text: string | Uint8Array): Card {
	const [first] = cardsOf(text);
	if (first === undefined) throw new Error("no card");
	return first;
}
const v = (version: string, ...lines: string[]) =>
	["BEGIN:VCARD", `VERSION:${version}`, ...lines, "END:VCARD", ""].join("\r\n");
function problems(text: string): string[] {
	const { tree, cards } = readCards(readCardFile(Buffer.from(text)).text);
	return cardProblems(tree, cards).map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe("cards as programs write them", () => {
	test("Apple Contacts, 3.0", () => {
		const found = card(
			v(
				"3.0",
				"PRODID:-//Apple Inc.//macOS 13.0//EN",
				"N:Example;Ann;B.;Dr.;MD",
				"FN:Dr. Ann B. Example MD",
				"ORG:Acme\\, Inc.;Sales;",
				"item1.EMAIL;type=INTERNET;type=pref:ann@example.com",
				"item1.X-ABLabel:_$!<Other>!$_",
				"item2.TEL:+1 (555) 010-0199",
				"item2.X-ABLabel:Cabin\\, summer",
				"TEL;type=CELL;type=VOICE;type=pref:+1 555 0100",
				"item3.ADR;type=HOME;type=pref:;;1 Main St\\nApt 2;Springfield;IL;62701;USA",
				"item3.X-ABADR:us",
				"item4.URL;type=pref:http\\://example.com",
				"BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12",
				"NOTE:one\\ntwo",
				"X-ABShowAs:COMPANY",
				"PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
				" SkZJRg==",
				"X-SOCIALPROFILE;type=twitter:http://twitter.com/ann",
				"CATEGORIES:Friends,Work\\, old",
				"UID:4F3A-ABPerson",
			),
		);
		expect(found).toMatchObject({
			name: "Dr. Ann B. Example MD",
			parts: { family: "Example", given: "Ann", additional: "B.", prefixes: "Dr.", suffixes: "MD" },
			organizations: [["Acme, Inc.", "Sales"]],
			emails: [{ value: "ann@example.com", label: "Other", preferred: true, types: [] }],
			phones: [
				{ value: "+1 (555) 010-0199", label: "Cabin, summer" },
				{ value: "+1 555 0100", types: ["cell"], preferred: true },
			],
			addresses: [{ street: "1 Main St\nApt 2", city: "Springfield", code: "62701", types: ["home"] }],
			urls: [{ value: "http://example.com" }],
			birthday: "--04-12",
			notes: ["one\ntwo"],
			categories: ["Friends", "Work, old"],
			media: [{ name: "PHOTO", type: "jpeg", size: 10 }],
			uid: "4F3A-ABPerson",
		});
	});

	test("Outlook, 2.1", () => {
		const found = card(
			v(
				"2.1",
				"N;LANGUAGE=de;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
				"FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:J=F6rg M=FCller",
				"ORG:Bau, Meier & Co;Planung",
				"TEL;WORK;VOICE:+49 (30) 123",
				"TEL;WORK;FAX:+49 30 124",
				"ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;Am Markt 1=0D=0AHinterhaus;Berlin;;10117;=",
				"Deutschland",
				"LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:Am Markt 1=0D=0A=",
				"10117 Berlin",
				"EMAIL;PREF;INTERNET:joerg@example.de",
				"PHOTO;TYPE=JPEG;ENCODING=BASE64:",
				" /9j/4AAQSkZJRg==",
				"",
				"X-MS-OL-DESIGN;CHARSET=utf-8:<card/>",
				"REV:20240101T120000Z",
			),
		);
		expect(found).toMatchObject({
			version: "2.1",
			name: "Jörg Müller",
			parts: { family: "Müller", given: "Jörg" },
			organizations: [["Bau, Meier & Co", "Planung"]],
			phones: [
				{ value: "+49 (30) 123", types: ["work"] },
				{ value: "+49 30 124", types: ["work", "fax"] },
			],
			addresses: [{ street: "Am Markt 1\r\nHinterhaus", city: "Berlin", country: "Deutschland" }],
			emails: [{ value: "joerg@example.de", preferred: true }],
			media: [{ type: "jpeg", size: 10 }],
		});
	});

	test("Android, 2.1: UTF-8 in quoted-printable, no FN, a nickname of its own", () => {
		const found = card(
			v(
				"2.1",
				"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=E6=9D=8E=E6=98=8E;;;",
				"TEL;X-%E5%AE%B6:123",
				"X-ANDROID-CUSTOM;CHARSET=UTF-8:vnd.android.cursor.item/nickname;Ming;1;;;;;;;;;;;;;",
			),
		);
		expect(found).toMatchObject({ name: "李明", nicknames: ["Ming"] });
	});

	test("4.0 as in RFC 6350", () => {
		const found = card(
			v(
				"4.0",
				"FN;PREF=1:Simon Perreault",
				"FN;LANGUAGE=fr:Simon P.",
				"N:Perreault;Simon;;;ing. jr,M.Sc.",
				"BDAY:--0203",
				"ANNIVERSARY:20090808T1430-0500",
				"GENDER:M",
				'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
				"EMAIL;TYPE=work:mailto:simon@example.com",
				'ADR;LABEL="Mr. John Q. Public, Esq.\\nMail Drop: TNE QB":;;;;;;',
				"KIND:group",
				"MEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af",
				"MEMBER:mailto:sub@example.com",
				"PHOTO:data:image/png;base64,AAEC",
				"LOGO:https://example.com/l.png",
				"IMPP:xmpp:simon@example.com",
			),
		);
		expect(found).toMatchObject({
			names: ["Simon Perreault", "Simon P."],
			parts: { suffixes: "ing. jr M.Sc." },
			birthday: "--02-03",
			anniversary: "2009-08-08",
			phones: [{ value: "+1-418-656-9254 ext. 102", types: ["work"], preferred: true }],
			emails: [{ value: "simon@example.com" }],
			kind: "group",
			members: ["urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af", "mailto:sub@example.com"],
			media: [
				{ name: "PHOTO", type: "image/png", size: 3 },
				{ name: "LOGO", url: "https://example.com/l.png" },
			],
			ims: [{ value: "xmpp:simon@example.com" }],
		});
		const [photo] = found.properties.filter(({ name }) => name === "PHOTO");
		expect(photo && mediaBytes(photo.line)?.bytes).toEqual(Buffer.from([0, 1, 2]));
	});

	test.each([
		["iso-8859-1", "Zoë Ångström"],
		["shift_jis", "山田太郎"],
		["gbk", "李明"],
		["koi8-r", "Иван Петров"],
		["windows-1250", "Łukasz Żółć"],
		["iso-2022-jp", "山田"],
	])("8-bit %s", (charset, name) => {
		const body = charset === "iso-2022-jp" ? Buffer.from("\x1b$B;3ED\x1b(B", "latin1") : encode(name, charset);
		const bytes = Buffer.concat([
			Buffer.from(`BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=${charset}:`),
			body,
			Buffer.from("\nEND:VCARD\n"),
		]);
		expect(card(bytes).name).toBe(name);
	});

	test("UTF-16, with a mark and without, either order", () => {
		const text = v("3.0", "FN:Zoë", "N:Z;;;;");
		for (const [charset, mark] of [
			["utf-16le", "\ufeff"],
			["utf-16be", "\ufeff"],
			["utf-16le", ""],
		] as const) {
			const bytes = encode(mark + text, charset, { addBOM: false });
			expect(card(bytes).name).toBe("Zoë");
			const file = readCardFile(bytes);
			expect(file.encode(file.text)).toEqual(bytes);
		}
	});

	test("what it is called when it has no name", () => {
		expect(card(v("3.0", "FN:", "N:Doe;Jane;;;")).name).toBe("Jane Doe");
		expect(card(v("3.0", "FN: ", "N:;;;;", "ORG:Acme;X")).name).toBe("Acme");
		expect(card(v("3.0", "EMAIL:a@b.c")).name).toBe("a@b.c");
		expect(card(v("3.0")).name).toBe("Unnamed");
	});

	test("cards in one file, one in another, one that has no end", () => {
		const text = `${v("3.0", "FN:a", "AGENT:", "BEGIN:VCARD", "FN:secretary", "END:VCARD")}\n\n${v("3.0", "FN:b").replace("END:VCARD\r\n", "")}${v("3.0", "FN:c")}`;
		expect(cardsOf(text).map(({ name }) => name)).toEqual(["a", "b", "c"]);
	});
});

test("what is wrong is told with line and column", () => {
	expect(problems(v("3.0", "FN:a", "N:a;;;;"))).toEqual([]);
	expect(problems("hello\n")).toEqual(["1:1 a line without a colon", "1:1 there is no card (BEGIN:VCARD)"]);
	expect(problems(v("5.0", "FN:a"))).toEqual(["2:9 `5.0` is no version of vCard: 2.1, 3.0 or 4.0"]);
	expect(problems(v("4.0", "N:a;;;;"))).toEqual(["1:1 the card has no FN, its name"]);
	expect(problems(v("4.0", "FN:a", "UID:1", "UID:2"))).toEqual(["5:1 a second UID"]);
	expect(problems(v("3.0", "FN:a", "BDAY:soon", "PHOTO;ENCODING=b:AA", " A?A"))).toEqual([
		"4:6 BDAY: `soon` is no date",
		"6:3 PHOTO is no base64",
	]);
	expect(problems(v("3.0", "FN:a").slice(0, -11))).toEqual(["1:1 BEGIN:VCARD has no END:VCARD"]);
	expect(problems(v("2.1", "NOTE;QUOTED-PRINTABLE:a=zz"))).toEqual(["3:23 NOTE: `=zz` is no quoted-printable"]);
});

test("nothing crashes: cards with bytes thrown in", () => {
	const pieces = [
		"BEGIN:VCARD\r\n",
		"END:VCARD\r\n",
		"VERSION:2.1\r\n",
		"VERSION:4.0\n",
		"N;ENCODING=QUOTED-PRINTABLE:=E4;b\r\n",
		"PHOTO;BASE64:AAA\n\n",
		"ADR;CHARSET=nonsense:;;\xff\r\n",
		'TEL;TYPE="a:tel:;ext=\r\n',
		"FN;CHARSET=shift_jis:\x83\r\n",
		"BDAY:0000-00-00\n",
		"AGENT:BEGIN:VCARD\n",
		"X-ABLABEL:_$!<\n",
		"\0\xfe\xff ",
	];
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 30 }),
			(parts) => {
				const bytes = Buffer.from(parts.join(""), "latin1");
				const file = readCardFile(bytes);
				expect(file.encode(file.text)).toEqual(bytes);
				const { tree, cards } = readCards(file.text);
				cardProblems(tree, cards);
				for (const { name } of cards) expect(name).not.toBe("");
			},
		),
	);
});

test("hostile cards take no more time than their length", () => {
	const blanks = " ".repeat(200_000);
	const text = v(
		"3.0",
		`FN:${"x".repeat(1_000_000)}\x1b[2J`,
		`TEL:1${blanks}2${blanks}x`,
		`EMAIL:${"<".repeat(200_000)}@`,
		`PHOTO:data:${";".repeat(200_000)}`,
		`X-ABLabel:_$!<${"_$!<".repeat(50_000)}`,
		`BDAY:${"T".repeat(200_000)}`,
		`N;ENCODING=QUOTED-PRINTABLE:${"=".repeat(200_000)}`,
		`A${";".repeat(200_000)}:`,
		`B;X="${'"'.repeat(200_000)}:`,
		"NOTE:\\".repeat(50_000),
		...Array.from({ length: 50_000 }, (_, at) => `item${at}.X-ABLabel:${at}`),
		...Array.from({ length: 20_000 }, () => "BEGIN:VCARD\r\nAGENT:"),
	);
	const before = process.cpuUsage();
	const { tree, cards } = readCards(text);
	cardProblems(tree, cards);
	for (const { phones, name } of cards) {
		expect(name.length).toBeLessThanOrEqual(250);
		for (const { value } of phones) phoneDigits(value);
	}
	expect(process.cpuUsage(before).user / 1000).toBeLessThan(15_000); // squares of these lengths take minutes
});

/** Examples of the standards themselves: versit's vCard 2.1 (1996), RFC 2426 (3.0), RFC 6350 (4.0). */
import { describe, expect, test } from "vitest";
import { readCardFile } from "./decode.ts";
import { cardProblems } from "./problems.ts";
import { type Card, readCards } from "./vcard.ts";

function read(version: string, lines: string): { card: Card; problems: string[] } {
	const name = /^FN/m.test(lines) ? "" : "FN:x\r\n";
	const text = `BEGIN:VCARD\r\nVERSION:${version}\r\n${name}${lines.replaceAll("\n", "\r\n")}\r\nEND:VCARD\r\n`;
	const { tree, cards } = readCards(readCardFile(Buffer.from(text)).text);
	const [card] = cards;
	if (card === undefined) throw new Error("no card");
	return { card, problems: cardProblems(tree, cards).map(({ message }) => message) };
}
const tel = (value: string, types: string[], preferred = false) => ({ phones: [{ value, types, preferred }] });

const cases: Record<string, [lines: string, says: object][]> = {
	"2.1": [
		[
			"N:Public;John;Quinlan;Mr.;Esq.",
			{ parts: { family: "Public", given: "John", additional: "Quinlan", prefixes: "Mr.", suffixes: "Esq." } },
		],
		["N:Veni, Vidi, Vici;The Restaurant.", { parts: { family: "Veni, Vidi, Vici", given: "The Restaurant." } }],
		["FN:Mr. John Q. Public, Esq.", { name: "Mr. John Q. Public, Esq." }],
		["PHOTO;VALUE=URL:file:///jqpublic.gif", { media: [{ url: "file:///jqpublic.gif", size: null }] }],
		["BDAY:19960415", { birthday: "1996-04-15" }],
		["BDAY:1953-10-15T23:10:00Z", { birthday: "1953-10-15" }],
		[
			"ADR;DOM;HOME:P.O. Box 101;Suite 101;123 Main Street;Any Town;CA;91921-1234;",
			{
				addresses: [
					{
						types: ["dom", "home"],
						box: "P.O. Box 101",
						extended: "Suite 101",
						street: "123 Main Street",
						city: "Any Town",
						region: "CA",
						code: "91921-1234",
						country: "",
					},
				],
			},
		],
		["TEL;PREF;WORK;MSG;FAX:+1-800-555-1234", tel("+1-800-555-1234", ["work", "msg", "fax"], true)],
		["TEL;TYPE=PREF;TYPE=WORK:+1-800-555-1234", tel("+1-800-555-1234", ["work"], true)],
		["EMAIL;INTERNET:john.public@abc.com", { emails: [{ value: "john.public@abc.com", types: [] }] }],
		[
			"ORG:ABC, Inc.;North American Division;Marketing",
			{ organizations: [["ABC, Inc.", "North American Division", "Marketing"]] },
		],
		["A.TEL;HOME:+1-213-555-1234\nA.NOTE:grouped", { notes: ["grouped"], ...tel("+1-213-555-1234", ["home"]) }],
		[
			"NOTE;ENCODING=QUOTED-PRINTABLE:Don't remember to order Girl=\n Scout cookies from Stacey today!",
			{ notes: ["Don't remember to order Girl Scout cookies from Stacey today!"] },
		],
		["AGENT:\nBEGIN:VCARD\nVERSION:2.1\nN:Friday;Fred\nTEL;WORK;VOICE:+1-213-555-1234\nEND:VCARD", { phones: [] }],
		[
			"ADR;WORK;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Stra=DFe 1;M=FCnchen;;;",
			{ addresses: [{ street: "Straße 1", city: "München" }] },
		],
		["SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:", { media: [] }],
	],
	"3.0": [
		["FN:Mr. John Q. Public\\, Esq.", { name: "Mr. John Q. Public, Esq." }],
		[
			"N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.,A.C.P.",
			{ parts: { additional: "Philip Paul", suffixes: "Jr. M.D. A.C.P." } },
		],
		["NICKNAME:Jim,Jimmie", { nicknames: ["Jim", "Jimmie"] }],
		["BDAY:1987-09-27T08:30:00-06:00", { birthday: "1987-09-27" }],
		[
			"ADR;TYPE=dom,home,postal,parcel:;;123 Main\n  Street;Any Town;CA;91921-1234",
			{ addresses: [{ types: ["dom", "home", "postal", "parcel"], street: "123 Main Street", code: "91921-1234" }] },
		],
		["TEL;TYPE=work,voice,pref,msg:+1-213-555-1234", tel("+1-213-555-1234", ["work", "msg"], true)],
		[
			"EMAIL;TYPE=internet,pref:jane_doe@abc.com",
			{ emails: [{ value: "jane_doe@abc.com", preferred: true, types: [] }] },
		],
		[
			"CATEGORIES:INTERNET,IETF,INDUSTRY,INFORMATION TECHNOLOGY",
			{ categories: ["INTERNET", "IETF", "INDUSTRY", "INFORMATION TECHNOLOGY"] },
		],
		[
			"NOTE:This fax number is operational 0800 to 1715 \n EST\\, Mon-Fri.",
			{ notes: ["This fax number is operational 0800 to 1715 EST, Mon-Fri."] },
		],
		[
			"AGENT:BEGIN:VCARD\\nFN:Susan Thomas\\nTEL:+1-919-555-1234\\nEMAIL\\;INTERNET:sthomas@host.com\\nEND:VCARD\\n",
			{ phones: [] },
		],
		["KEY;ENCODING=b:MIICajCCAdOg\n AwIBAgICBEUw", { media: [{ name: "KEY", size: 18 }] }],
		[
			"ORG:ABC\\, Inc.;North American Division;Marketing",
			{ organizations: [["ABC, Inc.", "North American Division", "Marketing"]] },
		],
	],
	"4.0": [
		["BDAY;VALUE=text:circa 1800", { birthday: "circa 1800" }],
		["BDAY:--0415", { birthday: "--04-15" }],
		["BDAY:19531015T231000Z", { birthday: "1953-10-15" }],
		["BDAY:1985-04", { birthday: "1985-04" }],
		[
			'ADR;GEO="geo:12.3457,78.910";LABEL="Mr. John Q. Public, Esq.\\nMail Drop: TNE QB\\n123 Main Street\\nAny Town, CA  91921-1234\\nU.S.A.":;;123 Main Street;Any Town;CA;91921-1234;U.S.A.',
			{ addresses: [{ street: "123 Main Street", country: "U.S.A." }] },
		],
		['ADR;LABEL="42 Plantation St.\\nBaytown":;;;;;;', { addresses: [{ value: "42 Plantation St., Baytown" }] }],
		[
			'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-555-555-5555;ext=5555',
			tel("+1-555-555-5555 ext. 5555", ["home"], true),
		],
		[
			"FN:The Doe family\nKIND:group\nMEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af\nMEMBER:tel:+1-418-555-5555",
			{ kind: "group", members: ["urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af", "tel:+1-418-555-5555"] },
		],
		["N;ALTID=1;LANGUAGE=jp:山田;太郎;;;\nN;ALTID=1;LANGUAGE=en:Yamada;Taro;;;", { parts: { family: "山田" } }],
		[
			"EMAIL;PID=4.1,5.2:jdoe@example.com\nCLIENTPIDMAP:1;urn:uuid:3df403f4-5924-4bb7-b077-3c711d9eb34b",
			{ emails: [{ value: "jdoe@example.com" }] },
		],
		[
			"PHOTO:http://www.example.com/pub/photos/jqpublic.gif",
			{ media: [{ url: "http://www.example.com/pub/photos/jqpublic.gif" }] },
		],
		["NOTE;X-N=a^nb^^c^'d:x", { notes: ["x"] }],
	],
};

describe.each(Object.entries(cases))("%s", (version, all) => {
	test.each(all)("%s", (lines, says) => {
		const { card, problems } = read(version, lines);
		expect(problems).toEqual([]);
		expect(card).toMatchObject(says);
	});
});

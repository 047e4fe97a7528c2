import Driver from "better-sqlite3";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { indexable, indexableQuery } from "./indexable.ts";

const database = new Driver(":memory:");
database.exec("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize='porter unicode61 remove_diacritics 2')");
afterAll(() => database.close());

/** Whether the index, given a text, finds what is looked for: the very tokenizer of the desk decides. */
function finds(text: string, phrase: string): boolean {
	database.exec("DELETE FROM t");
	database.prepare("INSERT INTO t VALUES (?)").run(indexable(text));
	const query = indexableQuery(phrase)
		.map((words) => `"${words.replaceAll('"', '""')}"`)
		.join(" OR ");
	return database.prepare("SELECT 1 FROM t WHERE t MATCH ?").get(query) !== undefined;
}

describe("finds", () => {
	test.each([
		["Größe der Straße", "strasse"],
		["Größe der Strasse", "Straße"],
		["l’été déjà vu", "ete deja"],
		["ete deja", "été déjà"],
		["café".normalize("NFD"), "café"],
		["ısı ve İstanbul", "isi"],
		["ISI VE ISTANBUL", "ısı"],
		["İstanbul", "istanbul"],
		["Đà Nẵng", "da nang"],
		["Łódź, Ærø, œuvre", "lodz aero oeuvre"],
		["άνθρωπος", "ανθρωπος"],
		["ΑΝΘΡΩΠΟΣ", "άνθρωπος"],
		["мягкий ёж", "еж"],
		["мягкий", "мягкий".normalize("NFD")],
		["كِتَابٌ جديد", "كتاب"],
		["كتـــاب", "كتاب"],
		["کتاب فارسی", "كتاب"],
		["שָׁלוֹם", "שלום"],
		["हिन्दी भाषा", "हिन्दी"],
		["தமிழ் மொழி", "தமிழ்"],
		["東京都の天気", "京都"],
		["東京都の天気", "の天"],
		["これはペンです", "ペン"],
		["ﾃｽﾄ ＡＢＣ１２", "テスト abc12"],
		["서울에서 만나요", "서울"],
		["ภาษาไทยง่าย", "ไทย"],
		["ພາສາລາວ", "ລາວ"],
		["ខ្មែរ", "ខ្មែរ"],
		["ﬁnal ofﬁce", "final office"],
		["ǆep", "džep"],
		["ĳs", "ijs"],
		["ǿ ǽ", "ǿ ǽ".normalize("NFD")],
		["10 m² Fläche", "m2"],
		["co\u00adope\u00adrate", "cooperate"],
		["call readFileSync(path)", "readFileSync path"],
		["call readFileSync(path)", "read file sync"],
		["call readFileSync(path)", "readFile"],
		["new XMLHttpRequest()", "http request"],
		["snake_case_name", "case name"],
		["snake_case_name", "snake_case"],
		["kebab-case", "case"],
		["`sha256` of it", "256"],
		["SHA-256 of it", "sha256"],
		["𠮷野家", "野家"],
		["running tests", "run test"],
	])("%j by %j", (text, phrase) => expect(finds(text, phrase)).toBe(true));

	test.each([
		["हिन्दी भाषा", "हिन्द भाष"], // vowel signs are no accents
		["かき", "がき"],
		["東京都", "京東"],
		["readFileSync", "filesync"],
		["มา", "มี"],
	])("but not %j by %j", (text, phrase) => expect(finds(text, phrase)).toBe(false));
});

test("ASCII prose is left as it is", () => {
	const prose = "The quick brown fox -- it's 3 o'clock, (really) -- jumps. Over 20 lazy dogs!\n";
	expect(indexable(prose)).toBe(prose);
});

const HAN = fc.stringMatching(/^[一-十東京都天気野家カナかな한국]{1,12}$/u);
test("any part of a text without blanks is found", () => {
	fc.assert(
		fc.property(HAN, fc.nat(), fc.nat(), (text, a, b) => {
			const chars = [...text];
			const from = a % chars.length;
			const part = chars.slice(from, from + 1 + (b % (chars.length - from)));
			expect(finds(text, part.join(""))).toBe(true);
		}),
	);
});

/** Letters with all their marks, of scripts in use; squared ones (🈀) are symbols. */
const LETTER = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 1 })
	.filter((char) => !/[\u{1f100}-\u{1f2ff}]/u.test(char))
	.filter((char) =>
		/^[ -~\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Deva}\p{sc=Taml}\p{sc=Thai}\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{M}]+$/u.test(
			char,
		),
	);
test("any text is found, however it and the query are encoded", () => {
	const form = fc.constantFrom("NFC", "NFD", "NFKC", "NFKD");
	fc.assert(
		fc.property(fc.string({ unit: LETTER, minLength: 1, maxLength: 30 }), form, form, (text, one, other) => {
			const plain = text.normalize("NFKD");
			fc.pre(/[^\P{L}\u0640]/u.test(plain) && !/[\p{Lu}\p{N}_`]/u.test(plain));
			expect(finds(`x ${text.normalize(one)} y`, text.normalize(other))).toBe(true);
		}),
		{ numRuns: 300 },
	);
});

test.each([
	["one letter", "a"],
	["changes of case", "aB"],
	["letters and numbers", "1a"],
	["Han", "漢"],
	["vowel signs", "ก็"],
	["accents", "e\u0301"],
	["underscores", "_a"],
])("linear time: %s", (_, unit) => {
	const time = (length: number) => {
		const text = unit.repeat(length / unit.length);
		const started = cpuTime();
		indexable(text);
		return cpuTime() - started;
	};
	time(10_000);
	expect(time(1_000_000)).toBeLessThan(5000);
});

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Tiktoken } from "js-tiktoken/lite";
import cl100k from "js-tiktoken/ranks/cl100k_base";
import o200k from "js-tiktoken/ranks/o200k_base";
import { beforeAll, describe, expect, test } from "vitest";
import { countTokens, estimateTokens } from "./tokens.ts";

/** Sentences of no matter, written for this test. */
const SENTENCES: Readonly<Record<string, string>> = {
	English: "On Thursday we talked about the roof again; nobody knows who will pay for it, and the rain does not wait.",
	German:
		"Am Donnerstag haben wir wieder über das Dach geredet; niemand weiß, wer es bezahlt, und der Regen wartet nicht.",
	French: "Jeudi, nous avons encore parlé du toit ; personne ne sait qui va payer, et la pluie n'attend pas.",
	Spanish: "El jueves volvimos a hablar del tejado; nadie sabe quién lo pagará, y la lluvia no espera a nadie.",
	Portuguese: "Na quinta-feira falamos outra vez do telhado; ninguém sabe quem vai pagar, e a chuva não espera.",
	Polish: "W czwartek znowu rozmawialiśmy o dachu; nikt nie wie, kto za niego zapłaci, a deszcz nie poczeka.",
	Swedish: "På torsdagen pratade vi om taket igen; ingen vet vem som ska betala, och regnet väntar inte.",
	Finnish: "Torstaina puhuimme taas katosta; kukaan ei tiedä kuka sen maksaa, eikä sade odota.",
	Turkish: "Perşembe günü yine çatıdan konuştuk; kimin ödeyeceğini kimse bilmiyor, yağmur da beklemiyor.",
	Vietnamese: "Hôm thứ năm chúng tôi lại nói về mái nhà; không ai biết ai sẽ trả tiền, và mưa thì không chờ.",
	Russian: "В четверг мы снова говорили о крыше; никто не знает, кто за неё заплатит, а дождь не ждёт.",
	Ukrainian: "У четвер ми знову говорили про дах; ніхто не знає, хто за нього заплатить, а дощ не чекає.",
	Greek: "Την Πέμπτη μιλήσαμε πάλι για τη στέγη· κανείς δεν ξέρει ποιος θα πληρώσει, και η βροχή δεν περιμένει.",
	Hebrew: "ביום חמישי דיברנו שוב על הגג; אף אחד לא יודע מי ישלם, והגשם לא מחכה.",
	Arabic: "تحدثنا يوم الخميس مرة أخرى عن السقف؛ لا أحد يعرف من سيدفع، والمطر لا ينتظر.",
	Persian: "پنج‌شنبه دوباره دربارهٔ سقف حرف زدیم؛ هیچ‌کس نمی‌داند چه کسی پولش را می‌دهد و باران صبر نمی‌کند.",
	Hindi: "गुरुवार को हमने फिर छत के बारे में बात की; कोई नहीं जानता कि पैसे कौन देगा, और बारिश इंतज़ार नहीं करती।",
	Bengali: "বৃহস্পতিবার আমরা আবার ছাদ নিয়ে কথা বললাম; কেউ জানে না কে টাকা দেবে, আর বৃষ্টি অপেক্ষা করে না।",
	Tamil: "வியாழக்கிழமை மீண்டும் கூரையைப் பற்றி பேசினோம்; யார் பணம் தருவார் என்று யாருக்கும் தெரியாது.",
	Thai: "วันพฤหัสบดีเราคุยกันเรื่องหลังคาอีกครั้ง ไม่มีใครรู้ว่าใครจะจ่าย และฝนก็ไม่รอ",
	Georgian: "ხუთშაბათს ისევ სახურავზე ვისაუბრეთ; არავინ იცის, ვინ გადაიხდის, და წვიმა არ იცდის.",
	Armenian: "Հինգշաբթի օրը նորից խոսեցինք տանիքի մասին. ոչ ոք չգիտի, թե ով է վճարելու։",
	Chinese: "星期四我们又谈到了屋顶；没有人知道谁来付钱，而雨不会等人。",
	"traditional Chinese": "星期四我們又談到了屋頂；沒有人知道誰來付錢，而雨不會等人。",
	Japanese: "木曜日にまた屋根の話をしました。誰が払うのか誰も知らず、雨は待ってくれません。",
	Korean: "목요일에 우리는 또 지붕 이야기를 했다. 누가 돈을 낼지 아무도 모르고, 비는 기다려 주지 않는다.",
	Amharic: "ሐሙስ ቀን ስለ ጣሪያው እንደገና ተነጋገርን፤ ማን እንደሚከፍል ማንም አያውቅም።",
	emoji: "🎉🎂 see you 😀 at 8 👩‍👩‍👧 🇸🇪 ☂️",
};

const root = fileURLToPath(new URL("../../", import.meta.url));
const FILES = [
	"ARCHITECTURE.md",
	"README.md",
	"CONTRIBUTING.md",
	"package.json",
	"src/vfs/vfs.ts",
	"src/store/schema/001-kernel.sql",
	"scripts/build.mjs",
];

let exact: Record<"o200k" | "cl100k", Tiktoken>;
beforeAll(() => {
	exact = { o200k: new Tiktoken(o200k), cl100k: new Tiktoken(cl100k) };
});
const oracle = (text: string, name: "o200k" | "cl100k" = "o200k") => exact[name].encode(text, [], []).length;

describe("an exact count is that of js-tiktoken", () => {
	test.each(Object.entries(SENTENCES))("%s", async (_language, text) => {
		expect(await countTokens(text, "gpt-5-mini")).toEqual({ tokens: oracle(text), estimated: false });
		expect(await countTokens(text, "gpt-4-turbo")).toEqual({ tokens: oracle(text, "cl100k"), estimated: false });
	});

	test.each(FILES)("%s", async (file) => {
		const text = readFileSync(root + file, "utf8");
		expect((await countTokens(text, "openai/gpt-4o")).tokens).toBe(oracle(text));
	});

	test("of any text", async () => {
		await countTokens("", "gpt-5");
		const text = fc.oneof(
			fc.string({ unit: "grapheme", maxLength: 60 }),
			fc.string({ unit: "binary", maxLength: 60 }),
			fc.string({ unit: fc.constantFrom("a", "B", "é", " ", "\n", "1", "'s", "<|endoftext|>", "字"), maxLength: 60 }),
		);
		await fc.assert(
			fc.asyncProperty(text, async (each) => {
				expect((await countTokens(each, "gpt-5")).tokens).toBe(oracle(each));
				expect((await countTokens(each, "gpt-3.5-turbo")).tokens).toBe(oracle(each, "cl100k"));
			}),
		);
	});

	test("long words are counted in parts, in time", async () => {
		const start = performance.now();
		for (const text of [
			"a".repeat(300_000),
			randomBytes(150_000).toString("hex").replaceAll(/\d/g, "x"),
			"字".repeat(100_000),
		]) {
			const { tokens } = await countTokens(text, "gpt-5");
			expect(tokens).toBeGreaterThan(1000);
			expect(tokens).toBeLessThan(300_000);
		}
		expect(performance.now() - start).toBeLessThan(20_000);
	});
});

test("other models' tokens are estimated, and it is said", async () => {
	for (const model of ["claude-sonnet-4-5", "llama3.2", "anthropic/claude-haiku-4.5", "", "my-gpt-4"])
		expect(await countTokens("hello there", model)).toEqual({ tokens: estimateTokens("hello there"), estimated: true });
});

describe("an estimate is between half of the real count and twice as much", () => {
	const check = (text: string) => {
		const share = estimateTokens(text) / oracle(text);
		expect(share).toBeGreaterThan(0.5);
		expect(share).toBeLessThan(2);
		return share;
	};
	test.each(Object.entries(SENTENCES))("%s", (_language, text) => {
		expect(check(text)).toBeGreaterThan(0.88); // rather too many, and never many too few
	});
	test.each(FILES)("%s", (file) => {
		check(readFileSync(root + file, "utf8"));
	});
	test("base64, hex, numbers, blanks", () => {
		check(randomBytes(3000).toString("base64"));
		check(randomBytes(3000).toString("hex"));
		check(Array.from({ length: 500 }, (_, at) => at * 7919).join(", "));
		check("\n\n\t\tword\n".repeat(50));
	});
	test("parts of the whole", () => {
		const all = [...Object.values(SENTENCES), ...FILES.map((file) => readFileSync(root + file, "utf8"))].join("\n");
		fc.assert(
			fc.property(fc.nat({ max: all.length - 500 }), fc.integer({ min: 200, max: 5000 }), (at, length) => {
				check(all.slice(at, at + length));
			}),
		);
	});
	test("nothing is nothing", () => expect(estimateTokens("")).toBe(0));
});

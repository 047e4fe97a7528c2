import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { charsetName, decodeText } from "./charset.ts";
import { decodeUtf7 } from "./shifted.ts";

const decode = (hex: string, label?: string) => decodeText(Buffer.from(hex.replace(/ /g, ""), "hex"), label).text;
const problem = (hex: string, label?: string) => decodeText(Buffer.from(hex.replace(/ /g, ""), "hex"), label).problem;

test("labels", () => {
	expect(
		[
			'"utf-8"',
			" UTF8 ",
			"utf-8*en",
			"x-sjis",
			"GB2312",
			"latin1",
			"cp1251",
			"win-1250",
			"'iso-8859-1'",
			"ANSI_X3.4-1968",
		].map(charsetName),
	).toEqual([
		"utf-8",
		"utf-8",
		"utf-8",
		"shift_jis",
		"gb18030",
		"windows-1252",
		"windows-1251",
		"windows-1250",
		"windows-1252",
		"us-ascii",
	]);
	expect(charsetName("__proto__")).toBe("__proto__");
	expect(decode("41ff", "__proto__")).toBe("Aÿ");
});

test("wrong labels", () => {
	expect(decode("c3a4", "iso-8859-1")).toBe("ä");
	expect(decode("e4", "utf-8")).toBe("ä");
	expect(decode("80 93", "iso-8859-1")).toBe("€“");
	expect(decode("80", "windows-1252")).toBe("€");
	expect(decode("e4", "us-ascii")).toBe("ä");
	expect(decode("c3a4", "us-ascii")).toBe("ä");
	expect(decode("c3a4")).toBe("ä");
	expect(decode("e4", "unknown-8bit")).toBe("ä");
	expect(decode("c3a4 ff", "utf-8")).toBe("ä\ufffd");
	expect(problem("c3a4", "iso-8859-1")).toContain("is UTF-8");
	expect(problem("e4", "utf-8")).toContain("is not");
	expect(problem("e4", "x-nonsense")).toContain("unknown character set");
	expect(problem("e4", "iso-8859-1")).toBeUndefined();
	expect(problem("41", "x-nonsense")).toBeUndefined();
});

test.each([
	["fffe e400 4100", "utf-16", "äA"],
	["feff 00e4 0041", "utf-16", "äA"],
	["00e4 0041", "utf-16", "äA"],
	["4100 4200", "utf-16", "AB"],
	["fffe 4100", "utf-8", "A"],
	["efbbbf c3a4", "iso-8859-1", "ä"],
	["1b2442 467c 1b2842", "iso-2022-jp", "日"],
	["93fa", "x-sjis", "日"],
	["c6fc", "euc-jp", "日"],
	["d6d0", "gb2312", "中"],
	["a4a4", "big5", "中"],
	["c7d1", "ks_c_5601", "한"],
	["7e7b 5650 7e7d 7e7e", "hz-gb-2312", "中~"],
	["1b242943 0e 4751 0f 41", "iso-2022-kr", "한A"],
	["cf", "koi8-r", "о"],
	["81", "cp437", "ü"],
	["e4", "iso-8859-16", "ä"],
	["a4", "iso-8859-15", "€"],
	["80", "macintosh", "Ä"],
	["a1", "tis-620", "ก"],
])("%s is %s: %s", (hex, label, expected) => {
	expect(decode(hex, label)).toBe(expected);
});

test("UTF-7 (RFC 2152, examples)", () => {
	expect(decodeUtf7("A+ImIDkQ.")).toBe("A≢Α.");
	expect(decodeUtf7("Hi Mom -+Jjo--!")).toBe("Hi Mom -☺-!");
	expect(decodeUtf7("+ZeVnLIqe-")).toBe("日本語");
	expect(decodeUtf7("Item 3 is +AKM-1.")).toBe("Item 3 is £1.");
	expect(decodeUtf7("1 +- 1 +")).toBe("1 + 1 +");
});

test("python's codecs as oracle: each character of many sets", (context) => {
	const names = [
		"iso8859-2",
		"iso8859-5",
		"iso8859-7",
		"iso8859-9",
		"iso8859-15",
		"cp1250",
		"cp1251",
		"cp1253",
		"cp1254",
		"cp1256",
		"cp1257",
		"koi8-r",
		"koi8-u",
		"cp437",
		"cp850",
		"cp852",
		"cp866",
		"mac-roman",
	];
	const script =
		"import json\nout={}\nfor n in json.loads(input()):\n  r={}\n  for b in range(0xa0,256):\n    try: r[b]=bytes([b]).decode(n)\n    except Exception: pass\n  out[n]=r\nprint(json.dumps(out))";
	let oracle: Record<string, Record<string, string>>;
	try {
		oracle = JSON.parse(execFileSync("python3", ["-c", script], { input: JSON.stringify(names) }).toString());
	} catch {
		context.skip("python3 is not installed");
		return;
	}
	const labels: Record<string, string> = { "mac-roman": "macintosh" };
	for (const name of names) {
		const label = labels[name] ?? name.replace("iso8859", "iso-8859").replace(/^cp(125\d)/, "windows-$1");
		for (const [byte, expected] of Object.entries(oracle[name] ?? {})) {
			// 0xDB of Mac OS Roman became the euro sign, 0xF0 is a private character; KOI8-U has two of KOI8-RU in the Web's table.
			if (
				(name === "mac-roman" && (byte === "219" || byte === "240")) ||
				(name === "koi8-u" && (byte === "174" || byte === "190"))
			)
				continue;
			expect([name, byte, decodeText(Buffer.of(Number(byte), 0x20), label).text]).toEqual([name, byte, `${expected} `]);
		}
	}
});

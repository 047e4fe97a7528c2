import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodedSize, decodeTransfer, encodingName } from "./transfer.ts";
import { findUu } from "./uuencode.ts";

const decode = (text: string, encoding: string) =>
	decodeTransfer(Buffer.from(text, "latin1"), encoding).bytes.toString("latin1");
const problem = (text: string, encoding: string) => decodeTransfer(Buffer.from(text, "latin1"), encoding).problem;

test.each([
	// RFC 2045, 6.7
	[
		"Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
		"Now's the time for all folk to come to the aid of their country.",
	],
	["=E4=f6", "\xe4\xf6"],
	["a  \t \r\nb", "a\r\nb"],
	["a=20\r\nb", "a \r\nb"],
	["a=20  \r\nb", "a \r\nb"],
	["a = \t\r\nb", "a b"],
	["a=\nb", "ab"],
	["a=", "a"],
	["a=XYb", "a=XYb"],
	["a=4", "a=4"],
	["a==3D", "a=="],
	["a   ", "a"],
	["\xe4=E4", "\xe4\xe4"],
	["", ""],
])("quoted-printable %j", (written, expected) => {
	expect(decode(written, "quoted-printable")).toBe(expected);
});

test.each([
	["SGVsbG8=", "Hello"],
	["SGVs\r\nbG8=\r\n", "Hello"],
	["SGVsbG8", "Hello"],
	["SG*Vs!bG8=", "Hello"],
	["SGVsbG8=\r\n-- \r\nList footer of the server", "Hello"],
	["SGk=SGk=", "HiHi"],
	["SGk=\r\nSGk=\r\n", "HiHi"],
	["====", ""],
	["", ""],
	[" \r\n ", ""],
])("base64 %j", (written, expected) => {
	expect(decode(written, "base64")).toBe(expected);
	expect(decodedSize(Buffer.from(written), "base64")).toBe(expected.length);
});

test("what is broken is told", () => {
	expect(problem("SG*k=", "base64")).toContain("no base64");
	expect(problem("SGk=\n-- \nfooter text", "base64")).toContain("text after");
	expect(problem("SGk=\n", "base64")).toBeUndefined();
	expect(problem("a=XY", "quoted-printable")).toContain("broken");
	expect(problem("a", "x-magic")).toContain("unknown encoding");
	expect(decode("a=3D", "x-magic")).toBe("a=3D");
});

test("names of encodings", () => {
	expect(["BASE64", " Base64 (x)", "8-bit", "Quoted-Printable;", "x-uue", '"7bit"', ""].map(encodingName)).toEqual([
		"base64",
		"base64",
		"8bit",
		"quoted-printable",
		"uuencode",
		"7bit",
		"7bit",
	]);
});

test("uuencode: as a part, and amid a text", () => {
	expect(decode("begin 644 cat.txt\n#0V%T\n`\nend\n", "uuencode")).toBe("Cat");
	expect(decode("begin 644 cat.txt\r\n#0V%T\r\n \r\nend\r\n", "uuencode")).toBe("Cat");
	expect(decode("begin-base64 644 cat.txt\nQ2F0\n====\n", "uuencode")).toBe(
		Buffer.from("Q2F0", "base64").toString("latin1"),
	);
	expect(problem("begin 644 cat.txt\n#0V%T\n", "uuencode")).toContain("no end");
	const text = "text\nbegin 644 a b.txt\n#0V%T\n`\nend\nmore\nbegin at the end of\nthe day\n";
	expect(findUu(text)).toEqual([{ name: "a b.txt", start: 5, end: text.indexOf("more") }]);
});

test("python's encoders as oracle", (context) => {
	const script =
		"import sys,base64,quopri,binascii,json\nd=bytes(json.loads(sys.stdin.read()))\nuu='begin 644 x\\n'+''.join(binascii.b2a_uu(d[i:i+45]).decode() for i in range(0,len(d),45))+'`\\nend\\n'\nprint(json.dumps([base64.encodebytes(d).decode(),quopri.encodestring(d).decode('latin1'),uu]))";
	const encode = (bytes: Buffer): string[] =>
		JSON.parse(execFileSync("python3", ["-c", script], { input: JSON.stringify([...bytes]) }).toString());
	try {
		encode(Buffer.alloc(0));
	} catch {
		context.skip("python3 is not installed");
	}
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 500 }), (data) => {
			// Quoted-printable is for text: line ends are those of mail.
			const bytes = Buffer.from(data).filter((byte) => byte !== 13 && byte !== 10);
			const [base64 = "", quoted = "", uu = ""] = encode(Buffer.from(bytes));
			const expected = Buffer.from(bytes).toString("latin1");
			expect([decode(base64, "base64"), decode(quoted, "quoted-printable"), decode(uu, "uuencode")]).toEqual([
				expected,
				expected,
				expected,
			]);
		}),
		{ numRuns: 25 },
	);
});

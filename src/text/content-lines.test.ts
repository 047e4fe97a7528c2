import fc from "fast-check";
import { expect, test } from "vitest";
import { isUnicode, rawBytes, rawText } from "../base/raw-text.ts";
import { readContentLines } from "./content-lines.ts";
import {
	contentPosition,
	editContent,
	escapeValue,
	foldLine,
	formatLine,
	formatStructured,
	insertAfter,
	insertBefore,
	insertVerbatim,
	parameterValue,
	parameterValues,
	readContentTree,
	removeLine,
	replaceLine,
	setLineValue,
	splitValue,
	structuredValue,
	unescapeValue,
} from "./index.ts";

const first = (text: string) => {
	const [line] = readContentLines(text);
	if (line === undefined) throw new Error("no line");
	return line;
};
const joined = (text: string) =>
	readContentLines(text)
		.map((line) => text.slice(line.start, line.end))
		.join("");

function same(found: unknown, expected: unknown): void {
	expect(found).toEqual(expected);
}

/** Texts made of what content lines are made of. */
const jumble = fc
	.array(
		fc.constantFrom(
			..."\r,\n,\r\n,\r\r\n, ,\t,:,;,\\,^,=,.,-,A,b,é,😀,\udc80,\ufeff,0".split(","),
			",",
			'"',
			"BEGIN:VCARD\r\n",
			"END:VCARD\n",
			"BEGIN:VEVENT\n",
			"AGENT:\n",
			"TEL;TYPE=",
			"N;ENCODING=QUOTED-PRINTABLE:",
			"PHOTO;BASE64:",
			"=\r\n",
			"\n x",
		),
		{ maxLength: 40 },
	)
	.map((parts) => parts.join(""));

test("the lines of any text, one after the other, are the text", () => {
	fc.assert(fc.property(jumble, (text) => same(joined(text), text)));
	fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => same(joined(text), text)));
});

test("a line that is written is read again, folded with any line end", () => {
	const word = fc.string({ unit: "grapheme", maxLength: 120 }).map((text) => text.replace(/[\r\n"]/g, ""));
	const name = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,20}$/);
	const parameter = fc.record({ name, values: fc.array(word, { minLength: 1, maxLength: 3 }) });
	fc.assert(
		fc.property(
			fc.record({ name, parameters: fc.array(parameter, { maxLength: 3 }), value: word }),
			fc.constantFrom("\r\n", "\n", "\r"),
			fc.constantFrom(" ", "\t"),
			(made, eol, blank) => {
				fc.pre(!made.parameters.some((p) => /^ENCODING$/.test(p.name)));
				const file = foldLine(formatLine(made), eol, blank) + eol;
				for (const line of file.split(eol)) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
				expect(isUnicode(file)).toBe(true);
				const { name, value, parameters } = first(file);
				// A value that starts or ends with blanks is kept in quotes only if it needs them.
				expect({ name, value, parameters }).toEqual(made);
				expect(readContentLines(file)).toHaveLength(1);
			},
		),
	);
});

test("names, groups and parameters", () => {
	const line = first('item1.Tel;type=home,WORK;TYPE="a;b:c,d";X-Q=x^^y^nz^\'q^x:+1 (2): 3;4\r\n');
	expect(line).toMatchObject({ group: "item1", name: "TEL", value: "+1 (2): 3;4", line: 1 });
	expect(parameterValues(line, "TYPE")).toEqual(["home", "WORK", "a;b:c,d"]);
	expect(parameterValue(line, "X-Q")).toBe('x^y\nz"q^x');
	expect(first("TEL;HOME;VOICE;:1").parameters).toEqual([
		{ name: "", values: ["HOME"] },
		{ name: "", values: ["VOICE"] },
	]);
	expect(first("ATTENDEE;CN=Smith\\, John;X=\\n:mailto:a@b").parameters).toEqual([
		{ name: "CN", values: ["Smith, John"] },
		{ name: "X", values: ["\\n"] },
	]);
	expect(first('N;X="open:v;w').value).toBe("v;w");
	expect(first("\ufeffBEGIN:VCARD")).toMatchObject({ name: "BEGIN", value: "VCARD" });
});

test.each([
	["DESC:a\r\n b\r\n\tc\r\nX:1", "abc", 2],
	["DESC:a\n  b\nX:1", "a b", 2],
	["DESC:a\r b\rX:1", "ab", 2],
	["DESC:a\r\r\n b\r\r\nX:1", "ab", 2],
	["NOTE;QUOTED-PRINTABLE:a=\r\nb=3D=\r\nX: c\r\nX:1", "ab=3DX: c", 2],
	["NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nEND:VCARD", "a=", 2],
	["NOTE:a=\r\nX:1", "a=", 2],
	["PHOTO;ENCODING=BASE64:AAAA\r\nBBBB\r\nCC==\r\n\r\nX:1", "AAAABBBBCC==", 3],
	["PHOTO;BASE64:\r\n AAAA\r\n BBBB\r\n\r\nX:1", "AAAABBBB", 3],
	["URL:b\r\nhttp\r\n", "b", 2],
])("%j is unfolded", (text, value, count) => {
	const lines = readContentLines(text);
	expect(lines[0]?.value).toBe(value);
	expect(lines).toHaveLength(count);
	expect(joined(text)).toBe(text);
});

test("a fold between two bytes of a character, and bytes that are no UTF-8", () => {
	const bytes = Buffer.concat([Buffer.from("FN:Zo\xc3\r\n \xab!\r\nN;CHARSET=ISO-8859-1:\xfc\r\n", "latin1")]);
	const text = rawText(bytes);
	const [name, old] = readContentLines(text);
	expect(name?.value).toBe("Zoë!");
	expect(rawBytes(old?.value ?? "")).toEqual(Buffer.from([0xfc]));
	expect(rawBytes(joined(text))).toEqual(bytes);
});

test("what is no content line is said, with line and column", () => {
	const { problems } = readContentTree("BEGIN:A\nfoo\n\nno name: x\nEND:B\nBEGIN:C\nBEGIN:C\nX:1\nEND:A\nEND:A\n");
	expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
		"2 a line without a colon",
		"4 a line that does not start with a name",
		"5 END:B without a BEGIN:B",
		"6 BEGIN:C has no END:C",
		"7 BEGIN:C has no END:C",
		"10 END:A without a BEGIN:A",
	]);
	const text = "X:1\r\nNOTE;A=b:ab\r\n cd\r\n ef\r\n";
	const note = readContentLines(text)[1];
	if (note === undefined) throw new Error("no line");
	expect([0, 1, 2, 3, 4, 5].map((at) => contentPosition(text, note, at))).toEqual([
		{ line: 2, column: 10 },
		{ line: 2, column: 11 },
		{ line: 3, column: 2 },
		{ line: 3, column: 3 },
		{ line: 4, column: 2 },
		{ line: 4, column: 3 },
	]);
});

test("components lie in each other", () => {
	const text =
		"BEGIN:VCALENDAR\nV:1\nBEGIN:VEVENT\nX:1\nBEGIN:VALARM\nEND:VALARM\nY:1\nEND:VEVENT\nZ:1\nEND:VCALENDAR\nrest";
	const { components, outside } = readContentTree(text);
	const [calendar] = components;
	expect(calendar?.lines.map((line) => line.name)).toEqual(["V", "Z"]);
	expect(calendar?.components[0]?.lines.map((line) => line.name)).toEqual(["X", "Y"]);
	expect(text.slice(calendar?.range.start, calendar?.range.end)).toBe(text.slice(0, -4));
	expect(outside.map((line) => line.content)).toEqual(["rest"]);
	const agent = readContentTree("BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:b\nEND:VCARD\nFN:a\nEND:VCARD\n");
	expect(agent.problems).toEqual([]);
	expect(agent.components[0]?.components[0]?.lines[0]?.value).toBe("b");
	const deep = readContentTree(Array.from({ length: 50_000 }, (_, at) => `BEGIN:A${at}\n`).join(""));
	expect(deep.components).toHaveLength(1);
});

test("any text has a tree that has all its lines", () => {
	const count = (
		components: readonly { lines: readonly unknown[]; end: unknown; components: readonly never[] }[],
	): number =>
		components.reduce((sum, c) => sum + 1 + (c.end === undefined ? 0 : 1) + c.lines.length + count(c.components), 0);
	fc.assert(
		fc.property(jumble, (text) => {
			const tree = readContentTree(text);
			expect(count(tree.components as never) + tree.outside.length).toBe(tree.lines.length);
		}),
	);
});

test("edits change only the lines that are meant", () => {
	const text = "BEGIN:VCARD\r\nFN:a\r\n b\r\nitem1.TEL;type=x:1\r\nX:1";
	const [begin, name, phone, last] = readContentLines(text);
	if (begin === undefined || name === undefined || phone === undefined || last === undefined) throw new Error("lines");
	expect(editContent(text, [])).toBe(text);
	expect(editContent(text, [setLineValue(phone, "2"), removeLine(name)])).toBe(
		"BEGIN:VCARD\r\nitem1.TEL;type=x:2\r\nX:1",
	);
	expect(editContent(text, [insertAfter(last, { name: "Y", value: "2" }), insertBefore(begin, "Z:0")])).toBe(
		`Z:0\r\n${text}\r\nY:2\r\n`,
	);
	expect(editContent(text, [replaceLine(last, "A:1", { group: "g", name: "B", value: "x\nC:y" })])).toBe(
		text.replace("X:1", "A:1\r\ng.B:x\\nC:y"),
	);
	expect(editContent(text, [insertVerbatim(last, "before", "A:1\n 2\nB:\n")])).toBe(
		text.replace("X:1", "A:1\r\n 2\r\nB:\r\nX:1"),
	);
	expect(() => formatLine({ name: "A:B\r\nC", value: "" })).toThrow("no name");
});

test("an edit of any line of any text leaves the others", () => {
	fc.assert(
		fc.property(jumble, fc.nat(), fc.string({ maxLength: 200 }), (text, pick, value) => {
			const lines = readContentLines(text);
			const line = lines[pick % Math.max(1, lines.length)];
			fc.pre(line !== undefined);
			const edited = editContent(text, [setLineValue(line, value)]);
			expect(edited.startsWith(text.slice(0, line.start))).toBe(true);
			expect(edited.endsWith(text.slice(line.end))).toBe(true);
			const changed = edited.slice(line.start, edited.length - (text.length - line.end));
			if (line.name !== "" && line.name !== "END" && !/=$/.test(value) && !/QUOTED|BASE64/.test(line.content))
				expect(readContentLines(changed)).toHaveLength(1);
		}),
	);
});

test("quoted-printable is folded with soft breaks", () => {
	const line = `NOTE;ENCODING=QUOTED-PRINTABLE:${"=C3=BC".repeat(40)}`;
	const folded = foldLine(line, "\r\n");
	for (const part of folded.split("\r\n").slice(0, -1)) expect(part).toMatch(/^.{0,75}=$/);
	expect(first(folded).value).toBe("=C3=BC".repeat(40));
});

test("text, lists and structured values", () => {
	expect(unescapeValue("a\\nb\\Nc\\,d\\;e\\\\n\\x\\")).toBe("a\nb\nc,d;e\\n\\x\\");
	expect(splitValue("a\\;b;c;", ";")).toEqual(["a\\;b", "c", ""]);
	fc.assert(fc.property(fc.string(), (text) => same(unescapeValue(escapeValue(text)), text.replace(/\r\n|\r/g, "\n"))));
	const field = fc.array(
		fc.string().map((text) => text.replaceAll("\r", "")),
		{ minLength: 1, maxLength: 3 },
	);
	fc.assert(
		fc.property(fc.array(field, { minLength: 1 }), (fields) => same(structuredValue(formatStructured(fields)), fields)),
	);
});

test("10,000 events are read in well under a second", () => {
	const event = (at: number) =>
		`BEGIN:VEVENT\r\nUID:${at}@example.com\r\nDTSTAMP:20261121T120000Z\r\nDTSTART;TZID=Europe/Berlin:20261121T130000\r\nSUMMARY:Event ${at}\r\nDESCRIPTION:${"long text ".repeat(5)}\r\n ${"and more ".repeat(7)}\r\nATTENDEE;CN="Example, Ann";PARTSTAT=ACCEPTED:mailto:ann@example.com\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\n`;
	const text = `BEGIN:VCALENDAR\r\n${Array.from({ length: 10_000 }, (_, at) => event(at)).join("")}END:VCALENDAR\r\n`;
	const before = process.cpuUsage();
	const tree = readContentTree(text);
	const took = process.cpuUsage(before).user / 1000;
	expect(tree.components[0]?.components).toHaveLength(10_000);
	expect(took).toBeLessThan(3000); // of CPU time, with all that collects garbage beside it
	process.stdout.write(`10,000 events, ${(text.length / 1e6).toFixed(1)} MB: ${took.toFixed(0)} ms of CPU time\n`);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { DeskError } from "../base/errors.ts";
import { htmlToText } from "./extract/html.ts";
import { gathered } from "./extract/lines.ts";
import { rtf } from "./extract/rtf.ts";
import { extractText } from "./extract.ts";

const forever = new AbortController().signal;
async function* stream(bytes: Uint8Array) {
	for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}
const text = (kind: string, bytes: Uint8Array | string, signal = forever) =>
	extractText(kind, stream(Buffer.from(bytes as string)), signal);
const zip = (parts: Record<string, string>) =>
	zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)])));
const fixture = (name: string) => readFileSync(join(import.meta.dirname, "extract", "fixtures", name));

/** The reason of a refusal. */
async function refusal(work: Promise<string>): Promise<string> {
	const error = await work.then(
		(found) => new Error(`no refusal: ${found}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof DeskError)) throw error;
	expect(error.code).toBe("EFORMAT");
	return error.message;
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const paragraph = (said: string, style = "") =>
	`<w:p>${style === "" ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${said}</w:t></w:r></w:p>`;
const wordParts = {
	"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
	"word/document.xml": `<?xml version="1.0"?><w:document ${W}><w:body>${paragraph("Annual report", "Title")}${paragraph(
		"Wom",
	)
		.replace("</w:p>", "")
		.replace(
			/$/,
			"<w:r><w:rPr><w:b/></w:rPr><w:t>bats</w:t></w:r><w:r><w:t> &amp; quokkas</w:t></w:r></w:p>",
		)}${paragraph(
		"Money",
		"Heading2",
	)}<w:tbl><w:tr><w:tc>${paragraph("Rent")}</w:tc><w:tc>${paragraph("900")}</w:tc></w:tr></w:tbl><w:p><w:r><w:delText>deleted</w:delText></w:r></w:p></w:body></w:document>`,
	"word/footnotes.xml": `<w:footnotes ${W}><w:footnote>${paragraph("A footnote")}</w:footnote></w:footnotes>`,
	"word/styles.xml": "<w:styles>no text</w:styles>",
};

describe("reads", () => {
	test("PDF, page by page", async () => {
		const pages = (await text("pdf", fixture("report.pdf"))).split("\f");
		expect(pages).toHaveLength(3); // the last one ends, too
		expect(pages[0]).toMatch(
			/quokka lives in Australia[\s\S]*“fluffy offices”[\s\S]*Café and naïve façade, 30 €, Wörter/,
		);
		expect(pages[1]).toMatch(/burrows on page two[\s\S]*Left column[\s\S]*right column/);
	});

	test("docx", async () => {
		expect(await text("docx", zip(wordParts))).toBe(
			"# Annual report\n\nWombats & quokkas\n\n## Money\n\nRent\t900\n\nA footnote\n\n",
		);
	});

	test("xlsx: sheets by name, in their order, strings shared and inline", async () => {
		const sheet = (cells: string) => `<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>`;
		const found = await text(
			"xlsx",
			zip({
				"xl/workbook.xml":
					'<workbook xmlns:r="x"><sheets><sheet name="Budget 2027" r:id="rId2"/><sheet name="Old" r:id="rId1"/></sheets></workbook>',
				"xl/_rels/workbook.xml.rels":
					'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
				"xl/sharedStrings.xml":
					"<sst><si><t>Rent</t></si><si><r><t>Tra</t></r><r><t>vel</t></r><rPh><t>toraberu</t></rPh></si></sst>",
				"xl/styles.xml":
					'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
				"xl/worksheets/sheet1.xml": sheet('<c t="inlineStr"><is><t>Past</t></is></c>'),
				"xl/worksheets/sheet2.xml": sheet(
					'<c t="s"><v>0</v></c><c s="0"><v>900.5</v></c><c s="1"><v>46082</v></c><c s="2"><v>46082.604166667</v></c><c t="s"><v>1</v></c>',
				),
			}),
		);
		expect(found).toMatch(/^# Budget 2027\n\nRent\t900.5\t2026-03-01\t2026-03-01 14:30\tTravel\n\n# Old\n\nPast\n$/);
	});

	test("pptx: slides by number, with notes", async () => {
		const slide = (said: string) => `<p:sld xmlns:a="a"><a:p><a:r><a:t>${said}</a:t></a:r></a:p></p:sld>`;
		const found = await text(
			"pptx",
			zip({
				"ppt/slides/slide10.xml": slide("Ten"),
				"ppt/slides/slide2.xml": slide("Two"),
				"ppt/notesSlides/notesSlide2.xml": slide("Say hello"),
			}),
		);
		expect(found).toBe("# slide 2\n\nTwo\n\nSay hello\n\n# slide 10\n\nTen\n\n");
	});

	test.each(["odt", "ods", "odp"])("%s", async (kind) => {
		const content =
			'<office:document-content><office:automatic-styles>none</office:automatic-styles><office:body><text:h text:outline-level="2">Plan</text:h><text:p>Wom<text:span>bats</text:span><text:s/>dig</text:p><table:table table:name="Costs"><table:table-row><table:table-cell><text:p>Rent</text:p></table:table-cell><table:table-cell><text:p>900</text:p></table:table-cell></table:table-row></table:table></office:body></office:document-content>';
		expect(await text(kind, zip({ "content.xml": content }))).toBe("## Plan\n\nWombats dig\n\n# Costs\n\nRent\t900\n");
	});

	test("epub: chapters in reading order", async () => {
		const found = await text(
			"epub",
			zip({
				"META-INF/container.xml":
					'<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
				"OEBPS/book.opf":
					'<package><manifest><item id="a" href="text/one%20more.xhtml"/><item id="b" href="text/two.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
				"OEBPS/text/one more.xhtml": "<html><body><h1>Later</h1><p>Last words</p></body></html>",
				"OEBPS/text/two.xhtml":
					"<html><head><title>x</title></head><body><h1>First</h1><p>It began &mdash; so</p></body></html>",
			}),
		);
		expect(found).toMatch(/# First\n\nIt began — so\n+.*# Later\n\nLast words\n/s);
	});

	test("rtf", async () => {
		const read = (said: string) => gathered((lines) => rtf(Buffer.from(said), lines));
		const source = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 Caf\'e9 {\b bold}\par \u8364?100 \emdash  \{x\}\tab {\field{\*\fldinst HYPERLINK "u"}{\fldrslt link}}}`;
		expect(await read(source)).toBe("Café bold\n€100 — {x}\tlink");
		expect(await read(String.raw`{\rtf1\ansicpg1251\'cf\'f0\'e8\uc0\u1074\u1077}`)).toBe("Приве");
	});

	test("html: what a reader sees", async () => {
		const page =
			"<!doctype html><title>My &amp; page</title><style>p{}</style><script>var secret;</script><h2>Part <em>one</em></h2><p>un<b>believ</b>able<p>next<br>line<ul><li>a<li>b</ul><table><tr><td>x<td>y</table><img alt='A cat'><!-- no -->";
		const expected = "My & page\n\n## Part one\n\nunbelievable\n\nnext\nline\n\na\nb\n\nx\ty\n\nA cat\n";
		const seen = await gathered((lines) => htmlToText(page, lines));
		expect(seen.replace(/\n\n+/g, "\n\n").replace(/\n\t/g, "\n")).toBe(expected);
		expect(await text("html", Buffer.from("<meta charset=iso-8859-1><p>caf\u00e9", "latin1"))).toBe("café\n\n");
	});
});

describe("refuses, with the reason", () => {
	test.each([
		["pdf", () => fixture("locked.pdf"), "it is encrypted"],
		["pdf", () => Buffer.from("no PDF at all"), /^it is damaged/],
		["docx", () => Buffer.from("no zip"), /^it is damaged/],
		["docx", () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /encrypted, or of an older format/],
		["docx", () => zip({ "other.xml": "" }), /word\/document.xml is missing/],
		["docx", () => zip(wordParts).subarray(0, 300), /^it is damaged/],
		["epub", () => zip({ "META-INF/container.xml": "" }), /^it is damaged/],
		["rtf", () => Buffer.from("plain"), "it is no RTF file"],
	] as const)("%s: %#", async (kind, bytes, reason) => expect(await refusal(text(kind, bytes()))).toMatch(reason));

	test("a zip bomb, whatever size it claims to have", async () => {
		/** The size that the archive's directory gives for its first part. */
		const claiming = (bytes: Uint8Array, size: number) => {
			const bomb = Buffer.from(bytes);
			bomb.writeUInt32LE(size, bomb.indexOf("PK\x01\x02") + 24);
			return bomb;
		};
		const large = zipSync({ "word/document.xml": new Uint8Array(20_000_000) });
		expect(await refusal(text("docx", claiming(large, 0x7fffffff)))).toBe("it unpacks to more than 128 MiB");
		const found = await text("docx", claiming(large, 100)).catch((error: unknown) => error);
		expect(found instanceof DeskError || String(found).length < 1000).toBe(true);
	});

	test("what is nested without end, in time; of endless text, the beginning", async () => {
		const nested = `<w:document ${W}>${"<a>".repeat(1_000_000)}`;
		expect(await refusal(text("docx", zip({ "word/document.xml": nested })))).toBe("its parts are nested too deep");
		expect(await refusal(text("html", "<i>".repeat(1_000_000) + "</b>".repeat(1_000_000)))).toBe(
			"its parts are nested too deep",
		);
		const endless = await text(
			"docx",
			zip({ "word/document.xml": `<w:document ${W}>${paragraph("so on ".repeat(100)).repeat(20_000)}` }),
		);
		expect(endless.length).toBeGreaterThan(4_000_000);
		expect(endless.length).toBeLessThan(4_300_000);
	});

	test("what is cut off or changed anywhere is read or refused, and the next file is read", async () => {
		const whole = fixture("report.pdf");
		await fc.assert(
			fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, value, cut) => {
				const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
				if (!cut) bytes[at] = value;
				const found = await text("pdf", bytes).catch((error: unknown) => error);
				if (typeof found !== "string") expect((found as DeskError).code).toBe("EFORMAT");
			}),
			{ numRuns: 40 },
		);
		expect(await text("pdf", whole)).toContain("quokka");
	});

	test("when it is no longer wanted, at once", async () => {
		const stop = new AbortController();
		const reading = text("pdf", fixture("report.pdf"), stop.signal);
		stop.abort(new Error("stop"));
		await expect(reading).rejects.toThrow("stop");
		expect(await text("pdf", fixture("report.pdf"))).toContain("quokka");
	});
});

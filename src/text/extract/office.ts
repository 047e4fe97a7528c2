/** Office Open XML (ECMA-376) and OpenDocument (ISO 26300): text, in the order of the document. */
import { Parser } from "htmlparser2";
import { Lines } from "./lines.ts";
import { Unreadable } from "./unreadable.ts";
import { unzip } from "./zip.ts";

type Attributes = Record<string, string>;

/** Read XML as it comes; entities that a document type declares are never expanded. */
export function readXml(
	xml: string,
	on: {
		open?: (name: string, attributes: Attributes) => void;
		text?: (text: string) => unknown;
		close?: (name: string) => void;
	},
): void {
	const ignore = () => undefined;
	const { open = ignore, text = ignore, close = ignore } = on;
	const parser = new Parser({ onopentag: open, ontext: text, onclosetag: close }, { xmlMode: true });
	parser.end(xml);
}

/** The part that a document cannot be without. @throws Unreadable */
function required(parts: ReadonlyMap<string, string>, name: string): string {
	const part = parts.get(name);
	if (part === undefined) throw new Unreadable(`it is damaged: ${name} is missing`);
	return part;
}

/** A Word document: the body, then foot- and endnotes, comments, headers and footers. */
export function docx(bytes: Uint8Array): string {
	const parts = unzip(bytes, (name) =>
		/^word\/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$/.test(name),
	);
	const body = required(parts, "word/document.xml");
	parts.delete("word/document.xml");
	return [body, ...parts.values()].map(wordText).join("\n");
}

function wordText(xml: string): string {
	const lines = new Lines();
	let isText = false;
	let cells = 0;
	readXml(xml, {
		open(name, attributes) {
			if (name === "w:t") isText = true;
			else if (name === "w:tab") lines.add(" ");
			else if (name === "w:br" || name === "w:cr") lines.end();
			else if (name === "w:tc") cells++;
			else if (name === "w:pStyle") lines.heading(headingLevel(attributes["w:val"]));
		},
		text: (text) => isText && lines.add(text),
		close(name) {
			if (name === "w:t") isText = false;
			else if (name === "w:tc") {
				cells--;
				lines.add("\t");
			} else if (name === "w:p") {
				if (cells > 0) lines.add(" ");
				else lines.end(true);
			} else if (name === "w:tr" && cells === 0) lines.end();
		},
	});
	return lines.toString();
}

/** Of `Heading2`, `Heading 2`, `berschrift2`, `Title`; 0 for any other style. */
function headingLevel(style = ""): number {
	if (style === "Title") return 1;
	return Number(/(?:heading|berschrift|titre|t[ií]tulo|rubrik|kop|nagłówek)\s*(\d)$/i.exec(style)?.[1] ?? 0);
}

/** A workbook: each sheet under its name, a line a row. Dates are the numbers that they are stored as. */
export function xlsx(bytes: Uint8Array): string {
	const parts = unzip(bytes, (name) =>
		/^xl\/(?:workbook\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name),
	);
	const strings = sharedStrings(parts.get("xl/sharedStrings.xml") ?? "");
	const files = new Map<string, string>();
	readXml(parts.get("xl/_rels/workbook.xml.rels") ?? "", {
		open: (name, { Id, Target }) => {
			if (name === "Relationship" && Id !== undefined) files.set(Id, `xl/${(Target ?? "").replace(/^\/?xl\//, "")}`);
		},
	});
	const sheets: string[] = [];
	readXml(required(parts, "xl/workbook.xml"), {
		open(name, attributes) {
			if (name !== "sheet") return;
			const part = parts.get(files.get(attributes["r:id"] ?? "") ?? "");
			if (part !== undefined) sheets.push(`# ${attributes.name ?? ""}\n\n${rows(part, strings)}`);
		},
	});
	return sheets.join("\n");
}

function sharedStrings(xml: string): string[] {
	const strings: string[] = [];
	let text = "";
	let isText = false;
	readXml(xml, {
		// What is read aloud of Japanese (`rPh`) is no text of the cell.
		open: (name) => {
			isText = name === "t";
		},
		text: (part) => {
			if (isText) text += part;
		},
		close: (name) => {
			isText = false;
			if (name !== "si") return;
			strings.push(text);
			text = "";
		},
	});
	return strings;
}

function rows(xml: string, strings: readonly string[]): string {
	const lines = new Lines();
	let type = "";
	let value = "";
	let isValue = false;
	readXml(xml, {
		open(name, attributes) {
			if (name === "c") {
				type = attributes.t ?? "n";
				value = "";
			}
			isValue = name === "v" || name === "t";
		},
		text: (text) => {
			if (isValue) value += text;
		},
		close(name) {
			isValue = false;
			if (name === "c") lines.add(`${(type === "s" ? (strings[Number(value)] ?? "") : value).replace(/\s+/g, " ")}\t`);
			else if (name === "row") lines.end();
		},
	});
	return lines.toString();
}

/** A presentation: each slide under its number, with the speaker's notes. */
export function pptx(bytes: Uint8Array): string {
	const parts = unzip(bytes, (name) => /^ppt\/(?:slides\/slide|notesSlides\/notesSlide)\d+\.xml$/.test(name));
	const slides = [...parts.keys()]
		.map((name) => Number(/^ppt\/slides\/slide(\d+)/.exec(name)?.[1] ?? 0))
		.filter((number) => number > 0)
		.sort((a, b) => a - b);
	if (slides.length === 0) throw new Unreadable("it has no slides");
	return slides
		.map((number) => {
			const notes = parts.get(`ppt/notesSlides/notesSlide${number}.xml`);
			return `# slide ${number}\n\n${slideText(parts.get(`ppt/slides/slide${number}.xml`) ?? "")}${notes === undefined ? "" : `\n${slideText(notes)}`}`;
		})
		.join("\n");
}

function slideText(xml: string): string {
	const lines = new Lines();
	let isText = false;
	readXml(xml, {
		open: (name) => {
			if (name === "a:t") isText = true;
			else if (name === "a:br") lines.end();
		},
		text: (text) => isText && lines.add(text),
		close: (name) => {
			if (name === "a:t") isText = false;
			else if (name === "a:p") lines.end();
		},
	});
	return lines.toString();
}

/** OpenDocument: text, spreadsheet or presentation. */
export function openDocument(bytes: Uint8Array): string {
	const parts = unzip(bytes, (name) => name === "content.xml" || name === "META-INF/manifest.xml");
	if (parts.get("META-INF/manifest.xml")?.includes("encryption-data") === true) throw new Unreadable("it is encrypted");
	const lines = new Lines();
	let body = 0;
	let slides = 0;
	let cells = 0;
	readXml(required(parts, "content.xml"), {
		open(name, attributes) {
			if (name === "office:body") body++;
			if (body === 0) return;
			if (name === "text:h") lines.heading(Number(attributes["text:outline-level"] ?? 1));
			else if (name === "text:tab" || name === "text:s") lines.add(" ");
			else if (name === "text:line-break") lines.end();
			else if (name === "table:table-cell") cells++;
			else if (name === "table:table") title(lines, attributes["table:name"] ?? "");
			else if (name === "draw:page") title(lines, `slide ${++slides}`);
		},
		text: (text) => body > 0 && lines.add(text.replace(/\s+/g, " ")),
		close(name) {
			if (name === "office:body") body--;
			else if (name === "table:table-cell") {
				cells--;
				lines.add("\t");
			} else if (name === "table:table-row") lines.end();
			else if (name === "text:p" || name === "text:h") {
				if (cells > 0) lines.add(" ");
				else lines.end(true);
			}
		},
	});
	return lines.toString();
}

function title(lines: Lines, text: string): void {
	lines.end();
	lines.heading(1);
	lines.add(text);
	lines.end();
}

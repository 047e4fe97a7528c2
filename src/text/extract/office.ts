/** Office Open XML (ECMA-376) and OpenDocument (ISO 26300): text, in the order of the document. */
import { Parser } from "htmlparser2";
import type { Lines } from "./lines.ts";
import { Unreadable } from "./unreadable.ts";
import { unzip } from "./zip.ts";

/** No document of a person is nested deeper. */
const DEEPEST = 1000;

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
	let depth = 0;
	const onopentag = (name: string, attributes: Attributes) => {
		if (++depth > DEEPEST) throw new Unreadable("its parts are nested too deep");
		open(name, attributes);
	};
	const onclosetag = (name: string) => {
		depth--;
		close(name);
	};
	const parser = new Parser({ onopentag, ontext: text, onclosetag }, { xmlMode: true });
	parser.end(xml);
}

/** The part that a document cannot be without. @throws Unreadable */
export function required(parts: ReadonlyMap<string, string>, name: string): string {
	const part = parts.get(name);
	if (part === undefined) throw new Unreadable(`it is damaged: ${name} is missing`);
	return part;
}

/** A Word document: the body, then foot- and endnotes, comments, headers and footers. */
export function docx(bytes: Uint8Array, lines: Lines): void {
	const parts = unzip(bytes, (name) =>
		/^word\/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$/.test(name),
	);
	const body = required(parts, "word/document.xml");
	parts.delete("word/document.xml");
	for (const part of [body, ...parts.values()]) {
		wordText(part, lines);
		lines.end(true);
	}
}

function wordText(xml: string, lines: Lines): void {
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
}

/** Of `Heading2`, `Heading 2`, `berschrift2`, `Title`; 0 for any other style. */
function headingLevel(style = ""): number {
	if (style === "Title") return 1;
	return Number(/(?:heading|berschrift|titre|t[ií]tulo|rubrik|kop|nagłówek)\s*(\d)$/i.exec(style)?.[1] ?? 0);
}

/** A presentation: each slide under its number, with the speaker's notes. */
export function pptx(bytes: Uint8Array, lines: Lines): void {
	const parts = unzip(bytes, (name) => /^ppt\/(?:slides\/slide|notesSlides\/notesSlide)\d+\.xml$/.test(name));
	const slides = [...parts.keys()]
		.map((name) => Number(/^ppt\/slides\/slide(\d+)/.exec(name)?.[1] ?? 0))
		.filter((number) => number > 0)
		.sort((a, b) => a - b);
	if (slides.length === 0) throw new Unreadable("it has no slides");
	for (const number of slides) {
		lines.title(`slide ${number}`);
		for (const part of [`ppt/slides/slide${number}.xml`, `ppt/notesSlides/notesSlide${number}.xml`]) {
			slideText(parts.get(part) ?? "", lines);
			lines.end(true);
		}
	}
}

function slideText(xml: string, lines: Lines): void {
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
}

/** OpenDocument: text, spreadsheet or presentation. */
export function openDocument(bytes: Uint8Array, lines: Lines): void {
	const parts = unzip(bytes, (name) => name === "content.xml" || name === "META-INF/manifest.xml");
	if (parts.get("META-INF/manifest.xml")?.includes("encryption-data") === true) throw new Unreadable("it is encrypted");
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
			else if (name === "table:table") lines.title(attributes["table:name"] ?? "");
			else if (name === "draw:page") lines.title(`slide ${++slides}`);
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
}

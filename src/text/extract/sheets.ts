/** Workbooks of Office Open XML (ECMA-376, part 1, 18). */
import type { Lines } from "./lines.ts";
import { readXml, required } from "./office.ts";
import { unzip } from "./zip.ts";

/** Days from the beginning of each date system to 1970 (18.17.4.1). */
const EPOCH_1900 = 25_569;
const EPOCH_1904 = 24_107;
/** Number formats that are dates or times without a code in the file (18.8.30). */
const BUILT_IN_DATES = new Set([
	14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
	57, 58,
]);

/** A workbook: each sheet under its name, a line a row. Dates in ISO 8601, other numbers as they are stored. */
export function xlsx(bytes: Uint8Array, lines: Lines): void {
	const parts = unzip(bytes, (name) =>
		/^xl\/(?:workbook\.xml|styles\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(
			name,
		),
	);
	const strings = sharedStrings(parts.get("xl/sharedStrings.xml") ?? "");
	const isDate = dateStyles(parts.get("xl/styles.xml") ?? "");
	let epoch = EPOCH_1900;
	const files = new Map<string, string>();
	readXml(parts.get("xl/_rels/workbook.xml.rels") ?? "", {
		open: (name, { Id, Target }) => {
			if (name === "Relationship" && Id !== undefined) files.set(Id, `xl/${(Target ?? "").replace(/^\/?xl\//, "")}`);
		},
	});
	readXml(required(parts, "xl/workbook.xml"), {
		open(name, attributes) {
			if (name === "workbookPr" && /^(?:1|true)$/.test(attributes.date1904 ?? "")) epoch = EPOCH_1904;
			if (name !== "sheet") return;
			const part = parts.get(files.get(attributes["r:id"] ?? "") ?? "");
			if (part === undefined) return;
			lines.title(attributes.name ?? "");
			const number = (value: string, style: number) => (isDate[style] === true ? dateOf(value, epoch) : value);
			rows(part, strings, number, lines);
		},
	});
}

function sharedStrings(xml: string): string[] {
	const strings: string[] = [];
	let text = "";
	let isText = false;
	let phonetic = false;
	readXml(xml, {
		// What is read aloud of Japanese (`rPh`) is no text of the cell.
		open: (name) => {
			if (name === "rPh") phonetic = true;
			isText = name === "t" && !phonetic;
		},
		text: (part) => {
			if (isText) text += part;
		},
		close: (name) => {
			isText = false;
			if (name === "rPh") phonetic = false;
			if (name !== "si") return;
			strings.push(text);
			text = "";
		},
	});
	return strings;
}

function rows(
	xml: string,
	strings: readonly string[],
	number: (value: string, style: number) => string,
	lines: Lines,
): void {
	let type = "";
	let style = 0;
	let value = "";
	let isValue = false;
	readXml(xml, {
		open(name, attributes) {
			if (name === "c") {
				type = attributes.t ?? "n";
				style = Number(attributes.s ?? 0);
				value = "";
			}
			isValue = name === "v" || name === "t";
		},
		text: (text) => {
			if (isValue) value += text;
		},
		close(name) {
			isValue = false;
			if (name === "c") {
				const said = type === "s" ? (strings[Number(value)] ?? "") : type === "n" ? number(value, style) : value;
				lines.add(`${said.replace(/\s+/g, " ")}\t`);
			}
			if (name === "row") lines.end();
		},
	});
}

/** Of each cell style, whether it shows a date. */
function dateStyles(xml: string): boolean[] {
	const dates = new Set(BUILT_IN_DATES);
	const styles: boolean[] = [];
	let inCells = false;
	readXml(xml, {
		open(name, { numFmtId, formatCode }) {
			if (name === "cellXfs") inCells = true;
			// Neither quoted text nor a colour in brackets.
			else if (name === "numFmt" && /[dmyhs]/i.test((formatCode ?? "").replace(/"[^"]*"|\[[^\]]*\]|\\./g, "")))
				dates.add(Number(numFmtId));
			else if (name === "xf" && inCells) styles.push(dates.has(Number(numFmtId ?? 0)));
		},
		close: (name) => {
			if (name === "cellXfs") inCells = false;
		},
	});
	return styles;
}

/** `2026-03-01`, `2026-03-01 14:30`, or `14:30` of the number of days that a date is stored as. */
function dateOf(value: string, epoch: number): string {
	const days = Number(value);
	if (value.trim() === "" || !(days >= 0 && days < 2_958_466)) return value;
	const [day = "", time = ""] = new Date(Math.round((days - epoch) * 1440) * 60_000).toISOString().split("T");
	const clock = time.slice(0, 5);
	return days < 1 ? clock : clock === "00:00" ? day : `${day} ${clock}`;
}

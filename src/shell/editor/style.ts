/** Colours as terminals take them (SGR, ECMA-48 8.3.117): text with sequences in it → cells with a style each. */
import { clusters, visible } from "./text.ts";

/** One character of the screen. `style` is a list of SGR parameters, "" for none. */
export interface Cell {
	readonly text: string;
	readonly width: number;
	readonly style: string;
}

/** A stretch of text in one style; control characters in it are still as they are. */
export interface Span {
	readonly text: string;
	readonly style: string;
}

export const STYLE = { ghost: "2", odd: "7", match: "1;4", selected: "7", faint: "2" } as const;

const SEQUENCE = /\x1b(?:\[([\d;:]*)m|\[[ -?]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;

/** What each parameter is about, and which ones end it. */
function attributeOf(code: number): string {
	if (code === 1 || code === 2 || code === 22) return "weight";
	if (code === 3 || code === 23) return "italic";
	if (code === 4 || code === 21 || code === 24) return "underline";
	if (code === 7 || code === 27) return "reverse";
	if (code === 9 || code === 29) return "strike";
	if ((code >= 30 && code <= 39) || (code >= 90 && code <= 97)) return "foreground";
	if ((code >= 40 && code <= 49) || (code >= 100 && code <= 107)) return "background";
	return "";
}
const ENDS: ReadonlySet<number> = new Set([22, 23, 24, 27, 29, 39, 49]);

/** The state of a terminal after SGR parameters. */
function applied(state: ReadonlyMap<string, string>, parameters: string): Map<string, string> {
	const next = new Map(state);
	const codes = parameters.split(";");
	for (let at = 0; at < codes.length; at++) {
		const text = codes[at] ?? "";
		const code = Number.parseInt(text || "0", 10);
		if (code === 0) next.clear();
		const extended = code === 38 || code === 48 ? (text.includes(":") ? 0 : codes[at + 1] === "5" ? 2 : 4) : 0;
		const attribute = attributeOf(code);
		if (ENDS.has(code)) next.delete(attribute);
		else if (attribute === "weight" && next.has("weight") && next.get("weight") !== text) next.set(attribute, "1;2");
		else if (attribute !== "") next.set(attribute, codes.slice(at, at + extended + 1).join(";"));
		at += extended;
	}
	return next;
}

/** Split a coloured text into its styles; other escape sequences are left out. Without `colour` all styles are none. */
export function spansOf(text: string, colour: boolean): Span[] {
	if (!text.includes("\x1b")) return text === "" ? [] : [{ text, style: "" }];
	const spans: Span[] = [];
	let state = new Map<string, string>();
	let at = 0;
	const take = (end: number) => {
		if (end > at) spans.push({ text: text.slice(at, end), style: colour ? [...state.values()].join(";") : "" });
	};
	for (const match of text.matchAll(SEQUENCE)) {
		take(match.index);
		at = match.index + match[0].length;
		if (match[1] !== undefined) state = applied(state, match[1]);
	}
	take(text.length);
	return spans;
}

/** Cells of printable ASCII by style: most of what is ever shown, made once. */
const made = new Map<string, Cell[]>();

/** The cell of a cluster. What must not reach the terminal is named instead, in reverse where there is `colour`. */
export function cellOf(cluster: string, style: string, colour: boolean): Cell {
	const code = cluster.charCodeAt(0);
	if (cluster.length === 1 && code >= 0x20 && code < 0x7f) {
		const cells = made.get(style) ?? [];
		if (cells.length === 0) made.set(style, cells);
		const cell = cells[code] ?? { text: cluster, width: 1, style };
		cells[code] = cell;
		return cell;
	}
	const shown = visible(cluster);
	return { text: shown.text, width: shown.width, style: shown.odd && colour ? over(style, STYLE.odd) : style };
}

/** The cells of a text of one line. */
export function cellsOf(text: string, style: string, colour: boolean): Cell[] {
	return clusters(text).map((cluster) => cellOf(cluster, style, colour));
}

/** One style on another. */
export function over(below: string, above: string): string {
	return below === "" || above === "" ? below + above : `${below};${above}`;
}

/** The sequence that sets a style, whatever was set before. */
export function sgr(style: string): string {
	return style === "" ? "\x1b[0m" : `\x1b[0;${style}m`;
}

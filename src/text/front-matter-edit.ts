/** Editing front matter in place: only the lines that must change do. */
import { isDeepStrictEqual } from "node:util";
import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type Pair, visit, type YAMLSeq } from "yaml";
import { DeskError } from "../base/errors.ts";
import { type Split, splitFrontMatter } from "./front-matter-split.ts";
import { frontMatterDocument, isEmpty, yamlData } from "./front-matter-yaml.ts";

/** What a caller may set. A list of mappings is written with a line for each, any other value on the line of its key. */
export type FrontMatterValue =
	| string
	| number
	| boolean
	| readonly FrontMatterValue[]
	| { readonly [key: string]: FrontMatterValue };

type Changes = Readonly<Record<string, FrontMatterValue | undefined>>;

/** A replacement of `[start, end)` of the YAML. */
interface Edit {
	start: number;
	end: number;
	text: string;
}

/**
 * The file's text with keys of its front matter set, or removed where the value is `undefined`. Comments, order, quoting,
 * line ends, other keys and the body stay byte for byte; new keys go to the end; a missing block is created. A change that
 * changes nothing returns the text itself.
 * @throws DeskError EFORMAT when the front matter cannot be read, or when a key cannot be changed without touching another
 * (its value is used by an alias elsewhere).
 */
export function setFrontMatter(text: string, changes: Changes): string {
	const split = splitFrontMatter(text);
	const data = split.yaml === undefined ? {} : yamlData(text, split);
	const real = Object.entries(changes).filter(([key, value]) => !isDeepStrictEqual(own(data, key), value));
	if (real.length === 0) return text;
	const eol = /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
	if (split.yaml === undefined) {
		const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
		return `${mark}---${eol}${real.map(([key, value]) => newLine("", key, value, eol)).join("")}---${eol}${text.slice(mark.length)}`;
	}
	const wanted = Object.fromEntries(
		[...new Map([...Object.entries(data), ...real])].filter(([, value]) => value !== undefined),
	);
	for (const attempt of [editLines, rewrite]) {
		const yaml = attempt(split.yaml, frontMatterDocument(text, split), real, eol);
		const result = text.slice(0, split.yamlStart) + yaml + text.slice(split.yamlEnd);
		if (yaml !== undefined && yields(result, yaml, wanted)) return result;
	}
	throw notAlone(real.map(([key]) => `\`${key}\``).join(", "));
}

/**
 * The file's text with texts of its front matter replaced where they stand, in lists and mappings, too (keys are none); all else stays
 * byte for byte.
 * @param replace gives the new text; undefined leaves it
 * @throws DeskError EFORMAT as `setFrontMatter`
 */
export function replaceTexts(text: string, replace: (value: string) => string | undefined): string {
	const split = splitFrontMatter(text);
	if (split.yaml === undefined) return text;
	const eol = split.yaml.includes("\r\n") ? "\r\n" : "\n";
	const edits: Edit[] = [];
	let isPlain = true;
	visit(frontMatterDocument(text, split), {
		Alias: () => {
			isPlain = false;
		},
		Scalar: (key, node) => {
			const next = key === "key" || typeof node.value !== "string" ? undefined : replace(node.value);
			if (next === undefined || node.range == null) return;
			const [start, end] = node.range;
			// The value of a block scalar goes on behind its last line end.
			const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
			edits.push({ start, end, text: `${renderString(next, node.type ?? null)}${isBlock ? eol : ""}` });
			isPlain &&= node.tag === undefined && !split.yaml?.slice(start, end).includes("\n");
		},
	});
	if (edits.length === 0) return text;
	const yaml = applied(split.yaml, edits);
	const result = text.slice(0, split.yamlStart) + yaml + text.slice(split.yamlEnd);
	// A text of one line in place of one of one line reads as itself; of all else it is proven.
	if (isPlain) return result;
	if (yields(result, yaml, replacedIn(yamlData(text, split), replace) as Record<string, unknown>)) return result;
	throw notAlone("texts");
}

function replacedIn(value: unknown, replace: (value: string) => string | undefined): unknown {
	if (typeof value === "string") return replace(value) ?? value;
	if (Array.isArray(value)) return value.map((item) => replacedIn(item, replace));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replacedIn(item, replace)]));
}

function applied(yaml: string, edits: Edit[]): string {
	edits.sort((a, b) => b.start - a.start);
	return edits.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), yaml);
}

function notAlone(what: string): DeskError {
	return new DeskError("EFORMAT", `the front matter's ${what} cannot be changed on its own`, {
		line: 1,
		column: 1,
		todo: "edit the file by hand; an alias or a tag may stand in the way",
	});
}

function own(data: Record<string, unknown>, key: string): unknown {
	return Object.hasOwn(data, key) ? data[key] : undefined;
}

/** Whether an edited file still reads as meant: the proof that every edit must pass before it is handed out. */
function yields(text: string, yaml: string, wanted: Record<string, unknown>): boolean {
	const split: Split = splitFrontMatter(text);
	if (split.yaml !== yaml) return false;
	try {
		return isDeepStrictEqual(yamlData(text, split), wanted);
	} catch {
		return false;
	}
}

/** The usual way: replace values and whole lines in the source. */
function editLines(
	yaml: string,
	document: Document,
	changes: [string, FrontMatterValue | undefined][],
	eol: string,
): string {
	const map = document.contents;
	if (!isEmpty(document) && (!isMap(map) || map.flow)) return yaml;
	const pairs: Pair[] = isMap(map) ? map.items : [];
	const first = pairs[0] === undefined ? 0 : start(pairs[0]);
	const indent = yaml.slice(lineStart(yaml, first), first);
	const edits: Edit[] = [];
	let added = "";
	for (const [key, value] of changes) {
		const pair = pairs.find((candidate) => isScalar(candidate.key) && candidate.key.value === key);
		if (pair === undefined) added += newLine(indent, key, value, eol);
		else if (value === undefined)
			edits.push({ start: lineStart(yaml, start(pair)), end: lineEnd(yaml, pairEnd(yaml, pair)), text: "" });
		else edits.push(replacement(yaml, pair, value, eol));
	}
	return applied(yaml, edits) + added;
}

/** The way for flow mappings and other rarities: `yaml` writes the block anew. `undefined` when an alias loses its anchor. */
function rewrite(
	_: string,
	document: Document,
	changes: [string, FrontMatterValue | undefined][],
	eol: string,
): string | undefined {
	for (const [key, value] of changes) {
		if (value === undefined) document.delete(key);
		else document.set(key, document.createNode(value));
	}
	try {
		return document.toString({ lineWidth: 0 }).replace(/\r?\n/g, eol);
	} catch {
		return undefined;
	}
}

function replacement(yaml: string, pair: Pair, value: FrontMatterValue, eol: string): Edit {
	const node = pair.value as Node | null;
	if (isSeq(node) && !node.flow && Array.isArray(value) && value.length > 0) return listEdit(yaml, node, value, eol);
	const colon = colonEnd(yaml, pair);
	const [from, to] = node?.range ?? [colon, colon];
	const indent = yaml.slice(lineStart(yaml, start(pair)), start(pair));
	if (from === to) return { start: colon, end: colon, text: afterColon(indent, value, eol) };
	const oneLine = !yaml.slice(from, to).includes("\n");
	const style = isScalar(node) && typeof value === "string" ? node.type : undefined;
	if (oneLine) return { start: from, end: to, text: render(value, style) };
	return { start: colon, end: pairEnd(yaml, pair), text: afterColon(indent, value, eol) };
}

/** Change a block list between the items that stay at its head and at its tail. */
function listEdit(yaml: string, list: YAMLSeq, value: readonly FrontMatterValue[], eol: string): Edit {
	const old: unknown[] = list.items.map((item) =>
		isScalar(item) ? item.value : isCollection(item) ? item.toJSON() : item,
	);
	const isSame = (at: number, to: number) => isDeepStrictEqual(old.at(at), value.at(to));
	let head = 0;
	while (head < old.length && head < value.length && isSame(head, head)) head++;
	let tail = 0;
	while (tail < old.length - head && tail < value.length - head && isSame(-1 - tail, -1 - tail)) tail++;
	const from = list.range?.[0] ?? 0;
	const indent = yaml.slice(lineStart(yaml, from), from);
	const lineOf = (index: number): number => {
		const item = list.items[index];
		return index < old.length && isNodeLike(item)
			? lineStart(yaml, item.range?.[0] ?? 0)
			: lineEnd(yaml, nodeEnd(yaml, list));
	};
	const middle = value.slice(head, value.length - tail).map((item) => `${indent}- ${render(item)}${eol}`);
	return { start: lineOf(head), end: lineOf(old.length - tail), text: middle.join("") };
}

function isNodeLike(node: unknown): node is Node {
	return typeof node === "object" && node !== null && "range" in node;
}

function start(pair: Pair): number {
	return isNodeLike(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function colonEnd(yaml: string, pair: Pair): number {
	const keyEnd = isNodeLike(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
	return yaml.indexOf(":", keyEnd) + 1;
}

/** Where the last visible character of a pair ends, comments behind it left out. */
function pairEnd(yaml: string, pair: Pair): number {
	return Math.max(colonEnd(yaml, pair), isNodeLike(pair.value) ? nodeEnd(yaml, pair.value) : 0);
}

function nodeEnd(yaml: string, node: Node): number {
	if (isCollection(node) && !node.flow) {
		const last: unknown = node.items.at(-1);
		if (isNodeLike(last)) return nodeEnd(yaml, last);
		if (isPairLike(last)) return pairEnd(yaml, last);
	}
	const [from, to] = node.range ?? [0, 0];
	return from + yaml.slice(from, to).trimEnd().length;
}

function isPairLike(node: unknown): node is Pair {
	return typeof node === "object" && node !== null && "key" in node && "value" in node;
}

function lineStart(yaml: string, at: number): number {
	return yaml.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(yaml: string, at: number): number {
	const end = yaml.indexOf("\n", at);
	return end < 0 ? yaml.length : end + 1;
}

function newLine(indent: string, key: string, value: FrontMatterValue | undefined, eol: string): string {
	if (value === undefined) return "";
	return `${indent}${renderKey(key)}:${afterColon(indent, value, eol)}${eol}`;
}

/** What follows a key and its colon, without the end of its last line. */
function afterColon(indent: string, value: FrontMatterValue, eol: string): string {
	const isTable = Array.isArray(value) && value.some((item) => typeof item === "object");
	if (!isTable) return ` ${render(value)}`;
	return value.map((item: FrontMatterValue) => `${eol}${indent}  - ${render(item)}`).join("");
}

function renderKey(key: string): string {
	return /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
}

/** Strings that every YAML reader takes for a string: begins with a letter, no indicators; or an ISO date. */
const PLAIN = /^\p{L}(?:[\p{L}\p{M}\p{N} _./()+@~'-]*[\p{L}\p{M}\p{N}_./()+@~'-])?$/u;
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?$/;
/** Words that YAML 1.1 or 1.2 readers take for null, a boolean or a number. */
const WORD = /^(?:null|true|false|yes|no|on|off|y|n|nan|inf)$/i;

function render(value: FrontMatterValue, style?: string | null): string {
	if (typeof value === "string") return renderString(value, style);
	if (typeof value === "number") return renderNumber(value);
	if (typeof value === "boolean") return String(value);
	if (Array.isArray(value)) return `[${value.map((item: FrontMatterValue) => render(item)).join(", ")}]`;
	return `{${Object.entries(value)
		.map(([key, item]) => `${renderKey(key)}: ${render(item)}`)
		.join(", ")}}`;
}

function renderString(value: string, style?: string | null): string {
	if (style === "QUOTE_SINGLE" && !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
	const plain = style !== "QUOTE_DOUBLE" && ((PLAIN.test(value) && !WORD.test(value)) || DATE.test(value));
	if (plain) return value;
	// JSON is YAML but for the characters that YAML calls not printable.
	return JSON.stringify(value).replace(
		/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
		(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

function renderNumber(value: number): string {
	if (Number.isNaN(value)) return ".nan";
	if (!Number.isFinite(value)) return value < 0 ? "-.inf" : ".inf";
	return Object.is(value, -0) ? "-0" : String(value);
}

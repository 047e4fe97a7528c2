/**
 * Front matter of a message: written and read here only, fast, as fifty thousand of them are. What it writes, any YAML parser reads the same;
 * what a person has written otherwise is left to the `yaml` package.
 */
import { parseFrontMatter, splitFrontMatter } from "../../src/text/index.ts";

export interface AttachmentProperties {
	readonly name: string;
	readonly type: string;
	/** Bytes when decoded. */
	readonly size: number;
	/** `/mail/.attachments/<id>/<name>` */
	readonly path: string;
}

export interface SecurityProperties {
	readonly kind: string;
	readonly state: string;
	readonly part?: string;
}

/** What the front matter of a message holds, in this order; what is undefined or an empty list is left out. */
export interface MailProperties {
	/** One address: a text; several: a list. */
	readonly from?: string | readonly string[];
	readonly to?: string | readonly string[];
	readonly cc?: string | readonly string[];
	readonly bcc?: string | readonly string[];
	readonly reply_to?: string | readonly string[];
	/** ISO 8601 with the message's own offset. */
	readonly date?: string;
	readonly subject?: string;
	readonly message_id?: string;
	readonly in_reply_to?: string;
	/** What it follows in its thread, the first first; left out where `in_reply_to` says it all. */
	readonly references?: readonly string[];
	readonly thread?: string;
	readonly list?: string;
	readonly flags?: readonly string[];
	readonly labels?: readonly string[];
	/** Bytes of the source. */
	readonly size?: number;
	readonly attachments?: readonly AttachmentProperties[];
	/** Paths. */
	readonly calendar?: readonly string[];
	readonly security?: readonly SecurityProperties[];
	readonly problems?: readonly string[];
	readonly source?: string;
}

/** The keys, in the order in which they are written. */
export const MAIL_KEYS = [
	"from",
	"to",
	"cc",
	"bcc",
	"reply_to",
	"date",
	"subject",
	"message_id",
	"in_reply_to",
	"references",
	"thread",
	"list",
	"flags",
	"labels",
	"size",
	"attachments",
	"calendar",
	"security",
	"problems",
	"source",
] as const satisfies readonly (keyof MailProperties)[];

type Value = string | number | readonly (string | object)[];
/** Lists that stand on one line. */
const ON_ONE_LINE = new Set<string>(["references", "flags", "labels"]);

/** The block, both marks included. */
export function writeFrontMatter(properties: MailProperties): string {
	let out = "---\n";
	for (const key of MAIL_KEYS) {
		const value: Value | undefined = properties[key];
		if (value !== undefined) out += entry(key, value);
	}
	return `${out}---\n`;
}

function entry(key: string, value: Value): string {
	if (key === "date" && DATE.test(String(value))) return `${key}: ${value}\n`;
	if (!Array.isArray(value)) return `${key}: ${scalar(value as string | number)}\n`;
	if (value.length === 0) return "";
	if (ON_ONE_LINE.has(key)) return `${key}: [${value.map((item) => flowScalar(item as string)).join(", ")}]\n`;
	let out = `${key}:\n`;
	for (const item of value) out += `  - ${typeof item === "string" ? scalar(item) : flowMap(item as object)}\n`;
	return out;
}

function flowMap(map: object): string {
	const pairs = Object.entries(map).filter(([, value]) => value !== undefined);
	return `{${pairs.map(([key, value]) => `${key}: ${flowScalar(value as string | number)}`).join(", ")}}`;
}

/** What needs no quotes, neither in YAML 1.2 nor in 1.1: it begins with a letter and holds no mark of YAML. */
const PLAIN =
	/^[A-Za-z/\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u3041-\u30ff\u4e00-\u9fff](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff:#]|:(?=\S)|(?<=\S)#)*$/;
/** Of `date` alone: YAML 1.1 makes a moment of it. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const UNSAFE =
	/[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function scalar(value: string | number): string {
	if (typeof value === "number") return String(value);
	if (PLAIN.test(value) && !value.endsWith(" ") && !RESERVED.test(value)) return value;
	return quoted(value);
}

function flowScalar(value: string | number): string {
	if (typeof value === "number") return String(value);
	return /[,[\]{}"':]/.test(value) ? quoted(value) : scalar(value);
}

/** In single quotes where that reads better: they know no escapes. */
function quoted(value: string): string {
	if (/["\\]/.test(value) && !value.includes("'") && !UNSAFE.test(value)) return `'${value}'`;
	return JSON.stringify(value.replace(LONE, "\ufffd")).replace(
		/[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/g,
		(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

export interface MailFile {
	/** As a person may have changed it: any data. */
	readonly data: Record<string, unknown>;
	readonly body: string;
	/** UTF-16 index of the body in the text. */
	readonly bodyStart: number;
}

/**
 * Read a message's file.
 * @throws DeskError EFORMAT with line and column, as `parseFrontMatter`
 */
export function readMailFile(text: string): MailFile {
	if (text.startsWith("---\n")) {
		const end = text.indexOf("\n---\n", 3);
		const data = end < 0 ? undefined : ownMapping(text, 4, end + 1);
		if (data !== undefined) return { data, body: text.slice(end + 5), bodyStart: end + 5 };
	}
	const { data, body, bodyStart } = parseFrontMatter(text);
	return { data, body, bodyStart };
}

/** The same text with other flags or labels: nothing else of it changes. For a text whose front matter can be read. */
export function withProperties(text: string, changes: Pick<MailProperties, "flags" | "labels">): string {
	const { yaml, yamlStart, yamlEnd } = splitFrontMatter(text);
	if (yaml === undefined) return text;
	let block = yaml;
	for (const key of ["flags", "labels"] as const) {
		const value = changes[key];
		if (value === undefined) continue;
		const line = entry(key, value);
		const written = new RegExp(`^${key}:.*\\r?\\n(?:[ \\t]+\\S.*\\r?\\n|-[ \\t].*\\r?\\n)*`, "m");
		if (written.test(block)) block = block.replace(written, () => line);
		else {
			const later = new RegExp(`^(?:${MAIL_KEYS.slice(MAIL_KEYS.indexOf(key) + 1).join("|")}):`, "m").exec(block);
			const at = later === null ? block.length : later.index;
			block = block.slice(0, at) + line + block.slice(at);
		}
	}
	return text.slice(0, yamlStart) + block + text.slice(yamlEnd);
}

const LINE = /([a-z_]+):(?: (.+))?\n/y;
const ITEM = / {2}- (.+)\n/y;

/** What this module writes; undefined for anything else. */
function ownMapping(text: string, from: number, to: number): Record<string, unknown> | undefined {
	const data: Record<string, unknown> = {};
	let at = from;
	while (at < to) {
		LINE.lastIndex = at;
		const line = LINE.exec(text);
		if (line === null) return undefined;
		const key = line[1]!;
		if (key in data) return undefined;
		at = LINE.lastIndex;
		const written = line[2];
		if (written !== undefined) {
			const value = written.startsWith("[") ? readFlow(written, "[", "]") : readScalar(written);
			if (value === undefined) return undefined;
			data[key] = value;
			continue;
		}
		const items: unknown[] = [];
		for (ITEM.lastIndex = at; at < to; ) {
			const item = ITEM.exec(text);
			if (item === null) break;
			const value = item[1]!.startsWith("{") ? readFlow(item[1]!, "{", "}") : readScalar(item[1]!);
			if (value === undefined) return undefined;
			items.push(value);
			at = ITEM.lastIndex;
		}
		if (items.length === 0) return undefined;
		data[key] = items;
	}
	return at === to ? data : undefined;
}

const FLOW_SCALAR = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,[\]{}"':#&*!|>%@`?-](?:[^,[\]{}"':#]|:(?=[^\s,[\]{}]))*/y;
const FLOW_KEY = /([a-z]+): /y;

/** `[a, b]`, or `{a: b, c: d}` of scalars. */
function readFlow(text: string, open: "[" | "{", close: string): unknown[] | Record<string, unknown> | undefined {
	if (!text.endsWith(close)) return undefined;
	const list: unknown[] = [];
	const map: Record<string, unknown> = {};
	let at = 1;
	while (at < text.length - 1) {
		let key = "";
		if (open === "{") {
			FLOW_KEY.lastIndex = at;
			key = FLOW_KEY.exec(text)?.[1] ?? "";
			if (key === "" || key in map) return undefined;
			at = FLOW_KEY.lastIndex;
		}
		FLOW_SCALAR.lastIndex = at;
		const written = FLOW_SCALAR.exec(text)?.[0];
		const value = written === undefined ? undefined : readScalar(written);
		if (written === undefined || value === undefined || written.endsWith(" ")) return undefined;
		if (open === "{") map[key] = value;
		else list.push(value);
		at += written.length;
		if (at === text.length - 1) break;
		if (!text.startsWith(", ", at)) return undefined;
		at += 2;
	}
	return open === "{" ? map : list;
}

function readScalar(text: string): string | number | undefined {
	const first = text.charCodeAt(0);
	if (first === 34) {
		try {
			const value: unknown = JSON.parse(text);
			return typeof value === "string" ? value : undefined;
		} catch {
			return undefined; // an escape that only YAML knows
		}
	}
	if (first === 39) return /^'[^']*'$/.test(text) ? text.slice(1, -1) : undefined;
	if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
	if (DATE.test(text)) return text;
	return PLAIN.test(text) && !text.endsWith(" ") && !RESERVED.test(text) ? text : undefined;
}

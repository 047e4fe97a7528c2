/**
 * The front matter that nearly every note has, read without a YAML parser: `key: value` lines, flow lists and block lists
 * of one-line scalars, block lists of flow mappings of such (`- {path: /a.md, weight: 2}`). Twenty times faster; a property test holds it to what `yaml` says.
 */

/** Largest block that is read at all, in UTF-16 units. Errors cost `yaml` up to 15 µs each: this keeps the worst near 1 s. */
export const MAX_LENGTH = 65_536;

/** Characters that need YAML's own rules: controls, tabs, unusual line ends, a byte-order mark. */
const UNUSUAL = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;
const KEY = /^[A-Za-z_][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*$/;
const ITEM = /^( *)- +([^ ].*)$/;
const DOUBLE = /^"([^"\\]*)"$/;
const SINGLE = /^'([^']*)'$/;
const NUMBER = /^[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;
const FLOW_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** What a plain scalar among others on a line may not hold. */
const FLOW_SPECIAL = /[[\]{}#:?'"]/;
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?$/;
/** A plain scalar may not begin with these; numbers and dates are told apart before. */
const INDICATOR = /^[-+.?:,[\]{}#&*!|>'"%@`0-9]/;
const WORDS = new Map<string, null | boolean>([
	["", null],
	["~", null],
	["null", null],
	["Null", null],
	["NULL", null],
	["true", true],
	["True", true],
	["TRUE", true],
	["false", false],
	["False", false],
	["FALSE", false],
]);

type Scalar = string | number | boolean | null;
type Item = Scalar | Record<string, Scalar>;

/** The mapping that `yaml` (core schema) would give, or `undefined` when the text is not simple enough to be sure. */
export function simpleMapping(yaml: string): Record<string, unknown> | undefined {
	if (yaml.length > MAX_LENGTH || UNUSUAL.test(yaml)) return undefined;
	const data: Record<string, unknown> = {};
	let last = "";
	let list: Item[] | undefined;
	let indent = "";
	for (const rawLine of yaml.split("\n")) {
		const line = trimSpaces(rawLine.endsWith("\r") ? rawLine.slice(0, -1) : rawLine);
		if (line === "" || line.startsWith("#")) continue;
		const colon = line.indexOf(":");
		const key = colon < 0 ? "" : line.slice(0, colon);
		if (KEY.test(key)) {
			if (colon > 128 || (colon + 1 < line.length && line[colon + 1] !== " ")) return undefined;
			if (key === "__proto__" || Object.hasOwn(data, key)) return undefined;
			const value = simpleValue(line.slice(colon + 1).replace(/^ +/, ""));
			if (value === undefined) return undefined;
			data[key] = value;
			last = value === null && colon === line.length - 1 ? key : "";
			list = undefined;
			continue;
		}
		const item = last === "" ? null : ITEM.exec(line);
		const value = item?.[2] === undefined ? undefined : simpleItem(item[2]);
		if (value === undefined) return undefined;
		if (list === undefined) {
			list = [];
			data[last] = list;
			indent = item?.[1] ?? "";
		}
		if (item?.[1] !== indent) return undefined;
		list.push(value);
	}
	return data;
}

function simpleValue(value: string): Scalar | Scalar[] | undefined {
	if (!value.startsWith("[")) return simpleScalar(value);
	if (!value.endsWith("]")) return undefined;
	const inner = value.slice(1, -1);
	if (trimSpaces(inner) === "") return [];
	const items: Scalar[] = [];
	for (const part of inner.split(",")) {
		const scalar = flowScalar(part);
		if (scalar === undefined) return undefined;
		items.push(scalar);
	}
	return items;
}

function simpleItem(text: string): Item | undefined {
	if (!text.startsWith("{")) return simpleScalar(text);
	if (!text.endsWith("}")) return undefined;
	const data: Record<string, Scalar> = {};
	for (const part of text.slice(1, -1).split(",")) {
		const colon = part.indexOf(": ");
		const key = part.slice(0, Math.max(0, colon)).replace(/^ +/, "");
		if (!FLOW_KEY.test(key) || key === "__proto__" || Object.hasOwn(data, key)) return undefined;
		const scalar = flowScalar(part.slice(colon + 2));
		if (scalar === undefined) return undefined;
		data[key] = scalar;
	}
	return data;
}

/** A scalar between commas. */
function flowScalar(part: string): Scalar | undefined {
	const item = trimSpaces(part.replace(/^ +/, ""));
	const quoted = DOUBLE.exec(item) ?? SINGLE.exec(item);
	if (quoted === null && (item === "" || FLOW_SPECIAL.test(item))) return undefined;
	return simpleScalar(item);
}

function simpleScalar(text: string): Scalar | undefined {
	const quoted = DOUBLE.exec(text) ?? SINGLE.exec(text);
	if (quoted !== null) return quoted[1];
	const word = WORDS.get(text);
	if (word !== undefined) return word;
	if (NUMBER.test(text)) return Number(text);
	if (DATE.test(text)) return text;
	if (INDICATOR.test(text) || text.includes(": ") || text.includes(" #") || text.endsWith(":")) return undefined;
	return text;
}

/** Only spaces: YAML keeps other white space at the end of a plain scalar. */
function trimSpaces(text: string): string {
	let end = text.length;
	while (end > 0 && text.charCodeAt(end - 1) === 32) end--;
	return end === text.length ? text : text.slice(0, end);
}

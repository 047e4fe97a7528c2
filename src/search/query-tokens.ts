import type { Micros } from "../base/clock.ts";
import { indexableQuery } from "../base/indexable.ts";
import type { Column, Filter, Term } from "./types.ts";

/** The most terms and field words of a query; more are left out. */
export const TERM_LIMIT = 256;

export interface QueryContext {
	/** Names of facets that files of this desk have, in lower case. */
	readonly facets?: ReadonlySet<string>;
	/** The instant that words such as `2026-01` or `last month` begin at, or end at; undefined when they mean no date. */
	instant?(words: string, edge: "start" | "end"): Micros | undefined;
}

export type Operator = "AND" | "OR" | "NOT" | "NEAR";

/** A piece of a query. A `field` adds a condition to a filter; an operator that has no operands is its `term`. */
export type Token =
	| { readonly kind: "open" | "close" | "minus" | "plus" }
	| { readonly kind: "operator"; readonly name: Operator; readonly distance: number; readonly term: Term }
	| { readonly kind: "term"; readonly term: Term }
	| { readonly kind: "field"; readonly add: (filter: Filter) => Filter };

/** Tokens between the terms of a NEAR that names no number: FTS5's own default. */
const NEAR_DISTANCE = 10;
const MOST_DISTANCE = 1_000_000;
const QUOTES = '"“”„‟';
const WORD = new RegExp(`[^\\s${QUOTES}()]+`, "y");
const QUOTED = new RegExp(`[${QUOTES}]([^${QUOTES}]*)[${QUOTES}](\\*?)`, "y");
/** `NEAR(a b, 5)`, as FTS5 itself writes it. */
const NEAR_CALL = /NEAR\(([^()]*?)(?:,\s*(\d+)\s*)?\)/y;
const OPERATOR = /^(AND|OR|NOT|NEAR)(?:\/(\d+))?$/;
const FIELD = /^(\p{L}[\p{L}\p{N}_-]*):(.*)$/su;
/** What FTS5's unicode61 takes for a part of a token. */
const SEARCHABLE = /[\p{L}\p{N}\p{Co}]/u;

/** Cut a query into its tokens. Linear; what means nothing (punctuation, an empty phrase) is left out. */
export function tokenize(text: string, context: QueryContext): Token[] {
	const tokens: Token[] = [];
	let terms = 0;
	for (let at = 0; at < text.length && terms < TERM_LIMIT; ) {
		const found = read(text, at, context);
		at = found.end;
		tokens.push(...found.tokens);
		terms += found.tokens.length;
	}
	return tokens;
}

interface Read {
	readonly tokens: readonly Token[];
	readonly end: number;
}

const MARKS: Readonly<Record<string, "open" | "close" | "minus" | "plus">> = {
	"(": "open",
	")": "close",
	"-": "minus",
	"+": "plus",
};

function read(text: string, at: number, context: QueryContext): Read {
	const char = text.charAt(at);
	const mark = MARKS[char];
	if (mark === "open" || mark === "close") return { tokens: [{ kind: mark }], end: at + 1 };
	if (QUOTES.includes(char)) {
		const quoted = match(QUOTED, text, at);
		if (quoted === null) return { tokens: [], end: at + 1 };
		return { tokens: termOf(quoted[1] ?? "", quoted[2] === "*" ? "prefix" : "phrase"), end: at + quoted[0].length };
	}
	// `well-known`, `--force` and `a - b` exclude nothing.
	const leads = at === 0 || /[\s(]/.test(text.charAt(at - 1));
	if (mark !== undefined && leads && /[^\s+)-]/.test(text.charAt(at + 1)))
		return { tokens: [{ kind: mark }], end: at + 1 };
	const call = char === "N" ? match(NEAR_CALL, text, at) : null;
	if (call !== null) return { tokens: nearCall(call[1] ?? "", call[2]), end: at + call[0].length };
	const word = match(WORD, text, at)?.[0];
	if (word === undefined) return { tokens: [], end: at + 1 };
	return wordOrField(word, text, at + word.length, context);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

function wordOrField(word: string, text: string, end: number, context: QueryContext): Read {
	const [, name, distance] = OPERATOR.exec(word) ?? [];
	if (name !== undefined) return { tokens: [operator(name as Operator, distance)], end };
	const [, field, value = ""] = FIELD.exec(word) ?? [];
	if (field !== undefined) {
		const quoted = value === "" ? match(QUOTED, text, end) : null;
		const given = quoted === null ? value : (quoted[1] ?? "");
		const tokens = given === "" ? undefined : fieldTokens(field.toLowerCase(), given, quoted !== null, context);
		if (tokens !== undefined) return { tokens, end: end + (quoted?.[0].length ?? 0) };
	}
	return { tokens: plainWord(word), end };
}

/** `a NEAR b` written as a call. */
function nearCall(inside: string, distance: string | undefined): Token[] {
	const near = operator("NEAR", distance);
	const terms = tokenize(inside, {}).filter((token) => token.kind === "term");
	return terms.flatMap((term, index) => (index === 0 ? [term] : [near, term]));
}

function operator(name: Operator, distance: string | undefined): Token {
	const tokens = distance === undefined ? NEAR_DISTANCE : Math.min(Number(distance), MOST_DISTANCE);
	return { kind: "operator", name, distance: tokens, term: { kind: "word", text: name.toLowerCase() } };
}

function plainWord(word: string, column?: Column): Token[] {
	const stem = word.replace(/\*+$/, "");
	return termOf(stem, stem === word ? "word" : "prefix", column);
}

function termOf(text: string, kind: Term["kind"], column?: Column): Token[] {
	if (!SEARCHABLE.test(indexableQuery(text)[0] ?? "")) return [];
	return [{ kind: "term", term: column === undefined ? { kind, text } : { kind, text, column } }];
}

const COLUMNS: Readonly<Record<string, Column>> = { title: "title", body: "body", text: "body" };
/** Facets that are field words on any desk, also on one that has no such file yet. */
const COMMON_FACETS: ReadonlySet<string> = new Set("from to cc status due priority list type".split(" "));

type List = "within" | "mounts" | "kinds" | "tags";
/** Field words whose values go to a list of the filter, and the form that they have there. */
const LISTS: Readonly<Record<string, readonly [List, (value: string) => string]>> = {
	tag: ["tags", (value) => value.replace(/^#/, "")],
	path: ["within", absolute],
	in: ["within", absolute],
	mount: ["mounts", (value) => value.replace(/^\/|\/$/g, "")],
	kind: ["kinds", (value) => value.replace(/^\./, "")],
	is: ["kinds", (value) => value],
};
const DATES: Readonly<Record<string, readonly ["since" | "until", "start" | "end"]>> = {
	since: ["since", "start"],
	after: ["since", "start"],
	until: ["until", "end"],
	before: ["until", "start"],
};

/** Names that are field words on any desk, for completion and help. */
export const FIELD_WORDS: readonly string[] = [
	...Object.keys(COLUMNS),
	...Object.keys(LISTS),
	...Object.keys(DATES),
	...COMMON_FACETS,
];

/** What `name:value` stands for; undefined when it is no field, but a word with a colon in it. */
function fieldTokens(name: string, value: string, isQuoted: boolean, context: QueryContext): Token[] | undefined {
	const column = own(COLUMNS, name);
	if (column !== undefined) return isQuoted ? termOf(value, "phrase", column) : plainWord(value, column);
	const list = own(LISTS, name);
	if (list !== undefined) {
		const [key, form] = list;
		return condition((filter) => ({ ...filter, [key]: [...(filter[key] ?? []), form(value)] }));
	}
	const date = own(DATES, name);
	if (date !== undefined) {
		const instant = context.instant?.(value, date[1]);
		return instant === undefined ? undefined : condition((filter) => ({ ...filter, [date[0]]: instant }));
	}
	if (COMMON_FACETS.has(name) || context.facets?.has(name) === true)
		return condition((filter) => ({ ...filter, facets: [...(filter.facets ?? []), [name, value] as const] }));
	return undefined;
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
	return Object.hasOwn(table, name) ? table[name] : undefined;
}

function condition(add: (filter: Filter) => Filter): Token[] {
	return [{ kind: "field", add }];
}

function absolute(path: string): string {
	return `/${path
		.split("/")
		.filter((name) => name !== "")
		.join("/")}`;
}

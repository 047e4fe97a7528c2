/**
 * The language of searches, as people type them: words, "phrases", `prefix*`, `a OR b`, `NOT x`, `-x`, `+x`, `(groups)`, `a NEAR b`,
 * `a NEAR/5 b`, and field words (`title:x tag:x path:/notes since:2026-01 status:pending`). Operators are upper case, as in FTS5 and
 * notmuch. What does not fit (a quote or bracket without its other half, an operator without its operands) is taken as words or left
 * out: nothing is a syntax error. Work is bounded by `QUERY_LIMIT` and `TERM_LIMIT`.
 */
import { indexableQuery } from "../base/indexable.ts";
import { parseTokens } from "./query-parser.ts";
import { type QueryContext, tokenize } from "./query-tokens.ts";
import type { Expression, Query, Term } from "./types.ts";

/** The longest query (UTF-16 units); what is beyond is not looked at. */
export const QUERY_LIMIT = 10_000;

/** Read a query. Never fails. */
export function parseQuery(typed: string, context: QueryContext = {}): Query {
	const text = typed.slice(0, QUERY_LIMIT).replace(/[\p{Cc}\p{Cs}]/gu, " ");
	const { parts, filter } = parseTokens(tokenize(text, context));
	const asked = parts.flatMap(({ part }) => (part.kind === "not" ? [] : [part]));
	const words = parts.flatMap(({ part, isFree }) => (isFree && part.kind === "word" ? [part] : []));
	const bound = parts.flatMap(({ part, isFree }) => (isFree ? [] : [part]));
	const required = conjunction(bound.map(compile));
	const terms = distinct(asked.flatMap(positives));
	return {
		typed: text,
		text: terms.map((term) => term.text).join(" "),
		words: distinct(words),
		required: required.match,
		match: join(" AND ", [required.match, ...distinct(words).map(matchOf)]),
		exclude: join(" OR ", required.excluded),
		terms,
		filter,
	};
}

/** The MATCH expression of one term. FTS5 cuts it into tokens as it did the text. */
export function matchOf(term: Term): string {
	const phrases = indexableQuery(term.text).map((phrase) => phraseOf(phrase, term.kind === "prefix"));
	if (term.kind === "prefix") phrases.push(...completions(term.text).map((word) => phraseOf(word, false)));
	const match = bracketed(phrases.join(" OR "), phrases.length);
	return term.column === undefined ? match : `${term.column} : ${match}`;
}

function phraseOf(text: string, isPrefix: boolean): string {
	return `"${text.replaceAll('"', '""')}"${isPrefix ? "*" : ""}`;
}

/** A MATCH expression without what is excluded; "" stays "". */
export function withoutExcluded(match: string, { exclude }: Pick<Query, "exclude">): string {
	return match === "" || exclude === "" ? match : `(${match}) NOT (${exclude})`;
}

/** Endings that porter's algorithm takes off. */
const SUFFIXES =
	"s es ies ed ing eed ational tional ization ation ator alism iveness fulness ousness aliti iviti biliti icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ion ism ate iti ous ive ize ity ly".split(
		" ",
	);

/**
 * Words that a prefix begins and that the index holds under a shorter stem: `connecti` begins `connecting`, which is kept as
 * `connect`. As whole words they pass through the stemmer, too.
 */
function completions(prefix: string): string[] {
	if (!/^[a-z]{4,}$/i.test(prefix)) return [];
	const words = SUFFIXES.flatMap((suffix) => {
		for (let length = Math.min(suffix.length - 1, prefix.length - 3); length > 0; length--)
			if (prefix.endsWith(suffix.slice(0, length))) return [prefix + suffix.slice(length)];
		return [];
	});
	return [...new Set(words)];
}

/** A side of an expression: what must match, and what must not. */
interface Compiled {
	readonly match: string;
	readonly excluded: readonly string[];
}

function compile(expression: Expression): Compiled {
	switch (expression.kind) {
		case "and":
			return conjunction(expression.parts.map(compile));
		case "or": {
			// FTS5 has no `NOT` without something before it: an exclusion alone is no alternative.
			const sides = expression.parts
				.map(compile)
				.map(whole)
				.filter((side) => side !== "");
			return { match: bracketed(join(" OR ", sides), sides.length), excluded: [] };
		}
		case "not": {
			const { match, excluded } = compile(expression.part);
			if (match === "") return { match: bracketed(join(" OR ", excluded), excluded.length), excluded: [] };
			return { match: "", excluded: [whole({ match, excluded })] };
		}
		case "near":
			return {
				match: `NEAR(${expression.terms.map((term) => phraseOf(indexableQuery(term.text)[0] ?? "", term.kind === "prefix")).join(" ")}, ${expression.distance})`,
				excluded: [],
			};
		default:
			return { match: matchOf(expression), excluded: [] };
	}
}

function conjunction(sides: readonly Compiled[]): Compiled {
	const matches = sides.map(({ match }) => match).filter((match) => match !== "");
	return {
		match: bracketed(join(" AND ", matches), matches.length),
		excluded: sides.flatMap(({ excluded }) => excluded),
	};
}

function whole({ match, excluded }: Compiled): string {
	return match === "" || excluded.length === 0 ? match : `(${match} NOT (${excluded.join(" OR ")}))`;
}

function bracketed(match: string, parts: number): string {
	return parts > 1 ? `(${match})` : match;
}

function join(operator: string, parts: readonly string[]): string {
	return parts.filter((part) => part !== "").join(operator);
}

/** The terms that are looked for. */
function positives(expression: Expression): Term[] {
	switch (expression.kind) {
		case "and":
		case "or":
			return expression.parts.flatMap(positives);
		case "not":
			return [];
		case "near":
			return [...expression.terms];
		default:
			return [expression];
	}
}

function distinct(terms: readonly Term[]): Term[] {
	const known = new Map<string, Term>();
	for (const term of terms) {
		const key = `${term.kind} ${term.column ?? ""} ${term.text}`;
		if (!known.has(key)) known.set(key, term);
	}
	return [...known.values()];
}

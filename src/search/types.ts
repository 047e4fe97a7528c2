/** What a search is asked, what it understands, and what it answers. */
import type { Micros } from "../base/clock.ts";

/** `text`: words. `vector`: meaning. `hybrid`: both, fused by rank; without vectors it is `text`, with a note that says so. */
export type Mode = "hybrid" | "text" | "vector";

export interface SearchRequest {
	/** As typed; see `parseQuery`. Anything is a query, nothing is a syntax error. */
	readonly query: string;
	readonly mode: Mode;
	/** Joined with what the query itself says (`tag:work`, `path:/notes`): both hold. */
	readonly filter: Filter;
	/** The most hits. */
	readonly limit: number;
	/** Fill in `Hit.parts`. */
	readonly explain?: boolean;
	/** Make snippets (default): each costs the reading of a file. */
	readonly snippets?: boolean;
	/** Make the vectors that files wait for first (default), when that takes no longer than the setting `search.wait`. */
	readonly wait?: boolean;
	readonly signal?: AbortSignal;
	/** How far the work that must be done first has come (vectors of files that have none yet): 0 to 1. */
	onProgress?(done: number): void;
}

/**
 * Which files may be found. All conditions hold together. Of several values one is enough, but for `tags`, of which a file must
 * have each, and facets of different names.
 */
export interface Filter {
	/** Absolute paths: a file itself, or a directory with all below it. */
	readonly within?: readonly string[];
	/** Names of mounts: `notes`. */
	readonly mounts?: readonly string[];
	/** What a file is: its `kind` facet, the extension of its name, or what its mount holds: `note`, `pdf`, `task`. */
	readonly kinds?: readonly string[];
	/** Without `#`, regardless of case. `work` also means `work/clients`. */
	readonly tags?: readonly string[];
	/** `[name, value]`; see `facetMatches` for what fits. */
	readonly facets?: readonly (readonly [name: string, value: string])[];
	/** The file's own date (its `date` facet), else its time of modification, is then or later. */
	readonly since?: Micros;
	/** The same date is earlier than this. */
	readonly until?: Micros;
	/** What fits any one condition of these is not found. */
	readonly except?: Filter;
}

/** The columns of the full-text table. */
export type Column = "title" | "tags" | "body";

/** A leaf of a query: what is looked up in the full-text index. */
export interface Term {
	/** `word` may be several tokens (`e-mail`, `日本`), which then stand side by side as in a `phrase`. */
	readonly kind: "word" | "phrase" | "prefix";
	/** Holds at least one letter or digit. No control characters. */
	readonly text: string;
	readonly column?: Column;
}

/** A query as a tree. */
export type Expression =
	| Term
	| { readonly kind: "near"; readonly terms: readonly Term[]; readonly distance: number }
	| { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
	| { readonly kind: "not"; readonly part: Expression };

/** What was understood of a query. */
export interface Query {
	/** As it was typed, at most `QUERY_LIMIT` characters. */
	readonly typed: string;
	/** What is looked for in plain words, without operators, fields and exclusions: what an embedder gets. */
	readonly text: string;
	/**
	 * Words that stand for themselves: not in quotes or a group, no field, no operator. Full text may do with some of them when all
	 * together find too little, and vectors need not hold any.
	 */
	readonly words: readonly Term[];
	/** MATCH expression that every hit must fit, whatever finds it: phrases, groups, `title:x`, NEAR, `+word`. "" when there is none. */
	readonly required: string;
	/** MATCH expression of `required` and all of `words`: what was asked, to the letter. "" when there is nothing to match. */
	readonly match: string;
	/** MATCH expression of what no hit may hold; "" when there is none. Not part of `match`. */
	readonly exclude: string;
	/** All that is looked for and not excluded, in the order typed, each once: what snippets highlight. */
	readonly terms: readonly Term[];
	/** What field words say: `tag:work since:2026-01 -path:/notes/archive`. */
	readonly filter: Filter;
}

/** Nodes that a filter lets through; undefined stands for all. */
export interface Allowed {
	readonly nodes: ReadonlySet<number>;
	/** The same as a JSON array, to bind: `rowid IN (SELECT value FROM json_each(?))`. */
	readonly json: string;
}

/** One line of a ranked list, best first. */
export interface Ranked {
	readonly node: number;
	/** Higher is better; comparable within one list only. */
	readonly score: number;
	/** The best passage, where the ranking knows it: byte offsets as in `Passage`. */
	readonly passage?: Span;
}

/** A range, from `start` up to but not including `end`. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** How one ranking sees a hit. */
export interface Part {
	/** From 1. */
	readonly rank: number;
	readonly score: number;
	/** What it counts for in the fusion. */
	readonly weight?: number;
}

/** A few lines of a file that show why it was found. */
export interface Snippet {
	/** One line: white space runs are one space each, no control characters. "" when the file has no text. */
	readonly text: string;
	/** What to highlight: offsets into `text` in UTF-16 units, ascending, apart. */
	readonly spans: readonly Span[];
	/** Line of the first match, else of the passage, from 1; of the text for what is not read as it is: a PDF, an Office file, a vCard. */
	readonly line: number;
	/** What of the file `text` shows: byte offsets, into the same as `line`. */
	readonly passage: Span;
}

export interface Hit {
	readonly node: number;
	readonly path: string;
	readonly title: string;
	/** 0 to 1, higher is better; comparable within one result only. */
	readonly score: number;
	/** The file's own date, else its time of modification. */
	readonly date: Micros;
	/** Absent with `snippets: false`. */
	readonly snippet?: Snippet;
	/** With `explain`: the rankings that found it. */
	readonly parts?: {
		readonly text?: Part;
		readonly feedback?: Part;
		readonly vector?: Part;
		/** Its place before files like it had their say; what theirs was, as a score of the result; and its share. */
		readonly neighbours?: Part;
	};
}

export interface SearchResult {
	/** Best first. */
	readonly hits: readonly Hit[];
	/** What was really used. */
	readonly mode: Mode;
	/** What people should know: why it is not hybrid, what was not understood. A sentence. */
	readonly note?: string;
	/** How many were found before `limit`, where that is known. */
	readonly total?: number;
}

/**
 * Shell patterns (POSIX.1-2017 XCU 2.13, as bash 5 reads them) as JavaScript regexes: `*`, `?`, `[a-z]`, `[!x]`, `[^x]`,
 * `[[:alpha:]]`, `\x`, and `**` between slashes for paths. Bash's extended patterns (`@(a|b)`) are not among them.
 */
import { DeskError } from "./errors.ts";
import { type CharSet, readBracket } from "./posix-bracket.ts";
import { setSource } from "./posix-source.ts";

export interface GlobOptions {
	/** The text is a path: no wildcard matches `/`, `**` as a whole component matches any number of them. */
	pathname?: boolean;
	caseInsensitive?: boolean;
	/** With `pathname`: a wildcard may match the dot that a component begins with (bash's `dotglob`). */
	dotglob?: boolean;
}

type Token = { type: "star" | "globstar" | "any" } | { type: "char"; char: string } | { type: "set"; set: CharSet };

function tokenize(pattern: string, pathname: boolean): Token[] {
	const chars = Array.from(pattern);
	const tokens: Token[] = [];
	const edge = (at: number) => chars[at] === undefined || chars[at] === "/";
	for (let at = 0; at < chars.length; ) {
		const char = chars[at] ?? "";
		if (char === "*") {
			const first = at;
			while (chars[at] === "*") at++;
			const whole = pathname && at - first === 2 && edge(first - 1) && edge(at);
			tokens.push({ type: whole ? "globstar" : "star" });
		} else if (char === "[") {
			const bracket = closedBracket(chars, at, pathname);
			tokens.push(bracket === undefined ? { type: "char", char } : { type: "set", set: bracket.set });
			at = bracket?.end ?? at + 1;
		} else if (char === "?") {
			tokens.push({ type: "any" });
			at++;
		} else {
			const quoted = char === "\\" ? chars[at + 1] : undefined;
			tokens.push({ type: "char", char: quoted ?? char });
			at += quoted === undefined ? 1 : 2;
		}
	}
	return tokens;
}

/** The bracket expression at `at`, or `undefined` when it does not end (in paths: before the next slash). */
function closedBracket(chars: readonly string[], at: number, pathname: boolean) {
	const slash = pathname ? chars.indexOf("/", at) : -1;
	try {
		return readBracket(slash < 0 ? chars : chars.slice(0, slash), at + 1, at, true);
	} catch (error) {
		if (error instanceof DeskError) return undefined;
		throw error;
	}
}

/** Whether the pattern has a wildcard that counts, i.e. is more than a (perhaps quoted) name. */
export function hasGlob(pattern: string): boolean {
	return tokenize(pattern, false).some((token) => token.type !== "char");
}

/** A regex that matches the texts the pattern matches as a whole. Never throws: what is no wildcard is plain text. */
export function globToRegExp(pattern: string, options: GlobOptions = {}): RegExp {
	const pathname = options.pathname === true;
	const writer = new Writer(pathname, pathname && options.dotglob !== true, options.caseInsensitive === true);
	const source = writer.path(tokenize(pattern, pathname));
	return new RegExp(`^${source}$`, options.caseInsensitive === true ? "iu" : "u");
}

class Writer {
	private readonly any: string;
	private readonly noSlash: string;
	private readonly noDot: string;
	private readonly ignoreCase: boolean;
	private groups = 0;

	constructor(pathname: boolean, hideDots: boolean, ignoreCase: boolean) {
		this.any = pathname ? "[^\\/]" : "[\\s\\S]";
		this.noSlash = pathname ? "(?!\\/)" : "";
		this.noDot = hideDots ? "(?!\\.)" : "";
		this.ignoreCase = ignoreCase;
	}

	/** All components; `**` stands for any number of them, none included. */
	path(tokens: readonly Token[]): string {
		const slash = this.noSlash === "" ? -1 : tokens.findIndex((token) => token.type === "char" && token.char === "/");
		const head = slash < 0 ? tokens : tokens.slice(0, slash);
		const name = `${this.noDot}${this.any}+`;
		if (head[0]?.type === "globstar") {
			return slash < 0 ? `(?:${name}(?:\\/${name})*)?` : `(?:${name}\\/)*${this.path(tokens.slice(slash + 1))}`;
		}
		return slash < 0 ? this.component(head) : `${this.component(head)}\\/${this.path(tokens.slice(slash + 1))}`;
	}

	/**
	 * Between two stars the first place that fits is as good as any later one, so each such piece is matched once and for
	 * all (a lookahead and a reference to it: JavaScript has no atomic groups). That keeps `*a*b*c*` from going back and
	 * forth.
	 */
	private component(tokens: readonly Token[]): string {
		const pieces: Token[][] = [[]];
		for (const token of tokens) token.type === "star" ? pieces.push([]) : pieces.at(-1)?.push(token);
		const [first = [], ...rest] = pieces.map((piece) => piece.map((token) => this.one(token)).join(""));
		const last = rest.pop();
		const wild = tokens[0] !== undefined && tokens[0].type !== "char";
		const middle = rest.filter((piece) => piece !== "").map((piece) => `(?=(${this.any}*?${piece}))\\${++this.groups}`);
		return `${wild ? this.noDot : ""}${first}${middle.join("")}${last === undefined ? "" : `${this.any}*${last}`}`;
	}

	private one(token: Token): string {
		if (token.type === "set") return this.noSlash + setSource(token.set, { ignoreCase: this.ignoreCase });
		if (token.type === "char") return `\\u{${(token.char.codePointAt(0) ?? 0).toString(16)}}`;
		return this.any;
	}
}

import { toText } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { globToRegExp } from "../../src/base/glob.ts";
import { safeForTerminal } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, numberOption, operands, options, pacer } from "../../src/command/index.ts";
import { nameOfPath, printable, readable } from "../../src/vfs/index.ts";
import { interruptible } from "./shared/inputs.ts";
import { compileMatcher, isBinary, type Match, type Matcher, type MatchMode } from "./shared/matcher.ts";

/** Larger files are read in pieces of whole lines of about this size (4 MiB). */
const PIECE = 4 * 1024 * 1024;

/** One matching line, as `--json` prints it. `spans` are byte ranges in `text`. */
interface Found {
	path: string;
	line: number;
	text: string;
	spans: (readonly [number, number])[];
}

/** `desk grep`: lines that match a pattern. */
export const grep = defineCommand({
	name: "grep",
	summary: "Find lines that match a pattern",
	about:
		"Patterns are POSIX basic regular expressions with GNU's extensions, as in GNU grep; -E, -F and -P choose another kind. Status 0 when a line matched, 1 when none did.",
	args: {
		recursive: flag("search directories", "r"),
		ignoreCase: flag("upper and lower case are the same", "i"),
		extended: flag("extended regular expressions", "E"),
		fixed: flag("plain text, not an expression", "F"),
		basic: flag("basic regular expressions (the default)", "G"),
		perl: flag("Perl-like expressions (JavaScript's)", "P"),
		invert: flag("lines that do not match", "v"),
		word: flag("whole words only", "w"),
		wholeLine: flag("whole lines only", "x"),
		count: flag("how many lines match, for each file", "c"),
		filesWithMatches: flag("only names of files that match", "l"),
		filesWithoutMatch: flag("only names of files that do not match", "L"),
		lineNumber: flag("line numbers", "n"),
		onlyMatching: flag("only the part that matches, each on its line", "o"),
		noFilename: flag("no file names before lines", "h"),
		withFilename: flag("file names before lines, for one file too", "H"),
		quiet: flag("print nothing; the status tells", "q"),
		noMessages: flag("say nothing of files that cannot be read", "s"),
		text: flag("treat binary files as text", "a"),
		maxCount: numberOption("stop after N lines of a file", { short: "m" }),
		after: numberOption("N lines after each match", { short: "A" }),
		before: numberOption("N lines before each match", { short: "B" }),
		context: numberOption("N lines around each match", { short: "C", digits: true }),
		include: options("only files whose name fits this glob", { value: "GLOB" }),
		exclude: options("no files whose name fits this glob", { value: "GLOB" }),
		excludeDir: options("no directories whose name fits this glob", { value: "GLOB" }),
		regexp: options("a pattern; may be given several times", { short: "e", value: "PATTERN" }),
		words: operands("PATTERN [PATH]", "the pattern (unless -e), and files or directories; `-` or nothing is stdin", {
			completes: "path",
		}),
	},
	reads: ["words"],
	output: (z) =>
		z.object({
			path: z.string(),
			line: z.number(),
			text: z.string(),
			spans: z.array(z.tuple([z.number(), z.number()])),
		}),
	examples: [
		["desk grep -ri roadmap /notes", "every line that says roadmap, in any case"],
		["desk grep -rlw invoice / | head", "files that have the word"],
		["desk grep -c '\\[ \\]' /notes/reference/launch-checklist.md", "how many boxes are open"],
	],
	async run(context, args) {
		const patterns = args.regexp.length > 0 ? args.regexp : args.words.slice(0, 1);
		if (patterns.length === 0)
			throw new DeskError("EUSAGE", "PATTERN is missing", { at: "grep", todo: "see `desk grep --help`" });
		let paths = args.regexp.length > 0 ? args.words : args.words.slice(1);
		if (paths.length === 0) paths = args.recursive ? ["/"] : ["-"];
		const mode: MatchMode = args.fixed ? "fixed" : args.perl ? "perl" : args.extended ? "extended" : "basic";
		const matcher = compileMatcher({
			patterns,
			mode,
			ignoreCase: args.ignoreCase,
			word: args.word,
			line: args.wholeLine,
			invert: args.invert,
		});
		const printer = new Printer(context, matcher, {
			...args,
			named: args.withFilename || ((paths.length > 1 || args.recursive) && !args.noFilename),
		});
		const wanted = nameFilter(args.include, args.exclude);
		const hidden = args.excludeDir.map((glob) => globToRegExp(glob));

		const one = async (path: string, data?: Buffer): Promise<boolean> => {
			if (context.signal.aborted) throw context.signal.reason;
			if (data !== undefined) return await printer.file(path, [data]);
			if (path === "(standard input)") return await printer.file(path, pieces(interruptible(context, context.stdin)));
			const vfs = await context.open();
			return await printer.file(path, pieces(interruptible(context, (await readable(vfs, path)).stream())));
		};
		const pace = pacer(context);
		for (const text of paths) {
			try {
				if (text === "-") await one("(standard input)");
				else {
					const vfs = await context.open();
					const path = context.path(text);
					const stat = await vfs.find(path);
					if (stat?.kind !== "directory") await one(path);
					else if (!args.recursive)
						throw new DeskError("EISDIR", "this is a directory", {
							at: path,
							todo: "use -r to search what lies in it",
						});
					else {
						for await (const batch of vfs.contents(path)) {
							for (const entry of batch) {
								const turn = pace();
								if (turn !== undefined) await turn;
								if (!wanted(entry.name)) continue;
								if (
									hidden.length > 0 &&
									entry.path
										.slice(path.length)
										.split("/")
										.slice(0, -1)
										.some((name) => hidden.some((glob) => glob.test(name)))
								)
									continue;
								if (await one(entry.path, entry.data)) return printer.end();
							}
						}
					}
				}
			} catch (error) {
				if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
				if (args.noMessages) context.setStatus(error.status);
				else context.fail(error);
			}
			if (args.quiet && printer.matched) break;
		}
		printer.end();
	},
});

interface Printing {
	named: boolean;
	count: boolean;
	filesWithMatches: boolean;
	filesWithoutMatch: boolean;
	lineNumber: boolean;
	onlyMatching: boolean;
	quiet: boolean;
	text: boolean;
	invert: boolean;
	maxCount: number | undefined;
	after: number | undefined;
	before: number | undefined;
	context: number | undefined;
}

/** Shows what a matcher finds, in grep's forms. */
class Printer {
	readonly #context: Context;
	readonly #matcher: Matcher;
	readonly #how: Printing;
	readonly #before: number;
	readonly #after: number;
	#printedContext = false;
	matched = false;

	constructor(context: Context, matcher: Matcher, how: Printing) {
		this.#context = context;
		this.#matcher = matcher;
		this.#how = how;
		this.#before = how.before ?? how.context ?? 0;
		this.#after = how.after ?? how.context ?? 0;
	}

	/** Search one file. @returns whether the whole search can stop */
	async file(path: string, source: AsyncIterable<Buffer> | readonly Buffer[]): Promise<boolean> {
		const how = this.#how;
		const limit = how.maxCount ?? Number.POSITIVE_INFINITY;
		const namesOnly = how.filesWithMatches || how.filesWithoutMatch || how.quiet;
		let lines = 0;
		let base = 0;
		for await (const buffer of this.#before + this.#after > 0 && !namesOnly && !how.count ? whole(source) : source) {
			if (namesOnly) {
				if (limit > 0 && this.#matcher.test(buffer)) {
					lines = 1;
					break;
				}
				continue;
			}
			if (how.count && limit === Number.POSITIVE_INFINITY) {
				lines += this.#matcher.count(buffer);
				continue;
			}
			const found = await this.#print(path, buffer, base, limit - lines);
			lines += found.lines;
			if (found.binary || lines >= limit) break;
			if (how.lineNumber || this.#context.json)
				for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10, at + 1)) base++;
		}
		if (lines > 0) this.matched = true;
		const { stdout } = this.#context;
		const name = this.#name(path);
		if (how.quiet) return this.matched;
		if (this.#context.json) {
			if (how.count || namesOnly) {
				if (how.count || lines > 0 === how.filesWithMatches)
					await stdout.write(`${JSON.stringify(how.count ? { path, count: lines } : { path })}\n`);
			}
		} else if (how.filesWithMatches) {
			if (lines > 0) await stdout.write(name + (this.#context.nul ? "\0" : "\n"));
		} else if (how.filesWithoutMatch) {
			if (lines === 0) {
				await stdout.write(name + (this.#context.nul ? "\0" : "\n"));
			}
		} else if (how.count)
			await stdout.write(`${how.named ? `${name}${this.#context.nul ? "\0" : ":"}` : ""}${lines}\n`);
		return false;
	}

	async #print(path: string, buffer: Buffer, base: number, limit: number): Promise<{ lines: number; binary: boolean }> {
		if (limit <= 0) return { lines: 0, binary: false };
		const { stdout, json } = this.#context;
		let lines = 0;
		let shownTo = -1;
		let binary: boolean | undefined;
		for (const match of this.#matcher.matches(buffer)) {
			// Looked at only for files with a match; most have none.
			binary ??= !this.#how.text && isBinary(buffer);
			lines++;
			if (this.#how.count) {
				if (lines >= limit) break;
				continue;
			}
			if (binary && !json) {
				await stdout.write(`Binary file ${printable(path)} matches\n`);
				return { lines, binary };
			}
			if (json) await stdout.write(`${JSON.stringify(toFound(path, buffer, match, base))}\n`);
			else {
				if (this.#before + this.#after > 0) shownTo = await this.#contextBefore(path, buffer, match, base, shownTo);
				await this.#line(path, buffer, match, base);
				if (this.#after > 0) shownTo = await this.#contextAfter(path, buffer, match, base, shownTo);
			}
			if (lines >= limit) break;
		}
		return { lines, binary: false };
	}

	async #line(path: string, buffer: Buffer, match: Match, base: number): Promise<void> {
		const { stdout, style, terminal } = this.#context;
		const head = this.#head(path, match, base, ":");
		if (this.#how.onlyMatching) {
			if (!this.#how.invert)
				await stdout.write(
					match.spans
						.map(
							([start, end]) =>
								`${head}${style.match(this.#show(buffer.subarray(match.start + start, match.start + end)))}\n`,
						)
						.join(""),
				);
			return;
		}
		if (!style.on && !terminal.stdout) {
			// The bytes as they are; the buffer is not reused, so a view of it may wait in the writer.
			if (head !== "") await stdout.write(head);
			const ended = match.end < buffer.length;
			await stdout.write(buffer.subarray(match.start, ended ? match.end + 1 : match.end));
			if (!ended) await stdout.write("\n");
			return;
		}
		let text = "";
		let done = match.start;
		for (const [start, end] of match.spans) {
			text +=
				this.#show(buffer.subarray(done, match.start + start)) +
				style.match(this.#show(buffer.subarray(match.start + start, match.start + end)));
			done = match.start + end;
		}
		await stdout.write(`${head}${text}${this.#show(buffer.subarray(done, match.end))}\n`);
	}

	#head(path: string, match: Pick<Match, "line">, base: number, mark: string): string {
		const { style } = this.#context;
		let head = "";
		if (this.#how.named) head += `${style.name(this.#name(path))}${this.#context.nul ? "\0" : style.faint(mark)}`;
		if (this.#how.lineNumber) head += `${style.good(String(base + match.line))}${style.faint(mark)}`;
		return head;
	}

	#show(bytes: Uint8Array): string {
		return this.#context.terminal.stdout ? safeForTerminal(toText(bytes)) : toText(bytes);
	}

	#name(path: string): string {
		return this.#context.terminal.stdout ? printable(path) : path;
	}

	/** Lines before a match that are not shown yet. @returns offset up to which all is shown */
	async #contextBefore(path: string, buffer: Buffer, match: Match, base: number, shownTo: number): Promise<number> {
		let start = match.start;
		let count = 0;
		while (count < this.#before && start > Math.max(0, shownTo)) {
			start = buffer.lastIndexOf(10, start - 2) + 1;
			count++;
			if (start === 0) break;
		}
		if (this.#printedContext && (shownTo < 0 || start > shownTo)) await this.#context.stdout.write("--\n");
		this.#printedContext = true;
		for (let number = match.line - count; start < match.start; number++) {
			const end = buffer.indexOf(10, start);
			await this.#context.stdout.write(
				`${this.#head(path, { line: number }, base, "-")}${this.#show(buffer.subarray(start, end))}\n`,
			);
			start = end + 1;
		}
		return Math.min(buffer.length, match.end + 1);
	}

	/** Lines after a match, up to the next one. @returns offset up to which all is shown */
	async #contextAfter(path: string, buffer: Buffer, match: Match, base: number, shownTo: number): Promise<number> {
		let at = shownTo;
		for (let count = 1; count <= this.#after && at < buffer.length; count++) {
			const newline = buffer.indexOf(10, at);
			const end = newline < 0 ? buffer.length : newline;
			if (this.#matcher.test(buffer.subarray(at, end + 1))) break;
			await this.#context.stdout.write(
				`${this.#head(path, { line: match.line + count }, base, "-")}${this.#show(buffer.subarray(at, end))}\n`,
			);
			at = Math.min(buffer.length, end + 1);
		}
		return at;
	}

	/** The status: 1 when nothing matched. */
	end(): void {
		if (!this.matched) this.#context.setStatus(1);
	}
}

function toFound(path: string, buffer: Buffer, match: Match, base: number): Found {
	return {
		path,
		line: base + match.line,
		text: toText(buffer.subarray(match.start, match.end)),
		spans: [...match.spans],
	};
}

/** A stream in pieces of whole lines. */
async function* pieces(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
	let kept: Uint8Array[] = [];
	let size = 0;
	for await (const bytes of stream) {
		kept.push(bytes);
		size += bytes.length;
		if (size < PIECE || bytes.lastIndexOf(10) < 0) continue;
		const all = Buffer.concat(kept);
		const cut = all.lastIndexOf(10) + 1;
		yield all.subarray(0, cut);
		kept = cut < all.length ? [all.subarray(cut)] : [];
		size = all.length - cut;
	}
	if (size > 0) yield Buffer.concat(kept);
}

/** Context lines need the file in one piece. */
async function* whole(source: AsyncIterable<Buffer> | readonly Buffer[]): AsyncGenerator<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of source) parts.push(part);
	if (parts.length > 0) yield parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

function nameFilter(include: readonly string[], exclude: readonly string[]): (name: string) => boolean {
	const take = include.map((glob) => globToRegExp(glob));
	const leave = exclude.map((glob) => globToRegExp(glob));
	return (name) =>
		(take.length === 0 || take.some((glob) => glob.test(nameOfPath(name)))) && !leave.some((glob) => glob.test(name));
}

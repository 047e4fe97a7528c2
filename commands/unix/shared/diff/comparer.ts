/** Which files are compared, and what is said of each pair: what `desk diff` does with its operands (GNU diffutils, diff.c). */

import { collect } from "../../../../src/base/bytes.ts";
import { escapedC } from "../../../../src/base/c-escapes.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import { globToRegExp } from "../../../../src/base/glob.ts";
import { translateRegex } from "../../../../src/base/posix-regex.ts";
import { rawBytes } from "../../../../src/base/raw-text.ts";
import { type Context, pacer } from "../../../../src/command/index.ts";
import { compareNames, nameOfPath, readable } from "../../../../src/vfs/index.ts";
import type { DiffArgs, Printer } from "../../../desk/diff.ts";
import { attempt } from "../inputs.ts";
import { type Comparison, compare, linesOf, type Sameness } from "./compare.ts";
import { absent, type Entry, entryAt, joined } from "./entry.ts";
import { contextFormat, FUNCTION, type Look, normalFormat, type Piece, unifiedFormat } from "./formats.ts";
import { headerTime } from "./header-time.ts";
import { sameBytes } from "./same-bytes.ts";
import { sideBySide } from "./side-by-side.ts";

/** Larger files are compared, not shown line by line. */
const LIMIT = 64 * 1024 * 1024;
/** A NUL in so many bytes at the start makes a file binary. */
const BINARY_HEAD = 4096;

const STYLES = {
	normal: (comparison: Comparison, look: Look) => normalFormat(comparison, look),
	unified: (comparison: Comparison, look: Look) => unifiedFormat(comparison, look),
	context: (comparison: Comparison, look: Look) => contextFormat(comparison, look),
	sideBySide: undefined,
};
type Style = keyof typeof STYLES;

/** Compares what it is told to, and prints what differs. */
export class Comparer {
	/** Whether anything did. */
	differs = false;
	readonly #context: Context;
	readonly #args: DiffArgs;
	readonly #printer: Printer;
	/** The options, as a line of a recursive diff repeats them. */
	readonly #options: string;
	readonly #style: Style;
	readonly #lines: number;
	readonly #sameness: Sameness;
	readonly #heading: RegExp | undefined;
	readonly #excluded: readonly RegExp[];
	readonly #ofRevisions: boolean;

	/** @throws DeskError EUSAGE, EINVAL */
	constructor(context: Context, args: DiffArgs, printer: Printer, options: string, ofRevisions: boolean) {
		this.#context = context;
		this.#args = args;
		this.#printer = printer;
		this.#options = options;
		this.#ofRevisions = ofRevisions;
		const { style, lines } = styleOf(args, ofRevisions ? "unified" : "normal");
		this.#style = style;
		this.#lines = lines;
		this.#heading =
			args.showFunctionLine === undefined ? (args.showCFunction ? FUNCTION : undefined) : regex(args.showFunctionLine);
		this.#excluded = args.exclude.map((glob) => globToRegExp(glob));
		this.#sameness = {
			ignoreCase: args.ignoreCase,
			tabExpansion: args.ignoreTabExpansion,
			trailingSpace: args.ignoreTrailingSpace,
			spaceChange: args.ignoreSpaceChange,
			allSpace: args.ignoreAllSpace,
			blankLines: args.ignoreBlankLines,
			matching: args.ignoreMatchingLines.length === 0 ? undefined : anyOf(args.ignoreMatchingLines.map(regex)),
			minimal: args.minimal,
			tabSize: args.tabsize ?? 8,
		};
	}

	/** Two revisions of files. @throws DeskError ENOENT */
	async revisions(from: string, to: string): Promise<void> {
		const vfs = await this.#context.open();
		const [a, b] = [await readable(vfs, from), await readable(vfs, to)];
		const entry = (side: typeof a): Entry => ({
			name: side.revision > 0 ? `${side.path}@${side.revision}` : side.path,
			kind: "file",
			mtime: side.stat?.mtime ?? 0,
			size: side.size,
			stream: () => side.stream(),
			names: async () => [],
		});
		await this.#files(entry(a), entry(b));
	}

	/** Two operands as typed. */
	async operands(from: string, to: string): Promise<void> {
		const found = [
			await attempt(this.#context, () => this.#entryAt(from)),
			await attempt(this.#context, () => this.#entryAt(to)),
		];
		let [a, b] = found;
		if (a === undefined || b === undefined) return;
		if (a.kind === "absent" && b.kind === "absent") {
			for (const name of [from, to]) await attempt(this.#context, () => this.#context.stat(name));
			return;
		}
		if (a.kind === "directory" && b.kind === "file") a = await this.#inside(a, b);
		else if (b.kind === "directory" && a.kind === "file") b = await this.#inside(b, a);
		await this.#pair(a, b, undefined);
	}

	/** The file of a directory that has the other one's name. */
	async #inside(directory: Entry, file: Entry): Promise<Entry> {
		if (file.name === "-")
			throw new DeskError("EUSAGE", "standard input cannot be compared with a directory", { at: directory.name });
		return await this.#entryAt(joined(directory.name, nameOfPath(file.name)));
	}

	#entryAt(name: string): Promise<Entry> {
		return entryAt(this.#context, name, this.#args.newFile);
	}

	/** @param parents the directories that both are in, when they were not named themselves */
	async #pair(a: Entry, b: Entry, parents: readonly [Entry, Entry] | undefined): Promise<void> {
		await pacer(this.#context)();
		const kinds = new Set([a.kind, b.kind]);
		if (kinds.has("directory")) {
			if (kinds.size === 1 || kinds.has("absent")) {
				if (parents === undefined || this.#args.recursive) await this.#directories(a, b);
				else if (kinds.size === 1) await this.#say(`Common subdirectories: ${a.name} and ${b.name}`, a, b, true);
				else await this.#only(a, b, parents);
				return;
			}
			const what = ({ kind }: Entry) => (kind === "directory" ? "directory" : "regular file");
			await this.#say(`File ${a.name} is a ${what(a)} while file ${b.name} is a ${what(b)}`, a, b);
			return;
		}
		await this.#files(
			a,
			b,
			parents === undefined ? undefined : `diff${this.#options} ${quoted(a.name)} ${quoted(b.name)}\n`,
		);
	}

	async #directories(a: Entry, b: Entry): Promise<void> {
		const [left, right] = [await this.#namesIn(a), await this.#namesIn(b)];
		for (const name of [...new Set([...left, ...right])].sort(compareNames)) {
			const side = async (parent: Entry, names: ReadonlySet<string>): Promise<Entry> =>
				names.has(name) ? await this.#entryAt(joined(parent.name, name)) : absent(joined(parent.name, name));
			await attempt(this.#context, async () => {
				const [inA, inB] = [await side(a, left), await side(b, right)];
				const isMissing = inA.kind === "absent" || inB.kind === "absent";
				if (isMissing && !this.#args.newFile) await this.#only(inA, inB, [a, b]);
				else await this.#pair(inA, inB, [a, b]);
			});
		}
	}

	async #namesIn(directory: Entry): Promise<ReadonlySet<string>> {
		const names = directory.kind === "absent" ? [] : await directory.names();
		return new Set(names.filter((name) => !this.#excluded.some((glob) => glob.test(name))));
	}

	async #only(a: Entry, b: Entry, parents: readonly [Entry, Entry]): Promise<void> {
		const [entry, parent] = a.kind === "absent" ? [b, parents[1]] : [a, parents[0]];
		await this.#say(`Only in ${parent.name}: ${nameOfPath(entry.name)}`, a, b);
	}

	async #files(a: Entry, b: Entry, before?: string): Promise<void> {
		const { brief, ignoreBlankLines, ignoreMatchingLines, ignoreCase, stripTrailingCr, text } = this.#args;
		const { tabExpansion, trailingSpace, spaceChange, allSpace } = this.#sameness;
		const isExact = !(
			ignoreBlankLines ||
			ignoreCase ||
			stripTrailingCr ||
			tabExpansion ||
			trailingSpace ||
			spaceChange ||
			allSpace
		);
		const tooLarge = (a.size ?? 0) > LIMIT || (b.size ?? 0) > LIMIT;
		const printsEqual = this.#style === "sideBySide" && !brief && !tooLarge;
		if (a.identity !== undefined && a.identity === b.identity && !printsEqual) return await this.#same(a, b);
		if (tooLarge || (brief && isExact && ignoreMatchingLines.length === 0)) {
			const sized = a.size !== undefined && b.size !== undefined && a.size !== b.size;
			if (!sized && (await sameBytes(a.stream(), b.stream()))) return await this.#same(a, b);
			return await this.#say(`Files ${a.name} and ${b.name} differ`, a, b);
		}
		const bytes = [await collect(a.stream()), await collect(b.stream())] as const;
		if (bytes[0].equals(bytes[1]) && !printsEqual) return await this.#same(a, b);
		if (!text && bytes.some((part) => part.subarray(0, BINARY_HEAD).includes(0))) {
			if (bytes[0].equals(bytes[1])) return await this.#same(a, b);
			return await this.#say(`${brief ? "Files" : "Binary files"} ${a.name} and ${b.name} differ`, a, b);
		}
		const [old, fresh] = bytes.map((part) => linesOf(part, stripTrailingCr)) as [string[], string[]];
		const comparison = compare(old, fresh, this.#sameness, this.#lines);
		const equal = comparison.changes.every((change) => change.trivial);
		if (equal && !printsEqual) return await this.#same(a, b);
		if (brief) return await this.#say(`Files ${a.name} and ${b.name} differ`, a, b);
		if (!equal) this.differs = true;
		const pieces = this.#shown(comparison, a, b);
		if (this.#context.json) {
			const shown = Buffer.from([...pieces].map(([, part]) => part).join(""), "latin1").toString("utf8");
			return await this.#json(a, b, equal, shown);
		}
		if (before !== undefined)
			await this.#printer.pieces([
				["header", latin(before.slice(0, -1))],
				["plain", "\n"],
			]);
		await this.#printer.pieces(pieces);
		if (equal && this.#args.reportIdenticalFiles) await this.#same(a, b);
	}

	#shown(comparison: Comparison, a: Entry, b: Entry): Iterable<Piece> {
		const { tabsize, expandTabs, leftColumn, suppressCommonLines, width, initialTab, suppressBlankEmpty } = this.#args;
		const tabSize = tabsize ?? 8;
		const format = STYLES[this.#style];
		if (format === undefined)
			return sideBySide(comparison, { width: width ?? 130, leftColumn, suppressCommonLines, expandTabs, tabSize });
		const { label } = this.#args;
		const name = (entry: Entry, given: string | undefined) =>
			latin(
				given ??
					(this.#ofRevisions
						? entry.name
						: `${quoted(entry.name)}\t${headerTime(entry.mtime, this.#context.variables.TZ)}`),
			);
		return format(comparison, {
			context: this.#lines,
			names: [name(a, label[0]), name(b, label[1])],
			longRanges: this.#ofRevisions,
			heading: this.#heading,
			initialTab,
			expandTabs,
			suppressBlankEmpty,
			tabSize,
		});
	}

	async #same(a: Entry, b: Entry): Promise<void> {
		if (this.#context.json) await this.#json(a, b, true, "");
		else if (this.#args.reportIdenticalFiles) await this.#printer.line(`Files ${a.name} and ${b.name} are identical`);
	}

	async #say(text: string, a: Entry, b: Entry, equal = false): Promise<void> {
		if (!equal) this.differs = true;
		if (!this.#context.json) await this.#printer.line(text);
		else if (!equal) await this.#json(a, b, false, null);
	}

	async #json(a: Entry, b: Entry, equal: boolean, diff: string | null): Promise<void> {
		const name = (entry: Entry) => (entry.kind === "absent" ? null : entry.name);
		await this.#printer.pieces([["plain", latin(`${JSON.stringify({ from: name(a), to: name(b), equal, diff })}\n`)]]);
	}
}

/** The one format that is asked for, and the lines of context that it has. @throws DeskError EUSAGE for two */
function styleOf(args: DiffArgs, fallback: Style): { style: Style; lines: number } {
	const unified = [args.unifiedLines, args.unified, args.plainUnified ? 3 : undefined].filter((n) => n !== undefined);
	const context = [args.contextLines, args.context, args.plainContext ? 3 : undefined].filter((n) => n !== undefined);
	const asked: Style[] = [];
	if (args.normal) asked.push("normal");
	if (unified.length > 0) asked.push("unified");
	if (context.length > 0) asked.push("context");
	if (args.sideBySide) asked.push("sideBySide");
	if (asked.length > 1)
		throw new DeskError("EUSAGE", "only one format can be printed", {
			at: "diff",
			todo: "give one of --normal, -u, -c and -y",
		});
	const style = asked[0] ?? fallback;
	if (style !== "unified" && style !== "context") return { style, lines: 0 };
	// -U 5 beside -u is 5.
	const given = [...unified, ...context];
	return { style, lines: given.length === 0 ? 3 : Math.max(...given) };
}

/** A basic regex on bytes. @throws DeskError EINVAL */
function regex(pattern: string): RegExp {
	const { source, flags } = translateRegex(latin(pattern), "basic");
	return new RegExp(source, flags);
}

function anyOf(patterns: readonly RegExp[]): RegExp {
	if (patterns.length === 1 && patterns[0] !== undefined) return patterns[0];
	return new RegExp(patterns.map(({ source }) => `(?:${source})`).join("|"), patterns[0]?.flags);
}

/** A name in a header; one that could be taken for another is quoted as in C (context.c, c_escape). */
function quoted(name: string): string {
	if (!/[\x00-\x20"\\]/.test(name)) return name;
	const escaped = name.replace(/[\x00-\x1f"\\]/g, escapedC);
	return `"${escaped}"`;
}

function latin(text: string): string {
	return rawBytes(text).toString("latin1");
}

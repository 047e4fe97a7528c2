/** What grep searches: files, streams, directories with all that is below them. */
import { DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { type FileBytes, nameOfPath, parentOf, printable, type Vfs } from "../../../src/vfs/index.ts";
import { BacktrackingLimit } from "./backtracking.ts";
import { exchangeEnds, type Printer, type Searched } from "./grep-printer.ts";
import { attempt, deviceOf, interruptible, openInput } from "./inputs.ts";
import type { Matcher } from "./matcher.ts";

/** Larger files are read in pieces of whole lines of about this size (4 MiB). */
const PIECE = 4 * 1024 * 1024;

/** Where an operand lies; "" is here. */
export function pathOf(context: Context, text: string): string {
	return text === "" ? context.cwd : context.path(text);
}

/** What is searched, and how. */
export interface SearchOptions {
	recursive: boolean;
	/** Whether links that are met on the way are followed; those on the command line always are. */
	followsLinks: boolean;
	skipsDirectories: boolean;
	include: readonly string[];
	exclude: readonly string[];
	excludeDir: readonly string[];
	nullData: boolean;
	noMessages: boolean;
	label: string;
	/** What a file must contain to be worth reading; see `Matcher.requires`. */
	requires: Matcher["requires"];
}

/** Brings what is to be searched to the printer. */
export class Search {
	readonly #context: Context;
	readonly #printer: Printer;
	readonly #options: SearchOptions;
	readonly #isWanted: (name: string) => boolean;
	readonly #hidden: readonly RegExp[];

	constructor(context: Context, printer: Printer, options: SearchOptions) {
		this.#context = context;
		this.#printer = printer;
		this.#options = options;
		this.#isWanted = nameFilter(options.include, options.exclude);
		this.#hidden = options.excludeDir.map((glob) => globToRegExp(glob.replace(/\/+$/, "")));
	}

	/** Search a file, or a directory with all that is below it. @throws DeskError */
	async operand(text: string): Promise<void> {
		const device = text === "" ? undefined : deviceOf(this.#context, text);
		const vfs = device === undefined ? await this.#context.open() : undefined;
		const path = pathOf(this.#context, text === "-" ? "." : text);
		const stat = device === undefined ? await vfs?.find(path) : undefined;
		if (vfs === undefined || stat?.kind !== "directory") {
			const input = await openInput(this.#context, text);
			const isStdin = device !== undefined && device === this.#context.stdin;
			if (!isStdin && !this.#isWanted(nameOfPath(text))) return;
			const shown = text === "-" ? this.#options.label : text;
			// What comes from a pipe is searched as it comes: its writer may wait for what is found.
			const source = pieces(input.stream(), input.size === undefined ? 1 : PIECE);
			await this.#file({ shown, path: isStdin ? "(standard input)" : path, size: input.size }, source);
		} else if (this.#options.skipsDirectories && !this.#options.recursive) {
			return;
		} else if (!this.#options.recursive) {
			throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "use -r to search what lies in it" });
		} else if (!this.#isHidden(nameOfPath(text.replace(/\/+$/, "")))) {
			await this.#directory(vfs, path, text);
		}
	}

	/** @param above real paths of the directories from which links led here. @returns whether the whole search can stop */
	async #directory(vfs: Vfs, path: string, text: string, above: readonly string[] = []): Promise<boolean> {
		const pace = pacer(this.#context);
		const { requires, followsLinks } = this.#options;
		const from = path === "/" ? 1 : path.length + 1;
		const prefix = text === "" || text.endsWith("/") ? text : `${text}/`;
		for await (const batch of vfs.contents(path, requires, followsLinks)) {
			for (const entry of batch) {
				const turn = pace();
				if (turn !== undefined) await turn;
				const below = entry.path.slice(from);
				if (
					this.#hidden.length > 0 &&
					below
						.split("/")
						.slice(0, -1)
						.some((name) => this.#isHidden(name))
				)
					continue;
				const shown = prefix + below;
				const isDone =
					entry.isLink === true
						? await this.#link(vfs, entry.path, shown, above)
						: await this.#entry(vfs, entry, shown);
				if (isDone) return true;
			}
		}
		return false;
	}

	async #entry(vfs: Vfs, { path, name, data }: FileBytes, shown: string): Promise<boolean> {
		if (!this.#isWanted(name)) return false;
		const source = data === undefined ? pieces(interruptible(this.#context, vfs.read(path))) : [data];
		const size = data?.length ?? (await vfs.stat(path)).size;
		return await this.#file({ shown, path, size }, source);
	}

	/** What a link leads to: nothing of a directory that the search is in already. */
	async #link(vfs: Vfs, path: string, shown: string, above: readonly string[]): Promise<boolean> {
		const name = nameOfPath(path);
		const target = await attempt(this.#context, () => vfs.followed(path));
		if (target === undefined) return false;
		if (target.kind !== "directory") return await this.#entry(vfs, { path, name }, shown);
		if (this.#isHidden(name)) return false;
		const here = (await vfs.followed(parentOf(path))).path;
		const isCircle = [...above, here].some((one) => one === target.path || one.startsWith(`${target.path}/`));
		if (!isCircle) return await this.#directory(vfs, path, shown, [...above, here]);
		if (!this.#options.noMessages)
			await this.#context.stderr.write(
				`desk: grep: ${printable(path)}: this link leads back to a directory that holds it; passed over\n`,
			);
		return false;
	}

	#isHidden(name: string): boolean {
		return this.#hidden.some((glob) => glob.test(name));
	}

	async #file(file: Searched, source: AsyncIterable<Buffer> | readonly Buffer[]): Promise<boolean> {
		if (this.#context.signal.aborted) throw this.#context.signal.reason;
		const ends = this.#options.nullData ? exchanged(source) : source;
		try {
			return await this.#printer.file(file, this.#printer.needsWhole ? whole(ends) : ends);
		} catch (error) {
			if (!(error instanceof BacktrackingLimit)) throw error;
			this.#context.fail(new DeskError("EINVAL", error.message, { at: file.path, todo: BacktrackingLimit.todo }));
			return false;
		}
	}
}

async function* exchanged(source: AsyncIterable<Buffer> | readonly Buffer[]): AsyncGenerator<Buffer> {
	for (const part of [await collected(source)]) if (part.length > 0) yield exchangeEnds(Buffer.from(part));
}

async function collected(source: AsyncIterable<Buffer> | readonly Buffer[]): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of source) parts.push(part);
	return Buffer.concat(parts);
}

/** A stream in pieces of whole lines, of so many bytes at least. */
async function* pieces(stream: AsyncIterable<Uint8Array>, least = PIECE): AsyncGenerator<Buffer> {
	let kept: Uint8Array[] = [];
	let size = 0;
	for await (const bytes of stream) {
		kept.push(bytes);
		size += bytes.length;
		if (size < least || bytes.lastIndexOf(10) < 0) continue;
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
	const all = await collected(source);
	if (all.length > 0) yield all;
}

function nameFilter(include: readonly string[], exclude: readonly string[]): (name: string) => boolean {
	const take = include.map((glob) => globToRegExp(glob));
	const leave = exclude.map((glob) => globToRegExp(glob));
	return (name) =>
		(take.length === 0 || take.some((glob) => glob.test(nameOfPath(name)))) && !leave.some((glob) => glob.test(name));
}

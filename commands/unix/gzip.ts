import { DeskError } from "../../src/base/errors.ts";
import {
	type ArgTable,
	type Command,
	type Context,
	defineCommand,
	flag,
	operands,
	option,
	type Values,
} from "../../src/command/index.ts";
import type { Change, Stat, Vfs } from "../../src/vfs/index.ts";
import { lastName } from "./basename.ts";
import { changeLine, isTold, toChangeItems } from "./shared/changes.ts";
import { type GzipTotals, listGzip, ratio } from "./shared/gzip-list.ts";
import { compress, decompress as expand, isGzip, readHeader } from "./shared/gzip-stream.ts";
import { attempt, contentWriter, openInput } from "./shared/inputs.ts";

const LEVEL = 6;
/** Endings that gunzip takes off, and what it puts there. */
const ENDINGS: readonly (readonly [string, string])[] = [
	[".tgz", ".tar"],
	[".taz", ".tar"],
	[".gz", ""],
	["-gz", ""],
	[".z", ""],
	["-z", ""],
];

const ARGS = {
	stdout: flag("write to standard output, keep files", "c"),
	toStdout: flag("the same"),
	decompress: flag("decompress", "d"),
	uncompress: flag("the same"),
	force: flag("replace files, write compressed bytes to a terminal, pass on what is not compressed", "f"),
	keep: flag("keep files", "k"),
	list: flag("sizes of compressed files", "l"),
	noName: flag("do not keep, or use, name and date in the header", "n"),
	name: flag("use name and date in the header", "N"),
	recursive: flag("all files below directories", "r"),
	suffix: option("the ending instead of .gz", { short: "S", value: ".SUF" }),
	test: flag("check that files are whole", "t"),
	fast: flag("fastest", "1"),
	level2: flag("…", "2"),
	level3: flag("…", "3"),
	level4: flag("…", "4"),
	level5: flag("…", "5"),
	level6: flag("as if nothing is said", "6"),
	level7: flag("…", "7"),
	level8: flag("…", "8"),
	best: flag("smallest", "9"),
	paths: operands("PATH", "files; `-` or nothing: standard input to standard output", { completes: "path" }),
} satisfies ArgTable;

type Args = Values<typeof ARGS>;

/** What a command of the family is by its name. */
interface Preset {
	name: string;
	summary: string;
	decompresses: boolean;
	toStdout: boolean;
	examples: readonly (readonly [string, string])[];
}

function gzipCommand({ name, summary, decompresses, toStdout, examples }: Preset): Command {
	return defineCommand({
		name,
		summary,
		about:
			"A file is replaced by PATH.gz (or that by PATH), with its date and mode, in one change that `desk undo` takes back; with -c it goes to " +
			"standard output. Status 2 is a warning: a file was left as it is.",
		args: ARGS,
		writes: ["paths"],
		examples,
		failsWith: 1,
		async run(context, args) {
			const job = new Gzip(context, name, {
				...args,
				decompress: args.decompress || args.uncompress || decompresses,
				stdout: args.stdout || args.toStdout || toStdout,
			});
			for (const operand of args.paths.length === 0 ? ["-"] : args.paths)
				await attempt(context, () => job.operand(operand));
			await job.end();
		},
	});
}

/** One run over all operands. */
class Gzip {
	readonly #context: Context;
	readonly #name: string;
	readonly #args: Args;
	readonly #suffix: string;
	readonly #level: number;
	readonly #totals: GzipTotals = { files: 0, compressed: 0, size: 0, overhead: 0 };
	#operation: number | undefined;

	constructor(context: Context, name: string, args: Args) {
		this.#context = context;
		this.#name = name;
		this.#args = args;
		this.#suffix = args.suffix ?? ".gz";
		const { fast, level2, level3, level4, level5, level6, level7, level8, best } = args;
		const chosen = [fast, level2, level3, level4, level5, level6, level7, level8, best].lastIndexOf(true);
		this.#level = chosen < 0 ? LEVEL : chosen + 1;
	}

	async operand(operand: string): Promise<void> {
		if (operand === "-") return await this.#toStdout("-");
		const vfs = await this.#context.open();
		const { recursive } = this.#args;
		const stat = (await vfs.find(this.#context.path(operand))) ?? (await this.#compressed(vfs, operand));
		if (stat?.kind !== "directory") {
			const shown = stat === undefined || stat.path === this.#context.path(operand) ? operand : operand + this.#suffix;
			return await this.#file(vfs, shown);
		}
		if (!recursive) return this.#warn(`${operand} is a directory -- ignored`);
		const below: string[] = [];
		for await (const entry of vfs.walk(stat.path, { views: false }))
			if (entry.kind === "file")
				below.push(operand.replace(/\/*$/, "") + entry.path.slice(stat.path === "/" ? 0 : stat.path.length));
		for (const path of below) await attempt(this.#context, () => this.#file(vfs, path));
	}

	async end(): Promise<void> {
		if (this.#args.list && this.#totals.files > 1 && !this.#context.json) {
			const { compressed, size, overhead } = this.#totals;
			const numbers = `${String(compressed).padStart(19)} ${String(size).padStart(19)} ${ratio(compressed - overhead, size)}`;
			await this.#context.stdout.write(`${numbers} (totals)\n`);
		}
	}

	/** `gunzip a` finds `a.gz`. */
	async #compressed(vfs: Vfs, operand: string): Promise<Stat | undefined> {
		const { decompress, list, test } = this.#args;
		return decompress || list || test ? await vfs.find(this.#context.path(operand + this.#suffix)) : undefined;
	}

	async #file(vfs: Vfs, operand: string): Promise<void> {
		const { stdout, decompress, list, test, force } = this.#args;
		if (list) return await listGzip(this.#context, operand, this.#totals);
		if (stdout || test) return await this.#toStdout(operand);
		const stat = await vfs.stat(this.#context.path(operand));
		const target = decompress ? await this.#plainName(operand) : this.#gzName(operand);
		if (target === undefined) return;
		const existing = await vfs.find(this.#context.path(target));
		if (existing !== undefined && !force) return this.#warn(`${target} already exists; not overwritten`);
		await this.#replace(vfs, operand, stat, target);
	}

	#gzName(operand: string): string | undefined {
		if (
			!operand.endsWith(this.#suffix) &&
			!(this.#args.suffix === undefined && /[.-](?:gz|z)$|\.t[ag]z$/.test(operand))
		)
			return operand + this.#suffix;
		if (this.#args.force && !operand.endsWith(this.#suffix)) return operand + this.#suffix;
		this.#context.note(`${this.#name}: ${operand} already has ${this.#suffix} suffix -- unchanged`);
		return undefined;
	}

	async #plainName(operand: string): Promise<string | undefined> {
		const endings = this.#args.suffix === undefined ? ENDINGS : [[this.#suffix, ""] as const, ...ENDINGS];
		const found = endings.find(([ending]) => operand.endsWith(ending) && lastName(operand) !== ending);
		if (found === undefined) {
			// Below a directory there may be all kinds of files.
			if (!this.#args.recursive) this.#warn(`${operand}: unknown suffix -- ignored`);
			return undefined;
		}
		const plain = operand.slice(0, -found[0].length) + found[1];
		if (!this.#args.name) return plain;
		const header = await this.#header(operand);
		const kept = header?.name === undefined ? "" : lastName(header.name);
		return kept === "" ? plain : operand.slice(0, operand.length - lastName(operand).length) + kept;
	}

	async #header(operand: string) {
		const input = await openInput(this.#context, operand);
		const parts: Uint8Array[] = [];
		for await (const part of input.stream({ offset: 0, length: 1024 })) parts.push(part);
		return readHeader(Buffer.concat(parts));
	}

	async #replace(vfs: Vfs, operand: string, stat: Stat, target: string): Promise<void> {
		const { cause, dryRun } = this.#context;
		const { decompress, keep, name, noName } = this.#args;
		const input = await openInput(this.#context, operand);
		const header = decompress && name ? await this.#header(operand) : undefined;
		const bytes = decompress
			? expand(input.stream(), operand)
			: compress(input.stream(), {
					level: this.#level,
					name: noName ? undefined : lastName(operand),
					mtime: noName ? 0 : stat.mtime,
				});
		const content = await vfs.stage(bytes);
		const path = this.#context.path(target);
		const mtime = header !== undefined && header.mtime > 0 ? header.mtime * 1e6 : stat.mtime;
		const write: Change = { op: "write", path, content, mtime, mode: stat.mode };
		// Renamed and rewritten, it goes on as the same file, with its history.
		const changes: Change[] = keep
			? [write]
			: [{ op: "rename", path: stat.path, to: path, replace: true, expect: stat.revision }, write];
		const size = content.size;
		const result = await vfs.change(changes, { cause, dryRun, keepRejected: false, operation: this.#operation });
		this.#operation ??= result.set?.operation;
		if (this.#context.verbose) {
			const percent = decompress ? ratio(stat.size, size) : ratio(size, stat.size);
			await this.#context.stderr.write(`${operand}:\t${percent} -- ${keep ? "created" : "replaced with"} ${target}\n`);
		}
		if (!isTold(this.#context) || (this.#context.verbose && !this.#context.json && !dryRun)) return;
		for (const item of toChangeItems(result))
			await this.#context.stdout.write(
				`${this.#context.json ? JSON.stringify(item) : changeLine(item, this.#context)}\n`,
			);
	}

	/** As a filter, or with -c and -t. */
	async #toStdout(operand: string): Promise<void> {
		const { decompress, test, list, force, noName } = this.#args;
		if (list) return await listGzip(this.#context, operand, this.#totals);
		const input = await openInput(this.#context, operand);
		if (test) {
			for await (const _ of expand(input.stream(), operand));
			if (this.#context.verbose) await this.#context.stderr.write(`${operand}:\t OK\n`);
			return;
		}
		if (!decompress) {
			if (this.#context.terminal.stdout && !force)
				throw new DeskError("EFAILED", "compressed bytes are nothing for a terminal", {
					at: this.#name,
					todo: "write them to a file, or use -f",
				});
			const stat = operand === "-" ? undefined : await this.#context.stat(operand);
			const name = noName || stat === undefined ? undefined : lastName(operand);
			const mtime = noName ? 0 : stat?.mtime;
			for await (const part of compress(input.stream(), { level: this.#level, name, mtime }))
				await this.#context.stdout.write(part);
			return;
		}
		const writer = contentWriter(this.#context);
		for await (const part of force ? passing(input.stream(), operand) : expand(input.stream(), operand))
			await writer.write(part);
		await writer.end();
	}

	#warn(text: string): void {
		this.#context.note(`${this.#name}: ${text}`);
		this.#context.setStatus(2);
	}
}

async function* passing(source: AsyncIterable<Uint8Array>, at: string): AsyncGenerator<Uint8Array, void, undefined> {
	const items = source[Symbol.asyncIterator]();
	const first = await items.next();
	if (first.done === true) return;
	const all = (async function* () {
		yield first.value;
		for (let next = await items.next(); next.done !== true; next = await items.next()) yield next.value;
	})();
	yield* isGzip(first.value) ? expand(all, at) : all;
}

/** `desk gzip`: compress files. */
export const gzip = gzipCommand({
	name: "gzip",
	summary: "Compress files",
	decompresses: false,
	toStdout: false,
	examples: [
		["desk gzip /files/move/boxes.csv", "it becomes /files/move/boxes.csv.gz"],
		["desk cat /files/move/boxes.csv | desk gzip -9 > boxes.csv.gz", "in a pipe, as small as possible"],
		["desk gzip -k /files/move/boxes.csv && desk gzip -l /files/move/boxes.csv.gz", "how large it is, and was"],
	],
});

/** `desk gunzip`: decompress files. */
export const gunzip = gzipCommand({
	name: "gunzip",
	summary: "Decompress files",
	decompresses: true,
	toStdout: false,
	examples: [
		["desk gzip /files/move/boxes.csv && desk gunzip /files/move/boxes.csv.gz", "there and back"],
		["desk gzip -c /files/move/boxes.csv | desk gunzip | desk grep books", "in a pipe"],
	],
});

/** `desk zcat`: print compressed files. */
export const zcat = gzipCommand({
	name: "zcat",
	summary: "Print compressed files",
	decompresses: true,
	toStdout: true,
	examples: [["desk gzip /files/move/boxes.csv && desk zcat /files/move/boxes.csv.gz", "what is in it"]],
});

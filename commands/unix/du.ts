import { DeskError } from "../../src/base/errors.ts";
import { humanSize } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, numberOption, operands, pacer } from "../../src/command/index.ts";
import { nameBytes } from "../../src/store/index.ts";
import { printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { attempt } from "./shared/inputs.ts";

interface Options {
	all: boolean;
	humanReadable: boolean;
	bytes: boolean;
}

/** `desk du`: how large directories are. */
export const du = defineCommand({
	name: "du",
	summary: "Sum up the sizes of directories",
	about:
		"Sizes are bytes of content, as `du --apparent-size` counts them, in KiB rounded up; directories themselves and views count " +
		"nothing. Equal content is stored once, so the desk takes less room on disk than this when there are copies.",
	args: {
		summarize: flag("only the total of each PATH", "s"),
		all: flag("files too, not only directories", "a"),
		humanReadable: flag("sizes as 1.2K, 3M", "h"),
		maxDepth: numberOption("print totals at most N levels below PATH", { short: "d" }),
		total: flag("a total of all PATHs at the end", "c"),
		bytes: flag("in bytes", "b"),
		kib: flag("in KiB (the default)", "k"),
		apparentSize: flag("always so; taken for compatibility"),
		paths: operands("PATH", "directories or files; default here (/)", { completes: "path" }),
	},
	reads: ["paths"],
	output: (z) => z.object({ path: z.string(), kind: z.enum(["directory", "file", "symlink"]), bytes: z.number() }),
	failsWith: 1,
	examples: [
		["desk du -sh /files /notes", "a total for each"],
		["desk du -d 1 -h /", "how large each mount is"],
		["desk du -ab /files | sort -n | tail", "the largest files"],
	],
	async run(context, args) {
		if (args.summarize && (args.all || (args.maxDepth !== undefined && args.maxDepth !== 0))) {
			throw new DeskError("EUSAGE", `-s and ${args.all ? "-a" : "-d"} exclude each other`, {
				at: "du",
				todo: "leave one of them out",
			});
		}
		const depth = args.summarize ? 0 : (args.maxDepth ?? Number.POSITIVE_INFINITY);
		const usage = new Usage(context, await context.open(), args, depth);
		let total = 0;
		for (const operand of args.paths.length === 0 ? [context.cwd] : args.paths) {
			total += (await attempt(context, async () => usage.of(await context.stat(operand), operand, 0))) ?? 0;
		}
		if (args.total && !context.json)
			await context.stdout.write(`${sizeText(total, args)}\ttotal${context.nul ? "\0" : "\n"}`);
	},
});

class Usage {
	readonly #context: Context;
	readonly #vfs: Vfs;
	readonly #options: Options;
	readonly #depth: number;
	readonly #pace: () => Promise<void> | undefined;

	constructor(context: Context, vfs: Vfs, options: Options, depth: number) {
		this.#context = context;
		this.#vfs = vfs;
		this.#options = options;
		this.#depth = depth;
		this.#pace = pacer(context);
	}

	/** Bytes of a node with all below it; prints them where they are asked for, children first. */
	async of(stat: Stat, shown: string, depth: number): Promise<number> {
		if (stat.kind !== "directory") {
			if (depth === 0 || (this.#options.all && depth <= this.#depth)) await this.#print(stat, shown, stat.size);
			return stat.size;
		}
		await this.#pace();
		let sum = 0;
		for (const entry of await this.#vfs.readdir(stat.path)) {
			// Views are made when they are read; making them all to learn their size would cost more than they say.
			if (entry.view && entry.kind !== "directory") continue;
			sum += await this.of(entry, shown.endsWith("/") ? shown + entry.name : `${shown}/${entry.name}`, depth + 1);
		}
		if (depth <= this.#depth) await this.#print(stat, shown, sum);
		return sum;
	}

	async #print(stat: Stat, shown: string, bytes: number): Promise<void> {
		const { stdout, json, terminal, nul } = this.#context;
		if (json) return await stdout.write(`${JSON.stringify({ path: stat.path, kind: stat.kind, bytes })}\n`);
		const name = terminal.stdout ? printable(shown) : shown;
		await stdout.write(nameBytes(`${sizeText(bytes, this.#options)}\t${name}${nul ? "\0" : "\n"}`));
	}
}

function sizeText(bytes: number, { humanReadable, bytes: exact }: Options): string {
	return humanReadable ? humanSize(bytes) : String(exact ? bytes : Math.ceil(bytes / 1024));
}

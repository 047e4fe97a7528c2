import { DeskError } from "../../src/base/errors.ts";
import { humanSize } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, numberOption, operands, option, pacer } from "../../src/command/index.ts";
import { printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { entryOutput, toEntry } from "./shared/entry.ts";
import { attempt } from "./shared/inputs.ts";

interface Options {
	all: boolean;
	directories: boolean;
	fullPath: boolean;
	size: boolean;
	humanReadable: boolean;
	charset: string | undefined;
}

/** What is drawn before a name: beside later siblings, or for the last one; and below them. */
const LINES = {
	"utf-8": { child: "├── ", last: "└── ", beside: "│   ", below: "    " },
	ascii: { child: "|-- ", last: "`-- ", beside: "|   ", below: "    " },
} as const;

/** `desk tree`: directories and what is in them, drawn. */
export const tree = defineCommand({
	name: "tree",
	summary: "Draw a directory and all that is below it",
	about:
		"What is computed rather than stored is marked (view). With --json one object per node, parents first, with its depth.",
	args: {
		level: numberOption("go down at most N levels", { short: "L" }),
		directories: flag("directories only", "d"),
		all: flag("names that start with a dot too", "a"),
		size: flag("the size of each file in bytes", "s"),
		humanReadable: flag("sizes as 1.2K, 3M", "h"),
		fullPath: flag("whole paths", "f"),
		charset: option("how lines are drawn", { value: "SET", choices: ["utf-8", "ascii"] }),
		paths: operands("PATH", "directories; default here (/)", { completes: "directory" }),
	},
	reads: ["paths"],
	output: (z) => entryOutput(z).extend({ depth: z.number(), view: z.boolean() }),
	failsWith: 2,
	examples: [
		["desk tree /notes", "all notes and their folders"],
		["desk tree -d -L 2 /", "mounts and their folders"],
		["desk tree -ah /files/scripts", "with hidden files and sizes"],
	],
	async run(context, args) {
		const vfs = await context.open();
		const { level } = args;
		if (level !== undefined && !(Number.isInteger(level) && level > 0)) {
			throw new DeskError("EUSAGE", `-L takes a number above 0, not ${level}`, {
				at: "tree",
				todo: "leave it out for all levels",
			});
		}
		const drawing = new Drawing(context, vfs, args, level ?? Number.POSITIVE_INFINITY);
		for (const operand of args.paths.length === 0 ? [context.cwd] : args.paths) {
			await attempt(context, async () => drawing.root(await context.stat(operand), operand));
		}
		await drawing.summary();
	},
});

class Drawing {
	readonly #context: Context;
	readonly #vfs: Vfs;
	readonly #options: Options;
	readonly #depth: number;
	readonly #lines: (typeof LINES)[keyof typeof LINES];
	readonly #pace: () => Promise<void> | undefined;
	#directories = 0;
	#files = 0;

	constructor(context: Context, vfs: Vfs, options: Options, depth: number) {
		this.#context = context;
		this.#vfs = vfs;
		this.#options = options;
		this.#depth = depth;
		this.#lines = LINES[options.charset === "ascii" ? "ascii" : "utf-8"];
		this.#pace = pacer(context);
	}

	async root(stat: Stat, operand: string): Promise<void> {
		await this.#node(stat, operand, "", 0);
		if (stat.kind === "directory") await this.#below(stat.path, operand, "", 1);
		else this.#files++;
	}

	async summary(): Promise<void> {
		if (this.#context.json) return;
		const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
		const files = this.#options.directories ? "" : `, ${count(this.#files, "file", "files")}`;
		await this.#context.stdout.write(`\n${count(this.#directories, "directory", "directories")}${files}\n`);
	}

	async #below(path: string, shown: string, indent: string, depth: number): Promise<void> {
		if (depth > this.#depth) return;
		await this.#pace();
		const { all, directories, fullPath } = this.#options;
		const entries = (await attempt(this.#context, () => this.#vfs.readdir(path))) ?? [];
		const drawn = entries.filter(
			(entry) => (all || !entry.name.startsWith(".")) && (!directories || entry.kind === "directory"),
		);
		for (const [index, entry] of drawn.entries()) {
			const last = index === drawn.length - 1;
			const whole = shown.endsWith("/") ? shown + entry.name : `${shown}/${entry.name}`;
			const { child, last: end, beside, below } = this.#lines;
			await this.#node(entry, fullPath ? whole : entry.name, indent + (last ? end : child), depth);
			if (entry.kind === "directory") {
				this.#directories++;
				await this.#below(entry.path, whole, indent + (last ? below : beside), depth + 1);
			} else this.#files++;
		}
	}

	async #node(stat: Stat, name: string, lines: string, depth: number): Promise<void> {
		const { stdout, json, style } = this.#context;
		if (json) return await stdout.write(`${JSON.stringify({ ...toEntry(stat), depth, view: stat.view })}\n`);
		// A newline in a name would tear the drawing, in a pipe too.
		const shown = printable(name);
		const coloured = stat.kind === "directory" ? style.directory(shown) : shown;
		const mark = stat.target !== undefined ? ` -> ${printable(stat.target)}` : stat.view ? style.faint(" (view)") : "";
		await stdout.write(`${lines}${this.#size(stat, depth)}${coloured}${mark}\n`);
	}

	#size(stat: Stat, depth: number): string {
		const { size, humanReadable } = this.#options;
		if ((!size && !humanReadable) || depth === 0) return "";
		return humanReadable ? `[${humanSize(stat.size).padStart(4)}]  ` : `[${String(stat.size).padStart(11)}]  `;
	}
}

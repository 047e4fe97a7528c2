import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands } from "../../src/command/index.ts";
import { printable } from "../../src/vfs/index.ts";
import { Counter, type Counts, NO_COUNTS } from "./shared/count.ts";
import { attempt, deviceOf, type Input, openInput } from "./shared/inputs.ts";

/** The counts in the order wc prints them. */
const COLUMNS = ["lines", "words", "chars", "bytes", "maxLineLength"] as const;
type Column = (typeof COLUMNS)[number];

/** `desk wc`: how much text there is. */
export const wc = defineCommand({
	name: "wc",
	summary: "Count lines, words and bytes",
	about:
		"Without options lines, words and bytes. With --json one object per file, with the counts that were asked for, and no total.",
	args: {
		lines: flag("lines (newlines)", "l"),
		words: flag("words", "w"),
		bytes: flag("bytes; known without reading the file", "c"),
		chars: flag("characters", "m"),
		maxLineLength: flag("columns of the widest line", "L"),
		paths: operands("PATH", "files, or PATH@N; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: (z) =>
		z.object({
			path: z.string(),
			lines: z.number().optional(),
			words: z.number().optional(),
			chars: z.number().optional(),
			bytes: z.number().optional(),
			maxLineLength: z.number().optional(),
		}),
	failsWith: 1,
	examples: [
		["desk wc /notes/inbox.md /notes/roadmap-2027.md", "lines, words and bytes of each, and in total"],
		["desk ls /tasks/work | desk wc -l", "how many tasks"],
		["desk wc -w --json /notes/inbox.md", '{"path":"/notes/inbox.md","words":181}'],
	],
	async run(context, args) {
		const asked = COLUMNS.filter((column) => args[column]);
		const columns: readonly Column[] = asked.length > 0 ? asked : ["lines", "words", "bytes"];
		const operands = args.paths.length === 0 ? ["-"] : args.paths;
		const width = await numberWidth(context, operands, columns);
		const total = { ...NO_COUNTS };
		for (const operand of operands) {
			const counted = await attempt(context, async () => {
				const input = await openInput(context, operand).catch(async (error: unknown) => {
					// A directory can be opened, but not read: it has a line.
					if (error instanceof DeskError && error.code === "EISDIR" && !context.json)
						await context.stdout.write(row(NO_COUNTS, columns, width, operand, context));
					throw error;
				});
				return { path: input.path, counts: await count(input, columns) };
			});
			if (counted === undefined) continue;
			const { path, counts } = counted;
			for (const column of COLUMNS) {
				total[column] =
					column === "maxLineLength" ? Math.max(total[column], counts[column]) : total[column] + counts[column];
			}
			const name = args.paths.length === 0 ? undefined : operand;
			await context.stdout.write(
				context.json ? record(path, counts, columns) : row(counts, columns, width, name, context),
			);
		}
		if (operands.length > 1 && !context.json) await context.stdout.write(row(total, columns, width, "total", context));
	},
});

async function count(input: Input, columns: readonly Column[]): Promise<Counts> {
	if (columns.length === 1 && columns[0] === "bytes" && input.size !== undefined)
		return { ...NO_COUNTS, bytes: input.size };
	if (columns.every((column) => column === "lines" || column === "bytes")) return await countLines(input);
	const counter = new Counter();
	for await (const part of input.stream()) counter.add(part);
	return counter.end();
}

async function countLines(input: Input): Promise<Counts> {
	const counts = { ...NO_COUNTS };
	for await (const part of input.stream()) {
		counts.bytes += part.length;
		for (let at = part.indexOf(0x0a); at >= 0; at = part.indexOf(0x0a, at + 1)) counts.lines++;
	}
	return counts;
}

/** What a pipe or a terminal may still bring is not known: 7 columns, as coreutils has it. */
const UNKNOWN_WIDTH = 7;

/** How wide coreutils makes its columns: as the sum of all sizes, which no count exceeds. */
async function numberWidth(context: Context, operands: readonly string[], columns: readonly Column[]): Promise<number> {
	if (context.json || (operands.length === 1 && columns.length === 1)) return 1;
	let sum = 0;
	let least = 1;
	for (const [index, operand] of operands.entries()) {
		const size = deviceOf(context, operand)?.size ?? (operand === "-" ? undefined : await sizeOf(context, operand));
		if (size === "missing" && index === 0) return 1;
		if (size === undefined) least = UNKNOWN_WIDTH;
		else if (size !== "missing") sum += size;
	}
	return Math.max(least, String(sum).length);
}

/** Bytes; undefined for a directory. What goes wrong is said later, when the file is read. */
async function sizeOf(context: Context, operand: string): Promise<number | undefined | "missing"> {
	try {
		return (await openInput(context, operand)).size;
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return error.code === "EISDIR" ? undefined : "missing";
	}
}

function row(
	counts: Counts,
	columns: readonly Column[],
	width: number,
	name: string | undefined,
	context: Context,
): string {
	const numbers = columns.map((column) => String(counts[column]).padStart(width)).join(" ");
	const shown = name === undefined ? "" : ` ${context.terminal.stdout ? printable(name) : name}`;
	return `${numbers}${shown}${context.nul ? "\0" : "\n"}`;
}

function record(path: string, counts: Counts, columns: readonly Column[]): string {
	return `${JSON.stringify({ path, ...Object.fromEntries(columns.map((column) => [column, counts[column]])) })}\n`;
}

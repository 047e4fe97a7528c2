import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { changeLine, changeOutput, isTold, toChangeItems } from "./shared/changes.ts";
import { parseSize } from "./shared/file-size.ts";
import { attempt } from "./shared/inputs.ts";
import { filePath } from "./shared/operands.ts";

/** What the letter before a size means. */
const RULES: Readonly<Record<string, (size: number, by: number) => number>> = {
	"": (_, by) => by,
	"+": (size, by) => size + by,
	"-": (size, by) => Math.max(0, size - by),
	"<": Math.min,
	">": Math.max,
	"/": (size, by) => size - (size % by),
	"%": (size, by) => Math.ceil(size / by) * by,
};

/** `desk truncate`: the length of files. */
export const truncate = defineCommand({
	name: "truncate",
	summary: "Cut files, or lengthen them with zeros",
	about:
		"SIZE is a number of bytes, or 10K, 1M, 1MB; +N and -N are relative, <N at most, >N at least, /N and %N rounded down and up to a multiple. " +
		"A file that is not there is made.",
	args: {
		size: option("the new length", { short: "s", value: "SIZE" }),
		reference: option("the length of this file", { short: "r", value: "PATH", completes: "path" }),
		noCreate: flag("make no files", "c"),
		ioBlocks: flag("SIZE is blocks of 4096 bytes", "o"),
		paths: operands("PATH", "files", { required: true, completes: "path" }),
	},
	reads: ["reference"],
	writes: ["paths"],
	output: changeOutput,
	examples: [
		["desk truncate -s 0 /files/newsletter/stats-2026.json", "empty it"],
		["desk truncate -s -100 /files/move/boxes.csv", "without its last 100 bytes"],
	],
	failsWith: 1,
	async *run(context, args) {
		const usage = (what: string) =>
			new DeskError("EUSAGE", what, { at: "truncate", todo: "see `desk truncate --help`" });
		const [, sign = "", number = ""] = /^\s*([-+<>/%]?)\s*(.*)$/s.exec(args.size ?? "") ?? [];
		if (args.size === undefined && args.reference === undefined) throw usage("-s or -r is missing");
		if (args.size !== undefined && args.reference !== undefined && sign === "")
			throw usage("with -r the size is relative (+N, -N …)");
		const by = args.size === undefined ? 0 : parseSize(number, "truncate") * (args.ioBlocks ? 4096 : 1);
		if (by === 0 && (sign === "/" || sign === "%")) throw usage("a multiple of 0 is none");
		const base = args.reference === undefined ? undefined : (await context.stat(args.reference)).size;
		const rule = args.size === undefined ? (size: number) => size : RULES[sign];
		const vfs = await context.open();
		let operation: number | undefined;
		for (const text of args.paths) {
			const result = await attempt(context, async () => {
				const path = filePath(context, text);
				const stat = await vfs.find(path);
				if (stat === undefined && args.noCreate) return undefined;
				const size = rule?.(base ?? stat?.size ?? 0, by) ?? 0;
				return await vfs.truncate(path, size, { cause: context.cause, dryRun: context.dryRun, operation });
			});
			operation ??= result?.set?.operation;
			if (result !== undefined && isTold(context)) yield* toChangeItems(result);
		}
	},
	line: changeLine,
});

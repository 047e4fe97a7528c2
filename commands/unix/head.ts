import { defineCommand, option } from "../../src/command/index.ts";
import { fileContentSchema } from "./shared/content-json.ts";
import { type Amount, amountOf, endArgs, firstOf, splitBeforeLast, startOfLast } from "./shared/ends.ts";
import { attempt, type Input, isSized } from "./shared/inputs.ts";
import { Sections } from "./shared/sections.ts";

/** `desk head`: the beginning of files. */
export const head = defineCommand({
	name: "head",
	summary: "Print the first lines of files",
	about: "Reads no further than it needs. Counts may end in b (512), kB, K, MB, M and so on.",
	args: {
		lines: {
			...option("the first N lines (default 10); -N: all but the last N", { short: "n", value: "N" }),
			digits: true,
			overrides: "bytes",
		},
		bytes: {
			...option("the first N bytes; -N: all but the last N", { short: "c", value: "N" }),
			overrides: "lines",
		},
		...endArgs,
	},
	reads: ["paths"],
	output: fileContentSchema,
	failsWith: 1,
	examples: [
		["desk head -5 /notes/meeting-notes.md", "its first five lines"],
		["desk head -c 1k /files/brand/tolv-bullar-logo.svg", "the first 1,024 bytes"],
		["desk head -n -1 /files/move/boxes.csv", "all but the last line"],
	],
	async run(context, args) {
		const amount = amountOf(args, "head");
		const sections = new Sections(context, args);
		for (const operand of sections.operands) {
			await attempt(context, async () =>
				sections.print(await sections.open(operand), (input) => beginning(input, amount)),
			);
		}
		await sections.end();
	},
});

async function* beginning(input: Input, amount: Amount): AsyncGenerator<Uint8Array, void, undefined> {
	if (amount.sign !== "-") {
		yield* firstOf(input.stream(amount.unit === "bytes" ? { length: amount.count } : {}), amount);
	} else if (isSized(input)) {
		const length = await startOfLast(input, amount);
		if (length > 0) yield* input.stream({ length });
	} else {
		for await (const { part, last } of splitBeforeLast(input.stream(), amount)) if (!last) yield part;
	}
}

import { rawBytes } from "../../src/base/raw-text.ts";
import { AFTER_FIRST, defineCommand, operands, pacer } from "../../src/command/index.ts";

/** A pipe takes so much at once. */
const BLOCK = 64 * 1024;

/** `desk yes`: a line again and again. */
export const yes = defineCommand({
	name: "yes",
	summary: "Print a line until stopped",
	args: { words: operands("WORD", "what the line says; default y", { verbatim: AFTER_FIRST }) },
	examples: [
		["desk -c 'yes | head -3'", "three lines with y"],
		["desk -c 'yes no | head -1'", "no"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, { words }) {
		const line = rawBytes(`${words.length === 0 ? "y" : words.join(" ")}\n`);
		const block = Buffer.concat(new Array<Buffer>(Math.max(1, Math.floor(BLOCK / line.length))).fill(line));
		const pace = pacer(context);
		for (;;) {
			await pace();
			await context.stdout.write(block);
		}
	},
});

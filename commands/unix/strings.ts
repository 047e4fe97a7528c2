import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, numberOption, operands, option } from "../../src/command/index.ts";
import { attempt, contentWriter, openInput } from "./shared/inputs.ts";

const RADIX: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16 };
const LEAST = 4;

/** `desk strings`: text within binary files. */
export const strings = defineCommand({
	name: "strings",
	summary: "Print the text in binary files",
	about: "Runs of at least 4 printable ASCII characters (tabs and blanks too), one a line.",
	args: {
		all: flag("accepted: files are always looked through whole", "a"),
		bytes: numberOption("at least N characters (default 4); also -N", { short: "n", digits: true }),
		radix: option("with the place of each: d, o or x", { short: "t", value: "RADIX", choices: Object.keys(RADIX) }),
		octal: flag("the same as -t o", "o"),
		printFileName: flag("with the name of the file", "f"),
		encoding: option("s: 7 bits (default), S: 8 bits", { short: "e", value: "KIND", choices: ["s", "S"] }),
		includeAllWhitespace: flag("all white space is text", "w"),
		paths: operands("PATH", "files, or PATH@N; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: (z) => z.object({ path: z.string(), offset: z.number(), text: z.string() }),
	examples: [
		["desk strings /files/workshop/letter-grid.png", "what text there is in a picture"],
		["desk strings -n 8 -t x /files/finance/invoice-2026-036.pdf", "longer ones, and where they are"],
	],
	failsWith: 1,
	async run(context, args) {
		const least = args.bytes ?? LEAST;
		if (least < 1)
			throw new DeskError("EUSAGE", "-n takes a number from 1 on", { at: "strings", todo: "leave it out" });
		const radix = RADIX[args.radix ?? (args.octal ? "o" : "")];
		const isText = Uint8Array.from({ length: 256 }, (_, byte) => {
			const space = byte === 0x20 || byte === 0x09 || (args.includeAllWhitespace && byte >= 0x09 && byte <= 0x0d);
			return space || (byte > 0x20 && byte < 0x7f) || (args.encoding === "S" && byte >= 0x80) ? 1 : 0;
		});
		const writer = contentWriter(context);
		for (const operand of args.paths.length === 0 ? ["-"] : args.paths)
			await attempt(context, async () => {
				const input = await openInput(context, operand);
				const name = operand === "-" ? "{standard input}" : operand;
				const head = (offset: number) =>
					`${args.printFileName ? `${name}: ` : ""}${radix === undefined ? "" : `${offset.toString(radix).padStart(7)} `}`;
				let run: Uint8Array[] = [];
				let length = 0;
				let offset = 0;
				const end = async () => {
					const bytes = Buffer.concat(run);
					const start = offset - length;
					run = [];
					length = 0;
					if (context.json)
						await context.stdout.write(
							`${JSON.stringify({ path: input.path, offset: start, text: bytes.toString("latin1") })}\n`,
						);
					else await writer.write(Buffer.concat([Buffer.from(head(start)), bytes, Buffer.from("\n")]));
				};
				for await (const part of input.stream()) {
					let from = 0;
					for (let at = 0; at < part.length; at++) {
						if (isText[part[at] ?? 0] === 1) {
							length++;
							offset++;
							continue;
						}
						run.push(part.subarray(from, at));
						from = at + 1;
						if (length >= least) await end();
						run = [];
						length = 0;
						offset++;
					}
					run.push(Uint8Array.prototype.slice.call(part, from));
				}
				if (length >= least) await end();
			});
		await writer.end();
	},
});

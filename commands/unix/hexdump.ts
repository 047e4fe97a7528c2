import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { dump, dumpInput, escapedByte, isPrintable } from "./shared/dump-blocks.ts";
import { parseSize } from "./shared/file-size.ts";

const SIZE = 16;

/** How a line shows its bytes: units of so many bytes, each as wide text. */
interface Format {
	unit: number;
	width: number;
	show(bytes: Buffer, at: number): string;
}

const word = (width: number, radix: number, digits: number): Format => ({
	unit: 2,
	width,
	show: (bytes, at) => bytes.readUInt16LE(at).toString(radix).padStart(digits, "0").padStart(width),
});

const FORMATS: Readonly<Record<string, Format>> = {
	default: word(5, 16, 4),
	twoBytesHex: word(8, 16, 4),
	twoBytesDecimal: word(8, 10, 5),
	twoBytesOctal: word(8, 8, 6),
	oneByteOctal: { unit: 1, width: 4, show: (bytes, at) => ` ${(bytes[at] ?? 0).toString(8).padStart(3, "0")}` },
	oneByteChar: { unit: 1, width: 4, show: (bytes, at) => escapedByte(bytes[at] ?? 0).padStart(4) },
};

function plainLine(format: Format, block: Buffer, offset: number): string {
	const whole = Buffer.concat([block, Buffer.alloc(SIZE - block.length)]);
	let text = offset.toString(16).padStart(7, "0");
	for (let at = 0; at < SIZE; at += format.unit)
		text += at < block.length ? format.show(whole, at) : " ".repeat(format.width);
	return `${text}\n`;
}

function canonicalLine(block: Buffer, offset: number): string {
	const hex = [...block].map((byte) => byte.toString(16).padStart(2, "0"));
	const half = (from: number) =>
		hex
			.slice(from, from + 8)
			.join(" ")
			.padEnd(23);
	const text = [...block].map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : ".")).join("");
	return `${offset.toString(16).padStart(8, "0")}  ${half(0)}  ${half(8)}  |${text}|\n`;
}

/** `desk hexdump`: bytes in hexadecimal. */
export const hexdump = defineCommand({
	name: "hexdump",
	summary: "Show bytes in hexadecimal",
	about:
		"-C is the form that most people want: bytes, and the text beside them. Lines like the one before are one *, but with -v.",
	args: {
		canonical: flag("bytes in hexadecimal, and as text", "C"),
		oneByteOctal: flag("bytes in octal", "b"),
		oneByteChar: flag("bytes as characters", "c"),
		twoBytesDecimal: flag("numbers of two bytes, decimal", "d"),
		twoBytesOctal: flag("numbers of two bytes, octal", "o"),
		twoBytesHex: flag("numbers of two bytes, hexadecimal", "x"),
		length: option("at most N bytes", { short: "n", value: "N" }),
		skip: option("without the first N bytes", { short: "s", value: "N" }),
		noSqueezing: flag("all lines", "v"),
		paths: operands("PATH", "files, one after the other; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	examples: [
		["desk hexdump -C /notes/inbox.md | head -3", "its first bytes"],
		["printf 'a\\tb' | desk hexdump -c", "characters"],
	],
	failsWith: 1,
	async run(context, args) {
		const skip = args.skip === undefined ? 0 : parseSize(args.skip, "hexdump");
		const limit = args.length === undefined ? Number.POSITIVE_INFINITY : parseSize(args.length, "hexdump");
		const name = Object.keys(FORMATS).find((key) => args[key as keyof typeof args] === true) ?? "default";
		const format = FORMATS[name];
		const line = (block: Buffer, offset: number) =>
			args.canonical || format === undefined
				? canonicalLine(block, offset + skip)
				: plainLine(format, block, offset + skip);
		const stream = dumpInput(context, args.paths, { skip, limit });
		const read = await dump(context, stream, { size: SIZE, all: args.noSqueezing }, line);
		if (read > 0) await context.stdout.write(`${(read + skip).toString(16).padStart(args.canonical ? 8 : 7, "0")}\n`);
	},
});

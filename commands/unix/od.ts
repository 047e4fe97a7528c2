import { type Command, defineCommand, flag, operands, option, options } from "../../src/command/index.ts";
import { dump, dumpInput } from "./shared/dump-blocks.ts";
import { parseSize } from "./shared/file-size.ts";
import { contentWriter } from "./shared/inputs.ts";
import { type OdType, parseTypes } from "./shared/od-types.ts";

const RADIX: Readonly<Record<string, (offset: number) => string>> = {
	o: (offset) => offset.toString(8).padStart(7, "0"),
	d: (offset) => String(offset).padStart(7, "0"),
	x: (offset) => offset.toString(16).padStart(6, "0"),
	n: () => "",
};

/** Old options that stand for types. */
const OLD: Readonly<Record<string, string>> = {
	a: "a",
	b: "o1",
	c: "c",
	d: "u2",
	f: "f4",
	i: "dI",
	l: "dL",
	o: "o2",
	s: "d2",
	x: "x2",
};

/** `desk od`: bytes as numbers. */
export const od: Command = defineCommand({
	name: "od",
	summary: "Show bytes as numbers and characters",
	about:
		"-t takes types: a (named characters), c (characters), d (signed), u (unsigned), o (octal), x (hexadecimal) and f (floating point), each with a " +
		"number of bytes or C S I L F D; z adds the text. Lines like the one before are one *, but with -v.",
	args: {
		addressRadix: option("places in d, o, x, or n: none", { short: "A", value: "RADIX", choices: Object.keys(RADIX) }),
		format: options("how bytes are shown (default oS)", { short: "t", value: "TYPE" }),
		readBytes: option("at most N bytes", { short: "N", value: "N" }),
		skipBytes: option("without the first N bytes", { short: "j", value: "N" }),
		width: option("N bytes a line (default 16; 32 without N)", { short: "w", value: "N", bare: "32" }),
		outputDuplicates: flag("all lines", "v"),
		endian: option("the order of bytes", { value: "ORDER", choices: ["little", "big"] }),
		namedChars: flag("same as -t a", "a"),
		octalBytes: flag("same as -t o1", "b"),
		chars: flag("same as -t c", "c"),
		unsignedShorts: flag("same as -t u2", "d"),
		floats: flag("same as -t f4", "f"),
		integers: flag("same as -t dI", "i"),
		longs: flag("same as -t dL", "l"),
		octalShorts: flag("same as -t o2", "o"),
		signedShorts: flag("same as -t d2", "s"),
		hexShorts: flag("same as -t x2", "x"),
		paths: operands("PATH", "files, one after the other; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	examples: [
		["desk od -c /notes/inbox.md | head", "characters, with what is not printable"],
		["printf hello | desk od -An -tx1", " 68 65 6c 6c 6f"],
	],
	failsWith: 1,
	async run(context, args) {
		const old = Object.entries(od.args).flatMap(([name, arg]) => {
			const letter = arg.kind === "flag" ? arg.short : undefined;
			const type = letter === undefined || letter === "v" ? undefined : OLD[letter];
			return type !== undefined && args[name as keyof typeof args] === true ? [type] : [];
		});
		const types = [...args.format, ...old].flatMap(parseTypes);
		const shown = types.length === 0 ? parseTypes("oS") : types;
		const unit = Math.max(...shown.map(({ size }) => size));
		const wanted = args.width === undefined ? 16 : parseSize(args.width, "od");
		const size = wanted > 0 && wanted % unit === 0 ? wanted : unit;
		const address = RADIX[args.addressRadix ?? "o"] ?? String;
		const skip = args.skipBytes === undefined ? 0 : parseSize(args.skipBytes, "od");
		const limit = args.readBytes === undefined ? Number.POSITIVE_INFINITY : parseSize(args.readBytes, "od");
		let opened = 0;
		const line = lineOf(shown, size, args.endian !== "big");
		const writer = contentWriter(context);
		const read = await dump(
			context,
			dumpInput(context, args.paths, { skip, limit, strict: true, onOpen: () => opened++ }),
			{ size, all: args.outputDuplicates },
			(block, offset) => line(block, address(offset + skip)),
		);
		const end = address(read + skip);
		if (end !== "" && opened > 0) await writer.write(`${end}\n`);
	},
});

/** Lines of a block: one for each type, its columns under those of the widest. */
function lineOf(types: readonly OdType[], size: number, little: boolean): (block: Buffer, address: string) => string {
	const lineWidth = Math.max(...types.map((type) => (type.width + 1) * (size / type.size)));
	return (block, address) => {
		const whole = block.length < size ? Buffer.concat([block, Buffer.alloc(size - block.length)]) : block;
		let text = "";
		for (const [index, type] of types.entries()) {
			const fields = size / type.size;
			const used = Math.ceil(block.length / type.size);
			const pad = lineWidth - type.width * fields;
			let left = pad;
			let line = index === 0 ? address : " ".repeat(address.length);
			for (let field = 0; field < fields; field++) {
				const next = Math.floor((pad * (fields - field - 1)) / fields);
				const width = type.width + left - next;
				left = next;
				if (field < used) line += type.show(whole, field * type.size, little).padStart(width);
				else if (type.text) line += " ".repeat(width);
			}
			if (type.text)
				line += `  >${[...block].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("")}<`;
			text += `${line}\n`;
		}
		return text;
	};
}

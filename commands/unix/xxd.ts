import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, operands } from "../../src/command/index.ts";
import { blocks, dumpInput } from "./shared/dump-blocks.ts";
import { contentWriter, openInput } from "./shared/inputs.ts";
import { pieces } from "./shared/pieces.ts";
import { rawLines } from "./shared/raw-lines.ts";

/** Options, by all their names; those that take a number after them, or directly behind their letter. */
const FLAGS: Readonly<Record<string, string>> = {
	p: "plain",
	ps: "plain",
	plain: "plain",
	postscript: "plain",
	r: "revert",
	revert: "revert",
	u: "upper",
	b: "bits",
	bits: "bits",
	i: "include",
	include: "include",
	e: "little",
	a: "skipZeros",
	autoskip: "skipZeros",
	d: "decimal",
};
const NUMBERS: Readonly<Record<string, string>> = {
	l: "length",
	len: "length",
	s: "seek",
	seek: "seek",
	skip: "seek",
	c: "columns",
	cols: "columns",
	g: "group",
	groupsize: "group",
	o: "offset",
};

/** The status when there is no such place in the input. */
const NO_SEEK = 4;

interface Options {
	flags: Set<string>;
	numbers: Record<string, number | undefined>;
	paths: string[];
}

/** `desk xxd`: hexadecimal, there and back. */
export const xxd = defineCommand({
	name: "xxd",
	summary: "Show bytes in hexadecimal, or make bytes of that",
	about:
		"-p plain digits · -r the other way (-r -p from plain digits) · -l N at most N bytes · -s N from byte N on (-N from the end) · -c N bytes a line · " +
		"-g N bytes a group · -u upper case · -b bits · -e groups in little-endian order · -i as C · -a one * for lines of zeros · -o N added to places · -d decimal places.",
	args: {
		words: operands("[OPTION]... [PATH]", "a file, or PATH@N; `-` or nothing is stdin", {
			completes: "path",
			verbatim: (_before, word) => word !== "--help",
		}),
	},
	reads: ["words"],
	examples: [
		["desk xxd /notes/inbox.md | head -3", "its first bytes"],
		["printf hello | desk xxd -p", "68656c6c6f"],
		["echo 68656c6c6f | desk xxd -r -p", "hello"],
	],
	failsWith: 1,
	async run(context, { words }) {
		const { flags, numbers, paths } = parseOptions(words);
		const [path = "-", extra] = paths;
		if (extra !== undefined) throw usage(`'${extra}' is one operand too many; redirect the output instead`);
		if (flags.has("revert")) {
			const input = await openInput(context, path);
			const writer = contentWriter(context);
			const bytes = flags.has("plain") ? fromPlain(input.stream()) : fromDump(input.stream(), numbers.columns ?? 16);
			for await (const part of bytes) await writer.write(part);
			return await writer.end();
		}
		const size = path === "-" ? undefined : (await openInput(context, path)).size;
		const seek = numbers.seek ?? 0;
		const skip = seek < 0 ? Math.max(0, (size ?? 0) + seek) : seek;
		if (-seek > (size ?? 0)) {
			context.note("xxd: there is not so much to go back");
			return context.setStatus(NO_SEEK);
		}
		const limit = numbers.length ?? Number.POSITIVE_INFINITY;
		const stream = pieces(dumpInput(context, [path], { skip, limit }));
		const lines = flags.has("plain")
			? plainLines(stream, numbers.columns ?? 30, flags.has("upper"))
			: flags.has("include")
				? includeLines(stream, numbers.columns ?? 12, path === "-" ? undefined : path, flags.has("upper"))
				: dumpLines(stream, skip + (numbers.offset ?? 0), flags, numbers);
		for await (const line of lines) await context.stdout.write(line);
	},
});

function parseOptions(words: readonly string[]): Options {
	const options: Options = { flags: new Set(), numbers: {}, paths: [] };
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? "";
		if (word === "--") {
			options.paths.push(...words.slice(at + 1));
			break;
		}
		if (!word.startsWith("-") || word === "-") {
			options.paths.push(word);
			continue;
		}
		const name = word.replace(/^--?/, "");
		// Letters behind the one that counts are not looked at, as in Vim's xxd.
		const known =
			FLAGS[name] ?? (NUMBERS[name] === undefined && /^[priubead]/.test(name) ? FLAGS[name.charAt(0)] : undefined);
		const [, letter = "", digits] = /^([a-z])([-+\dx].*)$/.exec(name) ?? [];
		const numbered = NUMBERS[name] ?? NUMBERS[letter];
		if (known !== undefined) options.flags.add(known);
		else if (numbered !== undefined) {
			const text = NUMBERS[name] === undefined ? digits : words[++at];
			const value = Number(text?.replace(/^\+/, ""));
			if (text === undefined || !Number.isInteger(value)) throw usage(`${word} takes a number`);
			options.numbers[numbered] = value;
		} else throw usage(`there is no option ${word}`);
	}
	return options;
}

const hex = (byte: number, upper: boolean) => {
	const text = byte.toString(16).padStart(2, "0");
	return upper ? text.toUpperCase() : text;
};

async function* plainLines(
	stream: ByteStream,
	columns: number,
	upper: boolean,
): AsyncGenerator<string, void, undefined> {
	const width = columns * 2;
	let rest = "";
	for await (const part of stream) {
		const digits = Buffer.from(part.buffer, part.byteOffset, part.length).toString("hex");
		rest += upper ? digits.toUpperCase() : digits;
		if (width === 0) {
			yield rest;
			rest = "";
			continue;
		}
		const lines: string[] = [];
		let at = 0;
		for (; at + width <= rest.length; at += width) lines.push(`${rest.slice(at, at + width)}\n`);
		rest = rest.slice(at);
		if (lines.length > 0) yield lines.join("");
	}
	if (rest !== "" || width === 0) yield `${rest}\n`;
}

async function* includeLines(
	stream: ByteStream,
	columns: number,
	path: string | undefined,
	upper: boolean,
): AsyncGenerator<string, void, undefined> {
	const name = path?.replace(/[^A-Za-z0-9]/g, "_").replace(/^(?=\d)/, "__");
	if (name !== undefined) yield `unsigned char ${name}[] = {\n`;
	let length = 0;
	for await (const block of blocks(stream, columns)) {
		yield `${length === 0 ? "" : ",\n"}  ${[...block].map((byte) => `${upper ? "0X" : "0x"}${hex(byte, upper)}`).join(", ")}`;
		length += block.length;
	}
	if (length > 0) yield "\n";
	if (name !== undefined) yield `};\nunsigned int ${name}_len = ${length};\n`;
}

async function* dumpLines(
	stream: ByteStream,
	start: number,
	flags: ReadonlySet<string>,
	numbers: Options["numbers"],
): AsyncGenerator<string, void, undefined> {
	const bits = flags.has("bits");
	const little = flags.has("little");
	const upper = flags.has("upper");
	const columns = numbers.columns || (bits ? 6 : 16);
	const group = numbers.group === undefined ? (bits ? 1 : little ? 4 : 2) : numbers.group || columns;
	const show = (byte: number) => (bits ? byte.toString(2).padStart(8, "0") : hex(byte, upper));
	const digits = bits ? 8 : 2;
	const width = columns * digits + Math.ceil(columns / group) - 1;
	let offset = start;
	/** Lines of zeros since one was shown. */
	let zeros = 0;
	let held = "";
	for await (const block of blocks(stream, columns)) {
		const groups: string[] = [];
		for (let at = 0; at < columns; at += group) {
			const part = [...block.subarray(at, at + group)].map(show);
			const blanks = " ".repeat(digits * (Math.min(group, columns - at) - part.length));
			groups.push(little ? blanks + part.reverse().join("") : part.join("") + blanks);
		}
		const text = [...block].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
		const place = flags.has("decimal") ? String(offset).padStart(8, "0") : offset.toString(16).padStart(8, "0");
		const line = `${place}: ${groups.join(" ").padEnd(width)}  ${text}\n`;
		offset += block.length;
		const isZero = flags.has("skipZeros") && block.every((byte) => byte === 0);
		zeros = isZero ? zeros + 1 : 0;
		if (zeros > 1) {
			if (zeros === 3) yield "*\n";
			held = line;
			continue;
		}
		held = "";
		yield line;
	}
	// The last line is shown whatever it is.
	if (held !== "") yield held;
}

/** Bytes of digits; what is no digit is passed over. */
async function* fromPlain(stream: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
	let rest = "";
	for await (const part of stream) {
		const digits =
			rest +
			Buffer.from(part)
				.toString("latin1")
				.replace(/[^0-9A-Fa-f]/g, "");
		const whole = digits.length - (digits.length % 2);
		rest = digits.slice(whole);
		if (whole > 0) yield Buffer.from(digits.slice(0, whole), "hex");
	}
}

/** Bytes of a dump: each line says where they belong; gaps are zeros. */
async function* fromDump(stream: ByteStream, columns: number): AsyncGenerator<Uint8Array, void, undefined> {
	let at = 0;
	for await (const line of rawLines(stream)) {
		const [, place, rest = ""] = /^\s*([0-9a-fA-F]+): ?(.*)$/.exec(line) ?? [];
		if (place === undefined) continue;
		const offset = Number.parseInt(place, 16);
		if (offset < at) throw new DeskError("EFORMAT", "the lines go backwards", { at: "xxd", todo: "sort them" });
		if (offset > at) yield Buffer.alloc(offset - at);
		const digits = rest.split(/ {2}/)[0]?.replaceAll(" ", "") ?? "";
		const pairs = /^(?:[0-9a-fA-F]{2})*/.exec(digits)?.[0] ?? "";
		const bytes = Buffer.from(pairs.slice(0, columns * 2), "hex");
		yield bytes;
		at = offset + bytes.length;
	}
}

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "xxd", todo: "see `desk xxd --help`" });
}

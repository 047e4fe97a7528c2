import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { ALGORITHMS, type Algorithm, CHECK_FLAGS, checkList, digestLine, digestOf } from "./shared/digest.ts";
import { attempt, openInput } from "./shared/inputs.ts";
import { say } from "./shared/say.ts";

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let crc = index << 24;
	for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
	return crc >>> 0;
});

interface Sum {
	sum: number;
	bytes: number;
}

/** The CRC of POSIX cksum: the length follows the bytes, lowest byte first. */
async function crc(source: ByteStream): Promise<Sum> {
	let value = 0;
	let bytes = 0;
	const add = (byte: number) => {
		value = ((value << 8) ^ (TABLE[((value >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
	};
	for await (const part of source) {
		for (const byte of part) add(byte);
		bytes += part.length;
	}
	for (let length = bytes; length > 0; length = Math.floor(length / 256)) add(length % 256);
	return { sum: ~value >>> 0, bytes };
}

/** The 16-bit sum of BSD: rotated right before each byte. */
async function bsd(source: ByteStream): Promise<Sum> {
	let sum = 0;
	let bytes = 0;
	for await (const part of source) {
		for (const byte of part) sum = (((sum >> 1) | ((sum & 1) << 15)) + byte) & 0xffff;
		bytes += part.length;
	}
	return { sum, bytes };
}

/** The sum of System V: of all bytes, folded to 16 bits. */
async function sysv(source: ByteStream): Promise<Sum> {
	let total = 0;
	let bytes = 0;
	for await (const part of source) {
		for (const byte of part) total = (total + byte) >>> 0;
		bytes += part.length;
	}
	const folded = (total & 0xffff) + (total >>> 16);
	return { sum: (folded & 0xffff) + (folded >>> 16), bytes };
}

interface Checksum {
	of(source: ByteStream): Promise<Sum>;
	/** How the numbers are printed. */
	text(sum: Sum): string;
}

const CRC: Checksum = { of: crc, text: ({ sum, bytes }) => `${sum} ${bytes}` };
const CHECKSUMS: Readonly<Record<string, Checksum>> = {
	crc: CRC,
	bsd: {
		of: bsd,
		text: ({ sum, bytes }) => `${String(sum).padStart(5, "0")} ${String(Math.ceil(bytes / 1024)).padStart(5)}`,
	},
	sysv: { of: sysv, text: ({ sum, bytes }) => `${sum} ${Math.ceil(bytes / 512)}` },
};

const DIGESTS: Readonly<Record<string, Algorithm>> = { ...ALGORITHMS, blake2b: ALGORITHMS.b2 };

/** `desk cksum`: checksums of files. */
export const cksum = defineCommand({
	name: "cksum",
	summary: "Print checksums and sizes of files",
	about:
		"The CRC of POSIX by default; -a chooses another: bsd, sysv, crc, md5, sha1, sha224, sha256, sha384, sha512, blake2b.",
	args: {
		algorithm: option("which one", {
			short: "a",
			value: "NAME",
			choices: [...Object.keys(CHECKSUMS), ...Object.keys(DIGESTS).filter((name) => name !== "b2")],
		}),
		check: flag("check the files that the lists name", "c"),
		untagged: flag("`DIGEST  PATH`, as sha256sum has it"),
		zero: flag("end lines in NUL", "z"),
		...CHECK_FLAGS,
		paths: operands("PATH", "files, or PATH@N; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: (z) =>
		z.object({
			path: z.string(),
			sum: z.number().optional(),
			bytes: z.number().optional(),
			digest: z.string().optional(),
			ok: z.boolean().optional(),
		}),
	examples: [
		["desk cksum /files/finance/invoice-2026-036.pdf", "its CRC and size"],
		["desk cksum -a sha256 /files/move/boxes.csv", "a digest, as BSD prints it"],
	],
	failsWith: 1,
	async run(context, args) {
		const operands = args.paths.length === 0 ? ["-"] : args.paths;
		const end = args.zero ? "\0" : "\n";
		const name = args.algorithm ?? "crc";
		const digest = DIGESTS[name];
		if (args.check) {
			if (digest === undefined)
				throw new DeskError("EUSAGE", `-c does not go with ${name}`, {
					at: "cksum",
					todo: "choose -a sha256, for example",
				});
			for (const list of operands) await attempt(context, () => checkList(context, list, digest, "cksum", args));
			return;
		}
		const show = digest === undefined ? checksum(name) : tagged(digest, !args.untagged, args.zero);
		for (const operand of operands)
			await attempt(context, async () => {
				const { record, text } = await show(context, operand);
				const isNamed = args.paths.length > 0 || digest !== undefined;
				await say(context, { path: operand, ...record }, isNamed ? text : text.slice(0, -operand.length - 1), end);
			});
	},
});

type Shown = (context: Context, operand: string) => Promise<{ record: Record<string, unknown>; text: string }>;

function tagged(algorithm: Algorithm, tag: boolean, zero: boolean): Shown {
	return async (context, operand) => {
		const digest = await digestOf(context, operand, algorithm);
		return { record: { digest }, text: digestLine(digest, operand, algorithm, { tag, binary: false, zero }) };
	};
}

function checksum(name: string): Shown {
	const kind = CHECKSUMS[name] ?? CRC;
	return async (context, operand) => {
		const sum = await kind.of((await openInput(context, operand)).stream());
		return { record: { ...sum }, text: `${kind.text(sum)} ${operand}` };
	};
}

import { type Context, defineCommand, flag, operand, option, optionalOperand } from "../../src/command/index.ts";
import { parseSize } from "./shared/file-size.ts";
import { openInput } from "./shared/inputs.ts";
import { say } from "./shared/say.ts";

const NEWLINE = 0x0a;

/** `desk cmp`: where two files differ. */
export const cmp = defineCommand({
	name: "cmp",
	summary: "Compare two files byte by byte",
	about: "Says where they differ first. Status 0 when they are equal, 1 when they differ, 2 when one cannot be read.",
	args: {
		list: flag("every byte that differs: its place, and both values in octal", "l"),
		silent: flag("say nothing", "s"),
		quiet: flag("the same"),
		printBytes: flag("the bytes too", "b"),
		bytes: option("compare N bytes at most", { short: "n", value: "N" }),
		ignoreInitial: option("pass over N bytes first, or N of the first and M of the second", {
			short: "i",
			value: "N[:M]",
		}),
		first: operand("PATH", "a file, or PATH@N; `-` is stdin", "path"),
		second: optionalOperand("PATH", "another; default stdin", "path"),
		skipFirst: optionalOperand("SKIP", "pass over so many bytes of the first"),
		skipSecond: optionalOperand("SKIP", "and of the second"),
	},
	reads: ["first", "second"],
	output: (z) =>
		z.object({
			path: z.string(),
			other: z.string(),
			byte: z.number(),
			line: z.number().optional(),
			values: z.array(z.number()).optional(),
		}),
	examples: [
		["desk cmp /files/move/boxes.csv /files/workshop/participants.csv", "… differ: byte 1, line 1"],
		["desk cmp -s /notes/meeting-notes.md@1 /notes/meeting-notes.md || echo changed", "in a script"],
	],
	failsWith: 2,
	async run(context, args) {
		const [one, two = one] = (args.ignoreInitial ?? "0").split(":");
		const skips = [parseSize(args.skipFirst ?? one ?? "0", "cmp"), parseSize(args.skipSecond ?? two ?? "0", "cmp")];
		const limit = args.bytes === undefined ? Number.POSITIVE_INFINITY : parseSize(args.bytes, "cmp");
		const names = [args.first, args.second ?? "-"] as const;
		const left = await Bytes.open(context, names[0], skips[0] ?? 0);
		const right = await Bytes.open(context, names[1], skips[1] ?? 0);
		const silent = args.silent || args.quiet;
		// Files whose lengths differ need not be read for that.
		if (
			silent &&
			left.size !== undefined &&
			right.size !== undefined &&
			left.size !== right.size &&
			limit > left.size &&
			limit > right.size
		)
			return context.setStatus(1);
		const width = Math.max(1, String(Math.min(left.size ?? 2 ** 53, right.size ?? 2 ** 53, limit)).length);
		let line = 1;
		let at = 0;
		let ended = false;
		while (at < limit) {
			const a = await left.peek();
			const b = await right.peek();
			if (a.length === 0 || b.length === 0) {
				ended = a.length !== b.length;
				break;
			}
			const count = Math.min(a.length, b.length, limit - at);
			const same = Buffer.compare(a.subarray(0, count), b.subarray(0, count)) === 0;
			for (let i = 0; i < count; i++) {
				const [x = 0, y = 0] = [a[i], b[i]];
				if (!same && x !== y) {
					context.setStatus(1);
					if (silent) return;
					const place = { path: names[0], other: names[1], byte: at + i + 1, values: [x, y] };
					if (!args.list) {
						const bytes = args.printBytes ? ` is ${octal(x)} ${shown(x)} ${octal(y)} ${shown(y)}` : "";
						const text = `${names[0]} ${names[1]} differ: byte ${place.byte}, line ${line}${bytes}`;
						return await say(context, { ...place, line }, text);
					}
					const values = args.printBytes
						? `${octal(x)} ${shown(x).padEnd(4)} ${octal(y)} ${shown(y)}`
						: `${octal(x)} ${octal(y)}`;
					await say(context, place, `${String(place.byte).padStart(width)} ${values}`);
				}
				if (x === NEWLINE) line++;
			}
			left.take(count);
			right.take(count);
			at += count;
		}
		if (!ended) return;
		context.setStatus(1);
		if (silent) return;
		const short = (await left.peek()).length === 0 ? names[0] : names[1];
		await context.stderr.write(
			at === 0 ? `cmp: EOF on ${short} which is empty\n` : `cmp: EOF on ${short} after byte ${at}\n`,
		);
	},
});

/** A file read in pieces of which only a part may be used. */
class Bytes {
	/** Bytes that are left; undefined for standard input. */
	readonly size: number | undefined;
	readonly #pieces: AsyncIterator<Uint8Array>;
	#piece: Uint8Array = new Uint8Array();
	#done = false;

	private constructor(pieces: AsyncIterable<Uint8Array>, size: number | undefined) {
		this.#pieces = pieces[Symbol.asyncIterator]();
		this.size = size;
	}

	static async open(context: Context, name: string, skip: number): Promise<Bytes> {
		const input = await openInput(context, name);
		if (input.size !== undefined) return new Bytes(input.stream({ offset: skip }), Math.max(0, input.size - skip));
		const bytes = new Bytes(input.stream(), undefined);
		for (let left = skip; left > 0; ) {
			const count = Math.min(left, (await bytes.peek()).length);
			if (count === 0) break;
			bytes.take(count);
			left -= count;
		}
		return bytes;
	}

	/** What comes next; empty at the end only. */
	async peek(): Promise<Uint8Array> {
		while (this.#piece.length === 0 && !this.#done) {
			const next = await this.#pieces.next();
			this.#done = next.done === true;
			if (next.done !== true) this.#piece = next.value;
		}
		return this.#piece;
	}

	take(count: number): void {
		this.#piece = this.#piece.subarray(count);
	}
}

const octal = (byte: number) => byte.toString(8).padStart(3);

/** A byte as cat -v shows it. */
function shown(byte: number): string {
	const low = byte & 0x7f;
	const text = low === 0x7f ? "^?" : low < 0x20 ? `^${String.fromCharCode(low + 64)}` : String.fromCharCode(low);
	return byte >= 0x80 ? `M-${text}` : text;
}

import { collect } from "../../src/base/bytes.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { type Input, isSized, perInput } from "./shared/inputs.ts";
import { Bytes, lineOutput, printLines } from "./shared/lines.ts";

/** `desk tac`: lines from the last to the first. */
export const tac = defineCommand({
	name: "tac",
	summary: "Print the lines of files from the last to the first",
	about:
		"A file is read from its end, so memory stays small whatever its size; standard input is held. The separator belongs to what is before it, with -b to what follows.",
	args: {
		before: flag("the separator begins a line instead of ending it", "b"),
		regex: flag("the separator is a basic regular expression", "r"),
		separator: option("instead of the newline", { short: "s", value: "TEXT" }),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk tac /files/move/boxes.csv", "the newest line first"],
		["desk tac /notes/inbox.md | desk grep -m1 '^-'", "the last point of a list"],
	],
	async run(context, args) {
		const finder = await finderOf(args.separator ?? "\n", args.regex);
		await printLines(
			context,
			perInput(context, args.paths, (_source, input) => backwards(input, finder, args.before)),
		);
	},
});

/** The last separator that begins before `before` and ends at or before `limit`; undefined when there is none. */
type Finder = {
	/** Whether what it finds at a place does not depend on how much is before it. */
	readonly literal: boolean;
	last(bytes: Buffer, limit: number): readonly [number, number] | undefined;
};

async function finderOf(separator: string, regex: boolean): Promise<Finder> {
	if (!regex) {
		const bytes = separator === "" ? Buffer.of(0) : rawBytes(separator);
		return {
			literal: true,
			last(text, limit) {
				const at = limit < bytes.length ? -1 : text.lastIndexOf(bytes, limit - bytes.length);
				return at < 0 ? undefined : [at, at + bytes.length];
			},
		};
	}
	const { translateRegex } = await import("../../src/base/posix-regex.ts");
	const { source, flags } = translateRegex(separator, "basic");
	const pattern = new RegExp(source, `${flags.replace("u", "")}my`);
	let latin: { bytes: Buffer; text: string } | undefined;
	return {
		literal: false,
		last(bytes, limit) {
			// Bytes as Latin-1, so that offsets are bytes.
			if (latin?.bytes !== bytes) latin = { bytes, text: bytes.toString("latin1") };
			const text = latin.text.slice(0, limit);
			for (let at = limit - 1; at >= 0; at--) {
				pattern.lastIndex = at;
				const found = pattern.exec(text);
				if (found !== null && found[0] !== "") return [at, at + found[0].length];
			}
			return undefined;
		},
	};
}

const BLOCK = 256 * 1024;

async function* backwards(input: Input, finder: Finder, before: boolean): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	// What has no length, or has to be matched as a whole, is held.
	const all = finder.literal && isSized(input) ? undefined : await collect(input.stream());
	/** The bytes from `offset` on that are not printed yet; separators before `limit` are still to be looked for. */
	let offset = all?.length ?? input.size ?? 0;
	let held: Buffer = Buffer.alloc(0);
	let limit = 0;
	let first = true;
	while (offset > 0) {
		const length = all === undefined ? Math.min(offset, Math.max(BLOCK, held.length)) : offset;
		offset -= length;
		const block = all ?? (await collect(input.stream({ offset, length })));
		held = held.length === 0 ? block : Buffer.concat([block, held]);
		limit += length;
		let end = held.length;
		for (;;) {
			const found = finder.last(held, limit);
			if (found === undefined) break;
			const cut = found[before ? 0 : 1];
			if (before || !first || cut < end) {
				out.copy(held, cut, end);
				end = cut;
			}
			first = false;
			limit = found[0];
			if (out.full) yield out.take();
		}
		held = held.subarray(0, end);
	}
	out.copy(held);
	if (out.length > 0) yield out.take();
}

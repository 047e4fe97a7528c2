import type { ByteStream } from "../../src/base/bytes.ts";
import { defineCommand, flag, operand, operands } from "../../src/command/index.ts";
import { bytesOf, complementOf, isOpen, parseSet, refuseSet, translation } from "./shared/byte-set.ts";
import { interruptible } from "./shared/inputs.ts";
import { lineOutput, printLines } from "./shared/lines.ts";

/** `desk tr`: bytes into other bytes. */
export const tr = defineCommand({
	name: "tr",
	summary: "Translate, delete or squeeze bytes of standard input",
	about:
		"SET is characters, ranges (a-z), classes ([:alpha:] [:digit:] [:space:] [:upper:] …), [=c=], [c*n] (n times c, in SET2; [c*] as many as are needed), " +
		"and the escapes \\n \\t \\r \\\\ \\NNN (octal) and so on. A SET2 that is too short goes on with its last character. " +
		"It works on bytes, as GNU tr does: use sed for letters outside ASCII.",
	args: {
		complement: flag("all that is not in SET1", "c"),
		complementCharacters: flag("the same as -c", "C"),
		delete: flag("delete what is in SET1", "d"),
		squeezeRepeats: flag("one where the same byte of the last SET comes several times in a row", "s"),
		truncateSet1: flag("cut SET1 to the length of SET2", "t"),
		set1: operand("SET1", "what is changed"),
		more: operands("SET2", "what it becomes; with -ds, what is squeezed", { raw: true }),
	},
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk cat /notes/inbox.md | desk tr a-z A-Z", "in capitals"],
		[
			"desk cat /notes/inbox.md | desk tr -cs '[:alnum:]' '\\n' | desk sort | desk uniq -c",
			"how often each word is there",
		],
		["printf 'a\\r\\nb\\r\\n' | desk tr -d '\\r'", "lines that end as they should"],
	],
	async run(context, args) {
		const [text, surplus] = args.more;
		const complement = args.complement || args.complementCharacters;
		const both = args.delete && args.squeezeRepeats;
		if (surplus !== undefined) throw refuseSet(`'${surplus}' is one argument too many`);
		if (args.delete && !both && text !== undefined) throw refuseSet("deleting takes one SET, unless squeezing too");
		if (text === undefined && (both || !(args.delete || args.squeezeRepeats))) throw refuseSet("SET2 is missing");
		const first = parseSet(args.set1);
		const second = text === undefined ? undefined : parseSet(text);
		if (isOpen(first)) throw refuseSet("[c*] may not appear in the first set");
		if (args.delete && second !== undefined && isOpen(second))
			throw refuseSet("[c*] may appear in the second set only when translating");
		const table =
			second === undefined || args.delete
				? undefined
				: translation(first, second, { complement, truncate: args.truncateSet1 });
		const chosen = memberTable(complement ? complementOf(bytesOf(first)) : bytesOf(first));
		const squeezed = !args.squeezeRepeats
			? undefined
			: second === undefined
				? chosen
				: memberTable(bytesOf(second, table === undefined ? 0 : sizeOf(first, complement)));
		let source: ByteStream = interruptible(context, context.stdin);
		if (table !== undefined) source = translated(source, table);
		if (args.delete) source = without(source, chosen);
		if (squeezed !== undefined) source = squeezedBytes(source, squeezed);
		await printLines(context, source);
	},
});

function sizeOf(set: Parameters<typeof bytesOf>[0], complement: boolean): number {
	const bytes = bytesOf(set);
	return complement ? complementOf(bytes).length : bytes.length;
}

function memberTable(bytes: readonly number[]): Uint8Array {
	const table = new Uint8Array(256);
	for (const byte of bytes) table[byte] = 1;
	return table;
}

async function* translated(source: ByteStream, table: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
	for await (const part of source) {
		const out = Buffer.allocUnsafe(part.length);
		for (let i = 0; i < part.length; i++) out[i] = table[part[i] as number] as number;
		yield out;
	}
}

async function* without(source: ByteStream, deleted: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
	for await (const part of source) {
		const out = Buffer.allocUnsafe(part.length);
		let length = 0;
		for (let i = 0; i < part.length; i++) {
			const byte = part[i] as number;
			if (deleted[byte] === 0) out[length++] = byte;
		}
		if (length > 0) yield out.subarray(0, length);
	}
}

async function* squeezedBytes(source: ByteStream, squeezed: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
	let last = -1;
	for await (const part of source) {
		const out = Buffer.allocUnsafe(part.length);
		let length = 0;
		for (let i = 0; i < part.length; i++) {
			const byte = part[i] as number;
			if (byte === last && squeezed[byte] === 1) continue;
			out[length++] = last = byte;
		}
		if (length > 0) yield out.subarray(0, length);
	}
}

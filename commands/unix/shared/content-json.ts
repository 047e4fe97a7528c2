/** A file's content as one line of JSON, without ever holding the file. */
import type { z } from "zod";
import { type ByteStream, collect } from "../../../src/base/bytes.ts";
import type { Context } from "../../../src/command/index.ts";
import type { Input } from "./inputs.ts";

/** One file as `cat`, `head` and `tail` print it with `--json`: `text` when the bytes are UTF-8, else `base64`. */
export interface FileContent {
	path: string;
	revision: number;
	/** Bytes of the whole file, not of what is shown. */
	size: number;
	text?: string | undefined;
	base64?: string | undefined;
}

/** Its schema. */
export function fileContentSchema(zod: typeof z) {
	return zod.object({
		path: zod.string(),
		revision: zod.number(),
		size: zod.number(),
		text: zod.string().optional(),
		base64: zod.string().optional(),
	});
}

/**
 * Print `selection` of `input` as a `FileContent`. The bytes are read twice, as only their end tells whether they are
 * text; standard input and views are held, as they can be read, or are made, only once.
 */
export async function writeContentJson(
	context: Context,
	input: Input,
	selection: () => AsyncIterable<Uint8Array>,
): Promise<void> {
	let bytes = selection;
	let size = input.size;
	if (size === undefined || input.revision === 0) {
		const held = await collect(selection());
		size ??= held.length;
		bytes = () => single(held);
	}
	const text = await isText(bytes());
	const { stdout } = context;
	const head = JSON.stringify({ path: input.path, revision: input.revision, size });
	await stdout.write(`${head.slice(0, -1)},"${text ? "text" : "base64"}":"`);
	for await (const piece of text ? textPieces(bytes()) : base64Pieces(bytes())) await stdout.write(piece);
	await stdout.write('"}\n');
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

async function isText(bytes: ByteStream): Promise<boolean> {
	const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	try {
		for await (const part of bytes) decoder.decode(part, { stream: true });
		decoder.decode();
		return true;
	} catch (error) {
		if (error instanceof TypeError) return false;
		throw error;
	}
}

async function* textPieces(bytes: ByteStream): AsyncGenerator<string> {
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	for await (const part of bytes) yield JSON.stringify(decoder.decode(part, { stream: true })).slice(1, -1);
	yield JSON.stringify(decoder.decode()).slice(1, -1);
}

async function* base64Pieces(bytes: ByteStream): AsyncGenerator<string> {
	let rest: Uint8Array = new Uint8Array();
	for await (const part of bytes) {
		const all = Buffer.concat([rest, part]);
		// Three bytes are four letters: a cut anywhere else would pad in the middle.
		const whole = all.length - (all.length % 3);
		yield all.toString("base64", 0, whole);
		rest = all.subarray(whole);
	}
	yield Buffer.from(rest).toString("base64");
}

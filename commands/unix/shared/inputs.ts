/** What the commands that read files share: opening operands, one item's error, staying open to Ctrl-C. */
import type { ByteStream } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { safeForTerminal } from "../../../src/cli/index.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import type { Range } from "../../../src/store/index.ts";
import { readable } from "../../../src/vfs/index.ts";

/** One operand, ready to be read. */
export interface Input {
	/** As typed; `-` is standard input. */
	readonly operand: string;
	/** Absolute, without `@N`; `-` for standard input. */
	readonly path: string;
	/** What is read; 0 for views and standard input. */
	readonly revision: number;
	/** Bytes; undefined for standard input, which only its end tells. */
	readonly size: number | undefined;
	/** Its bytes, or a range of them (standard input has no ranges, and is read once). */
	stream(range?: Range): ByteStream;
}

/** A file whose length is known, so that it can be read from any place. */
export type SizedInput = Input & { readonly size: number };

/**
 * The stream that an operand names instead of a file of the tree: `-`, /dev/stdin, /dev/null, and in a shell the /dev/fd/63 of
 * `<(…)`. It can be read once.
 */
export function deviceOf(context: Pick<Context, "stdin" | "device">, operand: string): ByteStream | undefined {
	return operand === "-" ? context.stdin : context.device(operand)?.input;
}

/** Open PATH, PATH@N, `-`, `/dev/stdin` or `/dev/null`. @throws DeskError ENOENT, EISDIR */
export async function openInput(context: Context, operand: string): Promise<Input> {
	const device = deviceOf(context, operand);
	if (device !== undefined) {
		const size = operand === "/dev/null" ? 0 : undefined;
		return { operand, path: operand, revision: 0, size, stream: () => interruptible(context, device) };
	}
	const { path, revision, size, stat, stream } = await readable(await context.open(), context.path(operand));
	if (stat?.kind === "directory") {
		throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
	}
	if (operand.endsWith("/")) {
		throw new DeskError("ENOTDIR", "this is not a directory", { at: path, todo: "leave out the slash after it" });
	}
	return { operand, path, revision, size, stream: (range) => interruptible(context, stream(range)) };
}

/**
 * What a filter makes of each operand, one after the other; without any, of standard input. One that cannot be read is
 * reported, and the others go on.
 */
export async function* perInput(
	context: Context,
	operands: readonly string[],
	filter: (source: ByteStream, input: Input) => ByteStream,
): AsyncGenerator<Uint8Array, void, undefined> {
	for (const operand of operands.length === 0 ? ["-"] : operands) {
		const input = await attempt(context, () => openInput(context, operand));
		if (input !== undefined) yield* filter(input.stream(), input);
	}
}

/** All operands as one stream, in which a last line without newline gets one: none runs into the next file. */
export function joinedLines(context: Context, operands: readonly string[]): AsyncGenerator<Uint8Array> {
	return perInput(context, operands, async function* (source) {
		let last: number | undefined;
		for await (const part of source) {
			last = part.at(-1) ?? last;
			yield part;
		}
		if (last !== undefined && last !== 0x0a) yield Uint8Array.of(0x0a);
	});
}

/** All operands as one stream. */
export function joinedInputs(context: Context, operands: readonly string[]): AsyncGenerator<Uint8Array> {
	return perInput(context, operands, (source) => source);
}

/** Whether ranges of it can be read. */
export function isSized(input: Input): input is SizedInput {
	return input.size !== undefined;
}

/** Work on one item: a mistake about it is reported, and the others go on. @returns undefined after a mistake */
export async function attempt<Result>(context: Context, body: () => Promise<Result>): Promise<Result | undefined> {
	try {
		return await body();
	} catch (error) {
		if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
		context.fail(error);
		return undefined;
	}
}

/** A stream that ends at Ctrl-C. */
export async function* interruptible<Item>(
	context: Pick<Context, "signal">,
	source: AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
	const pace = pacer(context);
	for await (const item of source) {
		await pace();
		yield item;
	}
}

/** Where the content of files goes. */
export interface ContentWriter {
	write(bytes: Uint8Array | string): void | Promise<void>;
	/** What is left of a character that never ended. */
	end(): void | Promise<void>;
}

/**
 * Bytes as they are into pipes and files. On a terminal text, with control characters shown and not obeyed: a mail must not
 * be able to retitle the window or answer a query in the user's name.
 */
export function contentWriter(context: Context): ContentWriter {
	const { stdout, terminal } = context;
	if (!terminal.stdout) return { write: (bytes) => stdout.write(bytes), end() {} };
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	return {
		write(bytes) {
			const text = typeof bytes === "string" ? bytes : decoder.decode(bytes, { stream: true });
			return stdout.write(safeForTerminal(text));
		},
		end: () => stdout.write(safeForTerminal(decoder.decode())),
	};
}

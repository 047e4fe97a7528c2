/** `read`. */
import { rawText } from "../../base/raw-text.ts";
import { keyNow } from "../arithmetic-scope.ts";
import { assignScalarNow } from "../assign.ts";
import { badDescriptor } from "../descriptors.ts";
import { splitRead } from "../language/read-line.ts";
import { type ByteSource, readLine } from "../pipe.ts";
import type { Shell } from "../shell.ts";
import { ifsOf } from "../split-fields.ts";
import { TerminalInput } from "../terminal-input.ts";
import { type ReadOptions, readOptions } from "./read-options.ts";

interface Taken {
	readonly text: string;
	/** The input ended before the delimiter came. */
	readonly ended: boolean;
}

/** How long `read -t 0` looks whether something is there (ms): a terminal has to be asked. */
const LOOK = 10;

export async function read(shell: Shell, args: readonly string[]): Promise<number> {
	const options = await readOptions(shell, args);
	if (typeof options === "number") return options;
	const { source, terminal: isTerminal } = shell.descriptors.get(options.descriptor) ?? {};
	if (source === undefined) throw badDescriptor(options.descriptor);
	const edits = options.edit && source instanceof TerminalInput;
	const prompt = async () => {
		if (options.prompt !== "" && isTerminal && !edits) await shell.write(2, options.prompt);
	};
	if (options.timeout === 0) {
		await prompt();
		return (await hasInput(source)) ? 0 : 1;
	}
	const partial = { text: "" };
	const taken = await withDeadline(shell, options.timeout, (signal) => {
		if (edits) return edited(shell, options, signal);
		signal.addEventListener("abort", () => source instanceof TerminalInput && source.forget(), { once: true });
		return take(source, options, partial, prompt);
	});
	// What came in time is assigned; what comes later is for the next reader.
	if (taken === "late") {
		await store(shell, options, partial.text);
		return 142;
	}
	return (await store(shell, options, taken.text)) && !taken.ended ? 0 : 1;
}

async function hasInput(source: ByteSource): Promise<boolean> {
	if (source.ready === undefined) return true;
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<boolean>((resolve) => {
		timer = setTimeout(() => resolve(false), LOOK);
	});
	const found = await Promise.race([source.ready().then(() => true), late]).finally(() => clearTimeout(timer));
	if (!found && source instanceof TerminalInput) source.forget();
	return found;
}

/** A line of the session's editor (`-e`). */
async function edited(shell: Shell, { prompt, initial }: ReadOptions, signal: AbortSignal): Promise<Taken> {
	await shell.descriptors.get(1)?.sink?.flush?.();
	const { readEdited } = await import("../read-edited.ts");
	const line = await readEdited(shell, prompt, initial, signal);
	return { text: line ?? "", ended: line === undefined };
}

/** Read with a limit of time (seconds) and an ear for Ctrl-C. @param body gets a signal that ends it then */
async function withDeadline<Result>(
	shell: Shell,
	seconds: number | undefined,
	body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | "late"> {
	const over = new AbortController();
	return await new Promise<Result | "late">((resolve, reject) => {
		const late = () => {
			over.abort();
			resolve("late");
		};
		const timer = seconds === undefined ? undefined : setTimeout(late, seconds * 1000);
		const stop = () => {
			over.abort();
			reject(shell.signal.reason);
		};
		shell.signal.addEventListener("abort", stop, { once: true });
		body(over.signal)
			.then(resolve, reject)
			.finally(() => {
				clearTimeout(timer);
				shell.signal.removeEventListener("abort", stop);
			});
	});
}

/** Text up to the delimiter (without it), or so many characters; from a terminal by single keys, or unseen, where that is asked for. */
async function take(
	source: ByteSource,
	options: ReadOptions,
	partial: { text: string },
	prompt: () => Promise<void>,
): Promise<Taken> {
	const lines = options.count === undefined && options.delimiter === 0x0a;
	const read = async (from: ByteSource) => {
		// When the terminal is set: what is typed at the prompt must not be shown where it is secret, nor shown twice.
		await prompt();
		return options.count === undefined
			? await takeLine(from, options, partial)
			: await takeCharacters(from, options, options.count, partial);
	};
	if (!(source instanceof TerminalInput) || (lines && !options.silent)) return await read(source);
	return await source.withKeys({ lines, echo: !options.silent }, read);
}

async function takeLine(source: ByteSource, options: ReadOptions, partial: { text: string }): Promise<Taken> {
	let text = "";
	for (;;) {
		const soFar = (bytes: Buffer) => {
			partial.text = text + rawText(bytes);
		};
		const line = await readLine(
			source,
			options.delimiter,
			undefined,
			options.timeout === undefined ? undefined : soFar,
		);
		if (line === undefined) return { text, ended: true };
		const complete = line.at(-1) === options.delimiter;
		text += rawText(complete ? line.subarray(0, -1) : line);
		if (!complete) return { text: text.replaceAll("\0", ""), ended: true };
		// A backslash before the newline joins it with the next line.
		if (options.raw || options.delimiter !== 0x0a || !/(^|[^\\])(\\\\)*\\$/.test(text))
			return { text: text.replaceAll("\0", ""), ended: false };
		text = text.slice(0, -1);
	}
}

async function takeCharacters(
	source: ByteSource,
	options: ReadOptions,
	count: number,
	partial: { text: string },
): Promise<Taken> {
	let text = "";
	let left = count;
	let bytes = Buffer.alloc(0);
	while (left > 0) {
		const byte = await readLine(source, -1, 1);
		if (byte === undefined) return { text, ended: true };
		const quotes = !options.raw && /(^|[^\\])(\\\\)*\\$/.test(text);
		if (!options.exact && !quotes && bytes.length === 0 && byte[0] === options.delimiter) return { text, ended: false };
		bytes = Buffer.concat([bytes, byte]);
		const first = bytes[0] as number;
		const size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
		if (bytes.length < size) continue;
		const character = rawText(bytes);
		bytes = Buffer.alloc(0);
		text += character;
		// A backslash before the newline takes it along.
		if (quotes && character === "\n") text = text.slice(0, -2);
		else if (options.raw || quotes || character !== "\\") left--;
		partial.text = text;
	}
	return { text, ended: false };
}

async function store(shell: Shell, options: ReadOptions, text: string): Promise<boolean> {
	const { names, raw } = options;
	const plain = raw ? text : undefined;
	try {
		if (options.array !== undefined) {
			shell.variables.setArray(options.array, splitRead(text, ifsOf(shell), Number.POSITIVE_INFINITY, raw));
			return true;
		}
		if (options.exact) put(shell, names[0] ?? "REPLY", plain ?? withoutBackslashes(text));
		else if (names.length === 0) put(shell, "REPLY", plain ?? withoutBackslashes(text));
		else {
			const values = splitRead(text, ifsOf(shell), names.length, raw);
			for (const [at, name] of names.entries()) put(shell, name, values[at] ?? "");
		}
		if (options.exact) for (const name of names.slice(1)) put(shell, name, "");
		return true;
	} catch (error) {
		if (!(error instanceof Error) || error.message !== "readonly variable") throw error;
		await shell.complain(`${(error as Error & { variable: string }).variable}: readonly variable`);
		return false;
	}
}

function withoutBackslashes(text: string): string {
	return text.replace(/\\([\s\S]|$)/g, "$1");
}

function put(shell: Shell, target: string, value: string): void {
	const bracket = target.indexOf("[");
	if (bracket < 0) assignScalarNow(shell, target, undefined, value, false);
	else {
		const name = target.slice(0, bracket);
		assignScalarNow(shell, name, keyNow(shell, name, target.slice(bracket + 1, -1)), value, false);
	}
}

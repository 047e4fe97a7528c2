/** `read` and `mapfile`. */
import { rawBytes, rawText } from "../../base/raw-text.ts";
import { evaluateText, keyNow } from "../arithmetic-scope.ts";
import { assignOrDiscard, assignScalarNow } from "../assign.ts";
import { badDescriptor } from "../descriptors.ts";
import { ifsOf } from "../expand.ts";
import { quoteForTrace } from "../language/quote.ts";
import { splitRead } from "../language/read-line.ts";
import { type ByteSource, readLine } from "../pipe.ts";
import { runText } from "../run.ts";
import type { Shell } from "../shell.ts";

interface ReadOptions {
	raw: boolean;
	array: string | undefined;
	delimiter: number;
	/** Characters, at most. */
	count: number | undefined;
	/** Delimiters do not end it. */
	exact: boolean;
	prompt: string;
	silent: boolean;
	/** Seconds. */
	timeout: number | undefined;
	descriptor: number;
	names: string[];
}

export async function read(shell: Shell, args: readonly string[]): Promise<number> {
	const options = await readOptions(shell, args);
	if (typeof options === "number") return options;
	const file = shell.descriptors.get(options.descriptor);
	if (file?.source === undefined) throw badDescriptor(options.descriptor);
	if (options.prompt !== "" && file.terminal) await shell.write(2, options.prompt);
	if (options.timeout === 0) return 0;
	const partial = { text: "" };
	const taken = await withDeadline(shell, options.timeout, () => take(file.source as ByteSource, options, partial));
	if (taken === "late") {
		// What came in time is assigned; what comes later is for the next reader.
		await store(shell, options, partial.text);
		return 142;
	}
	const { text, ended } = taken;
	const failed = !(await store(shell, options, text));
	return failed ? 1 : ended ? 1 : 0;
}

/** @returns the status after a message */
async function readOptions(shell: Shell, args: readonly string[]): Promise<ReadOptions | number> {
	const options: ReadOptions = {
		raw: false,
		array: undefined,
		delimiter: 0x0a,
		count: undefined,
		exact: false,
		prompt: "",
		silent: false,
		timeout: undefined,
		descriptor: 0,
		names: [],
	};
	let at = 0;
	for (; at < args.length; at++) {
		const word = args[at] as string;
		if (!/^-./.test(word)) break;
		if (word === "--") {
			at++;
			break;
		}
		for (let letter = 1; letter < word.length; letter++) {
			const name = word[letter] as string;
			if (name === "r") options.raw = true;
			else if (name === "s") options.silent = true;
			else if (name === "e") continue;
			else if ("adnNptui".includes(name)) {
				const value = letter + 1 < word.length ? word.slice(letter + 1) : args[++at];
				if (value === undefined) {
					await shell.complain(`read: -${name}: option requires an argument`);
					return 2;
				}
				if (!(await setOption(shell, options, name, value))) return 1;
				break;
			} else {
				await shell.complain(`read: -${name}: invalid option`);
				return 2;
			}
		}
	}
	options.names = args.slice(at);
	for (const name of options.names) {
		if (/^[A-Za-z_]\w*(\[[\s\S]+\])?$/.test(name)) continue;
		await shell.complain(`read: \`${name}': not a valid identifier`);
		return 1;
	}
	return options;
}

async function setOption(shell: Shell, options: ReadOptions, name: string, value: string): Promise<boolean> {
	switch (name) {
		case "a":
			options.array = value;
			return true;
		case "d":
			options.delimiter = value === "" ? 0 : (rawBytes(value)[0] as number);
			return true;
		case "p":
			options.prompt = value;
			return true;
		case "i":
			return true;
		default:
	}
	const number = Number(value);
	if (value.trim() === "" || Number.isNaN(number) || number < 0) {
		await shell.complain(
			`read: ${value}: invalid ${name === "t" ? "timeout specification" : name === "u" ? "file descriptor specification" : "number"}`,
		);
		return false;
	}
	if (name === "t") options.timeout = number;
	else if (name === "u") options.descriptor = number;
	else {
		options.count = number;
		options.exact = name === "N";
	}
	return true;
}

/** Read with a limit of time (seconds) and an ear for Ctrl-C. */
async function withDeadline<Result>(
	shell: Shell,
	seconds: number | undefined,
	body: () => Promise<Result>,
): Promise<Result | "late"> {
	return await new Promise<Result | "late">((resolve, reject) => {
		const timer = seconds === undefined ? undefined : setTimeout(() => resolve("late"), seconds * 1000);
		const stop = () => reject(shell.signal.reason);
		shell.signal.addEventListener("abort", stop, { once: true });
		body()
			.then(resolve, reject)
			.finally(() => {
				clearTimeout(timer);
				shell.signal.removeEventListener("abort", stop);
			});
	});
}

/** Text up to the delimiter (without it), or so many characters. */
async function take(
	source: ByteSource,
	options: ReadOptions,
	partial: { text: string },
): Promise<{ text: string; ended: boolean }> {
	if (options.count !== undefined) return await takeCharacters(source, options);
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

async function takeCharacters(source: ByteSource, options: ReadOptions): Promise<{ text: string; ended: boolean }> {
	let text = "";
	let left = options.count ?? 0;
	let bytes = Buffer.alloc(0);
	while (left > 0) {
		const byte = await readLine(source, -1, 1);
		if (byte === undefined) return { text, ended: true };
		if (!options.exact && bytes.length === 0 && byte[0] === options.delimiter) return { text, ended: false };
		bytes = Buffer.concat([bytes, byte]);
		const first = bytes[0] as number;
		const size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
		if (bytes.length < size) continue;
		const character = rawText(bytes);
		bytes = Buffer.alloc(0);
		text += character;
		if (!options.raw && character === "\\" && !text.endsWith("\\\\")) continue;
		left--;
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

export async function mapfile(shell: Shell, args: readonly string[]): Promise<number> {
	const values: Record<string, string> = {};
	let trims = false;
	let at = 0;
	for (; at < args.length; at++) {
		const word = args[at] as string;
		if (!/^-./.test(word)) break;
		if (word === "--") {
			at++;
			break;
		}
		for (let letter = 1; letter < word.length; letter++) {
			const name = word[letter] as string;
			if (name === "t") trims = true;
			else if ("dnOsuCc".includes(name)) {
				const value = letter + 1 < word.length ? word.slice(letter + 1) : args[++at];
				if (value === undefined) {
					await shell.complain(`mapfile: -${name}: option requires an argument`);
					return 2;
				}
				values[name] = value;
				break;
			} else {
				await shell.complain(`mapfile: -${name}: invalid option`);
				return 2;
			}
		}
	}
	const name = args[at] ?? "MAPFILE";
	if (!/^[A-Za-z_]\w*$/.test(name)) {
		await shell.complain(`mapfile: \`${name}': not a valid identifier`);
		return 1;
	}
	const number = async (letter: string, fallback: number) =>
		values[letter] === undefined ? fallback : Number(await evaluateText(shell, values[letter] as string));
	const origin = await number("O", 0);
	const skip = await number("s", 0);
	const most = (await number("n", 0)) || Number.POSITIVE_INFINITY;
	const quantum = await number("c", 5000);
	const delimiter = values.d === undefined ? 0x0a : values.d === "" ? 0 : (rawBytes(values.d)[0] as number);
	const source = shell.descriptors.source(await number("u", 0));
	const elements = values.O !== undefined ? keptElements(shell, name) : [];
	for (let skipped = 0; skipped < skip; skipped++) if ((await readLine(source, delimiter)) === undefined) break;
	for (let count = 0; count < most; count++) {
		const line = await readLine(source, delimiter);
		if (line === undefined) break;
		const ended = line.at(-1) === delimiter;
		const text = rawText(trims && ended ? line.subarray(0, -1) : line).replaceAll("\0", "");
		if (values.C !== undefined && (count + 1) % quantum === 0) {
			await runText(shell, `${values.C} ${origin + count} ${quoteForTrace(text)}`, "mapfile");
		}
		elements[origin + count] = text;
	}
	assignOrDiscard(shell, () => shell.variables.setArray(name, elements));
	return 0;
}

function keptElements(shell: Shell, name: string): string[] {
	const value = shell.variables.value(name);
	return Array.isArray(value) ? value.slice() : [];
}

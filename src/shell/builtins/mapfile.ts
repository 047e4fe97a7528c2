import { DeskError } from "../../base/errors.ts";
import { rawBytes, rawText } from "../../base/raw-text.ts";
import { readLineOrStop } from "../interruptible.ts";
import { quoteForTrace } from "../language/quote.ts";
import { runText } from "../run.ts";
import type { Shell } from "../shell.ts";
import { letterOptions } from "./letter-options.ts";

/** Lines between two calls of the callback. */
const EVERY = 5000;
/** Options that are numbers, and what they are in messages. */
const NUMBERS = {
	O: "array origin",
	s: "line count",
	n: "line count",
	c: "callback quantum",
	u: "file descriptor",
};

/** What an element of an array takes beside its text, about. */
const BYTES_OF_ELEMENT = 16;

/** `mapfile`, `readarray`: lines into an array. */
export async function mapfile(shell: Shell, args: readonly string[]): Promise<number> {
	const taken = await letterOptions(shell, "mapfile", args, "td:n:O:s:u:C:c:");
	if (taken === undefined) return 2;
	const values: Readonly<Record<string, string>> = Object.fromEntries(taken.options);
	const trims = values.t !== undefined;
	const name = taken.words[0] ?? "MAPFILE";
	if (name === "") {
		await shell.complain("mapfile: empty array variable name");
		return 2;
	}
	if (!/^[A-Za-z_]\w*$/.test(name)) {
		await shell.complain(`mapfile: \`${name}': not a valid identifier`);
		return 1;
	}
	const numbers: Record<string, number> = { O: 0, s: 0, n: 0, c: EVERY, u: 0 };
	for (const [letter, what] of Object.entries(NUMBERS)) {
		const text = values[letter];
		if (text === undefined) continue;
		const number = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
		const isDescriptor = letter !== "u" || shell.descriptors.get(number)?.source !== undefined;
		if (!(number >= (letter === "c" ? 1 : 0)) || !isDescriptor) {
			await shell.complain(`mapfile: ${text}: invalid ${what}`);
			return 1;
		}
		numbers[letter] = number;
	}
	const { O: origin = 0, s: skip = 0, n: count = 0, c: quantum = EVERY, u: descriptor = 0 } = numbers;
	const most = count || Number.POSITIVE_INFINITY;
	const delimiter = values.d === undefined ? 0x0a : values.d === "" ? 0 : (rawBytes(values.d)[0] as number);
	const source = shell.descriptors.source(descriptor);
	const variable = shell.variables.find(name);
	if (variable?.readonly === true || variable?.shape === "associative") {
		await shell.complain(variable.readonly ? `${name}: readonly variable` : `mapfile: ${name}: not an indexed array`);
		return 1;
	}
	// Filled line by line: the callback sees what is there so far.
	const elements = values.O !== undefined ? keptElements(shell, name) : [];
	shell.variables.setArray(name, elements);
	for (let skipped = 0; skipped < skip; skipped++)
		if ((await readLineOrStop(shell, source, delimiter)) === undefined) break;
	let size = 0;
	for (let count = 0; count < most; count++) {
		const line = await readLineOrStop(shell, source, delimiter);
		if (line === undefined) break;
		// A line's place in the array counts too, or empty lines would cost nothing.
		size += line.length + BYTES_OF_ELEMENT;
		if (size > shell.world.limits.valueBytes)
			throw new DeskError("EFBIG", "the input is longer than a script may hold in an array", {
				todo: "read it line by line",
			});
		const ended = line.at(-1) === delimiter;
		const text = rawText(trims && ended ? line.subarray(0, -1) : line).replaceAll("\0", "");
		if (values.C !== undefined && (count + 1) % quantum === 0) {
			await runText(shell, `${values.C} ${origin + count} ${quoteForTrace(text)}`, "mapfile");
		}
		elements[origin + count] = text;
	}
	return 0;
}

function keptElements(shell: Shell, name: string): string[] {
	const value = shell.variables.value(name);
	return Array.isArray(value) ? value.slice() : [];
}

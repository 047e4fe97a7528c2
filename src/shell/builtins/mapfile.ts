import { rawBytes, rawText } from "../../base/raw-text.ts";
import { evaluateText } from "../arithmetic-scope.ts";
import { assignOrDiscard } from "../assign.ts";
import { readLineOrStop } from "../interruptible.ts";
import { quoteForTrace } from "../language/quote.ts";
import { runText } from "../run.ts";
import type { Shell } from "../shell.ts";
import { letterOptions } from "./letter-options.ts";

/** `mapfile`, `readarray`: lines into an array. */
export async function mapfile(shell: Shell, args: readonly string[]): Promise<number> {
	const taken = await letterOptions(shell, "mapfile", args, "td:n:O:s:u:C:c:");
	if (taken === undefined) return 2;
	const values: Readonly<Record<string, string>> = Object.fromEntries(taken.options);
	const trims = values.t !== undefined;
	const name = taken.words[0] ?? "MAPFILE";
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
	for (let skipped = 0; skipped < skip; skipped++)
		if ((await readLineOrStop(shell, source, delimiter)) === undefined) break;
	for (let count = 0; count < most; count++) {
		const line = await readLineOrStop(shell, source, delimiter);
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

import { rawBytes } from "../../../src/base/raw-text.ts";
import { safeForTerminal } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";

/**
 * Print one result: with `--json` the record, else its text (raw: no byte of a name is lost) and `end`. On a terminal no text
 * drives it.
 */
export function say(
	context: Context,
	record: Readonly<Record<string, unknown>>,
	text: string,
	end = context.nul ? "\0" : "\n",
): void | Promise<void> {
	if (context.json) return context.stdout.write(`${JSON.stringify(record)}\n`);
	return context.stdout.write(context.terminal.stdout ? safeForTerminal(text) + end : rawBytes(text + end));
}

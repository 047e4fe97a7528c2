/** `set -x`. */
import type { Assignment } from "unbash";
import { expandHereText } from "./expand.ts";
import { quoteForTrace } from "./language/quote.ts";
import { promptText } from "./prompt-text.ts";
import type { Shell } from "./shell.ts";
import type { Argument } from "./simple.ts";

/** Where traces go: stderr, or the descriptor that `BASH_XTRACEFD` names. */
function target(shell: Shell): number {
	const number = shell.variables.get("BASH_XTRACEFD");
	return number !== undefined && /^\d+$/.test(number) && shell.descriptors.get(Number(number)) !== undefined
		? Number(number)
		: 2;
}

async function prefix(shell: Shell): Promise<string> {
	shell.options.xtrace = false;
	try {
		const text = await expandHereText(shell, promptText(shell, shell.variables.get("PS4") ?? ""));
		// Its first character is repeated for each level of substitution.
		return text.slice(0, 1).repeat(1 + shell.traceDepth) + text.slice(1);
	} finally {
		shell.options.xtrace = true;
	}
}

/** A line of the trace. */
export async function trace(shell: Shell, text: string): Promise<void> {
	await shell.write(target(shell), `${await prefix(shell)}${text}\n`);
}

export async function traceWords(shell: Shell, words: readonly Argument[]): Promise<void> {
	await trace(shell, words.map((word) => quoteForTrace(typeof word === "string" ? word : word.text)).join(" "));
}

export async function traceAssignment(shell: Shell, assignment: Assignment, value: string): Promise<void> {
	const { name, append, index } = assignment;
	const left = `${name}${index === undefined ? "" : `[${index.text}]`}${append === true ? "+=" : "="}`;
	const right =
		assignment.value.type === "ArrayValue"
			? assignment.text.slice(left.length)
			: value === ""
				? ""
				: quoteForTrace(value);
	await trace(shell, left + right);
}

/** Run text that another command evaluates: its trace is marked as one level deeper. */
export async function traced<Result>(shell: Shell, body: () => Promise<Result>): Promise<Result> {
	shell.traceDepth++;
	try {
		return await body();
	} finally {
		shell.traceDepth--;
	}
}

/** `set -x`. */
import type { Assignment } from "unbash";
import { expandText } from "./expand.ts";
import { quoteForTrace } from "./language/quote.ts";
import { promptText } from "./prompt-text.ts";
import type { Shell } from "./shell.ts";
import type { Argument } from "./simple.ts";

/** Where traces go: stderr, or the descriptor that `BASH_XTRACEFD` names. */
function target(shell: Shell): number {
	const number = shell.variables.get("BASH_XTRACEFD");
	return number !== undefined && /^\d+$/.test(number) && shell.descriptors.get(Number(number)) !== undefined ? Number(number) : 2;
}

function prefix(shell: Shell): string {
	const text = promptText(shell, shell.variables.get("PS4") ?? "+ ");
	// Its first character is repeated for each level of indirection.
	return text.slice(0, 1).repeat(1 + Math.max(0, shell.subshellDepth)) + text.slice(1);
}

export async function traceWords(shell: Shell, assignments: readonly Assignment[], words: readonly Argument[]): Promise<void> {
	for (const assignment of assignments) await traceAssignment(shell, assignment);
	const shown = words.map((word) => (typeof word === "string" ? quoteForTrace(word) : word.text));
	await shell.write(target(shell), `${prefix(shell)}${shown.join(" ")}\n`);
}

export async function traceAssignment(shell: Shell, assignment: Assignment): Promise<void> {
	const { value, name, append, index } = assignment;
	const left = `${name}${index === undefined ? "" : `[${index.text}]`}${append === true ? "+=" : "="}`;
	const right = value.type === "ArrayValue" ? assignment.text.slice(left.length) : quoteForTrace(await expandText(shell, value));
	await shell.write(target(shell), `${prefix(shell)}${left}${right === "''" ? "" : right}\n`);
}

/** Loops: `for`, `for ((…))`, `while`, `until`, `select`. */
import type { ArithmeticFor, CompoundList, For, Select, While } from "unbash";
import { arithmeticText, evaluateOr } from "./arithmetic-scope.ts";
import { assignOrDiscard, assignScalarNow } from "./assign.ts";
import { LoopJump } from "./control.ts";
import { runList, tested } from "./execute.ts";
import { expandWords } from "./expand.ts";
import { arithmeticForParts } from "./print-command.ts";
import { readSelection } from "./select.ts";
import type { Shell } from "./shell.ts";
import { step } from "./step.ts";
import { withSubstitutions } from "./substitute.ts";
import { trace } from "./trace.ts";
import { announce } from "./traps.ts";

/** Run a loop's body. @returns whether the loop goes on */
async function turnOf(shell: Shell, body: CompoundList, done: { status: number }): Promise<boolean> {
	shell.loops++;
	try {
		done.status = await runList(shell, body.commands);
		return true;
	} catch (jump) {
		if (!(jump instanceof LoopJump)) throw jump;
		done.status = jump.status;
		jump.levels--;
		if (jump.levels > 0 && shell.loops > 1) throw jump;
		return jump.kind === "continue";
	} finally {
		shell.loops--;
	}
}

/** Run a loop's condition; `break` in it ends the loop. */
async function conditionOf(shell: Shell, clause: CompoundList, done: { status: number }): Promise<number | undefined> {
	shell.loops++;
	try {
		return await tested(shell, () => runList(shell, clause.commands));
	} catch (jump) {
		if (!(jump instanceof LoopJump)) throw jump;
		done.status = jump.status;
		jump.levels--;
		if (jump.levels > 0 && shell.loops > 1) throw jump;
		return jump.kind === "continue" ? 0 : undefined;
	} finally {
		shell.loops--;
	}
}

/** `while`, `until`. @returns its status */
export async function runWhile(shell: Shell, node: While): Promise<number> {
	const done = { status: 0 };
	for (;;) {
		const status = await conditionOf(shell, node.clause, done);
		if (status === undefined || (node.kind === "while" ? status !== 0 : status === 0)) return done.status;
		if (!(await turnOf(shell, node.body, done))) return done.status;
		const turn = step(shell);
		if (turn !== undefined) await turn;
	}
}

/** `for x in a b`, as it was written. */
function headOf(shell: Shell, node: For | Select): string {
	const last = node.wordlist?.at(-1);
	const words = node.wordlist === undefined ? ' in "$@"' : "";
	return `${node.type === "For" ? "for" : "select"} ${node.name.value}${words}${last === undefined ? "" : ` in ${shell.source.text.slice((node.wordlist?.[0] ?? last).pos, last.end)}`}`;
}

/** `for NAME in …`. @returns its status */
export async function runFor(shell: Shell, node: For): Promise<number> {
	return await withSubstitutions(shell, () => loopOver(shell, node));
}

async function loopOver(shell: Shell, node: For): Promise<number> {
	const name = node.name.value;
	if (!/^[A-Za-z_]\w*$/.test(name)) {
		await shell.complain(`\`${name}': not a valid identifier`);
		return 1;
	}
	const items = node.wordlist === undefined ? shell.positional.slice() : await expandWords(shell, node.wordlist);
	const done = { status: 0 };
	for (const item of items) {
		shell.lineAt = node.pos;
		if (shell.options.xtrace) await trace(shell, headOf(shell, node));
		const skips = announce(shell, node);
		if (skips !== false && (await skips)) {
			done.status = 1;
			continue;
		}
		if (!(await assignLoopVariable(shell, name, item))) return 1;
		if (!(await turnOf(shell, node.body, done))) break;
		const turn = step(shell);
		if (turn !== undefined) await turn;
	}
	return done.status;
}

/** A reference as a loop's variable is made to refer to each item in turn (bash(1), `nameref`). @returns false after a message */
async function assignLoopVariable(shell: Shell, name: string, item: string): Promise<boolean> {
	const variable = shell.variables.findPlain(name);
	if (variable?.readonly === true) {
		await shell.complain(`${name}: readonly variable`);
		return false;
	}
	if (variable?.reference === true) {
		if (!/^[A-Za-z_]\w*(\[[\s\S]+\])?$/.test(item)) {
			await shell.complain(`\`${item}': not a valid identifier`);
			return false;
		}
		variable.value = item;
	} else assignOrDiscard(shell, () => assignScalarNow(shell, name, undefined, item, false));
	return true;
}

/** `for ((…))`. @returns its status */
export async function runArithmeticFor(shell: Shell, node: ArithmeticFor): Promise<number> {
	const done = { status: 0 };
	const [initialize = "1", test = "1", update = "1"] = arithmeticForParts(node, shell.source);
	const evaluate = async (part: string): Promise<bigint | undefined> => {
		const text = await arithmeticText(shell, part);
		shell.lineAt = node.pos;
		if (shell.options.xtrace) await trace(shell, `(( ${text} ))`);
		const skips = announce(shell, { type: "ArithmeticStep", text });
		if (skips !== false && (await skips)) return 0n;
		return await evaluateOr(shell, text);
	};
	if ((await evaluate(initialize)) === undefined) return 1;
	for (;;) {
		const goes = await evaluate(test);
		if (goes === undefined) return 1;
		if (goes === 0n) return done.status;
		if (!(await turnOf(shell, node.body, done))) return done.status;
		if ((await evaluate(update)) === undefined) return 1;
		const turn = step(shell);
		if (turn !== undefined) await turn;
	}
}

/** `select NAME in …`. @returns its status */
export async function runSelect(shell: Shell, node: Select): Promise<number> {
	const items = node.wordlist === undefined ? shell.positional.slice() : await expandWords(shell, node.wordlist);
	const done = { status: 0 };
	if (items.length === 0) return 0;
	if (shell.options.xtrace) await trace(shell, headOf(shell, node));
	const skips = announce(shell, node);
	if (skips !== false && (await skips)) return 0;
	for (let shows = true; ; ) {
		const chosen = await readSelection(shell, items, shows);
		if (chosen === undefined) return 1;
		shows = chosen.again;
		if (chosen.again) continue;
		assignOrDiscard(shell, () => {
			assignScalarNow(shell, "REPLY", undefined, chosen.reply, false);
			assignScalarNow(shell, node.name.value, undefined, chosen.item, false);
		});
		if (!(await turnOf(shell, node.body, done))) return done.status;
		// The list is shown again when the body has emptied REPLY.
		shows = (shell.variables.get("REPLY") ?? "") === "";
	}
}

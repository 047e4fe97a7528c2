/** The executor: one function a kind of node. Each returns the exit status; jumps (`break`, `exit`, …) are thrown. */
import type {
	AndOr,
	ArithmeticCommand,
	ArithmeticFor,
	BraceGroup,
	Case,
	Command,
	CompoundList,
	Coproc,
	For,
	Function as FunctionNode,
	If,
	Pipeline,
	Redirected,
	Select,
	Statement,
	Subshell,
	TestCommand,
	While,
} from "unbash";
import { DeskError } from "../base/errors.ts";
import { arithmeticText, evaluateOr } from "./arithmetic-scope.ts";
import { assignOrDiscard, assignScalarNow } from "./assign.ts";
import { evaluateConditional } from "./conditional.ts";
import { ExitJump } from "./control.ts";
import { OpenFile } from "./descriptors.ts";
import { expandText } from "./expand.ts";
import { expandPattern } from "./expand-pattern.ts";
import { startBackground, startJob } from "./jobs.ts";
import { ArithmeticError } from "./language/arithmetic.ts";
import { compilePattern } from "./language/pattern.ts";
import { RegexError } from "./language/regex.ts";
import { runArithmeticFor, runFor, runSelect, runWhile } from "./loops.ts";
import { Pipe } from "./pipe.ts";
import { runPipeline } from "./pipeline.ts";
import { redirect } from "./redirect.ts";
import type { Shell } from "./shell.ts";
import { runSimple } from "./simple.ts";
import { step } from "./step.ts";
import { runSubshell } from "./subshell.ts";
import { withSubstitutions } from "./substitute.ts";
import { trace } from "./trace.ts";
import { announce, handleSignals, lastWords, remember, runTrap } from "./traps.ts";

export type Node =
	| Command
	| If
	| For
	| ArithmeticFor
	| Select
	| While
	| Subshell
	| BraceGroup
	| Case
	| TestCommand
	| ArithmeticCommand
	| Redirected
	| FunctionNode
	| Coproc
	| Pipeline
	| AndOr
	| CompoundList;

/** Kinds whose failure ends a shell under `set -e`; of the others, the command in them that failed has. */
const CHECKED: ReadonlySet<Node["type"]> = new Set([
	"Command",
	"Pipeline",
	"Subshell",
	"TestCommand",
	"ArithmeticCommand",
]);

/** What `PIPESTATUS` tells of; other compound commands leave that of the last command in them. */
const SETS_PIPE_STATUS: ReadonlySet<Node["type"]> = new Set([
	"Command",
	"Subshell",
	"TestCommand",
	"ArithmeticCommand",
]);

type Runner<Type extends Node["type"]> = (shell: Shell, node: Extract<Node, { type: Type }>) => Promise<number>;
const RUNNERS: { [Type in Node["type"]]: Runner<Type> } = {
	Command: runSimple,
	If: runIf,
	For: runFor,
	ArithmeticFor: runArithmeticFor,
	Select: runSelect,
	While: runWhile,
	Subshell: (shell, node) => {
		remember(shell, node);
		return runSubshell(shell, node.body.commands);
	},
	BraceGroup: (shell, node) => runList(shell, node.body.commands),
	Case: runCase,
	TestCommand: runTest,
	ArithmeticCommand: runArithmetic,
	Redirected: runRedirected,
	Function: runFunction,
	Coproc: runCoproc,
	Pipeline: runPipeline,
	AndOr: runAndOr,
	CompoundList: (shell, node) => runList(shell, node.commands),
};

/** Run one node. `$?` is its status afterwards. @param checked whether its failure is one under `set -e` and for the ERR trap */
export async function execute(shell: Shell, node: Node, checked = CHECKED.has(node.type)): Promise<number> {
	shell.position = node.pos;
	shell.lineAt = linePosition(node);
	const turn = step(shell);
	if (turn !== undefined) await turn;
	const hasTrap = shell.traps.has("ERR");
	const status = await (RUNNERS[node.type] as (shell: Shell, node: Node) => Promise<number>)(shell, node);
	shell.status = status;
	if (SETS_PIPE_STATUS.has(node.type)) shell.pipeStatus = [status];
	if (status !== 0 && shell.tested === 0 && checked && !isNegated(node)) {
		shell.lineAt = linePosition(node);
		await failed(shell, status, hasTrap);
	}
	if (shell.pendingSignals.length > 0) await handleSignals(shell);
	return status;
}

/**
 * Where the line stands that `LINENO` counts for a command: where bash's parser is when it makes the command. Of a simple command it has
 * read the word after the first by then; of `((…))` and `[[…]]` everything.
 */
export function linePosition(node: Node): number {
	if (node.type === "ArithmeticCommand" || node.type === "TestCommand") return node.end;
	if (node.type !== "Command") return node.pos;
	const { prefix, name, suffix } = node;
	const [first] = prefix;
	if (first !== undefined) return first.type === "HereDoc" ? first.pos : first.end;
	const second = suffix[0];
	if (second === undefined) return name?.end ?? node.pos;
	return second.type === "Word" || second.type === "Assignment" ? second.end : second.pos;
}

function isNegated(node: Node): boolean {
	return node.type === "Pipeline" && node.prefixes.some((prefix) => prefix.type === "Negation");
}

/** The `ERR` trap, if there was one before the command, and `set -e`. */
export async function failed(shell: Shell, status: number, hasTrap: boolean): Promise<void> {
	if (hasTrap) await runTrap(shell, "ERR");
	if (shell.options.errexit) throw new ExitJump(status);
}

/** Run statements one after the other. */
export async function runList(shell: Shell, statements: readonly Statement[]): Promise<number> {
	let status = 0;
	for (const statement of statements) status = await runStatement(shell, statement);
	return status;
}

export async function runStatement(shell: Shell, statement: Statement): Promise<number> {
	if (shell.options.noexec && !shell.world.interactive) return 0;
	if (statement.background !== true) return await execute(shell, statement.command);
	await startJob(shell, statement);
	shell.status = 0;
	return 0;
}

/** Run what decides something: its failure is no failure. */
export async function tested(shell: Shell, body: () => Promise<number>): Promise<number> {
	shell.tested++;
	try {
		return await body();
	} finally {
		shell.tested--;
	}
}

async function runAndOr(shell: Shell, node: AndOr): Promise<number> {
	let status = 0;
	const last = node.commands.length - 1;
	for (const [index, command] of node.commands.entries()) {
		const operator = node.operators[index - 1];
		if (operator === "&&" ? status !== 0 : operator === "||" && status === 0) continue;
		status = index === last ? await execute(shell, command) : await tested(shell, () => execute(shell, command));
	}
	return status;
}

async function runIf(shell: Shell, node: If): Promise<number> {
	if ((await tested(shell, () => runList(shell, node.clause.commands))) === 0)
		return await runList(shell, node.then.commands);
	for (const branch of node.elif) {
		if ((await tested(shell, () => runList(shell, branch.clause.commands))) === 0)
			return await runList(shell, branch.then.commands);
	}
	return node.else === undefined ? 0 : await runList(shell, node.else.commands);
}

async function runArithmetic(shell: Shell, node: ArithmeticCommand): Promise<number> {
	const skips = announce(shell, node);
	if (skips !== false && (await skips)) return 0;
	const text = await arithmeticText(shell, node.body);
	if (shell.options.xtrace) await trace(shell, `(( ${text} ))`);
	const value = await evaluateOr(shell, text);
	return value === undefined || value === 0n ? 1 : 0;
}

async function runTest(shell: Shell, node: TestCommand): Promise<number> {
	const skips = announce(shell, node);
	if (skips !== false && (await skips)) return 0;
	try {
		return (await evaluateConditional(shell, node.expression)) ? 0 : 1;
	} catch (error) {
		if (error instanceof ArithmeticError) {
			await shell.complain(`[[: ${error.message}`);
			return 1;
		}
		if (!(error instanceof RegexError)) throw error;
		await shell.complain(`[[: ${error.message}`);
		return 2;
	}
}

async function runCase(shell: Shell, node: Case): Promise<number> {
	if (shell.options.xtrace) await trace(shell, `case ${node.word.text} in`);
	const skips = announce(shell, node);
	if (skips !== false && (await skips)) return 0;
	const word = await expandText(shell, node.word);
	const options = {
		extglob: shell.options.shopt.has("extglob"),
		caseInsensitive: shell.options.shopt.has("nocasematch"),
	};
	let status = 0;
	let falls = false;
	for (const item of node.items) {
		let matches = falls;
		for (const pattern of item.pattern) {
			if (matches) break;
			matches = compilePattern(await expandPattern(shell, pattern), options).matches(word);
		}
		if (!matches) continue;
		status = await runList(shell, item.body.commands);
		if (item.terminator === ";&") falls = true;
		else if (item.terminator === ";;&") falls = false;
		else return status;
	}
	return status;
}

/** A compound command with redirections. */
async function runRedirected(shell: Shell, node: Redirected): Promise<number> {
	return await withSubstitutions(shell, () => redirected(shell, node));
}

async function redirected(shell: Shell, node: Redirected): Promise<number> {
	const outer = shell.descriptors;
	const inner = outer.clone();
	try {
		await redirect(shell, node.redirects, inner);
	} catch (error) {
		await inner.closeAll();
		if (!(error instanceof DeskError)) throw error;
		await shell.complain(error.sentence);
		if (shell.options.errexit && shell.tested === 0) throw new ExitJump(1);
		return 1;
	}
	shell.descriptors = inner;
	let unwritten = 0;
	let status = 1;
	try {
		status = await execute(shell, node.command);
	} catch (jump) {
		// A subshell says its last words inside, as bash undoes redirections of its main shell only.
		if (shell.subshellDepth > 0) await lastWords(shell, jump);
		throw jump;
	} finally {
		shell.descriptors = outer;
		unwritten = await closeInner(shell, inner);
	}
	return status === 0 ? unwritten : status;
}

/** Close what a command had open. @returns the status of what could not be written, or 0 */
export async function closeInner(shell: Shell, inner: { closeAll(): Promise<void> }): Promise<number> {
	try {
		await inner.closeAll();
		return 0;
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		await shell.complain(error.sentence);
		return error.status;
	}
}

async function runFunction(shell: Shell, node: FunctionNode): Promise<number> {
	const name = node.name.value;
	if (node.name.parts !== undefined || node.name.text !== name) {
		await shell.complain(`\`${node.name.text}': not a valid identifier`);
		return 1;
	}
	if (shell.readonlyFunctions.has(name)) {
		await shell.complain(`${name}: readonly function`);
		return 1;
	}
	shell.functions.set(name, { body: node.body as Node | CompoundList, source: shell.source, node });
	return 0;
}

/** `coproc NAME command`: a background command whose ends of two pipes are `${NAME[0]}` (its output) and `${NAME[1]}`. */
async function runCoproc(shell: Shell, node: Coproc): Promise<number> {
	const name = node.name?.value ?? "COPROC";
	const [input, output] = [new Pipe(), new Pipe()];
	const job = await startBackground(
		shell,
		node.body as Node,
		shell.source.text.slice(node.pos, node.end),
		async (child) => {
			await child.descriptors.set(0, new OpenFile({ source: input }));
			await child.descriptors.set(
				1,
				new OpenFile({ sink: { write: (bytes) => output.write(bytes), end: () => output.end() } }),
			);
		},
	);
	const [reads, writes] = [63, 60].map((from) => {
		let number = from;
		while (shell.descriptors.get(number) !== undefined) number--;
		return number;
	}) as [number, number];
	await shell.descriptors.set(reads, new OpenFile({ source: output }));
	await shell.descriptors.set(
		writes,
		new OpenFile({ sink: { write: (bytes) => input.write(bytes), end: () => input.end() } }),
	);
	assignOrDiscard(shell, () => {
		shell.variables.setArray(name, [String(reads), String(writes)]);
		assignScalarNow(shell, `${name}_PID`, undefined, String(job.pid), false);
	});
	return 0;
}

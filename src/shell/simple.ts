/** Simple commands (POSIX.1-2017 XCU 2.9.1): expansion, assignments, redirections, and finding what to run. */
import type { Assignment, Command, Word } from "unbash";
import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { ClosedPipe } from "../command/index.ts";
import { assign, assignOrDiscard, assignScalarNow } from "./assign.ts";
import { declareArray } from "./builtins/declare.ts";
import { BUILTINS, isDeclaration, isProgram, isSpecial } from "./builtins/index.ts";
import { DiscardJump, ExitJump, LineJump } from "./control.ts";
import type { Descriptors } from "./descriptors.ts";
import { closeInner } from "./execute.ts";
import { expandText, expandWords } from "./expand.ts";
import { runExternal } from "./external.ts";
import { callFunction } from "./function.ts";
import { findProgram } from "./host/find.ts";
import { ArithmeticError } from "./language/arithmetic.ts";
import { expandBraces } from "./language/brace.ts";
import { withValue } from "./parser-limits.ts";
import { redirect } from "./redirect.ts";
import { toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { withSubstitutions } from "./substitute.ts";
import { assignmentOf } from "./syntax.ts";
import { traceAssignment, traceWords } from "./trace.ts";
import { announce } from "./traps.ts";
import { newVariable } from "./variables.ts";

/** An assignment whose value is expanded, as an argument of a declaration. */
export interface Declared {
	readonly type: "Declared";
	readonly name: string;
	readonly subscript: string | undefined;
	readonly append: boolean;
	readonly value: string;
	readonly text: string;
}

/** Arguments as a builtin gets them; declarations (`export A=b`) keep assignments, which are not split. */
export type Argument = string | Declared | Assignment;

export async function runSimple(shell: Shell, node: Command): Promise<number> {
	return await withSubstitutions(shell, () => runCommand(shell, node));
}

async function runCommand(shell: Shell, written: Command): Promise<number> {
	const node = withValue(written);
	shell.substituted = false;
	const skips = announce(shell, written);
	if (skips !== false && (await skips)) return 0;
	const [assignments, nodes] = shell.options.keyword ? withKeywords(node) : [assignmentsOf(node.prefix), node.args];
	const words = node.name === undefined ? [] : await expandWords(shell, [node.name]);
	const declares = words[0] !== undefined && isDeclaration(words) && !shell.functions.has(words[0]);
	const args: Argument[] = words.slice(1);
	for (const argument of nodes) {
		if (argument.type === "Word") args.push(...(await expandWords(shell, [argument])));
		else if (declares || isDeclaration([...words, ...args.map(String)]))
			args.push(...(await declarations(shell, [...words, ...args], argument)));
		else args.push(...(await assignmentAsWord(shell, argument)));
	}
	const first = words[0] ?? (args.shift() as string | undefined);
	if (first === undefined) return await withoutName(shell, node, assignments);
	const outer = shell.descriptors;
	let inner: Descriptors | undefined;
	if (node.redirects.length > 0) {
		inner = outer.clone();
		try {
			await redirect(shell, node.redirects, inner);
		} catch (error) {
			// First, as what ends the line leaves a pipe's reader waiting otherwise.
			await inner.closeAll();
			const status = await refused(shell, error);
			if (isSpecial(first) && shell.options.posix && !shell.world.interactive) throw new ExitJump(status);
			return status;
		}
	}
	if (first === "exec" && args.length === 0) {
		// Its redirections stay.
		for (const assignment of assignments) await assign(shell, assignment);
		if (shell.options.xtrace) await traceWords(shell, [first]);
		if (inner !== undefined) {
			shell.descriptors = inner;
			await outer.closeAll();
		}
		return 0;
	}
	let status = 1;
	let unwritten = 0;
	try {
		const stay = shell.options.posix && isSpecial(first);
		status = await withTemporaries(shell, assignments, stay, async () => {
			if (shell.options.xtrace) await traceWords(shell, [first, ...args]);
			if (inner !== undefined) shell.descriptors = inner;
			return await dispatch(shell, first, args);
		});
	} finally {
		if (inner !== undefined) shell.descriptors = outer;
		if (inner !== undefined) unwritten = await closeInner(shell, inner);
	}
	return status === 0 ? unwritten : status;
}

/** `export x={a,b}` is two assignments. */
async function declarations(shell: Shell, before: readonly Argument[], assignment: Assignment): Promise<Argument[]> {
	const { name, index, append, value } = assignment;
	if (value.type === "ArrayValue")
		return index === undefined ? await declareArray(shell, before, assignment) : [assignment];
	if (value.parts?.some((part) => part.type === "BraceExpansion") === true) {
		const all = expandBraces(assignment.text).map((text) => assignmentOf(text));
		if (all.length > 1)
			return (await Promise.all(all.map((one) => (one === undefined ? [] : declarations(shell, before, one))))).flat();
	}
	const subscript = index === undefined ? undefined : await expandText(shell, index, "none");
	const text = await expandText(shell, value, "assignment");
	const head = `${name}${subscript === undefined ? "" : `[${subscript}]`}${append === true ? "+=" : "="}`;
	return [{ type: "Declared", name, subscript, append: append === true, value: text, text: head + text }];
}

/** `a=b` where it is just a word: `echo a=b`; a tilde after `=` counts, the value is not split. */
async function assignmentAsWord(shell: Shell, assignment: Assignment): Promise<string[]> {
	const { value } = assignment;
	if (value.type === "ArrayValue") return [assignment.text];
	const index = assignment.index === undefined ? "" : `[${await expandText(shell, assignment.index)}]`;
	const head = `${assignment.name}${index}${assignment.append === true ? "+=" : "="}`;
	return await expandWords(shell, [prefixed(head, value)]);
}

function prefixed(head: string, value: Word): Word {
	if (value.parts === undefined && value.text === value.value)
		return { ...value, text: head + value.text, value: head + value.value };
	const literal = { type: "Literal" as const, pos: value.pos, end: value.pos, value: head, text: head };
	const parts = value.parts ?? [
		{ type: "Literal" as const, pos: value.pos, end: value.end, value: value.value, text: value.text },
	];
	return { ...value, text: head + value.text, value: head + value.value, parts: [literal, ...parts] };
}

/** What refused a redirection or a builtin, told. @returns its status: 1, as in bash, for what cannot be opened */
async function refused(shell: Shell, error: unknown): Promise<number> {
	if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
	await shell.complain(error.sentence);
	return 1;
}

/** Assignments and redirections without a command. */
async function withoutName(shell: Shell, node: Command, assignments: readonly Assignment[]): Promise<number> {
	for (const assignment of assignments) await assign(shell, assignment);
	if (node.redirects.length > 0) {
		const inner = shell.descriptors.clone();
		try {
			await redirect(shell, node.redirects, inner);
		} catch (error) {
			// First, as what ends the line leaves a pipe's reader waiting otherwise.
			await inner.closeAll();
			const status = await refused(shell, error);
			return status;
		}
		const closed = await closeInner(shell, inner);
		if (closed !== 0) return closed;
	}
	shell.lastArgument = "";
	return shell.substituted ? shell.status : 0;
}

/** `set -k`: assignments among the arguments count as those before the command. */
function withKeywords(node: Command): [Assignment[], Command["args"]] {
	const assignments = assignmentsOf(node.prefix);
	const args: Command["args"][number][] = [];
	for (const argument of node.args) {
		const assignment = argument.type === "Assignment" ? argument : assignmentOf(argument.text);
		if (assignment === undefined) args.push(argument);
		else assignments.push(assignment);
	}
	return [assignments, args];
}

function assignmentsOf(parts: Command["prefix"]): Assignment[] {
	return parts.filter((part): part is Assignment => part.type === "Assignment");
}

/** Run a command with variables that are exported to it and gone afterwards; each sees those before it. @param stay they are not: POSIX's special builtins */
async function withTemporaries(
	shell: Shell,
	assignments: readonly Assignment[],
	stay: boolean,
	body: () => Promise<number>,
): Promise<number> {
	if (assignments.length === 0) return await body();
	if (!stay) shell.variables.pushTemporary();
	try {
		for (const assignment of assignments) await assignTemporary(shell, assignment, stay);
		return await body();
	} finally {
		if (!stay) shell.variables.popScope();
	}
}

/** `X=1` before a command. An element cannot be handed on. */
async function assignTemporary(shell: Shell, assignment: Assignment, stay: boolean): Promise<void> {
	const { name, index, append, value } = assignment;
	const text =
		value.type === "ArrayValue" ? assignment.text.slice(name.length + 1) : await expandText(shell, value, "assignment");
	if (shell.options.xtrace) await traceAssignment(shell, assignment, text);
	if (index !== undefined) return;
	const all = (append === true ? (shell.variables.get(name) ?? "") : "") + text;
	if (stay) assignOrDiscard(shell, () => assignScalarNow(shell, name, undefined, all, false));
	else if (shell.variables.find(name)?.readonly === true) await shell.complain(`${name}: readonly variable`);
	else shell.variables.addTemporary(name, { ...newVariable(), value: all, exported: true });
}

/** Function, builtin, desk command, program of the host: in this order. */
async function dispatch(shell: Shell, name: string, args: readonly Argument[]): Promise<number> {
	const last = args.at(-1);
	const lastArgument = typeof last === "string" ? last : last === undefined ? name : last.name;
	try {
		const known = shell.functions.get(name);
		if (known !== undefined && !(isSpecial(name) && shell.options.posix))
			return await callFunction(shell, name, known, args.map(String));
		return await runUnit(shell, name, args);
	} finally {
		shell.lastArgument = lastArgument;
	}
}

/** Run a builtin or a command, no function (`command name`, `context.execute`). */
export async function runUnit(shell: Shell, name: string, args: readonly Argument[]): Promise<number> {
	const builtin = BUILTINS.get(name);
	if (builtin !== undefined && (isProgram(name) || !shell.disabledBuiltins.has(name)))
		return await runBuiltin(shell, name, builtin, args);
	return await runExternal(shell, name, args as readonly string[]);
}

async function runBuiltin(
	shell: Shell,
	name: string,
	builtin: (shell: Shell, args: readonly Argument[]) => Promise<number> | number,
	args: readonly Argument[],
): Promise<number> {
	try {
		return await builtin(shell, args);
	} catch (error) {
		// What would end the line as a command of the shell's own is just the failure of a builtin.
		if (error instanceof DiscardJump && !(error instanceof LineJump)) return error.status;
		if (error instanceof ArithmeticError) {
			await shell.complain(error.message);
			throw new LineJump(1);
		}
		if (error instanceof ClosedPipe || !(error instanceof DeskError) || error.code === "EINTR") throw error;
		error.at = error.at === undefined ? name : `${name}: ${error.at}`;
		await shell.complain(error.sentence);
		return error.code === "EUSAGE" ? 2 : 1;
	}
}

/** Nothing has that name. */
export async function notFound(shell: Shell, name: string, args: readonly string[] = []): Promise<number> {
	const handler = shell.functions.get("command_not_found_handle");
	if (handler !== undefined) {
		// As a program would be, it is run in a process of its own.
		const child = shell.subshell();
		return await toTheEnd(child, () => callFunction(child, "command_not_found_handle", handler, [name, ...args]));
	}
	const { programs, programsOff } = shell.world;
	if (
		programs === undefined &&
		programsOff !== undefined &&
		findProgram(name, shell.variables.exported()) !== undefined
	) {
		await shell.complain(`command not found: ${name}; ${programsOff}`);
		return 127;
	}
	const close = nearest(name, [...shell.functions.keys(), ...BUILTINS.keys(), ...shell.world.commands.names]);
	await shell.complain(`command not found: ${name}${close === undefined ? "" : `; did you mean \`${close}\`?`}`);
	return 127;
}

/** Running whole scripts: line by line, with what a jump means at their end. */
import { type Command, forEachChild, type Statement, type SyntaxNode } from "unbash";
import { DeskError } from "../base/errors.ts";
import { ClosedPipe } from "../command/index.ts";
import { withAliases } from "./alias.ts";
import { DiscardJump, ExitJump, FatalJump, Interrupted, LineJump, LoopJump, ReturnJump } from "./control.ts";
import { runList, runStatement } from "./execute.ts";
import { unsetStatus } from "./parameter.ts";
import type { Shell } from "./shell.ts";
import { lineOf, type Mistake, type ParsedSource, parseSource, type Source, syntaxError } from "./syntax.ts";
import { runTrap } from "./traps.ts";

/** What a closed pipe ends a command with: 128 + SIGPIPE. */
export const BROKEN_PIPE = 141;

/**
 * Run text in this shell: `eval`, a trap, a sourced file, a script. Mistakes in its syntax are told where they stand, after
 * what comes on the lines before has been run.
 * @param isLast whether the shell ends with it
 * @returns the status of the last command; 2 after a syntax error
 */
export async function runText(
	shell: Shell,
	text: string,
	name: string,
	firstLine = 1,
	isLast = false,
): Promise<number> {
	const outer = shell.source;
	const { position, lineAt, command } = shell;
	try {
		// A NUL does not count, as where bash reads a script.
		const parsed = parseSource(text.replaceAll("\0", ""), name, firstLine);
		if (isLast && parsed.mistake === undefined) shell.lastCommand = lastCommand(parsed.statements);
		return await runParsed(shell, parsed, outer.text === "");
	} finally {
		Object.assign(shell, { source: outer, position, lineAt, command });
	}
}

/** @param isWhole whether it is a script, and no part of one that is being run */
async function runParsed(shell: Shell, parsed: ParsedSource, isWhole: boolean): Promise<number> {
	const { source, statements } = parsed;
	let status = 0;
	for (let at = 0; at < statements.length; ) {
		const end = lineEnd(parsed, at);
		const line = statements.slice(at, end);
		if (shell.options.verbose) await showLines(shell, parsed, at, end);
		at = end;
		const replaced = lineWithAliases(shell, source, line);
		shell.source = replaced?.source ?? source;
		status = await runLine(shell, replaced?.statements ?? line, isWhole);
		shell.source = source;
	}
	if (shell.options.verbose) await showLines(shell, parsed, statements.length, statements.length);
	if (parsed.mistake !== undefined) {
		await shell.complainOf(syntaxError(source, parsed.mistake));
		if (parsed.mistake.isInArray === true) return await runAfter(shell, source, parsed.mistake);
		shell.status = 2;
		if (parsed.mistake.isNested === true)
			throw new FatalJump(isWhole && shell.from !== "command" ? 2 : unsetStatus(shell));
		return 2;
	}
	return status;
}

/** `set -v`: the lines that are read for some statements, with comments before them and here-documents after them. */
async function showLines(shell: Shell, { source, statements }: ParsedSource, at: number, end: number): Promise<void> {
	const { text } = source;
	const before = statements[at - 1];
	const last = statements[end - 1];
	const from = before === undefined ? 0 : endOfLine(text, endOf(before));
	const to = at === end || last === undefined ? text.length : endOfLine(text, endOf(last));
	const lines = text.slice(from, to);
	if (lines !== "") await shell.write(2, lines.endsWith("\n") ? lines : `${lines}\n`);
}

function endOfLine(text: string, at: number): number {
	const newline = text.indexOf("\n", at);
	return newline < 0 ? text.length : newline + 1;
}

/** Where a tree ends, with the here-documents in it. */
function endOf(node: SyntaxNode): number {
	let end = node.type === "HereDoc" ? (node.closing?.pos ?? node.body.end) : node.end;
	forEachChild(node, (child) => {
		end = Math.max(end, endOf(child));
	});
	return end;
}

/** Go on with the line after a mistake that bash makes no end for. */
async function runAfter(shell: Shell, source: Source, mistake: Mistake): Promise<number> {
	shell.status = 1;
	const end = source.text.indexOf("\n", mistake.at) + 1;
	if (mistake.unfinished || end === 0 || source.text.slice(end).trim() === "") return 1;
	return await runText(shell, source.text.slice(end), source.name, lineOf(source, end));
}

/** Statements of one line with their aliases replaced; undefined when there are none. An alias counts from the line after its definition on. */
function lineWithAliases(shell: Shell, source: Source, statements: readonly Statement[]): ParsedSource | undefined {
	const [first] = statements;
	const last = statements.at(-1);
	if (
		first === undefined ||
		last === undefined ||
		shell.aliases.size === 0 ||
		!shell.options.shopt.has("expand_aliases")
	)
		return undefined;
	const before = parseSource(source.text.slice(first.pos, last.end), source.name, lineOf(source, first.pos));
	const after = withAliases(shell, before);
	return after === before || after.mistake !== undefined ? undefined : after;
}

/** The index after the last statement that begins on the line on which the one at `at` ends. */
function lineEnd({ source, statements }: ParsedSource, at: number): number {
	let end = at + 1;
	while (end < statements.length) {
		const between = source.text.slice((statements[end - 1] as Statement).end, (statements[end] as Statement).pos);
		if (between.includes("\n")) break;
		end++;
	}
	return end;
}

/** Statements of one line: a mistake such as assigning a readonly variable ends them, and the next line runs. */
async function runLine(shell: Shell, statements: readonly Statement[], isWhole: boolean): Promise<number> {
	try {
		let status = 0;
		for (const statement of statements) status = await runStatement(shell, statement);
		return status;
	} catch (jump) {
		if (!(jump instanceof DiscardJump)) throw jump;
		// Where nothing is left to read by lines, it is the end.
		if (jump instanceof LineJump && (!isWhole || shell.from === "command" || shell.subshellDepth > 0)) throw jump;
		shell.status = jump.status;
		shell.pipeStatus = [jump.status];
		if (shell.options.errexit && shell.tested === 0) throw new ExitJump(jump.status);
		return jump.status;
	}
}

/** Run a nested script (a substitution's) in a shell of its own to its end. */
export async function runScript(child: Shell, statements: readonly Statement[]): Promise<number> {
	child.lastCommand = lastCommand(statements);
	return await toTheEnd(child, () => runList(child, statements));
}

/** The simple command that a list ends with, if it does. */
function lastCommand(statements: readonly Statement[]): Command | undefined {
	const last = statements.at(-1);
	if (last === undefined || last.background === true) return undefined;
	const node = last.command.type === "AndOr" ? last.command.commands.at(-1) : last.command;
	return node?.type === "Command" ? node : undefined;
}

/**
 * Run a shell to its end, whatever ends it: its EXIT trap is run and its files are closed.
 * @returns its exit status
 * @throws Interrupted when the whole run was interrupted, not just this shell
 */
export async function toTheEnd(shell: Shell, body: () => Promise<number>): Promise<number> {
	let status = await statusOf(shell, body);
	if (shell.traps.has("EXIT")) {
		// What ended the shell does not end its last words.
		shell.killed = undefined;
		if (shell.signal.aborted) shell.signal = new AbortController().signal;
		shell.status = status;
		const kept = status;
		status = await statusOf(shell, async () => {
			await runTrap(shell, "EXIT");
			return kept;
		});
	}
	for (const finish of shell.substitutions.splice(0)) await finish();
	try {
		await shell.descriptors.closeAll();
	} catch (error) {
		if (error instanceof ClosedPipe) return BROKEN_PIPE;
		if (!(error instanceof DeskError)) throw error;
		await shell.complainOf(error);
		return error.status;
	}
	return status;
}

/** The status that a body ends with. */
async function statusOf(shell: Shell, body: () => Promise<number>): Promise<number> {
	try {
		return await body();
	} catch (jump) {
		if (jump instanceof ExitJump || jump instanceof ReturnJump || jump instanceof DiscardJump) return jump.status;
		if (jump instanceof LoopJump) return 0;
		if (jump instanceof ClosedPipe) return BROKEN_PIPE;
		if (jump instanceof Interrupted) return jump.status;
		if (jump instanceof RangeError) {
			// The machine's stack, or a pattern or brace expansion beyond its limit.
			await shell.complain(/call stack/.test(jump.message) ? "nested too deeply" : jump.message);
			return 1;
		}
		if (!(jump instanceof DeskError)) throw jump;
		await shell.complainOf(jump);
		return jump.code === "EINTR" ? 130 : jump.status;
	}
}

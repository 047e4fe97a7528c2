/** Running whole scripts: line by line, with what a jump means at their end. */
import type { Command, Statement } from "unbash";
import { DeskError } from "../base/errors.ts";
import { ClosedPipe } from "../command/index.ts";
import { replaceAliases, usesAliases } from "./alias.ts";
import { DiscardJump, ExitJump, FatalJump, Interrupted, LineJump, LoopJump, ReturnJump } from "./control.ts";
import { runList, runStatement } from "./execute.ts";
import { endOf, endOfFirstLine, endOfLine, lineEnd } from "./lines.ts";
import { unsetStatus } from "./parameter-value.ts";
import type { Shell } from "./shell.ts";
import {
	extendedPattern,
	isUnfinished,
	lineOf,
	type Mistake,
	type ParsedSource,
	parseSource,
	type Source,
	syntaxError,
} from "./syntax.ts";
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
async function runParsed(shell: Shell, whole: ParsedSource, isWhole: boolean): Promise<number> {
	let parsed = whole;
	let status = 0;
	for (let at = 0; at < parsed.statements.length || parsed.mistake !== undefined; ) {
		const { source, statements } = parsed;
		const from = at === 0 ? 0 : endOfLine(source.text, endOf(statements[at - 1] as Statement));
		const end = at < statements.length ? lineEnd(parsed, at) : at;
		const line = usesAliases(shell) ? lineWithAliases(shell, parsed, at, end, from) : undefined;
		if (at === statements.length && (line === undefined || line.statements.length === 0)) break;
		if (shell.options.verbose) await showLines(shell, parsed, at, end);
		shell.source = line?.source ?? source;
		const pattern = shell.options.shopt.has("extglob")
			? undefined
			: extendedPattern(shell.source, line?.statements ?? statements.slice(at, end));
		if (pattern !== undefined) return await refuse(shell, shell.source, pattern, isWhole);
		status = await runLine(shell, line?.statements ?? statements.slice(at, end), isWhole);
		shell.source = source;
		at = end;
		if (line?.rest === undefined) continue;
		parsed = parseSource(source.text.slice(line.rest), source.name, lineOf(source, line.rest));
		at = 0;
	}
	if (shell.options.verbose) await showLines(shell, parsed, parsed.statements.length, parsed.statements.length);
	return parsed.mistake === undefined ? status : await refuse(shell, parsed.source, parsed.mistake, isWhole);
}

/** Tell a mistake in the syntax. @returns the status, where the shell goes on */
async function refuse(shell: Shell, source: Source, mistake: Mistake, isWhole: boolean): Promise<number> {
	await shell.complainOf(syntaxError(source, mistake));
	if (mistake.isInArray === true) return await runAfter(shell, source, mistake);
	shell.status = 2;
	if (mistake.isNested === true) throw new FatalJump(isWhole && shell.from !== "command" ? 2 : unsetStatus(shell));
	return 2;
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

/** Go on with the line after a mistake that bash makes no end for. */
async function runAfter(shell: Shell, source: Source, mistake: Mistake): Promise<number> {
	shell.status = 1;
	const end = source.text.indexOf("\n", mistake.at) + 1;
	if (mistake.unfinished || end === 0 || source.text.slice(end).trim() === "") return 1;
	return await runText(shell, source.text.slice(end), source.name, lineOf(source, end));
}

/** A line whose aliases are replaced. */
interface AliasedLine {
	readonly source: Source;
	readonly statements: readonly Statement[];
	/** Where the next line begins, when it is not that of the tree it comes from. */
	readonly rest?: number;
}

/** The statements from `at` to `end`, which begin after `from`, with their aliases replaced; undefined when there are none. An alias counts from the line after its definition on. */
function lineWithAliases(
	shell: Shell,
	{ source, statements }: ParsedSource,
	at: number,
	end: number,
	from: number,
): AliasedLine | undefined {
	const [first, last] = [statements[at], statements[end - 1]];
	if (first !== undefined && last !== undefined && at < end) {
		const text = source.text.slice(first.pos, endOf(last));
		const replaced = replaceAliases(shell, { ...source, text, firstLine: lineOf(source, first.pos) }, true);
		if (replaced === undefined) return undefined;
		if (!isUnfinished(replaced.parsed.source.text) && replaced.parsed.mistake === undefined) return replaced.parsed;
	}
	// With its aliases the line goes on where it seemed to end, or is none without them.
	const text = source.text.slice(from);
	const replaced = replaceAliases(shell, { ...source, text, firstLine: lineOf(source, from) });
	if (replaced === undefined) return undefined;
	const { parsed, growth } = replaced;
	const rest = from + endOfFirstLine(parsed) - growth;
	return { source: parsed.source, statements: parsed.statements.slice(0, lineEnd(parsed, 0)), rest };
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

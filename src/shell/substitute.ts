/** Command and process substitution. */
import type { CommandExpansionPart, ParsedScript, ProcessSubstitutionPart, Statement } from "unbash";
import { DeskError } from "../base/errors.ts";
import { rawText } from "../base/raw-text.ts";
import { replaceAliases, usesAliases } from "./alias.ts";
import { DiscardJump } from "./control.ts";
import { OpenFile } from "./descriptors.ts";
import { expandText } from "./expand.ts";
import { startBackground } from "./jobs.ts";
import { endOf } from "./lines.ts";
import { Pipe, streamOf } from "./pipe.ts";
import { openForReading } from "./redirect.ts";
import { runScript } from "./run.ts";
import type { Shell } from "./shell.ts";
import { lineOf, type Source, syntaxError } from "./syntax.ts";
import type { SubstitutionDevice } from "./world.ts";

/** The source that positions in a nested script index: the outer one, but for backticks with escapes. */
function sourceOfScript(shell: Shell, script: ParsedScript): Source {
	const source =
		script.source === undefined ? shell.source : { name: shell.source.name, text: script.source, firstLine: 1 };
	// Bash counts from the line of the command around it.
	const [first] = script.commands;
	const shift = first === undefined ? 0 : shell.line - lineOf(source, first.pos);
	return shift === 0 ? source : { ...source, firstLine: source.firstLine + shift };
}

/** What a command prints, without the newlines at its end. `$?` becomes its status. */
export async function substituteCommand(shell: Shell, part: CommandExpansionPart): Promise<string> {
	const { script } = part;
	if (script === undefined) return "";
	const [problem] = script.errors ?? [];
	const source = sourceOfScript(shell, script);
	if (problem !== undefined) {
		await shell.complain(syntaxError(source, { message: problem.message, at: problem.pos, unfinished: false }).message);
		if (!part.text.startsWith("`")) throw new DiscardJump(1);
		// Backticks are read when they are carried out, in the shell of the substitution.
		shell.status = 2;
		shell.substituted = true;
		return "";
	}
	const file = fileOnly(script);
	if (file !== undefined) {
		const parts: Uint8Array[] = [];
		try {
			const opened = await openForReading(shell, await expandText(shell, file));
			for await (const bytes of streamOf(opened)) parts.push(bytes);
			shell.status = 0;
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			await shell.complain(error.sentence);
			shell.status = 1;
		}
		shell.substituted = true;
		return trimmed(parts);
	}
	const parts: Uint8Array[] = [];
	let size = 0;
	const limit = shell.world.limits.valueBytes;
	const sink = {
		write(bytes: Uint8Array | string) {
			const part = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
			size += part.length;
			if (size > limit)
				throw new DeskError("EFBIG", "a substitution gives more than a script may hold", { todo: "use a pipe" });
			parts.push(part);
		},
		end: () => released(),
	};
	let released = () => {};
	// Background commands that still hold the output are waited for.
	const closed = new Promise<void>((resolve) => {
		released = resolve;
	});
	const child = shell.subshell();
	child.traceDepth++;
	if (!child.options.shopt.has("inherit_errexit") && !child.options.posix) child.options.errexit = false;
	await child.descriptors.set(1, new OpenFile({ sink }));
	const { source: readFrom, commands } = read(shell, script);
	child.source = readFrom;
	shell.status = await runScript(child, commands);
	// Putting together what nobody wants any more would take its time.
	shell.check();
	if (size > limit) throw new DiscardJump(1);
	await closed;
	shell.substituted = true;
	return trimmed(parts);
}

/** The commands of a substitution with their aliases replaced, as they are now, and the source that their positions index. */
function read(shell: Shell, script: ParsedScript): { source: Source; commands: readonly Statement[] } {
	const source = sourceOfScript(shell, script);
	const { commands } = script;
	const [first, last] = [commands[0], commands.at(-1)];
	if (first === undefined || last === undefined || !usesAliases(shell)) return { source, commands };
	const text = source.text.slice(first.pos, endOf(last));
	const replaced = replaceAliases(shell, { ...source, text, firstLine: lineOf(source, first.pos) }, true);
	if (replaced === undefined || replaced.parsed.mistake !== undefined) return { source, commands };
	return { source: replaced.parsed.source, commands: replaced.parsed.statements };
}

/** `$(<file)`. */
function fileOnly(script: ParsedScript) {
	const [statement] = script.commands;
	const command = statement?.command;
	if (script.commands.length !== 1 || command?.type !== "Command" || command.name !== undefined) return undefined;
	const [redirect] = command.redirects;
	if (command.prefix.length + command.suffix.length !== 1 || redirect?.type !== "Redirect") return undefined;
	return redirect.operator === "<" && redirect.descriptor === undefined ? redirect.target : undefined;
}

function trimmed(parts: readonly Uint8Array[]): string {
	const bytes = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
	let end = bytes.length;
	while (end > 0 && bytes[end - 1] === 0x0a) end--;
	const text = rawText(bytes.subarray(0, end));
	return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

/** `<(list)`, `>(list)`: the name of a stream that the command opens as a file. */
export async function substituteProcess(shell: Shell, part: ProcessSubstitutionPart): Promise<string> {
	const { world } = shell;
	let number = 63;
	while (world.devices.has(`/dev/fd/${number}`)) number--;
	const path = `/dev/fd/${number}`;
	const pipe = new Pipe();
	const end = { write: (bytes: Uint8Array | string) => pipe.write(bytes), end: () => pipe.end() };
	const isInput = part.operator === "<";
	const { script } = part;
	const { source, commands } = script === undefined ? { source: shell.source, commands: [] } : read(shell, script);
	const job = await startBackground(
		shell,
		{ type: "CompoundList", pos: part.pos, end: part.end, commands },
		part.text,
		async (child) => {
			await child.descriptors.set(isInput ? 1 : 0, new OpenFile(isInput ? { sink: end } : { source: pipe }));
			child.traceDepth++;
			child.source = source;
		},
	);
	job.listed = false;
	const device: SubstitutionDevice = isInput
		? { input: streamOf(pipe), source: pipe, held: false }
		: { output: pipe, sink: end, held: false };
	world.devices.set(path, device);
	// Whoever waits for the other end is not kept from ending.
	const stop = () => {
		pipe.close();
		job.kill("INT");
	};
	const { signal } = shell;
	signal.addEventListener("abort", stop, { once: true });
	shell.substitutions.push(async () => {
		world.devices.delete(path);
		signal.removeEventListener("abort", stop);
		// A descriptor that a redirection opened closes it itself.
		if (device.held) return;
		if (isInput) pipe.close();
		else {
			pipe.end();
			await job.done;
		}
	});
	return path;
}

/** Run a body, and close the streams that substitutions in it made. */
export async function withSubstitutions<Result>(shell: Shell, body: () => Promise<Result>): Promise<Result> {
	const mark = shell.substitutions.length;
	try {
		return await body();
	} finally {
		for (const finish of shell.substitutions.splice(mark)) await finish();
	}
}

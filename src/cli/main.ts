import { env } from "../base/env.ts";
import { DeskError, messageOf, Status } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { ClosedPipe, type Command, type CommandEntry, isGroup, pacer, parseArgs } from "../command/index.ts";
import { asDeskError } from "../store/index.ts";
import type { MountEntry } from "../vfs/index.ts";
import { CliContext, type GlobalOptions, isReading, processSurroundings, type Surroundings } from "./context.ts";
import { type GLOBAL, tableOf } from "./options.ts";
import { safeForTerminal } from "./output.ts";
import { colourStyle, wantsColour } from "./style.ts";

/** What the program is made of; `bin/main.ts` hands the two registries in. */
export interface Program {
	readonly version: string;
	readonly commands: readonly CommandEntry[];
	readonly mounts: readonly MountEntry[];
}

/** Run one command line. @returns its exit status */
export async function main(
	program: Program,
	argv: readonly string[],
	surroundings: Surroundings = processSurroundings(),
): Promise<number> {
	const wantsJson = argv.includes("--json");
	const early = () =>
		new CliContext(
			program,
			"",
			{ json: wantsJson, dryRun: false, quiet: false, verbose: false, nul: false },
			surroundings,
		);
	try {
		return await dispatch(program, argv, surroundings);
	} catch (error) {
		return report(early(), error);
	}
}

/** What a closed pipe ends a Unix program with: 128 + SIGPIPE. */
const BROKEN_PIPE = 141;

/** `-c`, `-e`, `--sandbox`: options of a script, where no command has been named. `--json` is one before another. */
function isShellOption([word = "", ...rest]: readonly string[]): boolean {
	if (word === "--json") return isShellOption(rest);
	return word === "--sandbox" || word === "--norc" || (word !== "-h" && word !== "-V" && /^[-+][a-zA-Z]+$/.test(word));
}

function isPlain(word: string): boolean {
	return !word.startsWith("-") && word !== "help" && word !== "__complete" && word !== "";
}

function isCommand(program: Program, word: string): boolean {
	return program.commands.some((entry) => entry.name === word);
}

async function dispatch(program: Program, argv: readonly string[], surroundings: Surroundings): Promise<number> {
	const [word, ...rest] = argv;
	if (word === undefined && surroundings.terminal.stdin && surroundings.terminal.stdout) {
		const { openSession } = await import("./run-session.ts");
		return await openSession(program, { options: [], sandbox: false, rc: true }, surroundings);
	}
	const isScript =
		word === undefined
			? !surroundings.terminal.stdin
			: isShellOption(argv) || (isPlain(word) && !isCommand(program, word));
	if (isScript) {
		const { looksLikeScript, runShell } = await import("./run-shell.ts");
		if (word === undefined || isShellOption(argv) || looksLikeScript(word))
			return await runShell(program, argv, surroundings);
	}
	if (word === undefined || word === "--help" || word === "-h" || word === "help") {
		const { showHelp } = await import("./help.ts");
		return await showHelp(program, word === "help" ? rest : [], surroundings);
	}
	if (word === "__complete") {
		const { complete } = await import("./complete.ts");
		return await complete(program, rest, surroundings);
	}
	if (word === "--version" || word === "-V") return await dispatch(program, ["version", ...rest], surroundings);
	const entry = program.commands.find((candidate) => candidate.name === word);
	if (entry === undefined) {
		const close = nearest(word, ["help", ...program.commands.map((candidate) => candidate.name)]);
		throw new DeskError(
			word.startsWith("-") ? "EUSAGE" : "ENOTFOUND",
			word.startsWith("-") ? "there is no such option" : "there is no such command",
			{
				at: word === "" ? "''" : word,
				todo: close === undefined ? "`desk --help` lists them" : `did you mean \`desk ${close}\`?`,
			},
		);
	}
	const loaded = await entry.load();
	if (!isGroup(loaded)) return await runCommand(program, loaded, loaded.name, rest, surroundings);
	const [verb, ...words] = rest;
	if (verb === "--help" || verb === "help") {
		const { showHelp } = await import("./help.ts");
		return await showHelp(program, [word, ...words], surroundings);
	}
	// `desk log -n 5` and `desk log /notes` mean the group's usual verb.
	const chosen = verb === undefined || /^[-/]/.test(verb) ? loaded.fallback : verb;
	const command = loaded.commands.find((candidate) => candidate.name === chosen);
	if (command === undefined) {
		const verbs = loaded.commands.map((candidate) => candidate.name);
		const close = verb === undefined ? undefined : nearest(verb, verbs);
		throw new DeskError("EUSAGE", verb === undefined ? "it needs a verb" : `there is no '${verb}'`, {
			at: word,
			todo: close === undefined ? `it has ${verbs.join(", ")}` : `did you mean \`desk ${word} ${close}\`?`,
		});
	}
	return await runCommand(program, command, `${word} ${command.name}`, chosen === verb ? words : rest, surroundings);
}

async function runCommand(
	program: Program,
	command: Command,
	title: string,
	argv: readonly string[],
	surroundings: Surroundings,
): Promise<number> {
	const failsWith = surroundings.unixStatus === true ? command.failsWith : undefined;
	let args: Record<string, unknown>;
	try {
		args = parseArgs(tableOf(command), argv, title);
	} catch (error) {
		const plain = { json: argv.includes("--json"), dryRun: false, quiet: false, verbose: false, nul: false };
		return report(new CliContext(program, "", { ...plain, failsWith }, surroundings, title), error);
	}
	if (args.help === true && command.args.help === undefined) {
		const { showHelp } = await import("./help.ts");
		return await showHelp(program, title.split(" "), surroundings);
	}
	const given = (name: keyof typeof GLOBAL | "dryRun") => command.args[name] === undefined && args[name] === true;
	const options: GlobalOptions = {
		json: given("json"),
		dryRun: given("dryRun"),
		quiet: given("quiet"),
		verbose: given("verbose"),
		nul: given("null"),
		failsWith,
	};
	if (wantsColour(args.color as string | undefined, surroundings.terminal.stdout) && !options.json)
		options.style = await colourStyle();
	const context = new CliContext(program, ["desk", title, ...argv].join(" "), options, surroundings, title);
	if (surroundings.signal !== undefined) return await finish(command, context, args);
	let received: NodeJS.Signals | undefined;
	const deaf = () => {
		process.removeListener("SIGINT", interrupt);
		process.removeListener("SIGTERM", interrupt);
	};
	const interrupt = (signal: NodeJS.Signals) => {
		context.abort();
		// A second Ctrl-C does not wait for anything.
		if (received !== undefined) {
			deaf();
			if (isReading()) process.kill(process.pid, signal);
			else process.exit(Status.interrupted);
		}
		received = signal;
	};
	const listen = () => {
		process.on("SIGINT", interrupt);
		process.on("SIGTERM", interrupt);
	};
	listen();
	context.signalHandlers = { remove: deaf, add: listen };
	try {
		return await finish(command, context, args);
	} finally {
		deaf();
		if (received !== undefined && isReading()) process.kill(process.pid, received);
	}
}

/** Run a command to its end, whatever that is. @returns its exit status */
async function finish(command: Command, context: CliContext, args: Record<string, unknown>): Promise<number> {
	try {
		await print(command, context, args);
		await context.stdout.flush();
		return context.status;
	} catch (error) {
		return await report(context, error);
	} finally {
		context.close();
	}
}

/** Show what a command yields: NDJSON, plain lines, or what a person likes to see. */
async function print(command: Command, context: CliContext, args: Record<string, unknown>): Promise<void> {
	const made = command.run(context, args);
	const result = made instanceof Promise ? await made : made;
	if (result === undefined) return;
	const { stdout } = context;
	const pace = pacer(context);
	if (!context.json && context.terminal.stdout && command.screen !== undefined) {
		const items: unknown[] = [];
		for await (const item of result) {
			items.push(item);
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		const text = command.screen(items, context, args);
		const safe = safeLine(text, context.style.on);
		context.clearProgress();
		if (safe !== "") await stdout.write(safe.endsWith("\n") ? safe : `${safe}\n`);
		return;
	}
	const end = context.nul ? "\0" : "\n";
	const show = (item: unknown): string | undefined => {
		if (context.json) return `${JSON.stringify(item)}\n`;
		const line = command.line === undefined ? JSON.stringify(item) : command.line(item, context);
		return line === undefined ? undefined : (context.terminal.stdout ? safeLine(line, context.style.on) : line) + end;
	};
	if (Symbol.iterator in result) {
		for (const item of result) {
			const text = show(item);
			const full = text === undefined ? undefined : stdout.write(text);
			if (full !== undefined) await full;
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return;
	}
	for await (const item of result) {
		const text = show(item);
		if (text !== undefined) {
			if (context.terminal.stdout) context.clearProgress();
			const full = stdout.write(text);
			if (full !== undefined) await full;
		}
		if (context.terminal.stdout) await stdout.flush();
		const turn = pace();
		if (turn !== undefined) await turn;
	}
}

/** Colours are ours; everything else that could drive a terminal is shown, not obeyed. */
function safeLine(line: string, coloured: boolean): string {
	if (!coloured) return safeForTerminal(line);
	return line
		.split(/(\x1b\[[0-9;]*m)/)
		.map((part, index) => (index % 2 === 1 ? part : safeForTerminal(part)))
		.join("");
}

/** What goes beyond the longest text or the deepest nesting that this machine can hold, which no command can know before. */
function tooLarge(thrown: unknown): DeskError | undefined {
	if (!(thrown instanceof RangeError)) return undefined;
	if (/Invalid string length|Array buffer allocation/.test(thrown.message))
		return new DeskError("EFBIG", "a text became longer than this program can hold", {
			todo: "work on smaller pieces",
			cause: thrown,
		});
	if (/call stack/.test(thrown.message))
		return new DeskError("EFBIG", "this is nested too deeply", { todo: "nest it less", cause: thrown });
	return undefined;
}

/** Say what went wrong, in a line; only a bug shows more, and only when asked. @returns the exit status */
async function report(context: CliContext, thrown: unknown): Promise<number> {
	if (thrown instanceof ClosedPipe) return context.inShell ? BROKEN_PIPE : context.status;
	const error = thrown instanceof DeskError ? thrown : (tooLarge(thrown) ?? asDeskError(thrown, context.home));
	try {
		// What was printed before the error stays printed.
		await context.stdout.flush();
	} catch (unwritten) {
		if (unwritten instanceof DeskError) context.report(unwritten);
		else if (!(unwritten instanceof ClosedPipe)) throw unwritten;
	}
	if (error instanceof DeskError) {
		if (error.code !== "EINTR") context.report(error);
		return context.statusOf(error);
	}
	context.stderr.write(
		`desk: this is a bug in deskfs (${safeForTerminal(messageOf(error))}); please report it, with what DESK_DEBUG=1 shows\n`,
	);
	if (env.debug) context.stderr.write(`${(error as Error).stack ?? ""}\n`);
	return Status.bug;
}

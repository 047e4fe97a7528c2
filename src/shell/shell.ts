import type { Command, CompoundList, Function as FunctionNode } from "unbash";
import { DeskError } from "../base/errors.ts";
import { rawBytes } from "../base/raw-text.ts";
import { ClosedPipe } from "../command/index.ts";
import { resolvePath } from "../vfs/index.ts";
import { Interrupted } from "./control.ts";
import { Descriptors } from "./descriptors.ts";
import { dynamicVariables } from "./dynamic-variables.ts";
import type { Node } from "./execute.ts";
import { defaultOptions, type Options } from "./options.ts";
import type { Source } from "./syntax.ts";
import { lineOf } from "./syntax.ts";
import type { AnnouncedCommand } from "./traps.ts";
import { Variables } from "./variables.ts";
import type { Job, World } from "./world.ts";

/** A function, with the source that positions in its body index. */
export interface ShellFunction {
	readonly body: Node | CompoundList;
	readonly source: Source;
	/** The whole definition, which `declare -f` prints. */
	readonly node: FunctionNode;
}

/** A function call or a sourced script. */
export interface Frame {
	readonly name: string;
	readonly kind: "function" | "source";
	/** The line that called it. */
	readonly line: number;
	readonly source: Source;
	/** What `local -` puts back at its end. */
	options?: Options;
}

/**
 * One shell environment (POSIX.1-2017 XCU 2.12): the main one, or the copy that a subshell, a pipeline's stage, a substitution or a
 * background job works in. What all of them share is the `World`.
 */
export class Shell {
	readonly world: World;
	variables: Variables;
	functions: Map<string, ShellFunction>;
	/** `export -f`. */
	exportedFunctions = new Set<string>();
	/** Where what it runs comes from; a session's lines are those of stdin. */
	from: "command" | "file" | "stdin" = "stdin";
	/** `readonly -f`. */
	readonlyFunctions = new Set<string>();
	/** `enable -n`. */
	disabledBuiltins = new Set<string>();
	aliases: Map<string, string>;
	options: Options;
	cwd: string;
	descriptors: Descriptors;
	/** `trap`: commands by signal name (`EXIT`, `ERR`, `INT`); "" ignores it. */
	traps: Map<string, string>;
	/** `$0` and `$1 …`. */
	name: string;
	positional: string[];
	/** `$?`. */
	status = 0;
	pipeStatus: number[] = [0];
	/** `$!`; 0 before the first. */
	lastBackground = 0;
	/** `$_`. */
	lastArgument = "";
	/** Whether a substitution has run since the command began: its status is that of a command without a name. */
	substituted = false;
	frames: Frame[] = [];
	source: Source = { name: "desk", text: "", firstLine: 1 };
	/** Where in the source the command is that is being run. */
	position = 0;
	/** The place in the source whose line is that of the command. */
	lineAt = 0;
	/** `complete`: specifications by the name of their command, as `complete -p` prints them. */
	completions = new Map<string, string>();
	/** Counts changes of the aliases. */
	aliasesChanged = 0;
	/** How many loops are around; `break` outside of any says so. */
	loops = 0;
	/** More than 0 where a failure does not end the shell (`if`, `&&`, `!`): `set -e`. */
	tested = 0;
	/** 0 for the main shell. */
	subshellDepth = 0;
	/** A pipeline's stage that is a simple command counts as a subshell only for the function that it calls (`BASH_SUBSHELL`). */
	lateSubshell = false;
	/** What Ctrl-C, `kill` and deadlines reach. */
	signal: AbortSignal;
	pid: number;
	/** Whether `pid` is its own: background jobs, and subshells that asked for it. */
	hasOwnPid = false;
	/** The shell that this is a copy in: `$$` is its process id. */
	leader: Shell = this;
	/** Ends what a signal finds it waiting for; shells of their own have one, subshells do not. */
	controller: AbortController | undefined;
	/** `$PPID`. */
	parentPid = process.ppid;
	/** The simple command that its process ends with: a shell that it runs takes the process over, as bash saves itself the fork. */
	lastCommand: Command | undefined;
	/** What it runs next takes its process over, as after `exec`. */
	isReplaced = false;
	/** The shell that has taken its process over: signals go there. */
	successor: Shell | undefined;
	/** `umask`. */
	umask = 0o022;
	/** Whether it is a background job or part of one: nothing of it reads the terminal. */
	isBackground = false;
	/** A signal that ends this subshell alone. */
	killed: Interrupted | undefined;
	/** Ends a `wait`: a signal with a trap has come, or a job has ended. */
	wake: (() => void) | undefined;
	/** Jobs that this environment has started; a subshell begins without. */
	jobs: Job[] = [];
	/** Conditions whose trap is being run, innermost last, with the status before it. */
	trapping = new Map<string, number>();
	/** Signals that have come and wait for their trap. */
	pendingSignals: string[] = [];
	/** The directory stack below `cwd`. */
	directories: string[] = [];
	/** Depth of traps, functions and sourced files, which must end somewhere. */
	depth = 0;
	/** Substitutions around, which `set -x` shows. */
	traceDepth = 0;
	/** The command that is being run (`BASH_COMMAND`). */
	command: AnnouncedCommand | undefined;
	/** What the DEBUG trap has run for already, in the shell that this one is part of. */
	announced: Command | undefined;
	/** What `trap` lists in a subshell that has set none of its own. */
	inheritedTraps: ReadonlyMap<string, string> | undefined;
	/** Temporary streams of process substitutions: closed after the command that they are for. */
	substitutions: (() => Promise<void>)[] = [];
	secondsFrom = Date.now();

	constructor(world: World, signal: AbortSignal, pid: number) {
		this.world = world;
		this.signal = signal;
		this.pid = pid;
		this.variables = new Variables();
		this.variables.dynamic.clear();
		for (const [name, variable] of dynamicVariables(this)) this.variables.dynamic.set(name, variable);
		this.functions = new Map();
		this.aliases = new Map();
		this.options = defaultOptions();
		this.cwd = "/";
		this.descriptors = new Descriptors();
		this.traps = new Map();
		this.name = "desk";
		this.positional = [];
	}

	/** A copy for a subshell. @param signal its own end, if it has one (a background job) */
	subshell(signal = this.signal, pid = this.pid): Shell {
		const copy: Shell = Object.create(Shell.prototype);
		Object.assign(copy, this, { signal, pid, hasOwnPid: pid !== this.pid, killed: undefined });
		Object.assign(copy, { controller: undefined, lastCommand: undefined, isReplaced: false, successor: undefined });
		copy.variables = this.variables.clone(new Map());
		for (const [name, variable] of dynamicVariables(copy)) {
			if (this.variables.dynamic.has(name)) copy.variables.dynamic.set(name, variable);
		}
		copy.functions = new Map(this.functions);
		copy.exportedFunctions = new Set(this.exportedFunctions);
		copy.readonlyFunctions = new Set(this.readonlyFunctions);
		copy.aliases = new Map(this.aliases);
		copy.completions = new Map(this.completions);
		copy.options = { ...this.options, shopt: new Set(this.options.shopt) };
		copy.descriptors = this.descriptors.clone();
		// Traps are reset in a subshell; ignored signals stay ignored (POSIX.1-2017 XCU 2.14, trap).
		const kept = new Set([
			...(this.options.errtrace ? ["ERR"] : []),
			...(this.options.functrace ? ["RETURN", "DEBUG"] : []),
		]);
		copy.traps = new Map([...this.traps].filter(([name, command]) => command === "" || kept.has(name)));
		copy.inheritedTraps = this.inheritedTraps ?? new Map(this.traps);
		copy.positional = this.positional.slice();
		copy.pipeStatus = this.pipeStatus.slice();
		copy.frames = this.frames.slice();
		copy.jobs = this.jobs.slice();
		copy.loops = 0;
		copy.pendingSignals = [];
		copy.wake = undefined;
		copy.trapping = new Map();
		copy.directories = this.directories.slice();
		copy.substitutions = [];
		copy.subshellDepth = this.subshellDepth + 1;
		return copy;
	}

	/** An absolute path from what the user typed. @throws DeskError EINVAL */
	path(text: string): string {
		return resolvePath(text, this.cwd);
	}

	/** The line that is being run. */
	get line(): number {
		return lineOf(this.source, this.lineAt);
	}

	/** Bytes to a descriptor. @throws DeskError, ClosedPipe */
	async write(descriptor: number, text: string): Promise<void> {
		if (text === "") return;
		try {
			const written = this.descriptors.sink(descriptor).write(rawBytes(text));
			if (written !== undefined) await written;
		} catch (error) {
			if (!(error instanceof ClosedPipe && this.survivesClosedPipe())) throw error;
			throw new DeskError("EFAILED", "what it writes is read by nobody", { todo: "keep the reader" });
		}
	}

	/** Whether a write to a pipe without a reader just fails, as SIGPIPE is ignored or has a trap, which runs next. */
	survivesClosedPipe(): boolean {
		const trap = this.traps.get("PIPE");
		if (trap !== undefined && trap !== "") this.pendingSignals.push("PIPE");
		return trap !== undefined;
	}

	/** A message on descriptor 2; where that is closed, nobody can be told. */
	async complain(text: string): Promise<void> {
		const sink = this.descriptors.get(2)?.sink;
		if (sink === undefined) return;
		try {
			const place = this.world.interactive || this.source.text === "" ? "" : `${this.source.name}: line ${this.line}: `;
			const name = place !== "" && this.source.name === "desk" ? "" : "desk: ";
			await sink.write(rawBytes(`${name}${place}${text}\n`));
		} catch (error) {
			if (!(error instanceof DeskError || error instanceof ClosedPipe)) throw error;
		}
	}

	/** An error as the command line tells it. */
	async complainOf(error: DeskError): Promise<void> {
		const sink = this.descriptors.get(2)?.sink;
		try {
			await sink?.write(rawBytes(`desk: ${error.sentence}\n`));
		} catch (unwritten) {
			if (!(unwritten instanceof DeskError || unwritten instanceof ClosedPipe)) throw unwritten;
		}
	}

	/** Look for an interruption between two steps. @throws Interrupted */
	check(): void {
		if (this.killed !== undefined) throw this.killed;
		if (this.signal.aborted) throw asInterrupted(this.signal.reason);
	}
}

/** What an abort signal's reason says of status and signal. */
export function asInterrupted(reason: unknown): Interrupted {
	return reason instanceof Interrupted ? reason : new Interrupted(130, "INT");
}

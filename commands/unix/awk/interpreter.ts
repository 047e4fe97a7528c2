/** Running an awk program: BEGIN, the rules for each record, END. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { after, type Maybe } from "../shared/records.ts";
import { type Code, Jump, Signal, type Step } from "./code.ts";
import { compileExpression, type FunctionCode, type Scope } from "./compile-expression.ts";
import { compileStatement } from "./compile-statement.ts";
import { resolve } from "./resolve.ts";
import { Runtime } from "./runtime.ts";
import type { Program, Rule } from "./syntax.ts";
import { Strnum, toBoolean, type Value } from "./values.ts";

export interface RunOptions {
	/** What error messages call the source. */
	readonly source: string;
	/** Assignments before BEGIN: of -F and -v. */
	readonly assignments: readonly (readonly [name: string, value: Value])[];
	/** ARGV[1] and on. */
	readonly operands: readonly string[];
}

/**
 * Compile and run. @returns the exit status
 * @throws DeskError EUSAGE with line and column, before anything ran; others for what went wrong on the way
 */
export async function runProgram(context: Context, program: Program, options: RunOptions): Promise<number> {
	return await new Interpreter(context, program, options).run();
}

type RuleKind = Rule["kind"];

/** Records between looks at the clock and at what is to be written. */
const PAUSE_EVERY = 256;

class Interpreter {
	readonly #runtime: Runtime;
	readonly #rules: ReadonlyMap<RuleKind, Step>;

	constructor(context: Context, program: Program, options: RunOptions) {
		const runtime = new Runtime(context, {
			assign: (name, value) => runtime.assign(name, value),
			begin: async (name) => {
				runtime.cell("FILENAME").value = new Strnum(name);
				runtime.cell("FNR").value = 0;
				return (await this.#runRules("BEGINFILE")) !== Signal.nextfile;
			},
			finish: async () => void (await this.#runRules("ENDFILE")),
		});
		this.#runtime = runtime;
		for (const [name, value] of options.assignments) runtime.assign(name, value);
		const argv = runtime.array("ARGV");
		for (const [at, word] of ["awk", ...options.operands].entries()) argv.set(String(at), new Strnum(word));
		runtime.cell("ARGC").value = options.operands.length + 1;
		this.#rules = compileRules(runtime, program, options.source);
	}

	async run(): Promise<number> {
		const { streams } = this.#runtime;
		try {
			let signal = await this.#runRules("BEGIN");
			if (signal !== Signal.exit && (this.#rules.has("record") || this.#rules.has("END")))
				signal = await this.#records();
			await this.#runRules("END");
			await streams.end();
			await this.#runtime.input.close();
		} catch (error) {
			await streams.abandon(error);
			throw error instanceof RangeError && /call stack/.test(error.message)
				? new DeskError("EFAILED", "functions call each other without end", { at: "awk" })
				: error;
		}
		return this.#runtime.exitStatus;
	}

	async #runRules(kind: RuleKind): Promise<Signal> {
		const rules = this.#rules.get(kind);
		return rules === undefined ? Signal.done : await runStep(rules);
	}

	async #records(): Promise<Signal> {
		const runtime = this.#runtime;
		const rules = this.#rules.get("record");
		for (let count = 1; ; count++) {
			const more = runtime.advance();
			if (!(more instanceof Promise ? await runtime.streams.waited(more) : more)) return Signal.done;
			if (rules !== undefined) {
				const run = runStep(rules);
				const signal = run instanceof Promise ? await run : run;
				if (signal === Signal.exit) return signal;
				if (signal === Signal.nextfile) await runtime.input.skip();
			}
			if (count % PAUSE_EVERY === 0) {
				const pause = runtime.streams.pause();
				if (pause instanceof Promise) await pause;
			}
		}
	}
}

/** Run rules; a `next` or `exit` that left a function is as one that did not. */
function runStep(step: Step): Maybe<Signal> {
	try {
		const signal = step.run();
		return signal instanceof Promise ? signal.catch(signalOf) : signal;
	} catch (error) {
		return signalOf(error);
	}
}

function signalOf(error: unknown): Signal {
	if (error instanceof Jump) return error.signal;
	throw error;
}

function compileRules(runtime: Runtime, program: Program, source: string): Map<RuleKind, Step> {
	const resolution = resolve(program, source);
	const functions = new Map<string, FunctionCode>();
	const unset: Step = { waits: false, run: () => Signal.done };
	for (const [name, { parameters }] of program.functions) functions.set(name, { parameters, body: unset });
	const rulesScope: Scope = { runtime, resolution, functions, functionName: "", parameters: [], source };
	for (const [name, { parameters, body }] of program.functions) {
		const code = functions.get(name) as FunctionCode;
		code.body = compileStatement({ ...rulesScope, functionName: name, parameters }, body);
	}
	const kinds = new Map<RuleKind, Step[]>();
	for (const rule of program.rules)
		kinds.set(rule.kind, [...(kinds.get(rule.kind) ?? []), compileRule(rulesScope, rule)]);
	return new Map([...kinds].map(([kind, steps]) => [kind, inTurn(steps)]));
}

/** All rules for a record, until one says `next`. */
function inTurn(steps: readonly Step[]): Step {
	const only = steps[0];
	if (steps.length === 1 && only !== undefined) return only;
	const from = (first: number): Maybe<Signal> => {
		for (let at = first; at < steps.length; at++) {
			const signal = (steps[at] as Step).run();
			if (signal instanceof Promise) return signal.then((later) => (later === Signal.done ? from(at + 1) : later));
			if (signal !== Signal.done) return signal;
		}
		return Signal.done;
	};
	return { waits: steps.some((step) => step.waits), run: () => from(0) };
}

function compileRule(scope: Scope, { patterns, body }: Rule): Step {
	const action =
		body === undefined
			? compileStatement(scope, { type: "print", isFormatted: false, values: [] })
			: compileStatement(scope, body);
	const [first, last] = patterns.map((pattern) => testOf(compileExpression(scope, pattern)));
	if (first === undefined) return action;
	const run = () => action.run();
	if (last === undefined) {
		return { waits: true, run: () => after(first(), (holds) => (holds ? run() : Signal.done)) };
	}
	let isInside = false;
	const lastOfRange = (): Maybe<Signal> =>
		after(last(), (ends) => {
			isInside = !ends;
			return run();
		});

	return {
		waits: true,
		run: () => (isInside ? lastOfRange() : after(first(), (begins) => (begins ? lastOfRange() : Signal.done))),
	};
}

function testOf(code: Code): () => Maybe<boolean> {
	return code.waits ? () => after(code.value(), toBoolean) : code.test;
}

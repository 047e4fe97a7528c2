/** Statements as closures. */
import { after, type Maybe } from "../shared/records.ts";
import { type Code, type Ready, repeat, Signal, type Step, valuesOf } from "./code.ts";
import { argumentsOf } from "./compile-builtin.ts";
import { arrayCode, compileExpression, keyCode, type Scope } from "./compile-expression.ts";
import { compileTarget } from "./compile-target.ts";
import { sprintf } from "./format.ts";
import { sortedKeys } from "./sort.ts";
import type { Expression, Redirection, Statement } from "./syntax.ts";
import { toBoolean, toNumber, toText, type Value } from "./values.ts";

type Kind = Statement["type"];
type Compilers = { readonly [K in Kind]: (scope: Scope, node: Extract<Statement, { type: K }>) => Step };

/** @throws DeskError EUSAGE for what cannot be meant */
export function compileStatement(scope: Scope, node: Statement): Step {
	return (COMPILERS[node.type] as (scope: Scope, node: Statement) => Step)(scope, node);
}

const COMPILERS: Compilers = {
	expression(scope, { value }) {
		return doing([compileExpression(scope, value)], ([part]) => {
			const { value: run } = part as Ready;
			return () => {
				run();
				return Signal.done;
			};
		});
	},
	print,
	block(scope, { body }) {
		return sequence(body.map((statement) => compileStatement(scope, statement)));
	},
	if(scope, { test, yes, no }) {
		const condition = compileExpression(scope, test);
		const first = compileStatement(scope, yes);
		const second = no === undefined ? DONE : compileStatement(scope, no);
		const waits = condition.waits || first.waits || second.waits;
		if (!condition.waits) {
			const holds = condition.test;
			return { waits, run: () => (holds() ? first.run() : second.run()) };
		}
		return { waits, run: () => after(condition.value(), (value) => (toBoolean(value) ? first : second).run()) };
	},
	loop,
	forIn(scope, { target, array, body, place }) {
		const { runtime } = scope;
		const from = arrayCode(scope, array, place);
		const into = compileTarget(scope, target).at([]);
		const { run } = compileStatement(scope, body);
		const order = runtime.array("PROCINFO");
		return {
			waits: true,
			run() {
				const keys = sortedKeys(from(), order.get("sorted_in"));
				let at = 0;
				const turn = (): Maybe<Signal> => {
					if (at >= keys.length) return Signal.break;
					into.set(keys[at++]);
					return after(run(), goesOn);
				};
				return after(repeat(turn, runtime.streams.pause), endOfLoop);
			},
		};
	},
	delete(scope, { array, index, place }) {
		const from = arrayCode(scope, array, place);
		const parts = (index ?? []).map((part) => compileExpression(scope, part));
		return doing(parts, (ready) => {
			const key = index === undefined ? undefined : keyCode(scope.runtime, ready);
			return () => {
				if (key === undefined) from().clear();
				else from().delete(key());
				return Signal.done;
			};
		});
	},
	jump: (_, { kind }) => ({ waits: false, run: () => Signal[kind] }),
	exit(scope, { value }) {
		const { runtime } = scope;
		return withValue(scope, value, (status) => {
			if (status !== undefined || value !== undefined) runtime.exitStatus = Math.trunc(toNumber(status)) & 0xff;
			return Signal.exit;
		});
	},
	return(scope, { value }) {
		const { runtime } = scope;
		return withValue(scope, value, (returned) => {
			runtime.returned = returned;
			return Signal.return;
		});
	},
};

const DONE: Step = { waits: false, run: () => Signal.done };

/** A statement over expressions, which are evaluated first. */
function doing(parts: readonly Code[], build: (parts: readonly Ready[]) => () => Signal): Step {
	if (parts.every((part) => !part.waits)) return { waits: false, run: build(parts as readonly Ready[]) };
	return {
		waits: true,
		run: () => after(valuesOf(parts), (values) => build(values.map((value) => constant(value)))()),
	};
}

/** A value that is there, in all forms; numbers among it become text only where CONVFMT does not matter. */
function constant(value: Value): Ready {
	return {
		waits: false,
		isText: typeof value === "string",
		value: () => value,
		number: () => toNumber(value),
		text: () => toText(value, "%.6g"),
		test: () => toBoolean(value),
	};
}

function withValue(scope: Scope, node: Expression | undefined, use: (value: Value) => Signal): Step {
	if (node === undefined) return { waits: false, run: () => use(undefined) };
	const code = compileExpression(scope, node);
	return { waits: code.waits, run: () => after(code.value(), use) };
}

function sequence(steps: readonly Step[]): Step {
	const waits = steps.some((step) => step.waits);
	const runs = steps.map((step) => step.run);
	if (runs.length === 1) return steps[0] as Step;
	const from = (first: number): Maybe<Signal> => {
		for (let at = first; at < runs.length; at++) {
			const signal = (runs[at] as Step["run"])();
			if (signal instanceof Promise) return signal.then((later) => (later === Signal.done ? from(at + 1) : later));
			if (signal !== Signal.done) return signal;
		}
		return Signal.done;
	};
	return { waits, run: () => from(0) };
}

/** Whether a loop goes on after its body. */
function goesOn(signal: Signal): Signal {
	return signal === Signal.continue ? Signal.done : signal;
}

function endOfLoop(signal: Signal): Signal {
	return signal === Signal.break ? Signal.done : signal;
}

function loop(scope: Scope, node: Extract<Statement, { type: "loop" }>): Step {
	const { pause } = scope.runtime.streams;
	const start = node.start === undefined ? DONE : compileStatement(scope, node.start);
	const test = node.test === undefined ? undefined : compileExpression(scope, node.test);
	const step = node.step === undefined ? DONE : compileStatement(scope, node.step);
	const body = compileStatement(scope, node.body);
	const holds = testOf(test);
	/** The body, then the step. */
	const round = (): Maybe<Signal> =>
		after(body.run(), (signal) => {
			const next = goesOn(signal);
			return next === Signal.done ? step.run() : next;
		});
	const early = (): Maybe<Signal> => after(holds(), (goes) => (goes ? round() : Signal.break));
	const late = (): Maybe<Signal> =>
		after(round(), (signal) =>
			signal === Signal.done ? after(holds(), (goes) => (goes ? Signal.done : Signal.break)) : signal,
		);
	const turn = node.isLate ? late : early;
	return { waits: true, run: () => after(start.run(), () => after(repeat(turn, pause), endOfLoop)) };
}

function testOf(test: Code | undefined): () => Maybe<boolean> {
	if (test === undefined) return () => true;
	return test.waits ? () => after(test.value(), toBoolean) : test.test;
}

function print(scope: Scope, { isFormatted, values, redirection }: Extract<Statement, { type: "print" }>): Step {
	const parts = values.map((value) => compileExpression(scope, value));
	const to = redirection === undefined ? [] : [compileExpression(scope, redirection.to)];
	return doing([...parts, ...to], (ready) => {
		const items = ready.slice(0, parts.length);
		const text = isFormatted ? formatted(scope, items) : joined(scope, items);
		const writer = writerOf(scope, redirection, ready.at(-1));
		return () => {
			const made = text();
			writer().write(made);
			return Signal.done;
		};
	});
}

function writerOf(scope: Scope, redirection: Redirection | undefined, name: Ready | undefined) {
	const { streams } = scope.runtime;
	if (redirection === undefined || name === undefined) return () => streams.stdout;
	return () => streams.output(redirection.kind, name.text());
}

function formatted({ runtime }: Scope, items: readonly Ready[]): () => string {
	const [format, ...rest] = items as [Ready, ...Ready[]];
	return () => {
		const text = format.text();
		return sprintf(text, argumentsOf(rest, runtime));
	};
}

/** The values between OFS, with ORS after them; numbers as OFMT says. */
function joined(scope: Scope, items: readonly Ready[]): () => string {
	const { runtime } = scope;
	const [ofs, ors, ofmt] = [runtime.cell("OFS"), runtime.cell("ORS"), runtime.cell("OFMT")];
	const end = () => (typeof ors.value === "string" ? ors.value : toText(ors.value, runtime.convfmt()));
	const texts = items.map((item) =>
		item.isText ? item.text : () => toText(item.value(), typeof ofmt.value === "string" ? ofmt.value : "%.6g"),
	);
	const only = texts[0];
	if (only === undefined) return () => runtime.fields.text(0) + end();
	if (texts.length === 1) return () => only() + end();
	return () => {
		const between = toText(ofs.value, runtime.convfmt());
		let line = only();
		for (let at = 1; at < texts.length; at++) line += between + (texts[at] as () => string)();
		return line + end();
	};
}

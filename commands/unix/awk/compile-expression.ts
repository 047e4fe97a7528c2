/** Expressions as closures. */
import { DeskError } from "../../../src/base/errors.ts";
import { after, type Maybe } from "../shared/records.ts";
import { type Code, Jump, type Ready, Signal, type Step, valuesOf, waiting } from "./code.ts";
import { compileBuiltin } from "./compile-builtin.ts";
import { compileGetline } from "./compile-getline.ts";
import { compileTarget, refuse, type TargetCode } from "./compile-target.ts";
import { patternOf } from "./regex.ts";
import type { Resolution } from "./resolve.ts";
import type { Runtime } from "./runtime.ts";
import type { Expression, Place } from "./syntax.ts";
import { type AwkArray, compare, toBoolean, toText, type Value } from "./values.ts";

/** A function while the program is compiled: its body is there when it is called. */
export interface FunctionCode {
	readonly parameters: readonly string[];
	body: Step;
}

/** What compiling needs to know, of the program and of the function that is compiled. */
export interface Scope {
	readonly runtime: Runtime;
	readonly resolution: Resolution;
	readonly functions: ReadonlyMap<string, FunctionCode>;
	/** Name of the function, "" in rules. */
	readonly functionName: string;
	readonly parameters: readonly string[];
	/** What error messages call the source. */
	readonly source: string;
}

type Kind = Expression["type"];
type Compilers = { readonly [K in Kind]: (scope: Scope, node: Extract<Expression, { type: K }>) => Code };

/** @throws DeskError EUSAGE for what cannot be meant */
export function compileExpression(scope: Scope, node: Expression): Code {
	return (COMPILERS[node.type] as (scope: Scope, node: Expression) => Code)(scope, node);
}

const compileAll = (scope: Scope, nodes: readonly Expression[]) => nodes.map((node) => compileExpression(scope, node));

const COMPILERS: Compilers = {
	number: ({ runtime }, { value }) => runtime.make.ofNumber(() => value),
	string: ({ runtime }, { value }) => runtime.make.ofText(() => value),
	regex(scope, node) {
		const pattern = compilePattern(scope, node);
		const { fields } = scope.runtime;
		return scope.runtime.make.ofBoolean(() => pattern.test(fields.text(0)));
	},
	variable: (scope, node) => read(scope, compileTarget(scope, node)),
	element: (scope, node) => read(scope, compileTarget(scope, node)),
	field(scope, node) {
		const { fields } = scope.runtime;
		if (node.index.type !== "number") return read(scope, compileTarget(scope, node));
		// The common case, without a look at the index each time.
		const index = Math.trunc(node.index.value);
		return {
			...scope.runtime.make.ofValue(() => fields.value(index)),
			isText: true,
			text: () => fields.text(index),
			number: () => fields.number(index),
		};
	},
	group(scope, { items, place }) {
		const only = items[0];
		if (items.length !== 1 || only === undefined) return refuse(scope, "a list cannot stand here", place);
		return compileExpression(scope, only);
	},
	unary(scope, { operator, operand }) {
		const { make } = scope.runtime;
		return make.lift([compileExpression(scope, operand)], ([part]) => {
			const { number, test } = part as Ready;
			if (operator === "!") return make.ofBoolean(() => !test());
			// -0 is 0: awk knows no other.
			return make.ofNumber(operator === "-" ? () => 0 - number() : number);
		});
	},
	binary(scope, { operator, left, right }) {
		const { make } = scope.runtime;
		return make.lift(compileAll(scope, [left, right]), ([a, b]) =>
			compileBinary(scope.runtime, operator, a as Ready, b as Ready),
		);
	},
	logical(scope, { operator, left, right }) {
		const [a, b] = [compileExpression(scope, left), compileExpression(scope, right)];
		const { make } = scope.runtime;
		if (!a.waits && !b.waits)
			return make.ofBoolean(operator === "&&" ? () => a.test() && b.test() : () => a.test() || b.test());
		const decides = operator === "||";
		return waiting(() =>
			after(a.value(), (value) => {
				if (toBoolean(value) === decides) return decides ? 1 : 0;
				return after(b.value(), (last) => (toBoolean(last) ? 1 : 0));
			}),
		);
	},
	conditional(scope, { test, yes, no }) {
		const [a, b, c] = [compileExpression(scope, test), compileExpression(scope, yes), compileExpression(scope, no)];
		if (!a.waits && !b.waits && !c.waits) return scope.runtime.make.ofValue(() => (a.test() ? b.value() : c.value()));
		return waiting(() => after(a.value(), (value) => (toBoolean(value) ? b.value() : c.value())));
	},
	match(scope, { negated, left, right }) {
		const { make } = scope.runtime;
		if (right.type === "regex") {
			const pattern = compilePattern(scope, right);
			return make.lift([compileExpression(scope, left)], ([text]) =>
				make.ofBoolean(() => pattern.test((text as Ready).text()) !== negated),
			);
		}
		return make.lift(compileAll(scope, [left, right]), ([text, pattern]) =>
			make.ofBoolean(() => {
				const subject = (text as Ready).text();
				return patternOf((pattern as Ready).text()).test(subject) !== negated;
			}),
		);
	},
	in(scope, { index, array }) {
		const { make } = scope.runtime;
		const get = arrayCode(scope, array);
		return make.lift(compileAll(scope, index), (parts) => {
			const key = keyCode(scope.runtime, parts);
			return make.ofBoolean(() => get().has(key()));
		});
	},
	assign(scope, { operator, target, value }) {
		const { make } = scope.runtime;
		const into = compileTarget(scope, target);
		return make.lift([...into.parts, compileExpression(scope, value)], (parts) => {
			const place = into.at(parts.slice(0, -1));
			const given = parts.at(-1) as Ready;
			if (operator === "") return make.ofValue(() => place.set(given.value()));
			const current = make.ofValue(() => place.get());
			const made = compileBinary(scope.runtime, operator, given, current, true);
			return make.ofNumber(() => {
				const result = made.number();
				place.set(result);
				return result;
			});
		});
	},
	step(scope, { by, isPrefix, target }) {
		const { make } = scope.runtime;
		const into = compileTarget(scope, target);
		return make.lift(into.parts, (parts) => {
			const place = into.at(parts);
			const { number } = make.ofValue(() => place.get());
			return make.ofNumber(() => {
				const before = number();
				place.set(before + by);
				return isPrefix ? before + by : before;
			});
		});
	},
	call: compileCall,
	builtin: compileBuiltin,
	getline: compileGetline,
};

function read(scope: Scope, target: TargetCode): Code {
	const { make } = scope.runtime;
	return make.lift(target.parts, (parts) => {
		const place = target.at(parts);
		return make.ofValue(() => place.get());
	});
}

/** A regex literal, compiled now so that a mistake in it is found before anything runs. */
export function compilePattern(scope: Scope, node: Extract<Expression, { type: "regex" }>) {
	try {
		return patternOf(node.pattern);
	} catch (error) {
		return refuse(scope, (error as Error).message, node.place);
	}
}

/** The key of an element: one index, or several joined by SUBSEP. */
export function keyCode(runtime: Runtime, parts: readonly Ready[]): () => string {
	const only = parts[0];
	if (parts.length === 1 && only !== undefined) return only.text;
	const subsep = runtime.cell("SUBSEP");
	return () => parts.map((part) => part.text()).join(toText(subsep.value, runtime.convfmt()));
}

/** An array by its name, where it lies now. */
export function arrayCode(scope: Scope, name: string, place?: Place): () => AwkArray {
	if (!scope.resolution.isArray(scope.functionName, name))
		return refuse(scope, `${name} is not an array`, place ?? { line: 1, column: 1 });
	const { runtime } = scope;
	const index = scope.parameters.indexOf(name);
	if (index >= 0) return () => runtime.frame[index] as AwkArray;
	const array = runtime.array(name);
	return () => array;
}

type Operation = (a: Ready, b: Ready, runtime: Runtime) => Ready;

const arithmetic =
	(of: (a: () => number, b: () => number) => () => number): Operation =>
	(a, b, { make }) =>
		make.ofNumber(of(a.number, b.number));

const comparison =
	(holds: (order: number) => boolean): Operation =>
	(a, b, runtime) =>
		runtime.make.ofBoolean(() => {
			const left = a.value();
			return holds(compare(left, b.value(), runtime.convfmt()));
		});

const OPERATIONS: Readonly<Record<string, Operation>> = {
	"+": arithmetic((a, b) => () => a() + b()),
	"-": arithmetic((a, b) => () => a() - b()),
	"*": arithmetic((a, b) => () => a() * b()),
	"/": arithmetic((a, b) => () => a() / divisor(b())),
	"%": arithmetic((a, b) => () => a() % divisor(b())),
	"^": arithmetic((a, b) => () => a() ** b()),
	" ": (a, b, { make }) =>
		make.ofText(() => {
			const left = a.text();
			return left + b.text();
		}),
	"<": comparison((order) => order < 0),
	"<=": comparison((order) => order <= 0),
	"==": comparison((order) => order === 0),
	"!=": comparison((order) => order !== 0),
	">=": comparison((order) => order >= 0),
	">": comparison((order) => order > 0),
};

function divisor(value: number): number {
	if (value === 0) throw new DeskError("EFAILED", "division by zero", { at: "awk" });
	return value;
}

/** With `reversed`, `b` is the left operand, but evaluated last (`a += b`: what is assigned comes first). */
function compileBinary(runtime: Runtime, operator: string, a: Ready, b: Ready, reversed = false): Ready {
	const operation = OPERATIONS[operator] as Operation;
	if (!reversed) return operation(a, b, runtime);
	let given: Value;
	const kept = runtime.make.ofValue(() => given);
	const made = operation(b, kept, runtime);
	return runtime.make.ofNumber(() => {
		given = a.number();
		return made.number();
	});
}

function compileCall(scope: Scope, { name, args }: Extract<Expression, { type: "call" }>): Code {
	const { runtime, resolution } = scope;
	const called = scope.functions.get(name) as FunctionCode;
	const isArray = called.parameters.map((parameter) => resolution.isArray(name, parameter));
	const arrays = called.parameters.map((_, at) => arrayArgument(scope, args[at], isArray[at] === true, name));
	const scalars = args.filter((_, at) => isArray[at] !== true);
	const parts = compileAll(scope, scalars);
	const call = (values: readonly Value[]): Maybe<Value> => {
		let taken = 0;
		const frame: (Value | AwkArray)[] = arrays.map((array, at) =>
			array === undefined ? (at < args.length ? values[taken++] : undefined) : array(),
		);
		return invoke(runtime, called, frame);
	};
	const waits = resolution.waits(name) || parts.some((part) => part.waits);
	if (waits) return waiting(() => after(valuesOf(parts), call));
	// Nothing in it can wait, so there is no promise.
	return runtime.make.ofValue(() => call((parts as Ready[]).map((part) => part.value())) as Value);
}

function arrayArgument(
	scope: Scope,
	argument: Expression | undefined,
	isArray: boolean,
	name: string,
): (() => AwkArray) | undefined {
	if (!isArray) return undefined;
	if (argument === undefined) return () => new Map();
	if (argument.type === "variable") return arrayCode(scope, argument.name, argument.place);
	return refuse(scope, `${name} takes an array here`, { line: 1, column: 1 });
}

function invoke(runtime: Runtime, called: FunctionCode, frame: (Value | AwkArray)[]): Maybe<Value> {
	const before = runtime.frame;
	runtime.frame = frame;
	const finish = (signal: Signal): Value => {
		runtime.frame = before;
		if (signal !== Signal.done && signal !== Signal.return) throw new Jump(signal);
		const value = signal === Signal.return ? runtime.returned : undefined;
		runtime.returned = undefined;
		return value;
	};
	return after(called.body.run(), finish);
}

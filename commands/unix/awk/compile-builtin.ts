/** Calls of the functions that awk has. */
import { after } from "../shared/records.ts";
import { type Code, type Ready, valuesOf, waiting } from "./code.ts";
import { arrayCode, compileExpression, compilePattern, type Scope } from "./compile-expression.ts";
import { compileTarget, refuse } from "./compile-target.ts";
import { ALL, splitBy, splitterOf } from "./fields.ts";
import type { Argument } from "./format.ts";
import { FUNCTIONS } from "./functions.ts";
import { type Pattern, patternOf } from "./regex.ts";
import type { Runtime } from "./runtime.ts";
import { sortedEntries } from "./sort.ts";
import { gensub, substitute } from "./substitute.ts";
import type { Expression } from "./syntax.ts";
import { type AwkArray, lengthOf, looksNumeric, Strnum, toNumber, toText, type Value } from "./values.ts";

type Builtin = Extract<Expression, { type: "builtin" }>;

/** Functions that take arrays, patterns or places, or that do something. */
const SPECIAL: Readonly<Record<string, (scope: Scope, node: Builtin) => Code>> = {
	length,
	split,
	match,
	sub: (scope, node) => replace(scope, node, false),
	gsub: (scope, node) => replace(scope, node, true),
	gensub(scope, { args }) {
		const { make, fields } = scope.runtime;
		const [pattern, ...rest] = args;
		const search = patternCode(scope, pattern as Expression);
		return make.lift([...search.parts, ...rest.map((part) => compileExpression(scope, part))], (parts) => {
			const find = search.at(parts);
			const [by, how, text] = parts.slice(search.parts.length) as [Ready, Ready, Ready | undefined];
			return make.ofText(() =>
				gensub(find(), by.text(), how.text(), text === undefined ? fields.text(0) : text.text()),
			);
		});
	},
	asort: (scope, node) => sort(scope, node, "@val_type_asc", ([, value]) => value),
	asorti: (scope, node) => sort(scope, node, "@ind_str_asc", ([key]) => key),
	isarray: (scope, { args }) => {
		const is = isArrayName(scope, args[0]) ? 1 : 0;
		return scope.runtime.make.ofNumber(() => is);
	},
	typeof(scope, { args }) {
		const { make } = scope.runtime;
		if (isArrayName(scope, args[0])) return make.ofText(() => "array");
		if (args[0]?.type === "regex") return make.ofText(() => "regexp");
		return make.lift([compileExpression(scope, args[0] as Expression)], ([part]) =>
			make.ofText(() => typeName((part as Ready).value())),
		);
	},
	system: acting((scope, [command]) => scope.runtime.streams.system(textOf(scope, command))),
	close: acting((scope, [name]) => scope.runtime.streams.close(textOf(scope, name))),
	fflush: acting(async (scope, [name], count) =>
		(await scope.runtime.streams.flush(count === 0 ? undefined : textOf(scope, name))) ? 0 : -1,
	),
};

export function compileBuiltin(scope: Scope, node: Builtin): Code {
	const special = SPECIAL[node.name];
	if (special !== undefined) return special(scope, node);
	const build = FUNCTIONS[node.name];
	if (build === undefined) return refuse(scope, `there is no function ${node.name}`, node.place);
	const parts = node.args.map((part) => compileExpression(scope, part));
	return scope.runtime.make.lift(parts, (ready) => build(ready, scope.runtime));
}

const textOf = (scope: Scope, value: Value) => toText(value, scope.runtime.convfmt());

function acting(act: (scope: Scope, values: readonly Value[], count: number) => Promise<number>) {
	return (scope: Scope, { args }: Builtin): Code => {
		const parts = args.map((part) => compileExpression(scope, part));
		return waiting(() => after(valuesOf(parts), (values) => act(scope, values, values.length)));
	};
}

function isArrayName(scope: Scope, node: Expression | undefined): node is Extract<Expression, { type: "variable" }> {
	return node?.type === "variable" && scope.resolution.isArray(scope.functionName, node.name);
}

/** An argument that must be an array. */
function arrayOf(scope: Scope, node: Expression | undefined, name: string, place: Builtin["place"]): () => AwkArray {
	if (node?.type !== "variable") return refuse(scope, `${name} takes the name of an array here`, place);
	return arrayCode(scope, node.name, node.place);
}

/** A pattern argument: a regex literal, or text that is one. */
function patternCode(scope: Scope, node: Expression) {
	if (node.type === "regex") {
		const pattern = compilePattern(scope, node);
		return { parts: [] as Code[], at: () => () => pattern };
	}
	const parts = [compileExpression(scope, node)];
	return {
		parts,
		at:
			([text]: readonly Ready[]): (() => Pattern) =>
			() =>
				patternOf((text as Ready).text()),
	};
}

function length(scope: Scope, { args: [of] }: Builtin): Code {
	const { make, fields } = scope.runtime;
	if (of === undefined) return make.ofNumber(() => lengthOf(fields.text(0)));
	if (isArrayName(scope, of)) {
		const array = arrayCode(scope, of.name);
		return make.ofNumber(() => array().size);
	}
	return make.lift([compileExpression(scope, of)], ([part]) => make.ofNumber(() => lengthOf((part as Ready).text())));
}

function split(scope: Scope, { args, place }: Builtin): Code {
	const { runtime } = scope;
	const [text, array, by, gaps] = args;
	const into = arrayOf(scope, array, "split", place);
	const seps = gaps === undefined ? undefined : arrayOf(scope, gaps, "split", place);
	const regex = by?.type === "regex" ? compilePattern(scope, by) : undefined;
	const parts = [compileExpression(scope, text as Expression)];
	if (by !== undefined && regex === undefined) parts.push(compileExpression(scope, by));
	return runtime.make.lift(parts, ([subject, separator]) =>
		runtime.make.ofNumber(() => {
			const of = (subject as Ready).text();
			const fs = separator === undefined ? toText(runtime.cell("FS").value, "%.6g") : separator.text();
			const found: string[] = [];
			let pieces: string[];
			if (seps !== undefined) pieces = splitWithGaps(of, regex ?? fs, found);
			else if (regex !== undefined) pieces = splitBy(of, regex);
			else pieces = (separator === undefined ? runtime.splitter() : splitterOf(fs))(of, ALL);
			fill(into(), pieces, 1);
			if (seps !== undefined) fill(seps(), found, typeof regex === "undefined" && fs === " " ? 0 : 1);
			return pieces.length;
		}),
	);
}

function fill(array: AwkArray, texts: readonly string[], first: number): void {
	array.clear();
	for (const [at, text] of texts.entries())
		if (first === 1 || (at > 0 && at < texts.length - 1) || text !== "")
			array.set(String(at + first), new Strnum(text));
}

/** `split` with its fourth argument: with FS " ", what stands before the first field is the gap 0. */
function splitWithGaps(text: string, by: Pattern | string, gaps: string[]): string[] {
	if (typeof by !== "string") return splitBy(text, by, gaps);
	if (by === "") {
		const chars = Array.from(text);
		gaps.push(...chars.slice(1).map(() => ""));
		return chars;
	}
	if (by !== " ") return splitBy(text, patternOf(by.length === 1 ? `[${by === "^" ? "\\^" : by}]` : by), gaps);
	const [, before = "", middle = "", behind = ""] = /^([ \t\n]*)(.*?)([ \t\n]*)$/s.exec(text) ?? [];
	gaps.push(before);
	const fields = splitBy(middle, patternOf("[ \t\n]+"), gaps);
	gaps.push(behind);
	return fields;
}

function match(scope: Scope, { args, place }: Builtin): Code {
	const { runtime } = scope;
	const [text, pattern, array] = args;
	const search = patternCode(scope, pattern as Expression);
	const into = array === undefined ? undefined : arrayOf(scope, array, "match", place);
	const [rstart, rlength] = [runtime.cell("RSTART"), runtime.cell("RLENGTH")];
	return runtime.make.lift([compileExpression(scope, text as Expression), ...search.parts], (parts) => {
		const find = search.at(parts.slice(1));
		return runtime.make.ofNumber(() => {
			const subject = (parts[0] as Ready).text();
			const spans = into === undefined ? [find().find(subject, 0)] : find().groups(subject, 0);
			const whole = spans?.[0];
			const groups = into?.();
			groups?.clear();
			const start = whole === undefined ? 0 : lengthOf(subject.slice(0, whole.start)) + 1;
			rstart.value = start;
			rlength.value = whole === undefined ? -1 : lengthOf(subject.slice(whole.start, whole.end));
			const subsep = toText(runtime.cell("SUBSEP").value, "%.6g");
			for (const [at, span] of (groups === undefined ? [] : (spans ?? [])).entries()) {
				if (span === undefined) continue;
				const part = subject.slice(span.start, span.end);
				groups?.set(String(at), new Strnum(part));
				groups?.set(`${at}${subsep}start`, lengthOf(subject.slice(0, span.start)) + 1);
				groups?.set(`${at}${subsep}length`, lengthOf(part));
			}
			return start;
		});
	});
}

function replace(scope: Scope, { args }: Builtin, isGlobal: boolean): Code {
	const { runtime } = scope;
	const [pattern, by, target] = args;
	const search = patternCode(scope, pattern as Expression);
	const isPlace = target === undefined || ["variable", "element", "field"].includes(target.type);
	const zero: Expression = { type: "field", index: { type: "number", value: 0 }, place: { line: 1, column: 1 } };
	// What is no place is replaced in and forgotten, as gawk does.
	const into = isPlace ? compileTarget(scope, (target ?? zero) as typeof zero) : undefined;
	const subject = into?.parts ?? [compileExpression(scope, target as Expression)];
	const before = [...search.parts, compileExpression(scope, by as Expression)];
	return runtime.make.lift([...before, ...subject], (parts) => {
		const find = search.at(parts);
		const replacement = parts[before.length - 1] as Ready;
		const place = into?.at(parts.slice(before.length));
		const text = place === undefined ? (parts.at(-1) as Ready) : runtime.make.ofValue(() => place.get());
		return runtime.make.ofNumber(() => {
			const made = substitute(find(), replacement.text(), text.text(), isGlobal);
			if (made !== undefined) place?.set(made.text);
			return made?.count ?? 0;
		});
	});
}

function sort(
	scope: Scope,
	{ name, args, place }: Builtin,
	usual: string,
	of: (entry: readonly [string, Value]) => Value,
): Code {
	const { make } = scope.runtime;
	const from = arrayOf(scope, args[0], name, place);
	const into = args[1] === undefined ? from : arrayOf(scope, args[1], name, place);
	const how = args[2] === undefined ? [] : [compileExpression(scope, args[2])];
	return make.lift(how, ([order]) =>
		make.ofNumber(() => {
			const values = sortedEntries(from(), order?.text() ?? usual).map(of);
			const target = into();
			target.clear();
			for (const [at, value] of values.entries()) target.set(String(at + 1), value);
			return values.length;
		}),
	);
}

function typeName(value: Value): string {
	if (value === undefined) return "unassigned";
	if (typeof value === "number") return "number";
	return value instanceof Strnum && looksNumeric(value.text) ? "strnum" : "string";
}

/** Expressions as what `sprintf` takes; all are evaluated now, in order. */
export function argumentsOf(parts: readonly Ready[], { convfmt }: Pick<Runtime, "convfmt">): Argument[] {
	return parts.map((part) => {
		const value = part.value();
		return {
			number: () => toNumber(value),
			text: () => toText(value, typeof value === "number" ? convfmt() : ""),
			isNumeric: () => {
				if (typeof value === "number" || value === undefined) return true;
				return value instanceof Strnum && looksNumeric(value.text);
			},
		};
	});
}

/** `getline` in all its forms. */
import { after, type Maybe } from "../shared/records.ts";
import { type Code, type Ready, valuesOf, waiting } from "./code.ts";
import { compileExpression, type Scope } from "./compile-expression.ts";
import { compileTarget } from "./compile-target.ts";
import type { Runtime } from "./runtime.ts";
import type { Expression } from "./syntax.ts";
import { Strnum, toText, type Value } from "./values.ts";

/** 1: a record was read; 0: there is none left; -1: there is no such file. */
type Outcome = 1 | 0 | -1;

export function compileGetline(scope: Scope, node: Extract<Expression, { type: "getline" }>): Code {
	const { runtime } = scope;
	const target = node.target === undefined ? undefined : compileTarget(scope, node.target);
	const source = node.source === undefined ? [] : [compileExpression(scope, node.source)];
	return waiting(() =>
		after(valuesOf([...(target?.parts ?? []), ...source]), (values) => {
			const indices = (target?.parts ?? []).map((_, at): Ready => runtime.make.ofValue(() => values[at]));
			const place = target?.at(indices);
			const put = (record: string): Outcome => {
				if (place === undefined) runtime.setRecord(record);
				else place.set(new Strnum(record));
				return 1;
			};
			if (node.from === "input") return fromInput(runtime, put);
			const name = toText(values.at(-1), runtime.convfmt());
			return node.from === "file" ? fromFile(runtime, name, put) : fromCommand(runtime, name, put);
		}),
	);
}

/** Sets NR and FNR, and `$0` or the target. */
function fromInput(runtime: Runtime, put: (record: string) => Outcome): Maybe<Value> {
	return after(runtime.input.next(runtime.separator()), (record) => {
		if (record === undefined) return 0;
		runtime.countRecord();
		runtime.noteTerminator(runtime.input.terminator);
		return put(record);
	});
}

/** Sets no counter. */
function fromFile(runtime: Runtime, name: string, put: (record: string) => Outcome): Maybe<Value> {
	return after(runtime.streams.openReader(name) ?? runtime.streams.fileReader(name), (reader) => {
		if (reader === undefined) return -1;
		return after(reader.next(runtime.separator()), (record) => (record === undefined ? 0 : put(record)));
	});
}

/** Sets no counter, as gawk and mawk have it. */
function fromCommand(runtime: Runtime, text: string, put: (record: string) => Outcome): Maybe<Value> {
	return after(runtime.streams.openReader(text) ?? runtime.streams.commandReader(text), (reader) =>
		after(reader.next(runtime.separator()), (record) => (record === undefined ? 0 : put(record))),
	);
}

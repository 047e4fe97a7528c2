/** Places that can be assigned to, as closures. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Code, Ready } from "./code.ts";
import { arrayCode, compileExpression, keyCode, type Scope } from "./compile-expression.ts";
import type { Place, Target } from "./syntax.ts";
import type { Value } from "./values.ts";

/** A place whose index is worked out each time that it is read or written. */
export interface PlaceCode {
	get(): Value;
	/** @returns what was assigned */
	set(value: Value): Value;
}

/** A target and the expressions of its index, which may have to wait. */
export interface TargetCode {
	readonly parts: readonly Code[];
	at(parts: readonly Ready[]): PlaceCode;
}

/** A mistake at a place in the source. @throws DeskError EUSAGE */
export function refuse(scope: Pick<Scope, "source">, what: string, place: Place): never {
	throw new DeskError("EUSAGE", what, { at: scope.source, line: place.line, column: place.column });
}

export function compileTarget(scope: Scope, target: Target): TargetCode {
	if (target.type === "variable") return variable(scope, target.name, target.place);
	if (target.type === "field") return field(scope, target);
	const array = arrayCode(scope, target.array, target.place);
	return {
		parts: target.index.map((part) => compileExpression(scope, part)),
		at(parts) {
			const key = keyCode(scope.runtime, parts);
			return {
				get() {
					const from = array();
					const name = key();
					const value = from.get(name);
					// Looking at an element makes it (POSIX).
					if (value === undefined && !from.has(name)) from.set(name, undefined);
					return value;
				},
				set(value) {
					array().set(key(), value);
					return value;
				},
			};
		},
	};
}

/** Variables that do something when they are assigned to. */
const CUTTERS = new Set(["FS", "FPAT", "FIELDWIDTHS"]);

function variable(scope: Scope, name: string, place: Place): TargetCode {
	const { runtime } = scope;
	if (scope.resolution.isArray(scope.functionName, name))
		return refuse(scope, `${name} is an array: name one of its elements, ${name}[…]`, place);
	const code = (made: PlaceCode): TargetCode => ({ parts: [], at: () => made });
	const index = scope.parameters.indexOf(name);
	if (index >= 0) {
		return code({
			get: () => runtime.frame[index] as Value,
			set(value) {
				runtime.frame[index] = value;
				return value;
			},
		});
	}
	if (name === "NF") {
		return code({
			get: () => runtime.fields.count,
			set(value) {
				runtime.assign(name, value);
				return value;
			},
		});
	}
	const cell = runtime.cell(name);
	const assigned = CUTTERS.has(name) ? () => runtime.noteCutter(name) : undefined;
	return code({
		get: () => cell.value,
		set(value) {
			cell.value = value;
			assigned?.();
			return value;
		},
	});
}

/** gawk takes no more either. */
const MOST_FIELDS = 2 ** 24;

function field(scope: Scope, target: Extract<Target, { type: "field" }>): TargetCode {
	const { runtime } = scope;
	return {
		parts: [compileExpression(scope, target.index)],
		at([part]) {
			const index = () => {
				const asked = Math.trunc((part as Ready).number());
				if (asked >= 0 && asked <= MOST_FIELDS) return asked;
				throw new DeskError("EINVAL", `there is no field ${asked}`, { at: "awk" });
			};
			return {
				get: () => runtime.fields.value(index()),
				set(value) {
					runtime.setField(index(), value);
					return value;
				},
			};
		},
	};
}

import { rawBytes } from "../base/raw-text.ts";

/** An indexed array may have holes; the keys of an associative one are listed in the order of bash's hash table. */
export type Value = string | string[] | Map<string, string>;

export interface Variable {
	/** Undefined: declared, not set. */
	value: Value | undefined;
	/** What it becomes when set: `declare -a`, `declare -A`. */
	shape: "string" | "indexed" | "associative";
	exported: boolean;
	readonly: boolean;
	integer: boolean;
	/** `declare -n`: the value names another variable. */
	reference: boolean;
	/** `declare -l`, `declare -u`, `declare -c`. */
	fold: "lower" | "upper" | "capital" | undefined;
	/** `declare -t`, which means nothing for a variable. */
	traced?: boolean;
	/** It came with the call of the function it belongs to (`x=1 f`); once exported or made readonly, it outlives the call. */
	temporary?: "passing" | "staying";
}

export class ReadonlyVariable extends Error {
	readonly variable: string;

	constructor(variable: string) {
		super("readonly variable");
		this.variable = variable;
	}
}

/** A variable that computes its value (`RANDOM`); assigning goes to `set`, or nowhere. */
export interface DynamicVariable {
	get(): Value;
	set?(value: string): void;
	/** Assigning to it is refused. */
	readonly?: boolean;
}

/** An unset variable without attributes. */
export function newVariable(): Variable {
	return {
		value: undefined,
		shape: "string",
		exported: false,
		readonly: false,
		integer: false,
		reference: false,
		fold: undefined,
	};
}

/** References that a name is followed through (bash's NAMEREF_MAX). */
const LONGEST_CHAIN = 8;

type Scope = Map<string, Variable> & { temporary?: boolean };

/** The variables of a shell: the global ones, and a scope for each function that is being run (dynamic scoping, as bash has it). */
export class Variables {
	/** Innermost last. A temporary one holds the variables of `X=1 command` and takes no others in. */
	#scopes: Scope[] = [new Map()];
	readonly dynamic: Map<string, DynamicVariable>;

	constructor(dynamic = new Map<string, DynamicVariable>()) {
		this.dynamic = dynamic;
	}

	/** A copy that shares nothing that changes; for subshells. `dynamic` is that of the copy. */
	clone(dynamic: Map<string, DynamicVariable>): Variables {
		const copy = new Variables(dynamic);
		copy.#scopes = this.#scopes.map((scope) => {
			const made: Scope = new Map();
			for (const [name, variable] of scope) made.set(name, { ...variable, value: copied(variable.value) });
			if (scope.temporary === true) made.temporary = true;
			return made;
		});
		return copy;
	}

	/** A function is called: what stands before the call is its own (variables.c: push_func_var). */
	pushScope(): void {
		const scope: Scope = new Map();
		const before = this.#scopes.at(-1);
		if (before?.temporary === true) {
			for (const [name, variable] of before) scope.set(name, Object.assign(variable, { temporary: "passing" }));
			before.clear();
		}
		this.#scopes.push(scope);
	}

	popScope(): void {
		for (const [name, variable] of this.#scopes.pop() ?? []) {
			if (variable.temporary !== "staying") continue;
			delete variable.temporary;
			Object.assign(this.findPlain(name) ?? this.makeGlobal(name), variable);
		}
	}

	/** The scope of the function that is being run, or the global one. */
	#own(): Scope {
		let at = this.#scopes.length - 1;
		while (this.#scopes[at]?.temporary === true) at--;
		return this.#scopes[at] as Scope;
	}

	/** The variable that a name stands for, through references. */
	find(name: string): Variable | undefined {
		const variable = this.findPlain(name);
		if (variable?.reference !== true) return variable;
		const target = this.target(name);
		if (target === name) return variable.value === name ? this.#below(variable, name) : variable;
		const found = this.findPlain(nameOfTarget(target));
		// A reference to its own name means that of the function around.
		return found?.reference === true && found.value === target ? this.#below(found, target) : found;
	}

	/** The variable of that name in the scopes around the one of another. */
	#below(variable: Variable, name: string): Variable | undefined {
		let passed = false;
		for (const scope of this.#scopes.slice().reverse()) {
			const found = scope.get(name);
			if (passed && found !== undefined) return found;
			passed ||= found === variable;
		}
		return undefined;
	}

	/** Without following references. */
	findPlain(name: string): Variable | undefined {
		for (let at = this.#scopes.length - 1; at >= 0; at--) {
			const variable = this.#scopes[at]?.get(name);
			if (variable !== undefined) return variable;
		}
		return undefined;
	}

	/** What a name finally refers to: itself, or for a reference the name (perhaps with a subscript) at its end; "" for a circle. */
	target(name: string): string {
		let at = name;
		for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
			const variable = this.findPlain(at);
			if (variable?.reference !== true || typeof variable.value !== "string" || variable.value === "") return at;
			if (variable.value === at) return at;
			at = variable.value;
		}
		return "";
	}

	/** The variable, made if need be: where it is, or else global. */
	make(name: string): Variable {
		const known = this.find(name);
		if (known !== undefined) return known;
		const made = newVariable();
		this.#scopes[0]?.set(nameOfTarget(this.target(name)), made);
		return made;
	}

	/** A variable of the function that is being run (`local`), or the global one outside of any. */
	makeLocal(name: string, inherit = false): Variable {
		const scope = this.#own();
		const known = scope.get(name);
		if (known !== undefined) return known;
		const outer = this.findPlain(name);
		const made = newVariable();
		if (inherit && outer !== undefined) Object.assign(made, outer, { value: copied(outer.value) });
		else if (outer?.exported === true) made.exported = true;
		scope.set(name, made);
		return made;
	}

	makeGlobal(name: string): Variable {
		const scope = this.#scopes[0] as Map<string, Variable>;
		const known = scope.get(name) ?? newVariable();
		scope.set(name, known);
		return known;
	}

	isLocal(name: string): boolean {
		const scope = this.#own();
		return scope !== this.#scopes[0] && scope.has(name);
	}

	/** A scalar, or the element 0 of an array; undefined when not set. */
	get(name: string): string | undefined {
		const dynamic = this.dynamic.get(name);
		if (dynamic !== undefined) return scalar(dynamic.get());
		const variable = this.findPlain(name);
		if (variable === undefined) return undefined;
		if (variable.reference) return scalar(this.find(name)?.value);
		return typeof variable.value === "string" ? variable.value : scalar(variable.value);
	}

	/** The whole value. */
	value(name: string): Value | undefined {
		return this.dynamic.get(name)?.get() ?? this.find(name)?.value;
	}

	/** Set a string (element 0 of an array), without the variable's attributes. @throws ReadonlyVariable */
	set(name: string, value: string): void {
		const dynamic = this.dynamic.get(name);
		if (dynamic !== undefined) return dynamic.set?.(value);
		const variable = this.make(name);
		if (variable.readonly) throw new ReadonlyVariable(name);
		if (Array.isArray(variable.value)) variable.value[0] = value;
		else if (variable.value instanceof Map) variable.value.set("0", value);
		else variable.value = value;
	}

	setArray(name: string, elements: string[]): void {
		const variable = this.make(name);
		if (variable.readonly) throw new ReadonlyVariable(name);
		variable.value = elements;
		variable.shape = "indexed";
	}

	/** Remove the innermost variable of that name. @throws ReadonlyVariable */
	unset(name: string): void {
		for (let at = this.#scopes.length - 1; at >= 0; at--) {
			const scope = this.#scopes[at];
			const variable = scope?.get(name);
			if (variable === undefined) continue;
			if (variable.readonly) throw new ReadonlyVariable(name);
			// A local one stays as an unset local, so that an outer one does not come back (as bash has it).
			if (at > 0 && scope === this.#own() && variable.temporary === undefined)
				scope?.set(name, { ...newVariable(), exported: variable.exported });
			else scope?.delete(name);
			return;
		}
		this.dynamic.delete(name);
	}

	/** All names that are visible, sorted. */
	names(): string[] {
		const names = new Set(this.dynamic.keys());
		for (const scope of this.#scopes) for (const name of scope.keys()) names.add(name);
		return [...names].sort();
	}

	/** Names with the innermost scope's variables only. */
	localNames(): string[] {
		const scope = this.#own();
		return scope === this.#scopes[0] ? [] : [...scope.keys()].sort();
	}

	/** What commands get as their environment. */
	exported(): Record<string, string> {
		const all: Record<string, string> = {};
		for (const scope of this.#scopes) {
			for (const [name, variable] of scope) {
				if (variable.value === undefined) continue;
				if (variable.exported && typeof variable.value === "string") all[name] = variable.value;
				else delete all[name];
			}
		}
		return all;
	}

	/** Put variables into a scope of their own for one command (`X=1 command`). */
	pushTemporary(): void {
		const scope: Scope = new Map();
		scope.temporary = true;
		this.#scopes.push(scope);
	}

	addTemporary(name: string, variable: Variable): void {
		this.#scopes.at(-1)?.set(name, variable);
	}
}

function copied(value: Value | undefined): Value | undefined {
	if (Array.isArray(value)) return value.slice();
	return value instanceof Map ? new Map(value) : value;
}

/** The name in `name[subscript]`. */
export function nameOfTarget(target: string): string {
	const bracket = target.indexOf("[");
	return bracket < 0 ? target : target.slice(0, bracket);
}

function scalar(value: Value | undefined): string | undefined {
	if (typeof value === "string" || value === undefined) return value;
	return Array.isArray(value) ? value[0] : value.get("0");
}

/** The elements of a value in order; a string is an array of one. */
export function elementsOf(value: Value | undefined): string[] {
	if (value === undefined) return [];
	if (typeof value === "string") return [value];
	// Without holes; a long one may be nearly all holes.
	if (Array.isArray(value))
		return value.length < 10_000 ? value.filter(() => true) : Object.keys(value).map((key) => value[Number(key)] ?? "");
	return hashOrder([...value.keys()]).map((key) => value.get(key) ?? "");
}

/** The subscripts of a value in order. */
export function keysOf(value: Value | undefined): string[] {
	if (value === undefined) return [];
	if (typeof value === "string") return ["0"];
	return Array.isArray(value) ? Object.keys(value) : hashOrder([...value.keys()]);
}

/** Buckets of bash's table for associative arrays (assoc.h: ASSOC_HASH_BUCKETS); it grows when there are twice as many keys. */
const BUCKETS = 1024;

/** Keys in the order in which bash lists them: by bucket (hashlib.c: FNV-1 of the bytes), the newest of a bucket first. */
export function hashOrder(keys: string[]): string[] {
	let buckets = BUCKETS;
	while (keys.length > buckets * 2) buckets *= 4;
	return keys
		.map((key, index) => ({ key, index, bucket: hashOf(key) & (buckets - 1) }))
		.sort((a, b) => a.bucket - b.bucket || b.index - a.index)
		.map(({ key }) => key);
}

function hashOf(key: string): number {
	let hash = 2166136261;
	for (const byte of rawBytes(key)) hash = (Math.imul(hash, 16777619) ^ ((byte << 24) >> 24)) >>> 0;
	return hash;
}

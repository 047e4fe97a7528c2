/** What names mean: which are arrays, which functions may have to wait. Found by looking at the whole program, once. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Expression, Place, Program, Statement } from "./syntax.ts";

export interface Resolution {
	/** Whether a name is an array; `scope` is the function that it is a parameter of, or "". */
	isArray(scope: string, name: string): boolean;
	/** Whether a call of the function may have to wait. */
	waits(functionName: string): boolean;
}

/** Which arguments of the functions of awk are arrays. */
export const ARRAY_ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
	split: [1, 3],
	match: [2],
	asort: [0, 1],
	asorti: [0, 1],
	isarray: [],
};

/** Statements and expressions that may have to wait. */
const WAITING_CALLS = new Set(["system", "close", "fflush"]);

type Node = Expression | Statement;

/** All nodes below `part`, itself included. */
function* nodesOf(part: unknown): Generator<Node, void, undefined> {
	if (typeof part !== "object" || part === null) return;
	if ("type" in part) yield part as Node;
	for (const [name, value] of Object.entries(part)) if (name !== "place") yield* nodesOf(value);
}

/** @throws DeskError EUSAGE for names that cannot mean what they are used for */
export function resolve(program: Program, at: string): Resolution {
	const scopes = scopesOf(program);
	const parameters = new Map([...program.functions].map(([name, { parameters }]) => [name, parameters]));
	const scopeOf = (scope: string, name: string) => (parameters.get(scope)?.includes(name) === true ? scope : "");
	const key = (scope: string, name: string) => `${scopeOf(scope, name)} ${name}`;
	const arrays = new Set<string>([" ENVIRON", " ARGV", " PROCINFO"]);
	for (let before = -1; before !== arrays.size; ) {
		before = arrays.size;
		for (const [scope, nodes] of scopes) for (const node of nodes) markArrays(node, scope);
	}

	function markArrays(node: Node, scope: string): void {
		if (node.type === "element" || node.type === "in" || node.type === "forIn" || node.type === "delete")
			arrays.add(key(scope, node.array));
		else if (node.type === "builtin") {
			for (const index of ARRAY_ARGUMENTS[node.name] ?? []) {
				const argument = node.args[index];
				if (argument?.type === "variable") arrays.add(key(scope, argument.name));
			}
		} else if (node.type === "call") {
			for (const [index, argument] of node.args.entries()) {
				const parameter = parameters.get(node.name)?.[index];
				if (argument.type !== "variable" || parameter === undefined) continue;
				const pair = [key(scope, argument.name), key(node.name, parameter)] as const;
				if (pair.some((name) => arrays.has(name))) for (const name of pair) arrays.add(name);
			}
		}
	}

	const slow = new Set<string>();
	for (let before = -1; before !== slow.size; ) {
		before = slow.size;
		for (const [scope, nodes] of scopes) if (nodes.some((node) => mayWait(node, slow))) slow.add(scope);
	}
	for (const nodes of scopes.values()) for (const node of nodes) check(node, program, at);
	return { isArray: (scope, name) => arrays.has(key(scope, name)), waits: (name) => slow.has(name) };
}

/** The nodes of every function; those of the rules under "". */
function scopesOf(program: Program): Map<string, Node[]> {
	const scopes = new Map([["", [...nodesOf(program.rules)]]]);
	for (const [name, { body }] of program.functions) scopes.set(name, [...nodesOf(body)]);
	return scopes;
}

function mayWait(node: Node, slow: ReadonlySet<string>): boolean {
	if (node.type === "loop" || node.type === "forIn" || node.type === "getline") return true;
	if (node.type === "builtin") return WAITING_CALLS.has(node.name);
	return node.type === "call" && slow.has(node.name);
}

function check(node: Node, program: Program, at: string): void {
	const refuse = (what: string, place: Place): never => {
		throw new DeskError("EUSAGE", what, { at, line: place.line, column: place.column });
	};
	if (node.type === "call") {
		const definition = program.functions.get(node.name);
		if (definition === undefined) refuse(`there is no function ${node.name}`, node.place);
		else if (node.args.length > definition.parameters.length)
			refuse(`${node.name} takes ${definition.parameters.length} arguments, not ${node.args.length}`, node.place);
	}
	if (node.type === "variable" && program.functions.has(node.name))
		refuse(`${node.name} is a function: its arguments are missing`, node.place);
}

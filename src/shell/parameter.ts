/** Parameter expansion: `$x`, `${x…}` with all its operators (bash(1), Parameter Expansion). */
import type { ParameterExpansionPart, ParameterOperation, Word } from "unbash";
import { assignScalar } from "./assign.ts";
import { DiscardJump, FatalJump } from "./control.ts";
import { expandText } from "./expand.ts";
import type { FoldOperator } from "./language/fold-case.ts";
import { type Asked, folded, mustBeSet, removed, replace, slice, transform } from "./parameter-change.ts";
import {
	bad,
	characters,
	type Found,
	find,
	indirect,
	listOf,
	SPECIAL,
	special,
	unset,
	unsetStatus,
} from "./parameter-value.ts";
import type { Shell } from "./shell.ts";
import { valueWord } from "./syntax.ts";
import { keysOf } from "./variables.ts";
import { type Atom, atomsOf, type Place } from "./word-atoms.ts";

/** `$x`, `$1`, `$@` without braces. */
export function expandSimple(shell: Shell, name: string, place: Place): Atom[] | Promise<Atom[]> {
	if (shell.variables.findPlain(name)?.reference === true) return expandReference(shell, name, place);
	if (name === "@" || name === "*") return listAtoms(shell, { values: shell.positional, list: name }, place);
	const value = special(shell, name) ?? shell.variables.get(name);
	if (value === undefined) unset(shell, name);
	return [{ text: value ?? "", kind: place.quoted ? "quoted" : "expanded" }];
}

/** A reference may name an element. */
async function expandReference(shell: Shell, name: string, place: Place): Promise<Atom[]> {
	const found = await find(shell, name, undefined);
	if (found.values.length === 0 && found.list === undefined) unset(shell, name);
	return listAtoms(shell, found, place);
}

/** `${…}`. @throws ExitJump, DiscardJump after a message */
export async function expandParameter(shell: Shell, part: ParameterExpansionPart, place: Place): Promise<Atom[]> {
	const { index } = part;
	// `${!:+x}`, `${#:-x}`: what reads like a prefix is the parameter.
	const alone = part.parameter === "" && part.prefix !== undefined;
	const parameter = alone ? (part.prefix as string) : part.parameter;
	const prefix = alone ? undefined : part.prefix;
	const operation = part.operation?.type === "Unknown" ? caseToggle(part.operation) : part.operation;
	if ((part.operation !== undefined && operation === undefined) || (parameter === "" && prefix === undefined))
		return bad(shell, part.text);
	if (prefix === "!" && operation?.type === "Names") {
		const names = shell.variables.names().filter((name) => name.startsWith(parameter));
		return listAtoms(shell, { values: names, list: operation.operator }, place);
	}
	const list = listOf(index);
	if (prefix === "!" && list !== undefined && operation === undefined) {
		return listAtoms(shell, { values: keysOf(shell.variables.value(parameter)), list }, place);
	}
	let name = parameter;
	let subscript = index;
	if (prefix === "!") {
		const target = await indirect(shell, parameter, index);
		name = target.name;
		subscript = target.index;
	}
	const found = await find(shell, name, subscript);
	if (prefix === "#") return [length(shell, found, name, place)];
	const label = subscript === undefined ? name : `${name}[${subscript.text}]`;
	if (operation === undefined) {
		if (found.values.length === 0 && found.list === undefined) unset(shell, label);
		return listAtoms(shell, found, place);
	}
	return await operate(shell, operation, found, { name, subscript, label, text: part.text }, place);
}

type CaseModification = Extract<ParameterOperation, { type: "CaseModification" }>;

/** `~` and `~~`, which the parser does not know. */
function caseToggle(unknown: Extract<ParameterOperation, { type: "Unknown" }>): ParameterOperation | undefined {
	const [, operator, operand] = /^(~~?)([\s\S]*)$/.exec(unknown.operator) ?? [];
	if (operator === undefined || operand === undefined) return undefined;
	return {
		...unknown,
		type: "CaseModification",
		operator: operator as CaseModification["operator"],
		operand: valueWord(operand),
	};
}

function length(shell: Shell, found: Found, name: string, place: Place): Atom {
	const kind = place.quoted ? "quoted" : "expanded";
	if (found.list !== undefined) return { text: String(found.values.length), kind };
	if (found.values.length === 0) unset(shell, name);
	return { text: String(characters(found.values[0] ?? "")), kind };
}

/** Atoms of a value or list, as its place wants it. */
function listAtoms(shell: Shell, found: Found, place: Place): Atom[] {
	const kind = place.quoted ? "quoted" : "expanded";
	const { values, list } = found;
	if (list === undefined) return [{ text: values[0] ?? "", kind }];
	const separator = (shell.variables.get("IFS") ?? " ").slice(0, 1);
	if (list === "*" && (place.quoted || !place.list)) return [{ text: values.join(separator), kind }];
	// Where IFS begins with a visible delimiter, empty elements count, as they do between delimiters.
	if (place.list && !place.quoted && separator.trim() !== "") return [{ text: values.join(separator), kind }];
	if (!place.list) return [{ text: values.join(" "), kind }];
	const atoms: Atom[] = [];
	for (const [at, text] of values.entries()) {
		if (at > 0) atoms.push({ text: "", kind: "break" });
		atoms.push({ text, kind });
	}
	return atoms;
}

async function operate(
	shell: Shell,
	operation: ParameterOperation,
	found: Found,
	asked: Asked,
	place: Place,
): Promise<Atom[]> {
	if (operation.type === "Default") return await withDefault(shell, operation, found, asked, place);
	// What is not set has nothing to be changed: the operand is not expanded.
	if (found.values.length === 0 && ["Remove", "Replace", "CaseModification"].includes(operation.type)) {
		mustBeSet(shell, found, asked);
		return listAtoms(shell, found, place);
	}
	switch (operation.type) {
		case "Slice":
			return listAtoms(shell, await slice(shell, operation, found, asked), place);
		case "Remove":
			return listAtoms(shell, await removed(shell, operation, found), place);
		case "Replace":
			return listAtoms(shell, await replace(shell, operation, found), place);
		case "CaseModification":
			return listAtoms(shell, await folded(shell, found, operation.operator as FoldOperator, operation.operand), place);
		case "Transform":
			return listAtoms(shell, await transform(shell, operation.operand.text, found, asked), place);
		default:
			return await bad(shell, asked.text);
	}
}

async function withDefault(
	shell: Shell,
	operation: Extract<ParameterOperation, { type: "Default" }>,
	found: Found,
	asked: Asked,
	place: Place,
): Promise<Atom[]> {
	const { operator, operand } = operation;
	const joined = found.values.join(found.list === undefined ? "" : " ");
	const isNull = operator.startsWith(":") && joined === "";
	const isSet = found.values.length > 0 && !isNull;
	const kind = operator.at(-1);
	if (kind === "+")
		return isSet ? await operandAtoms(shell, operand, place) : place.quoted ? [{ text: "", kind: "quoted" }] : [];
	if (isSet) return listAtoms(shell, found, place);
	if (kind === "-") return await operandAtoms(shell, operand, place);
	if (kind === "=") {
		if (SPECIAL.test(asked.name)) {
			await shell.complain(`$${asked.name}: cannot assign in this way`);
			throw new DiscardJump(1);
		}
		const value = (await atomsOf(shell, operand, { quoted: place.quoted, list: false }))
			.map((atom) => atom.text)
			.join("");
		await assignScalar(shell, asked.name, asked.subscript, value, false);
		return [{ text: value, kind: place.quoted ? "quoted" : "expanded" }];
	}
	const message =
		operand.text === ""
			? isNull || operator.startsWith(":")
				? "parameter null or not set"
				: "parameter not set"
			: await expandText(shell, operand);
	await shell.complain(`${asked.label}: ${message}`);
	throw new FatalJump(unsetStatus(shell));
}

/** The word after `:-`: unquoted, it is split as the value would be. */
async function operandAtoms(shell: Shell, operand: Word, place: Place): Promise<Atom[]> {
	const atoms = await atomsOf(shell, operand, place);
	if (place.quoted) return atoms.length === 0 ? [{ text: "", kind: "quoted" }] : atoms;
	return atoms.map((atom) =>
		atom.kind === "literal" || atom.kind === "wild" ? { text: atom.text, kind: "expanded" } : atom,
	);
}

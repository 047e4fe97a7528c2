/** Parameter expansion: `$x`, `${x…}` with all its operators (bash(1), Parameter Expansion). */
import type { ParameterExpansionPart, ParameterOperation, Word } from "unbash";
import { evaluateText } from "./arithmetic-scope.ts";
import { assignScalar, elementKey } from "./assign.ts";
import { DiscardJump, FatalJump } from "./control.ts";
import { type Atom, atomsOf, expandPattern, expandReplacement, expandText, type Place } from "./expand.ts";
import { unescapeAnsi } from "./language/escapes.ts";
import { type FoldOperator, foldCase } from "./language/fold-case.ts";
import { compilePattern, substitute } from "./language/pattern.ts";
import { quoteForDeclare, quoteTransform } from "./language/quote.ts";
import type { Shell } from "./shell.ts";
import { valueWord, wordOf } from "./syntax.ts";
import { elementsOf, keysOf, nameOfTarget, type Variable } from "./variables.ts";

/** What a parameter holds. */
interface Found {
	/** Elements; a scalar has one, an unset parameter none. */
	values: string[];
	/** Subscripts of the elements of an array. */
	keys?: string[];
	/** `@` or `*` when it stands for a list. */
	list?: "@" | "*";
}

const SPECIAL = /^([@*#?$!-]|\d+)$/;

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

/** `set -u`. */
function unset(shell: Shell, name: string): void {
	if (!shell.options.nounset || name === "@" || name === "*") return;
	void shell.complain(`${name}: unbound variable`);
	throw new FatalJump(unsetStatus(shell));
}

/** The status with which a shell ends at an unset parameter, or a mistake in a substitution's syntax: bash's `-c` has one of its own. */
export function unsetStatus(shell: Shell): number {
	return shell.from === "command" && shell.subshellDepth === 0 && !shell.options.errexit ? 127 : 1;
}

/** Positional and special parameters; undefined for names, and for those that are not set. */
function special(shell: Shell, name: string): string | undefined {
	const first = name.charCodeAt(0);
	if (first >= 48 && first <= 57) return name === "0" ? shell.name : shell.positional[Number(name) - 1];
	switch (name) {
		case "#":
			return String(shell.positional.length);
		case "?":
			return String(shell.status);
		case "$":
			return String(shell.leader.pid);
		case "!":
			return shell.lastBackground === 0 ? undefined : String(shell.lastBackground);
		case "-":
			return flags(shell);
		case "_":
			return shell.lastArgument;
		default:
			return undefined;
	}
}

function flags(shell: Shell): string {
	const { options } = shell;
	const letters: [boolean, string][] = [
		[options.allexport, "a"],
		[options.errexit, "e"],
		[options.noglob, "f"],
		[options.hashall, "h"],
		[shell.world.interactive, "i"],
		[options.monitor, "m"],
		[options.noexec, "n"],
		[options.nounset, "u"],
		[options.verbose, "v"],
		[options.xtrace, "x"],
		[options.braceexpand, "B"],
		[options.noclobber, "C"],
		[options.errtrace, "E"],
		[options.functrace, "T"],
		[shell.from === "command", "c"],
	];
	return letters.map(([on, letter]) => (on ? letter : "")).join("");
}

/** `${…}`. @throws ExitJump, DiscardJump after a message */
export async function expandParameter(shell: Shell, part: ParameterExpansionPart, place: Place): Promise<Atom[]> {
	const { index, operation } = part;
	// `${!:+x}`, `${#:-x}`: what reads like a prefix is the parameter.
	const alone = part.parameter === "" && part.prefix !== undefined;
	const parameter = alone ? (part.prefix as string) : part.parameter;
	const prefix = alone ? undefined : part.prefix;
	const toggles = operation?.type === "Unknown" ? /^(~~?)([\s\S]*)$/.exec(operation.operator) : null;
	if (toggles !== null) {
		const [, operator, operand = ""] = toggles;
		const found = await find(shell, parameter, index);
		return await folded(shell, found, operator as FoldOperator, valueWord(operand), place);
	}
	if (operation?.type === "Unknown" || (parameter === "" && prefix === undefined)) return bad(shell, part.text);
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

/** `^`, `^^`, `,`, `,,`, `~`, `~~`. Without a pattern every character counts; one that is empty quotes matches none. */
async function folded(
	shell: Shell,
	found: Found,
	operator: FoldOperator,
	operand: Word | undefined,
	place: Place,
): Promise<Atom[]> {
	const pattern = operand === undefined || operand.text === "" ? "" : await expandPattern(shell, operand);
	const isQuoted = operand?.parts?.some(({ type }) => /Quoted$/.test(type)) === true;
	const change =
		pattern === "" && isQuoted ? (value: string) => value : (value: string) => foldCase(value, operator, pattern);
	return listAtoms(shell, mapped(found, change), place);
}

/** The `@` or `*` that a subscript is. */
function listOf(index: Word | undefined): "@" | "*" | undefined {
	const text = index?.text;
	return text === "@" || text === "*" ? text : undefined;
}

async function bad(shell: Shell, text: string): Promise<never> {
	await shell.complain(`${text}: bad substitution`);
	throw new DiscardJump(1);
}

/** `${!x}`: the parameter that the value of x names. */
async function indirect(
	shell: Shell,
	parameter: string,
	index: Word | undefined,
): Promise<{ name: string; index: Word | undefined }> {
	const plain = index === undefined ? shell.variables.findPlain(parameter) : undefined;
	// For a reference, the name that it refers to.
	if (plain?.reference === true) return { name: NAME_OF, index: namedBy(shell.variables.target(parameter)) };
	const value = (await find(shell, parameter, index)).values.join(" ");
	const parsed = /^([A-Za-z_]\w*|[@*#?$!-]|\d+)(?:\[([\s\S]*)\])?$/.exec(value);
	if (parsed === null) {
		if (value === "") await shell.complain(`${parameter}: invalid indirect expansion`);
		else await shell.complain(`${value}: invalid variable name`);
		throw new DiscardJump(1);
	}
	return { name: parsed[1] as string, index: parsed[2] === undefined ? undefined : wordOf(parsed[2]) };
}

/** A parameter whose value is its subscript: what `${!reference}` gives. */
const NAME_OF = "\0name";

function namedBy(name: string): Word {
	return { type: "Word", text: name, value: name, pos: 0, end: 0 };
}

async function find(shell: Shell, name: string, index: Word | undefined): Promise<Found> {
	if (name === NAME_OF) return { values: [index?.value ?? ""] };
	if (name === "@" || name === "*") return { values: shell.positional, list: name };
	if (SPECIAL.test(name)) {
		const value = special(shell, name);
		return { values: value === undefined ? [] : [value] };
	}
	if (index === undefined) {
		const target = shell.variables.target(name);
		const bracket = target.indexOf("[");
		if (bracket > 0) return await find(shell, target.slice(0, bracket), wordOf(target.slice(bracket + 1, -1)));
		const value = shell.variables.get(name);
		return { values: value === undefined ? (name === "_" ? [shell.lastArgument] : []) : [value] };
	}
	const value = shell.variables.value(name);
	const list = listOf(index);
	if (list !== undefined) return { values: elementsOf(value), keys: keysOf(value), list };
	if (index.text === "") return await bad(shell, `\${${name}[]}`);
	const key = await elementKey(shell, name, index);
	if (key === undefined) return { values: [] };
	const element =
		typeof value === "string"
			? Number(key) === 0 && !index.text.includes("-")
				? value
				: undefined
			: Array.isArray(value)
				? value[Number(key)]
				: value?.get(key);
	return { values: element === undefined ? [] : [element] };
}

function length(shell: Shell, found: Found, name: string, place: Place): Atom {
	const kind = place.quoted ? "quoted" : "expanded";
	if (found.list !== undefined) return { text: String(found.values.length), kind };
	if (found.values.length === 0) unset(shell, name);
	return { text: String(characters(found.values[0] ?? "")), kind };
}

/** Length in characters: a surrogate pair is one. */
export function characters(text: string): number {
	let count = text.length;
	for (let at = 0; at < text.length - 1; at++) {
		const code = text.charCodeAt(at);
		if (code >= 0xd800 && code <= 0xdbff) {
			const next = text.charCodeAt(at + 1);
			if (next >= 0xdc00 && next <= 0xdfff) {
				count--;
				at++;
			}
		}
	}
	return count;
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

interface Asked {
	name: string;
	subscript: Word | undefined;
	/** What messages call it. */
	label: string;
	/** The whole `${…}`. */
	text: string;
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
		case "Remove": {
			const pattern = compilePattern(await expandPattern(shell, operation.operand), {
				extglob: shell.options.shopt.has("extglob"),
			});
			const remove = REMOVE[operation.operator];
			return listAtoms(
				shell,
				mapped(found, (value) => remove(pattern, value)),
				place,
			);
		}
		case "Replace":
			return listAtoms(shell, await replace(shell, operation, found), place);
		case "CaseModification": {
			return await folded(shell, found, operation.operator, operation.operand, place);
		}
		case "Transform":
			return await transform(shell, operation.operand.text, found, asked, place);
		default:
			return await bad(shell, asked.text);
	}
}

function mustBeSet(shell: Shell, found: Found, asked: Asked): void {
	if (found.values.length === 0 && found.list === undefined) unset(shell, asked.label);
}

function mapped(found: Found, change: (value: string) => string): Found {
	return { ...found, values: found.values.map(change) };
}

type Compiled = ReturnType<typeof compilePattern>;

const REMOVE: Readonly<Record<"#" | "##" | "%" | "%%", (pattern: Compiled, value: string) => string>> = {
	"#": (pattern, value) => value.slice(pattern.shortestPrefix(value) ?? 0),
	"##": (pattern, value) => value.slice(pattern.longestPrefix(value) ?? 0),
	"%": (pattern, value) => value.slice(0, value.length - (pattern.shortestSuffix(value) ?? 0)),
	"%%": (pattern, value) => value.slice(0, value.length - (pattern.longestSuffix(value) ?? 0)),
};

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

async function slice(
	shell: Shell,
	operation: Extract<ParameterOperation, { type: "Slice" }>,
	found: Found,
	asked: Asked,
): Promise<Found> {
	const number = async (word: Word) => Number(await evaluateText(shell, await expandText(shell, word)));
	const tooShort = async () => {
		await shell.complain(`${operation.length?.text ?? ""}: substring expression < 0`);
		throw new DiscardJump(1);
	};
	const isPositional = asked.name === "@" || asked.name === "*";
	if (found.list === undefined) mustBeSet(shell, found, asked);
	// Of what is not set, or begins behind the end, nothing more is evaluated (subst.c: verify_substring_values).
	if (found.values.length === 0 && !isPositional) return found;
	const value = isPositional ? undefined : shell.variables.value(asked.name);
	const isMap = value instanceof Map;
	const isText = found.list === undefined || typeof value === "string";
	const points = isText ? Array.from(found.values[0] ?? "") : [];
	const keys = (found.keys ?? []).map(Number);
	const offset = await number(operation.offset);
	const count = isText
		? points.length
		: isPositional
			? shell.positional.length + 1
			: isMap
				? found.values.length + (offset < 0 ? 1 : 0)
				: (keys.at(-1) ?? -1) + 1;
	const from = offset < 0 ? count + offset : offset;
	const none: Found = found.list === undefined ? { values: [""] } : { values: [], list: found.list };
	if (from < 0 || from > count) return none;
	const length = operation.length === undefined ? Number.POSITIVE_INFINITY : await number(operation.length);
	if (isText) {
		const end = length < 0 ? points.length + length : from + length;
		if (end < from) await tooShort();
		return { ...none, values: [points.slice(from, end).join("")] };
	}
	if (length < 0) await tooShort();
	// Positional parameters are counted from the script's name, elements of an indexed array by their subscripts, others from 1.
	const all = isPositional ? [shell.name, ...shell.positional] : found.values;
	const first = isPositional ? from : isMap ? Math.max(0, from - 1) : keys.findIndex((key) => key >= from);
	return first < 0 ? none : { values: all.slice(first, first + length), list: found.list as "@" };
}

async function replace(
	shell: Shell,
	operation: Extract<ParameterOperation, { type: "Replace" }>,
	found: Found,
): Promise<Found> {
	const source = await expandPattern(shell, operation.pattern, "none");
	const pieces = await expandReplacement(shell, operation.replacement);
	const pattern = compilePattern(source, {
		extglob: shell.options.shopt.has("extglob"),
		caseInsensitive: shell.options.shopt.has("nocasematch"),
	});
	const put = (match: string) => pieces.map((piece) => piece ?? match).join("");
	const where = WHERE[operation.operator];
	return mapped(found, (value) => substitute(value, pattern, where, put));
}

const WHERE = { "/": "first", "//": "all", "/#": "start", "/%": "end" } as const;

async function transform(shell: Shell, operator: string, found: Found, asked: Asked, place: Place): Promise<Atom[]> {
	const variable = shell.variables.find(asked.name);
	const simple: Record<string, (value: string) => string> = {
		Q: quoteTransform,
		E: unescapeAnsi,
		U: (value) => foldCase(value, "^^", undefined),
		u: (value) => foldCase(value, "^", undefined),
		L: (value) => foldCase(value, ",,", undefined),
	};
	if (operator === "a") {
		const letters = attributeLetters(variable);
		if (found.values.length === 0 && found.list === undefined && variable === undefined)
			return listAtoms(shell, { values: [] }, place);
		return listAtoms(shell, found.list === undefined ? { values: [letters] } : mapped(found, () => letters), place);
	}
	if (found.values.length === 0 && operator !== "A") {
		if (found.list === undefined) unset(shell, asked.label);
		return listAtoms(shell, found, place);
	}
	const change = simple[operator];
	if (change !== undefined) return listAtoms(shell, mapped(found, change), place);
	if (operator === "P") {
		const { promptText } = await import("./prompt-text.ts");
		return listAtoms(
			shell,
			mapped(found, (value) => promptText(shell, value)),
			place,
		);
	}
	if (operator === "A")
		return listAtoms(
			shell,
			{ values: [assignmentText(shell, nameOfTarget(shell.variables.target(asked.name)), found, variable)] },
			place,
		);
	if (operator === "K" || operator === "k") {
		if (found.list === undefined) return listAtoms(shell, mapped(found, quoteTransform), place);
		const pairs = (found.keys ?? []).flatMap((key, at) => [key, found.values[at] ?? ""]);
		if (operator === "k") return listAtoms(shell, { values: pairs, list: found.list }, place);
		const text = (found.keys ?? []).map(
			(key, at) =>
				`${variable?.value instanceof Map ? quoteIfNeeded(key) : key} ${quoteForDeclare(found.values[at] ?? "")}`,
		);
		const end = variable?.value instanceof Map && text.length > 0 ? " " : "";
		return listAtoms(shell, { values: [text.join(" ") + end] }, place);
	}
	return await bad(shell, asked.text);
}

function quoteIfNeeded(text: string): string {
	return /^[\w./:@%+,=-]+$/.test(text) ? text : quoteForDeclare(text);
}

/** `${x@a}`: letters as `declare` takes them. */
export function attributeLetters(variable: Variable | undefined): string {
	if (variable === undefined) return "";
	const letters: [boolean, string][] = [
		[variable.shape === "indexed", "a"],
		[variable.shape === "associative", "A"],
		[variable.integer, "i"],
		[variable.reference, "n"],
		[variable.readonly, "r"],
		[variable.traced === true, "t"],
		[variable.exported, "x"],
		[variable.fold === "capital", "c"],
		[variable.fold === "lower", "l"],
		[variable.fold === "upper", "u"],
	];
	return letters.map(([on, letter]) => (on ? letter : "")).join("");
}

/** `${x@A}`: the command that makes the variable again. */
function assignmentText(shell: Shell, name: string, found: Found, variable: Variable | undefined): string {
	if (name === "@" || name === "*") return `set -- ${shell.positional.map(quoteTransform).join(" ")}`;
	const letters = attributeLetters(variable);
	if (SPECIAL.test(name)) return "";
	if (found.values.length === 0) return letters === "" ? "" : `declare -${letters} ${name}`;
	if (found.list !== undefined && variable !== undefined && typeof variable.value !== "string") {
		return `declare -${letters} ${name}=${arrayText(variable.value)}`;
	}
	const value = quoteTransform(found.values[0] ?? "");
	return letters === "" ? `${name}=${value}` : `declare -${letters} ${name}=${value}`;
}

/** `([0]="a" [1]="b")`, as `declare -p` prints it. */
export function arrayText(value: Variable["value"]): string {
	const keys = keysOf(value);
	const elements = elementsOf(value);
	const isMap = value instanceof Map;
	const pairs = keys.map((key, at) => `[${isMap ? quoteIfNeeded(key) : key}]=${quoteForDeclare(elements[at] ?? "")}`);
	return `(${pairs.join(" ")}${isMap && pairs.length > 0 ? " " : ""})`;
}

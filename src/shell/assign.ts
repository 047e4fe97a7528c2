/** Assignments: to scalars, elements and whole arrays, with the attributes that variables have. */
import type { ArrayValue, Assignment, Word } from "unbash";
import { evaluateRaw, evaluateText, keyNow, LAST_INDEX } from "./arithmetic-scope.ts";
import { DiscardJump, LineJump } from "./control.ts";
import { braced, expandText, expandWords } from "./expand.ts";
import { ArithmeticError } from "./language/arithmetic.ts";
import { foldCase } from "./language/fold-case.ts";
import { singleQuote } from "./language/quote.ts";
import type { Shell } from "./shell.ts";
import { valueWord, wordOf } from "./syntax.ts";
import { trace, traceAssignment } from "./trace.ts";
import { nameOfTarget, ReadonlyVariable, type Variable } from "./variables.ts";

/** Say that a variable cannot be changed. */
export function complainReadonly(shell: Shell, name: string): void {
	void shell.complain(`${name}: readonly variable`);
}

/** `name=value`, `name+=value`, `name[i]=value`, `name=(…)`. @throws DiscardJump after a message */
export async function assign(shell: Shell, assignment: Assignment): Promise<void> {
	const { name, value, append, index } = assignment;
	if (value.type === "ArrayValue" && index !== undefined) {
		await shell.complain(`${name}[${index.text}]: cannot assign list to array member`);
		throw new DiscardJump(1);
	}
	if (value.type === "ArrayValue") {
		if (shell.options.xtrace) await traceAssignment(shell, assignment, "");
		await assignArray(shell, name, value, append === true);
		return;
	}
	const text = await expandText(shell, value, "assignment");
	if (shell.options.xtrace) await traceAssignment(shell, assignment, text);
	await assignScalar(shell, name, index, text, append === true);
}

/** @throws DiscardJump after a message */
export async function assignScalar(
	shell: Shell,
	name: string,
	subscript: Word | undefined,
	value: string,
	append: boolean,
): Promise<void> {
	let key: string | undefined;
	if (subscript !== undefined) {
		key = await elementKey(shell, name, subscript);
		if (key === undefined) throw new DiscardJump(1);
	}
	assignOrDiscard(shell, () => assignScalarNow(shell, name, key, value, append));
}

/** Turn what refuses an assignment into a message and the end of the command line; a bad number for an integer ends all of `-c`. @throws DiscardJump, LineJump */
export function assignOrDiscard(shell: Shell, body: () => void): void {
	try {
		body();
	} catch (error) {
		if (error instanceof ReadonlyVariable) complainReadonly(shell, error.variable);
		else if (error instanceof ArithmeticError) {
			void shell.complain(error.message);
			throw new LineJump(1);
		} else throw error;
		throw new DiscardJump(1);
	}
}

/** Assign a value whose key is known. @throws ReadonlyVariable, ArithmeticError */
export function assignScalarNow(
	shell: Shell,
	given: string,
	key: string | undefined,
	value: string,
	append: boolean,
): void {
	const { variables } = shell;
	const dynamic = variables.dynamic.get(given);
	if (dynamic !== undefined) {
		if (dynamic.readonly === true) throw new ReadonlyVariable(given);
		if (dynamic.set !== undefined) return dynamic.set(value);
		// Assigning to one without a meaning for it does nothing, as in bash.
		return;
	}
	const target = variables.target(given);
	const name = nameOfTarget(target);
	let at = key;
	if (name === "") {
		void shell.complain(`warning: ${given}: circular name reference`);
		throw new DiscardJump(1);
	}
	if (at === undefined && name !== target) at = keyNow(shell, name, target.slice(name.length + 1, -1));
	const plain = target === given ? variables.findPlain(given) : undefined;
	if (plain?.reference === true && plain.value === undefined && !/^[A-Za-z_]\w*(\[.*\])?$/.test(value)) {
		void shell.complain(`\`${value}': not a valid identifier`);
		throw new DiscardJump(1);
	}
	const variable = variables.make(name);
	if (variable.readonly) throw new ReadonlyVariable(name);
	if (shell.options.allexport) variable.exported = true;
	assignTo(shell, variable, at, value, append);
	if (name === "IFS" || name === "PATH") return;
	if (name === "OPTIND") shell.world.optionOffsets.delete(shell);
}

/** Assign to a variable that is known, as its attributes ask. @throws ArithmeticError */
export function assignTo(
	shell: Shell,
	variable: Variable,
	key: string | undefined,
	value: string,
	append: boolean,
): void {
	if (key === undefined && typeof variable.value !== "object" && variable.shape === "string") {
		variable.value = finished(
			shell,
			variable,
			typeof variable.value === "string" ? variable.value : undefined,
			value,
			append,
		);
		return;
	}
	if (variable.shape === "associative") {
		if (!(variable.value instanceof Map)) variable.value = new Map();
		const at = key ?? "0";
		variable.value.set(at, finished(shell, variable, variable.value.get(at), value, append));
		return;
	}
	if (!Array.isArray(variable.value)) variable.value = typeof variable.value === "string" ? [variable.value] : [];
	variable.shape = "indexed";
	const at = Number(key ?? 0);
	variable.value[at] = finished(shell, variable, variable.value[at], value, append);
}

/** The value as the variable's attributes make it. @throws ArithmeticError */
function finished(
	shell: Shell,
	variable: Variable,
	before: string | undefined,
	value: string,
	append: boolean,
): string {
	if (variable.integer) {
		const number = evaluateRaw(shell, value);
		return String(append ? BigInt.asIntN(64, evaluateRaw(shell, before ?? "") + number) : number);
	}
	const all = append ? (before ?? "") + value : value;
	if (all.length > shell.world.limits.valueBytes)
		throw new ArithmeticError("", "the value is longer than a script may make it", "");
	if (variable.fold === undefined) return all;
	if (variable.fold === "capital") return foldCase(foldCase(all, ",,", undefined), "^", undefined);
	return foldCase(all, variable.fold === "lower" ? ",," : "^^", undefined);
}

/** An element of an array's list, expanded. */
interface Element {
	/** The key, of an associative array. */
	readonly key: string | undefined;
	/** The subscript as written, of an indexed one. */
	readonly subscript: Word | undefined;
	readonly value: string;
	readonly append: boolean;
}

/**
 * `name=(…)`. Words are expanded before the array is emptied, so that `a=("${a[@]}" x)` works.
 * @param traces whether `set -x` shows what was expanded, as it does for `declare`
 */
export async function assignArray(
	shell: Shell,
	name: string,
	value: ArrayValue,
	append: boolean,
	traces = false,
): Promise<void> {
	const known = shell.variables.find(name);
	if (known?.readonly === true) {
		complainReadonly(shell, name);
		throw new DiscardJump(1);
	}
	const isMap = known?.shape === "associative";
	const elements = await expandElements(shell, value, isMap);
	if (traces && shell.options.xtrace)
		await trace(shell, `${name}${append ? "+" : ""}=(${elements.map(elementText).join(" ")})`);
	const variable = shell.variables.make(name);
	if (shell.options.allexport) variable.exported = true;
	if (isMap) storeMap(shell, variable, elements, append);
	else await storeList(shell, variable, elements, append);
}

async function expandElements(shell: Shell, list: ArrayValue, isMap: boolean): Promise<Element[]> {
	const elements: Element[] = [];
	// A list that begins without a key is one of keys and values, whatever they look like.
	const [first] = list.elements;
	const isPairs = isMap && first !== undefined && keyedElement(first) === undefined;
	for (const word of list.elements) {
		// What braces make of an element is no `[key]=value` any more; in an associative array they are text.
		const keyed = isPairs || (!isMap && braced(shell, word)[0] !== word) ? undefined : keyedElement(word);
		if (keyed === undefined) {
			// In a list of keys and values nothing is split.
			const fields = isMap ? [await expandText(shell, word)] : await expandWords(shell, [word]);
			for (const value of fields) elements.push({ key: undefined, subscript: undefined, value, append: false });
			continue;
		}
		const value = await expandText(shell, keyed.value, isMap ? "none" : "assignment");
		const key = isMap ? await expandText(shell, keyed.key, "none") : undefined;
		if (key === "") {
			await shell.complain(`${word.text}: bad array subscript`);
			continue;
		}
		elements.push({ key, subscript: isMap ? undefined : keyed.key, value, append: keyed.append });
	}
	return elements;
}

function elementText({ key, subscript, value, append }: Element): string {
	const left = key === undefined ? subscript?.text : singleQuote(key);
	return `${left === undefined ? "" : `[${left}]${append ? "+" : ""}=`}${singleQuote(value)}`;
}

function storeMap(shell: Shell, variable: Variable, elements: readonly Element[], append: boolean): void {
	const before = variable.value instanceof Map ? variable.value : new Map<string, string>();
	// What `+=` appends to is the value before the list, as a new table is filled (arrayfunc.c: assign_compound_array_list).
	const map: Map<string, string> = append ? before : new Map();
	variable.value = map;
	const loose: string[] = [];
	for (const { key, value, append: adds } of elements) {
		if (key === undefined) loose.push(value);
		else map.set(key, finished(shell, variable, before.get(key), value, adds));
	}
	if (elements[0]?.key !== undefined) {
		if (loose.length > 0) void shell.complain(`${loose[0]}: must use subscript when assigning associative array`);
		return;
	}
	// Without keys: key value key value.
	for (let at = 0; at < loose.length; at += 2)
		if (loose[at] === "") void shell.complain("'': bad array subscript");
		else map.set(loose[at] as string, finished(shell, variable, undefined, loose[at + 1] ?? "", false));
}

async function storeList(
	shell: Shell,
	variable: Variable,
	elements: readonly Element[],
	append: boolean,
): Promise<void> {
	const before = variable.value;
	const kept = Array.isArray(before) ? before : typeof before === "string" ? [before] : [];
	const list: string[] = append ? kept : [];
	variable.value = list;
	variable.shape = "indexed";
	let next = list.length;
	for (const { subscript, value, append: adds } of elements) {
		if (subscript !== undefined) {
			const index = Number(await evaluateText(shell, await expandText(shell, subscript), LineJump));
			const at = index < 0 ? list.length + index : Math.min(index, LAST_INDEX);
			if (at < 0) {
				await shell.complain(`[${subscript.text}]=: bad array subscript`);
				continue;
			}
			next = at;
		}
		const at = next;
		assignOrDiscard(shell, () => {
			list[at] = finished(shell, variable, list[at], value, adds);
		});
		next++;
	}
}

/** `[key]=value` as an element of an array's list. */
function keyedElement(word: Word): { key: Word; value: Word; append: boolean } | undefined {
	if (!word.text.startsWith("[")) return undefined;
	const end = closingBracket(word.text);
	const found = end === undefined ? null : /^\+?=/.exec(word.text.slice(end + 1));
	if (end === undefined || found === null) return undefined;
	const text = word.text.slice(end + 1 + found[0].length);
	const value = text === "" ? undefined : valueWord(text);
	return { key: wordOf(word.text.slice(1, end)), value: value ?? emptyWord, append: found[0] === "+=" };
}

const emptyWord: Word = { type: "Word", text: "", value: "", pos: 0, end: 0 };

/** Where the bracket that text begins with is closed; quotes, backslashes, and brackets inside are passed over. */
function closingBracket(text: string): number | undefined {
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		const char = text[at];
		if (char === "\\") at++;
		else if (char === "'" || char === '"') {
			let end = at + 1;
			while (end < text.length && text[end] !== char) end += char === '"' && text[end] === "\\" ? 2 : 1;
			if (end >= text.length) return undefined;
			at = end;
		} else if (char === "[") depth++;
		else if (char === "]" && --depth === 0) return at;
	}
	return undefined;
}

/** The key of an element; undefined after a message when the subscript is wrong. @throws DiscardJump */
export async function elementKey(shell: Shell, name: string, subscript: Word): Promise<string | undefined> {
	const variable = shell.variables.find(name);
	const text = await expandText(shell, subscript, "none");
	if (subscript.text === "") {
		await shell.complain(`${name}[]: bad array subscript`);
		return undefined;
	}
	if (variable?.shape === "associative" || shell.variables.dynamic.get(name)?.get() instanceof Map) {
		if (text === "") {
			await shell.complain(`${name}[${subscript.text}]: bad array subscript`);
			return undefined;
		}
		return text;
	}
	const index = Number(await evaluateText(shell, text, LineJump));
	if (index > LAST_INDEX) {
		await shell.complain(`${name}[${text}]: array subscript is too large`);
		return undefined;
	}
	if (index >= 0) return String(index);
	const value = shell.variables.value(name);
	const length = Array.isArray(value) ? value.length : value === undefined ? 0 : 1;
	if (length + index >= 0) return String(length + index);
	await shell.complain(`${name}: bad array subscript`);
	return undefined;
}

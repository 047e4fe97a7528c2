/** What the operators of `${x…}` make of what a parameter holds (bash(1), Parameter Expansion). */
import type { ParameterOperation, Word } from "unbash";
import { evaluateText } from "./arithmetic-scope.ts";
import { DiscardJump } from "./control.ts";
import { assignmentText, attributeLetters, quoteIfNeeded } from "./declaration-text.ts";
import { expandText } from "./expand.ts";
import { expandPattern, expandReplacement } from "./expand-pattern.ts";
import { unescapeAnsi } from "./language/escapes.ts";
import { type FoldOperator, foldCase } from "./language/fold-case.ts";
import { compilePattern, substitute } from "./language/pattern.ts";
import { quoteForDeclare, quoteTransform } from "./language/quote.ts";
import { bad, type Found, mapped, unset } from "./parameter-value.ts";
import type { Shell } from "./shell.ts";
import { nameOfTarget } from "./variables.ts";

/** The parameter that was asked for. */
export interface Asked {
	name: string;
	subscript: Word | undefined;
	/** What messages call it. */
	label: string;
	/** The whole `${…}`. */
	text: string;
}

/** @throws FatalJump after a message, with `set -u` */
export function mustBeSet(shell: Shell, found: Found, asked: Asked): void {
	if (found.values.length === 0 && found.list === undefined) unset(shell, asked.label);
}

/** `^`, `^^`, `,`, `,,`, `~`, `~~`. Without a pattern every character counts; one that is empty quotes matches none. */
export async function folded(
	shell: Shell,
	found: Found,
	operator: FoldOperator,
	operand: Word | undefined,
): Promise<Found> {
	const pattern = operand === undefined || operand.text === "" ? "" : await expandPattern(shell, operand);
	const isQuoted = operand?.parts?.some(({ type }) => /Quoted$/.test(type)) === true;
	const change =
		pattern === "" && isQuoted ? (value: string) => value : (value: string) => foldCase(value, operator, pattern);
	return mapped(found, change);
}

type Compiled = ReturnType<typeof compilePattern>;

/** `${x#pattern}`, `##`, `%`, `%%`. */
export async function removed(
	shell: Shell,
	operation: Extract<ParameterOperation, { type: "Remove" }>,
	found: Found,
): Promise<Found> {
	const extglob = shell.options.shopt.has("extglob");
	const pattern = compilePattern(await expandPattern(shell, operation.operand), { extglob });
	const remove = REMOVE[operation.operator];
	return mapped(found, (value) => remove(pattern, value));
}

const REMOVE: Readonly<Record<"#" | "##" | "%" | "%%", (pattern: Compiled, value: string) => string>> = {
	"#": (pattern, value) => value.slice(pattern.shortestPrefix(value) ?? 0),
	"##": (pattern, value) => value.slice(pattern.longestPrefix(value) ?? 0),
	"%": (pattern, value) => value.slice(0, value.length - (pattern.shortestSuffix(value) ?? 0)),
	"%%": (pattern, value) => value.slice(0, value.length - (pattern.longestSuffix(value) ?? 0)),
};

/** `${x:offset:length}`. @throws DiscardJump after a message */
export async function slice(
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

/** `${x/pattern/replacement}`. */
export async function replace(
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

/** `${x@operator}`. @throws DiscardJump after a message */
export async function transform(shell: Shell, operator: string, found: Found, asked: Asked): Promise<Found> {
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
		if (found.values.length === 0 && found.list === undefined && variable === undefined) return { values: [] };
		return found.list === undefined ? { values: [letters] } : mapped(found, () => letters);
	}
	if (found.values.length === 0 && operator !== "A") {
		if (found.list === undefined) unset(shell, asked.label);
		return found;
	}
	const change = simple[operator];
	if (change !== undefined) return mapped(found, change);
	if (operator === "P") {
		const { promptText } = await import("./prompt-text.ts");
		return mapped(found, (value) => promptText(shell, value));
	}
	if (operator === "A" && (asked.name === "@" || asked.name === "*")) {
		const [first, ...rest] = found.values.map(quoteTransform);
		if (first === undefined) return found;
		// Of `@` only the values are quoted: the words before them are split.
		const splits = asked.name === "@" && (shell.variables.get("IFS") ?? " ").includes(" ");
		return { ...found, values: [...(splits ? ["set", "--", first] : [`set -- ${first}`]), ...rest] };
	}
	if (operator === "A")
		return { values: [assignmentText(nameOfTarget(shell.variables.target(asked.name)), found, variable)] };
	if (operator === "K" || operator === "k") {
		if (found.list === undefined) return mapped(found, quoteTransform);
		const pairs = (found.keys ?? []).flatMap((key, at) => [key, found.values[at] ?? ""]);
		if (operator === "k") return { values: pairs, list: found.list };
		const text = (found.keys ?? []).map(
			(key, at) =>
				`${variable?.value instanceof Map ? quoteIfNeeded(key) : key} ${quoteForDeclare(found.values[at] ?? "")}`,
		);
		const end = variable?.value instanceof Map && text.length > 0 ? " " : "";
		return { values: [text.join(" ") + end] };
	}
	return await bad(shell, asked.text);
}

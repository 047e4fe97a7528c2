/** Variables as `declare` takes and prints them. */
import { quoteForDeclare, quoteTransform } from "./language/quote.ts";
import { type Found, SPECIAL } from "./parameter-value.ts";
import { elementsOf, keysOf, type Variable } from "./variables.ts";

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
export function assignmentText(name: string, found: Found, variable: Variable | undefined): string {
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

/** A subscript as `declare -p` prints it. */
export function quoteIfNeeded(text: string): string {
	return /^[\w./:@%+,=-]+$/.test(text) ? text : quoteForDeclare(text);
}

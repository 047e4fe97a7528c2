/** Orders of gawk: PROCINFO["sorted_in"], asort and asorti. */
import { type AwkArray, compare, compareText, looksNumeric, textToNumber, toText, type Value } from "./values.ts";

type Entry = readonly [key: string, value: Value];
type Order = (a: Entry, b: Entry) => number;

const byKeyText: Order = ([a], [b]) => compareText(a, b);
const byKeyNumber: Order = ([a], [b]) => textToNumber(a) - textToNumber(b) || compareText(a, b);
const byValueText: Order = ([ka, a], [kb, b]) =>
	compareText(toText(a, "%.6g"), toText(b, "%.6g")) || compareText(ka, kb);
const byValueNumber: Order = ([ka, a], [kb, b]) =>
	textToNumber(toText(a, "%.17g")) - textToNumber(toText(b, "%.17g")) || compareText(ka, kb);

/** Numbers before texts (gawk). */
const byValueType: Order = ([ka, a], [kb, b]) => rank(a) - rank(b) || compare(a, b, "%.6g") || compareText(ka, kb);

function rank(value: Value): number {
	if (typeof value === "number" || value === undefined) return 0;
	return typeof value === "string" || !looksNumeric(value.text) ? 1 : 0;
}

const ORDERS: Readonly<Record<string, Order>> = {
	"@ind_str": byKeyText,
	"@ind_num": byKeyNumber,
	"@val_str": byValueText,
	"@val_num": byValueNumber,
	"@val_type": byValueType,
};

/** The entries of an array, ordered as `how` says (`@ind_num_desc`); else as they were put in. */
export function sortedEntries(array: AwkArray, how: string): Entry[] {
	const entries: Entry[] = [...array];
	const found = /^(@\w+)_(asc|desc)$/.exec(how);
	const order = ORDERS[found?.[1] ?? ""];
	if (order === undefined) return entries;
	entries.sort(order);
	return found?.[2] === "desc" ? entries.reverse() : entries;
}

/** The keys that a loop visits, as they are when it begins. */
export function sortedKeys(array: AwkArray, how: Value): string[] {
	if (how === undefined) return [...array.keys()];
	return sortedEntries(array, toText(how, "%.6g")).map(([key]) => key);
}

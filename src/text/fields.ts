/** Values of front matter that must have a form: each field says what it takes, and what to do about anything else. */
import { isCalendarDate } from "../base/calendar.ts";
import { valueError } from "./front-matter.ts";

/** What a value of front matter must be like. */
export interface Field<Value> {
	/** How a refusal goes on after the value: `is no status`. */
	readonly what: string;
	/** What to write instead. */
	readonly todo: string;
	/** The value as it is used; undefined refuses it. */
	readonly read: (value: unknown) => Value | undefined;
}

export type FieldTable = Readonly<Record<string, Field<unknown>>>;
export type FieldValues<Table extends FieldTable> = {
	-readonly [Key in keyof Table]?: Table[Key] extends Field<infer Value> ? Value : never;
};

/**
 * The fields of a table that a text's front matter has; those that are left out or empty are left out.
 * @param data as `parseFrontMatter` read it from `text`
 * @throws DeskError EFORMAT at the line and column of a value that its field does not take
 */
export function readFields<Table extends FieldTable>(
	text: string,
	data: Readonly<Record<string, unknown>>,
	table: Table,
): FieldValues<Table> {
	const values: Record<string, unknown> = {};
	for (const [key, field] of Object.entries(table)) {
		const value = data[key];
		if (value === undefined || value === null) continue;
		const found = field.read(value);
		if (found === undefined) throw refused(text, key, value, field);
		values[key] = found;
	}
	return values as FieldValues<Table>;
}

function refused(text: string, key: string, value: unknown, { what, todo }: Field<unknown>): Error {
	const shown = typeof value === "object" ? "this" : `\`${String(value)}\``;
	return valueError(text, [key], `\`${key}\`: ${shown} ${what}`, todo);
}

/** One of some words. @param thing what the words are: `status` */
export function choiceField<Name extends string>(thing: string, names: readonly Name[]): Field<Name> {
	return {
		what: `is no ${thing}`,
		todo: `use ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`,
		read: (value) => names.find((name) => name === value),
	};
}

/** A text that passes a test. */
export function textField(what: string, todo: string, test: (text: string) => boolean): Field<string> {
	return { what, todo, read: (value) => (typeof value === "string" && test(value) ? value : undefined) };
}

/** A number within bounds, both included. */
export function numberField(least: number, most: number, todo: string): Field<number> {
	const bounds = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
	return {
		what: `is no number ${bounds}`,
		todo,
		read: (value) => (typeof value === "number" && value >= least && value <= most ? value : undefined),
	};
}

/** A day of the calendar: `2026-10-03`. */
export const DAY: Field<string> = textField("is no date", "write a day such as 2026-10-03", isCalendarDate);

/** One text, or a list of them; none empty. A number is taken for its digits. */
export function listField(what: string, todo: string): Field<string[]> {
	return {
		what,
		todo,
		read(value) {
			const items = (Array.isArray(value) ? value : [value]).map((item) =>
				typeof item === "string" || typeof item === "number" ? String(item).trim() : "",
			);
			return items.includes("") ? undefined : items;
		},
	};
}

/** Edits of a component's lines: each property where it is, a new one where its kind stands. */
import {
	type Component,
	type ContentEdit,
	type ContentLine,
	type ContentTree,
	insertAfter,
	type NewLine,
	type Parameter,
	removeLine,
	replaceLine,
	setLineValue,
} from "../../../src/text/index.ts";
import type { Time } from "../ics.ts";
import { formatDateTime } from "../time.ts";

/** A component's first line of a name (upper case). */
export const lineOf = (component: Component, name: string): ContentLine | undefined =>
	component.lines.find((line) => line.name === name);

/** All its lines of a name. */
export const linesOf = (component: Component, name: string): ContentLine[] =>
	component.lines.filter((line) => line.name === name);

/** The line after which a new property belongs: the last one before the components within, such as alarms. */
export function lastProperty(component: Component): ContentLine {
	const inner = component.components[0]?.begin.start ?? Number.POSITIVE_INFINITY;
	return component.lines.findLast((line) => line.name !== "" && line.start < inner) ?? component.begin;
}

/** Give a property a value (escaped as it shall be written), or take it away (null). */
export function setProperty(component: Component, name: string, value: string | null): ContentEdit[] {
	const line = lineOf(component, name);
	if (line === undefined) return value === null ? [] : [insertAfter(lastProperty(component), { name, value })];
	if (value === null) return linesOf(component, name).map(removeLine);
	return line.value === value ? [] : [setLineValue(line, value)];
}

/** VALUE and TZID of a time. */
export function timeParameters({ form, tzid }: Time): Parameter[] {
	if (form === "date") return [{ name: "VALUE", values: ["DATE"] }];
	return form === "local" && tzid !== undefined ? [{ name: "TZID", values: [tzid] }] : [];
}

/** A line of times; all have the form of the first. */
export function timeLine(name: string, ...times: readonly [Time, ...Time[]]): NewLine {
	return { name, parameters: timeParameters(times[0]), value: times.map(formatDateTime).join(",") };
}

/** Give a property a time: only its value where form and zone stay. */
export function setTime(component: Component, name: string, time: Time, old: Time | undefined): ContentEdit[] {
	const line = lineOf(component, name);
	if (line === undefined)
		return [insertAfter(lineOf(component, "DTSTART") ?? lastProperty(component), timeLine(name, time))];
	if (old !== undefined && old.form === time.form && old.tzid === time.tzid) {
		const value = formatDateTime(time);
		return line.value.trim() === value ? [] : [setLineValue(line, value)];
	}
	const kept = line.parameters.filter((parameter) => parameter.name !== "VALUE" && parameter.name !== "TZID");
	return [replaceLine(line, { ...timeLine(name, time), parameters: [...timeParameters(time), ...kept] })];
}

/** Take a component away, with all in it. */
export function removeComponent(tree: ContentTree, { range }: Component): ContentEdit[] {
	return tree.lines.filter((line) => line.start >= range.start && line.start < range.end).map(removeLine);
}

/** A property's parameter with another value; every other character of the line stays. */
export function withParameter(line: ContentLine, name: string, value: string): string {
	const head = line.content.slice(0, line.head - 1);
	const parts = head.match(/(?:"[^"]*"|[^;"])+/g) ?? [head];
	const at = parts.findIndex((part) => part.toUpperCase().startsWith(`${name}=`));
	const next = at < 0 ? [...parts, `${name}=${value}`] : parts.with(at, `${parts[at]?.slice(0, name.length)}=${value}`);
	return `${next.join(";")}:${line.value}`;
}

/** Components of content lines: what stands between BEGIN and END. */
import { type ContentLine, readContentLines } from "./content-lines.ts";

/** `BEGIN:VEVENT` … `END:VEVENT`. */
export interface Component {
	/** Upper case. */
	readonly name: string;
	readonly begin: ContentLine;
	/** Missing where the file has none. */
	readonly end: ContentLine | undefined;
	/** Its range in the text, in UTF-16 units, BEGIN and END lines included. */
	readonly range: { readonly start: number; readonly end: number };
	/** Its own properties, empty and broken lines too, in order; not those of components in it. */
	readonly lines: readonly ContentLine[];
	readonly components: readonly Component[];
}

/** What is wrong with the syntax of a file, and where: line and column from 1. */
export interface ContentProblem {
	readonly message: string;
	readonly line: number;
	readonly column: number;
}

export interface ContentTree {
	readonly text: string;
	/** All lines of the text. */
	readonly lines: readonly ContentLine[];
	readonly components: readonly Component[];
	/** Lines outside of any component. */
	readonly outside: readonly ContentLine[];
	/** Broken lines, and components that are not closed or not begun; in the order of the file. */
	readonly problems: readonly ContentProblem[];
}

/** How deep components lie in each other at most; what would lie deeper is taken for lines of the deepest. */
const DEEPEST = 32;

interface Open {
	name: string;
	begin: ContentLine;
	end: ContentLine | undefined;
	range: { start: number; end: number };
	lines: ContentLine[];
	components: Open[];
}

/**
 * The components of a text, however broken: a component that is not closed ends where the one around it ends, or where the next of its
 * own kind begins (none of them lies in itself, but for a card that is the value of vCard's AGENT).
 */
export function readContentTree(text: string, lines: readonly ContentLine[] = readContentLines(text)): ContentTree {
	const components: Open[] = [];
	const outside: ContentLine[] = [];
	const problems: ContentProblem[] = [];
	const open: Open[] = [];
	const report = (message: string, { line }: ContentLine) => problems.push({ message, line, column: 1 });
	const close = (depth: number, end: number, endLine?: ContentLine) => {
		while (open.length > depth) {
			const inner = open.pop() as Open;
			inner.range.end = end;
			if (endLine !== undefined && open.length === depth) {
				inner.end = endLine;
				inner.range.end = endLine.end;
			} else report(`BEGIN:${inner.name} has no END:${inner.name}`, inner.begin);
		}
	};
	let previous: ContentLine | undefined;
	for (const line of lines) {
		const top = open.at(-1);
		const name = line.name === "BEGIN" || line.name === "END" ? line.value.trim().toUpperCase() : "";
		if (name !== "" && line.name === "BEGIN" && open.length >= DEEPEST) {
			report(`components lie in each other more than ${DEEPEST} deep`, line);
			(top as Open).lines.push(line);
		} else if (name !== "" && line.name === "BEGIN") {
			const same = previous?.name === "AGENT" ? -1 : open.findIndex((component) => component.name === name);
			if (same >= 0) close(same, line.start);
			const begun: Open = {
				name,
				begin: line,
				end: undefined,
				range: { start: line.start, end: text.length },
				lines: [],
				components: [],
			};
			(open.at(-1)?.components ?? components).push(begun);
			open.push(begun);
		} else if (name !== "") {
			const depth = open.findLastIndex((component) => component.name === name);
			if (depth >= 0) close(depth, line.start, line);
			else {
				report(`END:${name} without a BEGIN:${name}`, line);
				(top?.lines ?? outside).push(line);
			}
		} else {
			if (line.problem !== undefined) report(line.problem, line);
			(top?.lines ?? outside).push(line);
		}
		if (line.name !== "") previous = line;
	}
	close(0, text.length);
	problems.sort((a, b) => a.line - b.line);
	return { text, lines, components, outside, problems };
}

/** A component's lines of a name (upper case). */
export function linesNamed(component: Component, name: string): ContentLine[] {
	return component.lines.filter((line) => line.name === name);
}

/** All components of a name (upper case), at any depth, in order. */
export function componentsNamed(components: readonly Component[], name: string): Component[] {
	return components.flatMap((component) => [
		...(component.name === name ? [component] : []),
		...componentsNamed(component.components, name),
	]);
}

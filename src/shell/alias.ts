/** Aliases (POSIX.1-2017 XCU 2.3.1): the first words of commands are replaced in the text, before it is read on. */
import { forEachChild, type SyntaxNode } from "unbash";
import { endOfFirstLine } from "./lines.ts";
import type { Shell } from "./shell.ts";
import { type ParsedSource, parseSource, type Source } from "./syntax.ts";

/** Replacements within one line, before an alias that grows for ever must stop. */
const MOST = 1000;

/** Text that aliases have put somewhere. */
interface Region {
	from: number;
	to: number;
	/** Names that are not replaced in it: the alias itself, and those that it is in. */
	readonly names: ReadonlySet<string>;
	/** The value ends in a blank: the word behind it may be an alias too. */
	readonly goesOn: boolean;
}

export interface Replaced {
	readonly parsed: ParsedSource;
	/** How much longer the text has become. */
	readonly growth: number;
}

/** Whether aliases count now. */
export function usesAliases(shell: Shell): boolean {
	return shell.aliases.size > 0 && (shell.options.shopt.has("expand_aliases") || shell.options.posix);
}

/** A script with the aliases of its first line replaced, or of all of it; undefined when there are none. */
export function replaceAliases(shell: Shell, source: Source, ofAll = false): Replaced | undefined {
	const regions: Region[] = [];
	let { text } = source;
	let parsed = parseSource(text, source.name, source.firstLine);
	for (let count = 0; count < MOST; count++) {
		const found = firstAlias(shell, parsed, ofAll ? text.length : endOfFirstLine(parsed), regions);
		if (found === undefined) break;
		const { from, to } = found;
		const name = text.slice(from, to);
		const value = shell.aliases.get(name) ?? "";
		const growth = value.length - (to - from);
		text = text.slice(0, from) + value + text.slice(to);
		const names = new Set([name, ...around(regions, from).flatMap((region) => [...region.names])]);
		for (const region of regions) {
			if (region.from >= to) region.from += growth;
			if (region.to >= to) region.to += growth;
		}
		regions.push({ from, to: from + value.length, names, goesOn: /[ \t]$/.test(value) });
		parsed = parseSource(text, source.name, source.firstLine);
	}
	return regions.length === 0 ? undefined : { parsed, growth: text.length - source.text.length };
}

function around(regions: readonly Region[], at: number): Region[] {
	return regions.filter(({ from, to }) => from <= at && at < to);
}

/** The first word before `end` that is to be replaced. What is read of it counts up to where the first mistake is made. */
function firstAlias(
	shell: Shell,
	parsed: ParsedSource,
	end: number,
	regions: readonly Region[],
): { from: number; to: number } | undefined {
	const { text } = parsed.source;
	const limit = Math.min(end, parsed.mistake === undefined ? text.length : parsed.mistake.at + 1);
	let found: { from: number; to: number } | undefined;
	const consider = (from: number, to: number) => {
		const name = text.slice(from, to);
		if (from >= limit || (found !== undefined && found.from <= from) || !shell.aliases.has(name)) return;
		if (!around(regions, from).some((region) => region.names.has(name))) found = { from, to };
	};
	const visit = (node: SyntaxNode) => {
		if (node.type === "Command" && node.name !== undefined) consider(node.name.pos, node.name.end);
		// `name() …`, but not `function name …`.
		if (node.type === "Function" && node.pos === node.name.pos) consider(node.name.pos, node.name.end);
		if (node.type !== "CommandExpansion" && node.type !== "ProcessSubstitution") forEachChild(node, visit);
	};
	for (const statement of parsed.all) visit(statement);
	for (const region of regions) {
		const [blanks, word] =
			(region.goesOn && /^([ \t]*)([^\s;&|<>()$`"'\\]+)/.exec(text.slice(region.to))?.slice(1)) || [];
		if (blanks === undefined || word === undefined) continue;
		const from = region.to + blanks.length;
		consider(from, from + word.length);
	}
	return found;
}

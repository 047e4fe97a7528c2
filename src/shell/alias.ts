import { forEachChild, type SyntaxNode } from "unbash";
import type { Shell } from "./shell.ts";
import { type ParsedSource, parseSource } from "./syntax.ts";

/** Replacements in a row, before an alias that makes itself anew must stop. */
const ROUNDS = 20;

/** A script with its aliases replaced: the first words of its commands, when `expand_aliases` is on (POSIX.1-2017 XCU 2.3.1). */
export function withAliases(shell: Shell, parsed: ParsedSource): ParsedSource {
	if (shell.aliases.size === 0 || !shell.options.shopt.has("expand_aliases")) return parsed;
	let current = parsed;
	/** Names that stand at a place because their own alias put them there. */
	let done: { from: number; to: number; name: string }[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const words = aliasWords(shell, current, done).sort((a, b) => b.from - a.from);
		if (words.length === 0) return current;
		let { text } = current.source;
		for (const { from, to, name } of words) {
			const value = shell.aliases.get(name) ?? "";
			text = text.slice(0, from) + value + text.slice(to);
			const shift = value.length - (to - from);
			done = done.map((one) =>
				one.from >= to
					? { ...one, from: one.from + shift, to: one.to + shift }
					: one.to >= to && one.from <= from
						? { ...one, to: one.to + shift }
						: one,
			);
			done.push({ from, to: from + value.length, name });
		}
		current = parseSource(text, current.source.name, current.source.firstLine);
	}
	return current;
}

function aliasWords(
	shell: Shell,
	parsed: ParsedSource,
	done: readonly { from: number; to: number; name: string }[],
): { from: number; to: number; name: string }[] {
	const found: { from: number; to: number; name: string }[] = [];
	const visit = (node: SyntaxNode) => {
		if (node.type === "Command" && node.name !== undefined) {
			const words = [node.name];
			// A value that ends in a blank lets the next word be an alias too.
			for (const argument of node.args) {
				const before = shell.aliases.get(words.at(-1)?.text ?? "");
				if (before === undefined || !/\s$/.test(before) || argument.type !== "Word") break;
				words.push(argument);
			}
			for (const word of words) {
				const own = done.some((one) => one.name === word.text && one.from <= word.pos && word.end <= one.to);
				if (shell.aliases.has(word.text) && !own && parsed.source.text.slice(word.pos, word.end) === word.text)
					found.push({ from: word.pos, to: word.end, name: word.text });
			}
		}
		if (node.type !== "CommandExpansion" && node.type !== "ProcessSubstitution") forEachChild(node, visit);
	};
	for (const statement of parsed.statements) visit(statement);
	return found;
}

/** Tilde expansion (POSIX.1-2017 XCU 2.6.1, bash(1) Tilde Expansion). */
import type { Shell } from "./shell.ts";

/** A literal's text: its tilde-prefixes expanded at the start, or as in an assignment. `raw` has its backslashes, `value` has none. */
export function literalText(
	shell: Shell,
	raw: string,
	value: string,
	tildes: "start" | "assignment" | "none",
	atStart = true,
	whole = true,
): string {
	if (!raw.includes("~") || tildes === "none") return value;
	if (tildes === "start") {
		if (raw.startsWith("~")) return atStart ? (tildeOf(shell, raw, value, whole) ?? value) : value;
		// A word that looks like an assignment is treated as one (bash(1), Tilde Expansion).
		const name = atStart && !shell.options.posix ? /^[A-Za-z_]\w*\+?=/.exec(raw) : null;
		if (name === null) return value;
		const [head] = name;
		return (
			head +
			literalText(shell, raw.slice(head.length), unescapeLiteral(raw.slice(head.length)), "assignment", true, whole)
		);
	}
	// In an assignment also after each colon.
	const pieces = splitOutsideBackslashes(raw, ":");
	return pieces
		.map((piece, index) => {
			const plain = unescapeLiteral(piece);
			const canBe = piece.startsWith("~") && (index > 0 || atStart);
			return canBe ? (tildeOf(shell, piece, plain, whole || index < pieces.length - 1) ?? plain) : plain;
		})
		.join(":");
}

function splitOutsideBackslashes(text: string, separator: string): string[] {
	const pieces: string[] = [""];
	for (let at = 0; at < text.length; at++) {
		const char = text[at] as string;
		if (char === separator) pieces.push("");
		else {
			const taken = char === "\\" && at + 1 < text.length ? char + text[++at] : char;
			pieces[pieces.length - 1] += taken;
		}
	}
	return pieces;
}

/** Source text without its backslashes. */
export function unescapeLiteral(raw: string): string {
	return raw.replace(/\\(\n|[\s\S])/g, (_, char: string) => (char === "\n" ? "" : char));
}

/** `~`, `~/x`, `~+`, `~-`; undefined when it is none. */
function tildeOf(shell: Shell, raw: string, value: string, whole: boolean): string | undefined {
	const slash = raw.search(/[/:]/);
	if (slash < 0 && !whole) return undefined;
	const prefix = slash < 0 ? raw : raw.slice(0, slash);
	const home = homeOf(shell, prefix.slice(1));
	return home === undefined ? undefined : home + value.slice(prefix.length);
}

function homeOf(shell: Shell, name: string): string | undefined {
	if (name === "") return shell.variables.get("HOME") ?? "/";
	if (name === "+") return shell.variables.get("PWD");
	if (name === "-") return shell.variables.get("OLDPWD");
	if (/^[+-]?\d+$/.test(name)) {
		const stack = [shell.cwd, ...shell.directories];
		return name.startsWith("-") ? stack[stack.length - 1 - Number(name.slice(1))] : stack[Number(name)];
	}
	return undefined;
}

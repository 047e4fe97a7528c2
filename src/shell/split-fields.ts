/** Field splitting (POSIX.1-2017 XCU 2.6.5). */
import { escapePattern } from "./language/pattern.ts";
import type { Shell } from "./shell.ts";
import type { Atom } from "./word-atoms.ts";

/** The value of IFS; its default when unset. */
export function ifsOf(shell: Shell): string {
	return shell.variables.get("IFS") ?? " \t\n";
}

/** One field, and its pattern when something in it is unquoted. */
export interface Field {
	text: string;
	pattern: string | undefined;
}

const WHITE = " \t\n";

/** Split atoms into fields at IFS (POSIX.1-2017 XCU 2.6.5). */
export function splitAtoms(atoms: readonly Atom[], ifs: string): Field[] {
	const fields: Field[] = [];
	let field: Field | undefined;
	/** What ended the last field: white space takes in a delimiter that follows, a delimiter makes an empty field before another. */
	let ended = "start" as "start" | "white" | "hard";
	let wild = false;
	const close = (how: "white" | "hard") => {
		if (field !== undefined) {
			if (!wild) field.pattern = undefined;
			fields.push(field);
		}
		field = undefined;
		wild = false;
		ended = how;
	};
	const add = (text: string, pattern: string) => {
		field ??= { text: "", pattern: "" };
		field.text += text;
		field.pattern += pattern;
	};
	for (const { kind, text } of atoms) {
		if (kind === "break") {
			close("hard");
			ended = "start";
		} else if (kind === "expanded") {
			let from = 0;
			for (let at = 0; at < text.length; at++) {
				const char = text[at] as string;
				if (!ifs.includes(char)) continue;
				if (at > from) {
					add(text.slice(from, at), text.slice(from, at));
					wild = true;
				}
				from = at + 1;
				if (WHITE.includes(char)) {
					if (field !== undefined) close("white");
				} else if (field !== undefined) close("hard");
				else if (ended === "white") ended = "hard";
				else {
					fields.push({ text: "", pattern: undefined });
					ended = "hard";
				}
			}
			if (from < text.length) {
				add(text.slice(from), text.slice(from));
				wild = true;
			}
		} else if (kind === "wild") {
			add(text, text);
			wild = true;
		} else if (text !== "" || kind === "quoted") add(text, escapePattern(text));
	}
	close("white");
	return fields;
}

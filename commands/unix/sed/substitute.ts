/** The right side of `s`: text, groups, and changes of case (GNU sed). */
import { toLower, toUpper } from "../shared/letter-case.ts";
import type { Span } from "../shared/posix-finder.ts";
import { escapeAt, joinBytes, type Pattern } from "./regex.ts";

/** `U` and `L` hold until `E`; `u` and `l` for one character. */
type Case = "U" | "L" | "E" | "u" | "l";

type Piece = { readonly text: string } | { readonly group: number } | { readonly turn: Case };

export interface Replacement {
	readonly pieces: readonly Piece[];
	/** The highest group that it names. */
	readonly groups: number;
	/** Whether the groups are looked at at all: finding them takes longer. */
	readonly needsGroups: boolean;
	readonly turnsCase: boolean;
}

/** @param text as in the script, but for the delimiter's backslashes */
export function readReplacement(text: string): Replacement {
	const pieces: Piece[] = [];
	let plain = "";
	const add = (piece: Piece) => {
		if (plain !== "") pieces.push({ text: joinBytes(plain) });
		plain = "";
		pieces.push(piece);
	};
	for (let at = 0; at < text.length; ) {
		const char = text[at] ?? "";
		const next = text[at + 1];
		if (char === "&") {
			add({ group: 0 });
			at++;
		} else if (char !== "\\" || next === undefined) {
			plain += char;
			at++;
		} else if (/\d/.test(next)) {
			add({ group: Number(next) });
			at += 2;
		} else if (/[ULEul]/.test(next)) {
			add({ turn: next as Case });
			at += 2;
		} else {
			const made = escapeAt(text, at);
			plain += made?.char ?? next;
			at += made?.length ?? 2;
		}
	}
	if (plain !== "") pieces.push({ text: joinBytes(plain) });
	const groups = Math.max(0, ...pieces.map((piece) => ("group" in piece ? piece.group : 0)));
	return { pieces, groups, needsGroups: groups > 0, turnsCase: pieces.some((piece) => "turn" in piece) };
}

/** Puts changes of case into effect over the pieces of one replacement. */
class CaseTurner {
	#lasting: "U" | "L" | undefined;
	#once: "u" | "l" | undefined;

	turn(to: Case): void {
		if (to === "u" || to === "l") this.#once = to;
		else {
			this.#lasting = to === "E" ? undefined : to;
			this.#once = undefined;
		}
	}

	apply(text: string): string {
		if (text === "") return text;
		const turned = this.#lasting === "U" ? toUpper(text) : this.#lasting === "L" ? toLower(text) : text;
		if (this.#once === undefined) return turned;
		const first = String.fromCodePoint(turned.codePointAt(0) ?? 0);
		const rest = turned.slice(first.length);
		const made = this.#once === "u" ? toUpper(first) : toLower(first);
		this.#once = undefined;
		return made + rest;
	}
}

function fill({ pieces, turnsCase }: Replacement, text: string, spans: readonly (Span | undefined)[]): string {
	const turner = turnsCase ? new CaseTurner() : undefined;
	let out = "";
	for (const piece of pieces) {
		if ("turn" in piece) {
			turner?.turn(piece.turn);
			continue;
		}
		let part = "";
		if ("text" in piece) part = piece.text;
		else {
			const span = spans[piece.group];
			if (span !== undefined) part = text.slice(span.start, span.end);
		}
		out += turner === undefined ? part : turner.apply(part);
	}
	return out;
}

/** Replace matches from the `nth` on. @returns undefined when there is none */
export function substitute(
	{ finder }: Pattern,
	replacement: Replacement,
	text: string,
	nth: number,
	isGlobal: boolean,
): string | undefined {
	let out = "";
	let at = 0;
	let count = 0;
	let replaced = false;
	let last = -1;
	for (let from = 0; from <= text.length; ) {
		const spans = replacement.needsGroups ? finder.groups(text, from) : [finder.find(text, from)];
		const whole = spans?.[0];
		if (spans === undefined || whole === undefined) break;
		const isEmpty = whole.end === whole.start;
		// An empty match right behind another one is none.
		if (!(isEmpty && whole.start === last) && ++count >= nth) {
			out += text.slice(at, whole.start) + fill(replacement, text, spans);
			at = whole.end;
			replaced = true;
			if (!isGlobal) break;
		}
		last = whole.end;
		from = isEmpty ? whole.end + ((text.codePointAt(whole.end) ?? 0) > 0xffff ? 2 : 1) : whole.end;
	}
	return replaced ? out + text.slice(at) : undefined;
}

/** Bytes of a terminal → keys. Knows xterm, VT220, the Linux console, rxvt, tmux, `CSI u` and bracketed paste. */
import { rawText } from "../../base/raw-text.ts";

/**
 * A key press. `name` is as Emacs writes it (`C-a`, `M-f`, `C-M-h`, `Up`, `C-Right`, `S-Tab`, `Enter`); printable text that arrived
 * together is one key `text`, a bracketed paste one key `paste` (line ends are `\n`). Both are raw text (`src/base/raw-text.ts`).
 */
export interface Key {
	readonly name: string;
	/** What to insert; "" but for `text` and `paste`. */
	readonly text: string;
}

/** How long an ESC may wait for the rest of its sequence (ms); after that, it was the Escape key. */
export const ESCAPE_TIMEOUT = 40;

const ESC = 0x1b;
const PASTE_END = Buffer.from("\x1b[201~");

/** Last byte of `CSI … X` and `SS3 X`. */
const FINAL: Readonly<Record<string, string>> = {
	A: "Up",
	B: "Down",
	C: "Right",
	D: "Left",
	E: "Begin",
	F: "End",
	H: "Home",
	M: "Enter", // keypad, SS3 only
	P: "F1",
	Q: "F2",
	R: "F3",
	S: "F4",
	Z: "S-Tab",
	a: "S-Up", // rxvt
	b: "S-Down",
	c: "S-Right",
	d: "S-Left",
};

/** First number of `CSI n ~` (VT220 and its heirs). */
const NUMBERED: Readonly<Record<number, string>> = {
	1: "Home",
	2: "Insert",
	3: "Delete",
	4: "End",
	5: "PageUp",
	6: "PageDown",
	7: "Home",
	8: "End",
	11: "F1",
	12: "F2",
	13: "F3",
	14: "F4",
	15: "F5",
	17: "F6",
	18: "F7",
	19: "F8",
	20: "F9",
	21: "F10",
	23: "F11",
	24: "F12",
	200: "PasteStart",
};

/** Control characters with names of their own; also the code points of `CSI u`. */
const NAMED: Readonly<Record<number, string>> = { 9: "Tab", 13: "Enter", 27: "Escape", 32: "Space", 127: "Backspace" };

interface Parsed {
	readonly name: string;
	readonly end: number;
	readonly text?: string;
}

/** Takes bytes as they arrive, however they are cut, and gives keys; what is not asked for stays as bytes. */
export class KeyDecoder {
	#bytes: Buffer = Buffer.alloc(0);
	#at = 0;
	#paste: Buffer[] | undefined;

	push(bytes: Uint8Array): void {
		this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), bytes]);
		this.#at = 0;
	}

	/** The next whole key, if it has arrived. */
	next(): Key | undefined {
		while (this.#at < this.#bytes.length) {
			if (this.#paste !== undefined) return this.#pasted(this.#paste);
			const first = this.#bytes[this.#at] ?? 0;
			const parsed =
				first === ESC
					? parseEscape(this.#bytes, this.#at)
					: first < 0x20 || first === 0x7f
						? { name: controlName(first), end: this.#at + 1 }
						: parseText(this.#bytes, this.#at);
			if (parsed === undefined) return undefined;
			this.#at = parsed.end;
			if (parsed.name === "PasteStart") this.#paste = [];
			else if (parsed.name !== "") return { name: parsed.name, text: parsed.text ?? "" };
		}
		return undefined;
	}

	/** The next character whatever it is, for `quoted-insert`. */
	literal(): string | undefined {
		const first = this.#bytes[this.#at];
		if (first === undefined) return undefined;
		const text = first < 0x20 || first === 0x7f ? String.fromCharCode(first) : undefined;
		if (text !== undefined) {
			this.#at++;
			return text;
		}
		const point = [...(parseText(this.#bytes, this.#at)?.text ?? "")][0];
		if (point === undefined) return undefined;
		this.#at += point.length === 1 && point >= "\udc80" && point <= "\udcff" ? 1 : Buffer.byteLength(point);
		return point;
	}

	/** Whether what has arrived may be a whole key or the start of one: ask `flush` after `ESCAPE_TIMEOUT`. */
	get isAmbiguous(): boolean {
		if (this.#paste !== undefined || this.#bytes[this.#at] !== ESC) return false;
		const length = this.#bytes.length - this.#at;
		return (
			length === 1 || (length === 2 && "[O]P^_X\x1b".includes(String.fromCharCode(this.#bytes[this.#at + 1] ?? 0)))
		);
	}

	/** Take what is ambiguous as keys typed by hand: Escape, or Meta with a bracket. */
	flush(): Key | undefined {
		if (!this.isAmbiguous) return undefined;
		const second = this.#bytes[this.#at + 1];
		this.#at = this.#bytes.length;
		if (second === undefined) return { name: "Escape", text: "" };
		return { name: second === ESC ? "M-Escape" : `M-${String.fromCharCode(second)}`, text: "" };
	}

	/** Take the bytes that no key was made of yet; the decoder is empty then. */
	take(): Uint8Array {
		const left = this.#bytes.subarray(this.#at);
		this.#bytes = Buffer.alloc(0);
		this.#at = 0;
		return left;
	}

	#pasted(parts: Buffer[]): Key | undefined {
		const end = this.#bytes.indexOf(PASTE_END, this.#at);
		// The end mark may be cut in two; all before that cannot be part of it.
		const upTo = end >= 0 ? end : Math.max(this.#at, this.#bytes.length - PASTE_END.length + 1);
		parts.push(Buffer.from(this.#bytes.subarray(this.#at, upTo)));
		this.#at = end >= 0 ? end + PASTE_END.length : upTo;
		if (end < 0) return undefined;
		this.#paste = undefined;
		return { name: "paste", text: rawText(Buffer.concat(parts)).replace(/\r\n?/g, "\n") };
	}
}

function controlName(code: number): string {
	return NAMED[code] ?? `C-${String.fromCharCode(code + 0x40).toLowerCase()}`;
}

/** Printable bytes up to the next control character; an unfinished UTF-8 sequence at the end of what arrived stays. */
function parseText(bytes: Buffer, at: number): Parsed | undefined {
	let end = at;
	for (let byte = bytes[end]; byte !== undefined && byte >= 0x20 && byte !== 0x7f; byte = bytes[end]) end++;
	if (end === bytes.length) end -= unfinishedTail(bytes, at);
	return end === at ? undefined : { name: "text", text: rawText(bytes.subarray(at, end)), end };
}

/** How many bytes at the end begin a UTF-8 sequence (RFC 3629) that is not whole yet. */
function unfinishedTail(bytes: Buffer, from: number): number {
	for (let back = 1; back <= 3 && bytes.length - back >= from; back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return 0;
		if (byte >= 0xc2) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) && byte <= 0xf4 ? back : 0;
	}
	return 0;
}

/** What follows an ESC; `undefined` when more must arrive, a name of "" for what means nothing here. */
function parseEscape(bytes: Buffer, at: number): Parsed | undefined {
	const second = bytes[at + 1];
	if (second === undefined) return undefined;
	const char = String.fromCharCode(second);
	if (char === "[") return parseCsi(bytes, at + 2);
	if (char === "O") return parseSs3(bytes, at + 2);
	if ("]P^_X".includes(char)) return parseString(bytes, at, char);
	if (second === ESC) {
		// Meta as a prefix of a whole sequence (rxvt, and "Meta sends ESC" on arrows).
		const inner = parseEscape(bytes, at + 1);
		if (inner === undefined || inner.name === "PasteStart") return inner;
		return { ...inner, name: inner.name === "" ? "" : withMeta(inner.name) };
	}
	if (second < 0x20 || second === 0x7f) return { name: withMeta(controlName(second)), end: at + 2 };
	const text = parseText(bytes, at + 1)?.text;
	const point = text === undefined ? undefined : [...text][0];
	if (point === undefined) return undefined;
	return { name: `M-${point}`, end: at + 1 + (second < 0x80 ? 1 : Buffer.byteLength(point)) };
}

function withMeta(name: string): string {
	if (name.startsWith("M-") || name.startsWith("C-M-")) return name;
	return name.startsWith("C-") ? `C-M-${name.slice(2)}` : `M-${name}`;
}

/** `CSI parameters intermediates final` (ECMA-48 5.4); `at` is behind the bracket. */
function parseCsi(bytes: Buffer, at: number): Parsed | undefined {
	if (bytes[at] === 0x5b) {
		// The Linux console's F1–F5: CSI [ A … E
		const letter = bytes[at + 1];
		if (letter === undefined) return undefined;
		return { name: letter >= 0x41 && letter <= 0x45 ? `F${letter - 0x40}` : "", end: at + 2 };
	}
	let end = at;
	for (let byte = bytes[end]; byte !== undefined && byte >= 0x20 && byte < 0x40; byte = bytes[end]) {
		if (byte === 0x24 && end > at) break; // rxvt ends a shifted key by `$`, which is an intermediate elsewhere
		end++;
	}
	const last = bytes[end];
	if (last === undefined) return undefined;
	if (last < 0x20 || last === 0x7f) return { name: "", end }; // broken off by a control character, which counts
	const final = String.fromCharCode(last);
	const parameters = bytes.toString("latin1", at, end);
	// An old mouse report: three bytes more.
	if (final === "M" && parameters === "") return bytes.length < end + 4 ? undefined : { name: "", end: end + 4 };
	return { name: csiName(parameters, final), end: end + 1 };
}

function csiName(parameters: string, final: string): string {
	if (/[^\d;:]/.test(parameters)) return ""; // a reply or a private report
	const fields = parameters.split(";").map((field) => field.split(":").map(Number));
	const [first = 0] = fields[0] ?? [];
	const [modifiers = 1, event = 1] = fields[1] ?? [];
	if (event === 3) return ""; // the release of a key (kitty's protocol)
	if (final === "u") return pointName(first, modifiers);
	if (final === "~")
		return first === 27 ? pointName(fields[2]?.[0] ?? 0, modifiers) : modified(NUMBERED[first] ?? "", modifiers);
	if (final === "^") return modified(NUMBERED[first] ?? "", 5);
	if (final === "$") return modified(NUMBERED[first] ?? "", 2);
	if (final === "@") return modified(NUMBERED[first] ?? "", 6);
	if (final === "R" && parameters !== "" && first !== 1) return ""; // where the cursor is
	return modified(FINAL[final] ?? "", modifiers);
}

/** The key of a code point with modifiers, as `CSI u` and modifyOtherKeys send it. */
function pointName(point: number, modifiers: number): string {
	if (point <= 0 || point > 0x10ffff || (point >= 57344 && point <= 63743)) return "";
	const named = NAMED[point];
	if (named !== undefined && named !== "Space") return modified(named, modifiers);
	const char = String.fromCodePoint(point);
	const bits = (modifiers || 1) - 1;
	const plain = bits & 4 && char !== " " ? char.toLowerCase() : char;
	return `${bits & 4 ? "C-" : ""}${bits & 2 ? "M-" : ""}${plain === " " && bits & 4 ? "@" : plain}`;
}

function modified(name: string, modifiers: number): string {
	if (name === "" || name === "PasteStart") return name;
	const bits = (modifiers || 1) - 1;
	return `${bits & 4 ? "C-" : ""}${bits & 2 ? "M-" : ""}${bits & 1 ? "S-" : ""}${name}`;
}

function parseSs3(bytes: Buffer, at: number): Parsed | undefined {
	let end = at;
	while ((bytes[end] ?? 0) >= 0x30 && (bytes[end] ?? 0) <= 0x3b) end++;
	const last = bytes[end];
	if (last === undefined) return undefined;
	if (last < 0x20 || last === 0x7f) return { name: "", end };
	const final = String.fromCharCode(last);
	const keypad = "jklmnopqrstuvwxy".indexOf(final);
	if (keypad >= 0) return { name: "text", text: "*+,-./0123456789".charAt(keypad), end: end + 1 };
	const control = "abcd".indexOf(final); // rxvt: Control with an arrow
	if (control >= 0) return { name: `C-${["Up", "Down", "Right", "Left"][control]}`, end: end + 1 };
	const modifiers = Number(bytes.toString("latin1", at, end).split(";").at(-1) || 1);
	return { name: modified(FINAL[final] ?? "", modifiers), end: end + 1 };
}

/** OSC, DCS and the like: replies of the terminal that mean nothing here, up to BEL or ST. `at` is at the ESC. */
function parseString(bytes: Buffer, at: number, char: string): Parsed | undefined {
	for (let end = at + 2; end < bytes.length; end++) {
		const byte = bytes[end] ?? 0;
		if (byte === 7) return { name: "", end: end + 1 };
		if (byte === ESC && bytes[end + 1] === 0x5c) return { name: "", end: end + 2 };
		if (byte === ESC && bytes[end + 1] === undefined) return undefined;
		if (byte < 0x20) return { name: `M-${char}`, end: at + 2 }; // no reply: Meta with that letter, then other keys
	}
	return undefined;
}

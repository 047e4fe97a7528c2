/** Address lists (RFC 5322, 3.4 and 4.4; RFC 6532), as they should be and as they are. */
import { readableDomain } from "./address-domain.ts";
import {
	closed,
	endOfAngle,
	endOfComment,
	endOfQuoted,
	endOfWord,
	unescaped,
	withoutComments,
} from "./address-scan.ts";
import { decodeWords } from "./encoded-words.ts";
import { type Address, LIMITS } from "./types.ts";
import { visibleLine } from "./visible.ts";

/** Reads a list. At most `LIMITS.addresses`; `tell` hears of a cut and of what is no address. Linear time, never throws. */
export function readAddresses(value: string, tell: (problem: string) => void = () => {}): Address[] {
	const simple = simpleAddress(value);
	if (simple !== undefined) return [simple];
	const reader = new Reader(value, tell);
	reader.read();
	return reader.found;
}

const SIMPLE =
	/^(?:([A-Za-z0-9][A-Za-z0-9 '_-]*[A-Za-z0-9]) +|"([A-Za-z0-9 .,'_-]+)" +)?<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>$/;

/** Nearly all fields are one such address. */
function simpleAddress(value: string): Address | undefined {
	if (value.length > 200) return undefined;
	const match = SIMPLE.exec(value);
	if (match === null || match[3]!.includes("xn--")) return undefined;
	return { name: (match[1] ?? match[2] ?? "").trim().replace(/ {2,}/g, " "), address: match[3]! };
}

/** Words of the name of a group. */
const MOST_WORDS = 50;

class Reader {
	readonly found: Address[] = [];
	readonly #value: string;
	readonly #tell: (problem: string) => void;
	#group: string | undefined;
	#groupIsEmpty = false;
	/** The words before an address, as written, without quotes; and whether each was quoted. */
	#words: { text: string; quoted: boolean; spaced: boolean }[] = [];
	#comments: string[] = [];
	#angle: string | undefined;
	/** Words that a comma ended and that hold no address: `Doe, John <…>` was not quoted. */
	#held: string | undefined;
	#isCut = false;

	constructor(value: string, tell: (problem: string) => void) {
		this.#value = value;
		this.#tell = tell;
	}

	read(): void {
		const value = this.#value;
		let at = 0;
		let spaced = false;
		while (at < value.length && !this.#isCut) {
			const char = value.charAt(at);
			const begin = at;
			switch (char) {
				case " ":
				case "\t":
				case "\r":
				case "\n":
					at++;
					spaced = true;
					continue;
				case '"': {
					at = endOfQuoted(value, at);
					this.#words.push({
						text: unescaped(value.slice(begin + 1, closed(value, at, begin, '"'))),
						quoted: true,
						spaced,
					});
					break;
				}
				case "(": {
					at = endOfComment(value, at);
					this.#comments.push(unescaped(value.slice(begin + 1, closed(value, at, begin, ")"))).trim());
					break;
				}
				case "<": {
					at = endOfAngle(value, at);
					this.#angle = value.slice(begin + 1, closed(value, at, begin, ">"));
					break;
				}
				case ",":
					at++;
					this.#flush();
					break;
				case ";":
					at++;
					this.#flush();
					this.#release();
					this.#endGroup();
					break;
				case ":":
					at++;
					this.#beginGroup();
					break;
				default: {
					at = endOfWord(value, at);
					this.#words.push({ text: value.slice(begin, at), quoted: false, spaced });
				}
			}
			spaced = false;
		}
		this.#flush();
		this.#release();
		this.#endGroup();
	}

	/** `Name:` begins a group, unless there is one, or an address stands before it (`http:`, `a@b:`). */
	#beginGroup(): void {
		const isPossible = this.#group === undefined && this.#angle === undefined && this.#words.length <= MOST_WORDS;
		const phrase = isPossible ? this.#phrase() : "";
		if (phrase === "" || phrase.includes("@")) {
			this.#words.push({ text: ":", quoted: false, spaced: false });
			return;
		}
		if (/^mailto$/i.test(phrase)) {
			this.#words = [];
			return;
		}
		this.#release();
		this.#group = visibleLine(decodeWords(phrase));
		this.#groupIsEmpty = true;
		this.#words = [];
		this.#comments = [];
	}

	#endGroup(): void {
		if (this.#group !== undefined && this.#groupIsEmpty) this.#add({ name: "", address: "", group: this.#group });
		this.#group = undefined;
	}

	#flush(): void {
		const angle = this.#angle;
		if (angle !== undefined) {
			let name = this.#phrase();
			if (this.#held !== undefined) name = name === "" ? this.#held : `${this.#held}, ${name}`;
			this.#held = undefined;
			if (name === "") name = this.#comments.join(" ");
			this.#push(name, angle);
		} else {
			const at = this.#words.findIndex((word) => word.text.includes("@"));
			if (at >= 0) this.#pushBare(at);
			else if (this.#words.length > 0) {
				const phrase = this.#phrase();
				this.#held = this.#held === undefined ? phrase : `${this.#held}, ${phrase}`;
				if (this.#held.length > 1000 || phrase.endsWith(">")) this.#release();
			}
		}
		this.#words = [];
		this.#comments = [];
		this.#angle = undefined;
	}

	/** Words that turned out to belong to no address. */
	#release(): void {
		const held = this.#held;
		this.#held = undefined;
		if (held === undefined || held === "") return;
		for (const local of held.split(", ")) {
			// A name of this machine, as cron and old programs write it.
			if (/^[\w.+-]+$/.test(local)) this.#push("", local);
			else this.#push(local, "");
		}
	}

	/** An address without angle brackets: the words around its `@` that no blank separates; the rest, or a comment, is the name. */
	#pushBare(at: number): void {
		const words = this.#words;
		let from = at;
		let to = at + 1;
		const joins = (left: string | undefined, right: string | undefined): boolean =>
			left !== undefined && right !== undefined && (/[@.]$/.test(left) || /^[@.]/.test(right));
		while (from > 0 && (!words[from]!.spaced || joins(words[from - 1]!.text, words[from]!.text))) from--;
		while (to < words.length && (!words[to]!.spaced || joins(words[to - 1]!.text, words[to]!.text))) to++;
		const address = words
			.slice(from, to)
			.map((word) => (word.quoted ? `"${word.text}"` : word.text))
			.join("");
		const name = this.#phraseOf([...words.slice(0, from), ...words.slice(to)]);
		if (this.#held !== undefined) this.#release();
		this.#push(name || this.#comments.join(" "), address);
	}

	#phrase(): string {
		return this.#phraseOf(this.#words);
	}

	#phraseOf(words: readonly { text: string; spaced: boolean }[]): string {
		return words.reduce((phrase, word) => phrase + (phrase !== "" && word.spaced ? " " : "") + word.text, "");
	}

	#push(name: string, written: string): void {
		const address = readAddress(written);
		const shown = visibleLine(decodeWords(name));
		if (address === "" && shown === "") return;
		// `MAILER-DAEMON <>` is no mistake: such mail wants no answer.
		const isEmpty = written === "" && this.#angle !== undefined;
		if (!isEmpty && !isAddress(address))
			this.#tell(`${JSON.stringify(visibleLine(written || shown).slice(0, 100))} is no address.`);
		this.#groupIsEmpty = false;
		this.#add({
			name: shown === address ? "" : shown,
			address,
			...(this.#group === undefined ? {} : { group: this.#group }),
		});
	}

	#add(address: Address): void {
		if (this.found.length < LIMITS.addresses) this.found.push(address);
		else if (!this.#isCut) {
			this.#isCut = true;
			this.#tell(`A field has more than ${LIMITS.addresses} addresses; the others were left out.`);
		}
	}
}

/** Whether it has the form `local@domain`. */
export function isAddress(address: string): boolean {
	const at = address.lastIndexOf("@");
	return at > 0 && at < address.length - 1;
}

/** What stands between angle brackets, or bare: without route, comments and blanks; the domain readable. */
function readAddress(written: string): string {
	let text = written.trim();
	const inner = text.lastIndexOf("<");
	if (inner >= 0 && !text.startsWith('"'))
		text = text
			.slice(inner + 1)
			.replace(/>+$/, "")
			.trim();
	if (text.startsWith("@")) text = text.slice(text.indexOf(":") + 1); // a route (RFC 5322, 4.4)
	if (/^mailto:/i.test(text)) text = text.slice(7);
	if (text.includes("(")) text = withoutComments(text);
	if (text.includes("=?")) text = decodeWords(text);
	const at = text.lastIndexOf("@");
	if (at < 0) return visibleLine(text);
	const local = text.slice(0, at).trim();
	const domain = text
		.slice(at + 1)
		.replace(/[\s>]+/g, "")
		.replace(/\.$/, "");
	return `${readLocal(local)}@${readableDomain(visibleLine(domain))}`;
}

/** A local part: quoted only where it must be, without the blanks of the obsolete syntax. */
function readLocal(local: string): string {
	if (!local.startsWith('"') || !local.endsWith('"') || local.length < 2) {
		return visibleLine(/^[^"]*$/.test(local) ? local.replace(/\s*\.\s*/g, ".") : local);
	}
	const text = visibleLine(unescaped(local.slice(1, -1)));
	if (/^[^\s"(),:;<>@[\\\]]+$/.test(text) && !/^\.|\.$|\.\./.test(text)) return text;
	return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** As the front matter has it: `Ann Example <ann@example.com>`. Read again by `readAddresses`, it is the same. */
export function showAddress({ name, address, group }: Address): string {
	if (address === "") return name === "" ? `${phrase(group ?? "")}:;` : phrase(name);
	return name === "" ? address : `${phrase(name)} <${address}>`;
}

function phrase(name: string): string {
	return /[()<>[\]:;@\\,"]|=\?/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;
}

/** The grammar of a rule: `if CONDITIONS then ACTIONS`. */
import type { Action, Condition, TextField } from "./rule.ts";
import { mistake, type Word } from "./words.ts";

const FIELDS: Readonly<Record<string, TextField>> = {
	from: "from",
	sender: "from",
	to: "to",
	cc: "cc",
	bcc: "bcc",
	recipient: "recipient",
	"reply-to": "reply-to",
	list: "list",
	subject: "subject",
	body: "body",
	folder: "folder",
	label: "label",
	attachment: "attachment",
};
/** Words that stand for a flag, or for none. */
const STATES: Readonly<Record<string, { flag: string; isSet: boolean }>> = {
	read: { flag: "seen", isSet: true },
	unread: { flag: "seen", isSet: false },
	unseen: { flag: "seen", isSet: false },
	new: { flag: "seen", isSet: false },
	spam: { flag: "junk", isSet: true },
	important: { flag: "flagged", isSet: true },
	unanswered: { flag: "answered", isSet: false },
	unflagged: { flag: "flagged", isSet: false },
};
/** IMAP's keywords (RFC 9051): an atom. */
const KEYWORD = /^[^\s()[\]{}%*"\\\p{Cc}]{1,64}$/u;
const DAY = 24 * 60 * 60 * 1000;
const AGES: Readonly<Record<string, number>> = {
	minute: DAY / 1440,
	hour: DAY / 24,
	day: DAY,
	week: 7 * DAY,
	month: 30 * DAY,
	year: 365 * DAY,
};
const SIZES: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
/** How deep parentheses and `not` may lie in each other. */
const DEEPEST = 20;

const CONDITIONS =
	"from, to, cc, bcc, recipient, reply-to, list, subject, body, folder, label or attachment with is, contains or matches; is unread, is flagged; has attachment; older than 30 days; larger than 5M; always";
const ACTIONS =
	"move to FOLDER, archive, delete, label NAME, unlabel NAME, flag, unflag, mark read, mark unread, mark FLAG, stop";

/** Reads the words of one rule. Words of the language may be written in any case. */
export class Reader {
	readonly #text: string;
	readonly #words: readonly Word[];
	readonly #end: number;
	#next = 0;
	#depth = 0;

	constructor(text: string, words: readonly Word[], end: number) {
		this.#text = text;
		this.#words = words;
		this.#end = end;
	}

	/** @throws DeskError EFORMAT with line and column */
	rule(): { condition: Condition; actions: Action[] } {
		if (!this.#take("if"))
			throw this.#expected("a list item is a rule: `if …`", "begin with `if`, or write prose in paragraphs");
		const condition = this.#any();
		if (!this.#take("then"))
			throw this.#expected("`and`, `or` or `then` is expected", "put a value of several words in quotes");
		const actions = [this.#action()];
		while (this.#take(",") || this.#take("and")) {
			this.#take("and");
			actions.push(this.#action());
		}
		if (this.#next < this.#words.length)
			throw this.#expected("a comma is expected between actions", "put a value of several words in quotes");
		return { condition, actions };
	}

	#any(): Condition {
		const of = [this.#all()];
		while (this.#take("or")) of.push(this.#all());
		return of.length === 1 ? (of[0] as Condition) : { kind: "any", of };
	}

	#all(): Condition {
		const of = [this.#one()];
		while (this.#take("and")) of.push(this.#one());
		return of.length === 1 ? (of[0] as Condition) : { kind: "all", of };
	}

	#one(): Condition {
		if (++this.#depth > DEEPEST)
			throw this.#expected("the conditions are nested too deeply", "make several rules of it");
		try {
			if (this.#take("not")) return { kind: "not", of: this.#one() };
			if (this.#take("(")) {
				const inner = this.#any();
				if (!this.#take(")")) throw this.#expected("`)` is missing", "close the parenthesis");
				return inner;
			}
			return this.#simple();
		} finally {
			this.#depth--;
		}
	}

	#simple(): Condition {
		const word = this.#bare();
		if (word === "always") {
			this.#next++;
			return { kind: "always" };
		}
		if (word === "is") {
			this.#next++;
			const isNot = this.#take("not");
			const flag = this.#flagged();
			return isNot ? { kind: "not", of: flag } : flag;
		}
		if (word === "has" || word === "without") {
			this.#next++;
			const isNot = word === "without" || this.#take("no");
			this.#take("an");
			if (!this.#take("attachment") && !this.#take("attachments"))
				throw this.#expected("`attachment` is expected", "write `has attachment`, or `attachment is *.pdf`");
			return isNot ? { kind: "not", of: { kind: "attachments" } } : { kind: "attachments" };
		}
		if (word === "older" || word === "newer") {
			this.#next++;
			this.#need("than");
			return { kind: "age", than: word, age: this.#age() };
		}
		if (word === "larger" || word === "smaller") {
			this.#next++;
			this.#need("than");
			return { kind: "size", than: word, size: this.#size() };
		}
		if (word !== undefined && Object.hasOwn(STATES, word)) return this.#flagged();
		const field = word === undefined ? undefined : FIELDS[word];
		if (field === undefined || !Object.hasOwn(FIELDS, word ?? ""))
			throw this.#expected("this is no condition", `there are ${CONDITIONS}`);
		this.#next++;
		return this.#comparison(field);
	}

	#comparison(field: TextField): Condition {
		const isNegated = this.#take("does") ? this.#need("not") : false;
		const takesNot = () => this.#take("not") || isNegated;
		const before = takesNot();
		const how =
			this.#take("is") || this.#take("matches") || this.#take("match")
				? "is"
				: this.#take("contains") || this.#take("contain")
					? "contains"
					: undefined;
		if (how === undefined)
			throw this.#expected(
				`\`is\`, \`contains\` or \`matches\` is expected after \`${field}\``,
				`write \`${field} contains "words"\``,
			);
		const isNot = takesNot() || before;
		const condition: Condition = { kind: "text", field, how, value: this.#value("a value") };
		return isNot ? { kind: "not", of: condition } : condition;
	}

	#flagged(): Condition {
		const { flag, isSet } = this.#flag();
		return isSet ? { kind: "flag", flag } : { kind: "not", of: { kind: "flag", flag } };
	}

	/** A flag by its name, or by a word for it. */
	#flag(): { flag: string; isSet: boolean } {
		const at = this.#next;
		const name = this.#value("a flag").toLowerCase().replace(/^\\/, "");
		const state = Object.hasOwn(STATES, name) ? STATES[name] : undefined;
		if (state !== undefined) return state;
		if (KEYWORD.test(name)) return { flag: name, isSet: true };
		this.#next = at;
		throw this.#expected(
			`'${name.slice(0, 80)}' is no flag`,
			"flags are words such as seen, flagged, answered, junk, $important",
		);
	}

	#age(): number {
		const at = this.#next;
		const number = this.#value("a time");
		const [, digits = "", unit = ""] = /^(\d{1,6})([a-z]*)$/i.exec(number) ?? [];
		const name = (unit === "" ? (this.#bare() ?? "") : unit).replace(/s$/, "").toLowerCase();
		const size = AGES[Object.keys(AGES).find((one) => !["", "m"].includes(name) && one.startsWith(name)) ?? ""];
		if (digits === "" || size === undefined) {
			this.#next = at;
			throw this.#expected("a time is expected", "write it as 30 days, 2 weeks or 12h");
		}
		if (unit === "") this.#next++;
		return Number(digits) * size;
	}

	#size(): number {
		const at = this.#next;
		const [, digits = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]*)$/i.exec(this.#value("a size")) ?? [];
		const next = unit === "" ? (this.#bare() ?? "") : "";
		const isUnit = /^(?:[kmg]i?b?|b|bytes?)$/i.test(next);
		const factor = SIZES[(unit || (isUnit ? next : "b")).charAt(0).toLowerCase()];
		if (digits === "" || factor === undefined) {
			this.#next = at;
			throw this.#expected("a size is expected", "write it as 500k, 5M or 1 GB");
		}
		if (isUnit) this.#next++;
		return Math.round(Number(digits) * factor);
	}

	#action(): Action {
		const word = this.#bare();
		const found = word !== undefined && Object.hasOwn(VERBS, word) ? VERBS[word] : undefined;
		if (found === undefined) throw this.#expected("this is no action", `there are ${ACTIONS}`);
		this.#next++;
		if (found === "move") {
			this.#need("to");
			return { kind: "move", folder: this.#folder() };
		}
		if (found === "label" || found === "unlabel") {
			const label = this.#value("a label");
			if (label.length <= 200 && !/\p{Cc}/u.test(label)) return { kind: found, label };
			this.#next--;
			throw this.#expected("a label has at most 200 characters, on one line", "shorten it");
		}
		if (found !== "mark") return found;
		this.#take("as");
		const { flag, isSet } = this.#flag();
		return { kind: isSet ? "flag" : "unflag", flag };
	}

	/** A folder for received mail: of drafts, the outbox, computed ones and other mounts there is none. */
	#folder(): string {
		const folder = this.#value("a folder").replace(/\/+$/, "");
		const names = folder.replace(/^\/mail(?:\/(?=@)|\/|$)/, "").split("/");
		const first = (names[0]?.startsWith("@") === true ? names[1] : names[0])?.toLowerCase() ?? "";
		const isBad = names.some((name) => name === "" || name.startsWith(".") || /[\p{Cc}\\:*?"<>|]/u.test(name));
		const isTaken = ["drafts", "outbox", "views", "rules.md", ""].includes(first);
		if (!isBad && !isTaken && (!folder.startsWith("/") || folder.startsWith("/mail/"))) return folder;
		this.#next--;
		throw this.#expected(
			`'${folder.slice(0, 80)}' is no folder for received mail`,
			"write one such as archive, work/clients or /mail/@work/inbox",
		);
	}

	/** A bare word of the language that comes next, in lower case. */
	#bare(): string | undefined {
		const word = this.#words[this.#next];
		return word === undefined || word.isQuoted ? undefined : word.text.toLowerCase();
	}

	#take(text: string): boolean {
		const isIt = this.#bare() === text;
		if (isIt) this.#next++;
		return isIt;
	}

	#need(text: string): true {
		if (this.#take(text)) return true;
		throw this.#expected(`\`${text}\` is expected`, "see `desk mail rules --help`");
	}

	/** A word in quotes, or a bare one that is no mark. */
	#value(what: string): string {
		const word = this.#words[this.#next];
		const isValue =
			word !== undefined &&
			(word.isQuoted ? word.text !== "" : !["(", ")", ",", "then", "and", "or"].includes(word.text.toLowerCase()));
		if (!isValue)
			throw this.#expected(
				`${what} is expected`,
				'put it in quotes if it is a word of the rules, as in subject contains "and"',
			);
		this.#next++;
		return word.text;
	}

	#expected(what: string, todo: string) {
		const word = this.#words[this.#next];
		return mistake(this.#text, word?.at ?? this.#end, word === undefined ? `${what}, and the rule ends` : what, todo);
	}
}

const VERBS: Readonly<Record<string, Action | "move" | "label" | "unlabel" | "mark">> = {
	move: "move",
	label: "label",
	unlabel: "unlabel",
	mark: "mark",
	archive: { kind: "move", folder: "archive" },
	delete: { kind: "delete" },
	trash: { kind: "delete" },
	flag: { kind: "flag", flag: "flagged" },
	unflag: { kind: "unflag", flag: "flagged" },
	stop: { kind: "stop" },
};

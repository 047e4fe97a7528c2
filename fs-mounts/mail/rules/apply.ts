/** What rules make of a message. Pure: who calls it does what comes out. */
import { readMailFile } from "../front-matter.ts";
import { addressIn, displayName, texts } from "../record.ts";
import type { Condition, Rule, TextField } from "./rule.ts";

/** A message as conditions see it. */
export interface RuleMessage {
	/** Below the root of its account: `inbox`, `work/clients`. */
	readonly folder: string;
	/** `Ann Example <ann@example.com>`, as in front matter. */
	readonly from: readonly string[];
	readonly to: readonly string[];
	readonly cc: readonly string[];
	readonly bcc: readonly string[];
	readonly replyTo: readonly string[];
	readonly list?: string;
	readonly subject: string;
	/** ms UTC. */
	readonly date?: number;
	/** Bytes of the source. */
	readonly size: number;
	readonly flags: readonly string[];
	readonly labels: readonly string[];
	/** Names. */
	readonly attachments: readonly string[];
	readonly body: string;
}

/** What becomes of a message. */
export interface Filed {
	/** Where it is to lie: as the last `move` says it (below the root, or absolute), else where it is. */
	readonly folder: string;
	readonly flags: readonly string[];
	readonly labels: readonly string[];
	/** It goes to /trash. */
	readonly isDeleted: boolean;
	/** The rules whose conditions held, in order. */
	readonly fired: readonly Rule[];
}

/**
 * Apply rules in their order. Each sees the message as those before it have left it; of several moves the last one counts; `stop` and
 * `delete` end.
 * @param now ms UTC, which ages are counted from
 */
export function applyRules(rules: readonly Rule[], message: RuleMessage, now: number): Filed {
	let { folder } = message;
	const flags = new Set(message.flags);
	const labels = new Set(message.labels);
	const fired: Rule[] = [];
	const filed = (isDeleted: boolean): Filed => ({ folder, flags: [...flags], labels: [...labels], isDeleted, fired });
	for (const rule of rules) {
		const asItIs = { ...message, folder, flags: [...flags], labels: [...labels] };
		if (!holds(rule.condition, asItIs, now)) continue;
		fired.push(rule);
		for (const action of rule.actions) {
			if (action.kind === "stop") return filed(false);
			if (action.kind === "delete") return filed(true);
			if (action.kind === "move") folder = action.folder;
			else if (action.kind === "flag") flags.add(action.flag);
			else if (action.kind === "unflag") remove(flags, action.flag);
			else if (action.kind === "label") labels.add(action.label);
			else remove(labels, action.label);
		}
	}
	return filed(false);
}

function remove(words: Set<string>, word: string): void {
	for (const one of words) if (one.toLowerCase() === word.toLowerCase()) words.delete(one);
}

/** The file of a message as conditions see it. @throws DeskError EFORMAT when its front matter cannot be read */
export function messageFor(text: string, folder: string): RuleMessage {
	const { data, body } = readMailFile(text);
	const date = Date.parse(texts(data, "date")[0] ?? "");
	const list = texts(data, "list")[0];
	const attachments = Array.isArray(data.attachments) ? (data.attachments as unknown[]) : [];
	return {
		folder,
		from: texts(data, "from"),
		to: texts(data, "to"),
		cc: texts(data, "cc"),
		bcc: texts(data, "bcc"),
		replyTo: texts(data, "reply_to"),
		...(list === undefined ? {} : { list }),
		subject: texts(data, "subject")[0] ?? "",
		...(Number.isNaN(date) ? {} : { date }),
		size: typeof data.size === "number" ? data.size : Buffer.byteLength(text),
		flags: texts(data, "flags"),
		labels: texts(data, "labels"),
		attachments: attachments.flatMap((one) => texts((one ?? {}) as Record<string, unknown>, "name")),
		body,
	};
}

function holds(condition: Condition, message: RuleMessage, now: number): boolean {
	switch (condition.kind) {
		case "all":
			return condition.of.every((one) => holds(one, message, now));
		case "any":
			return condition.of.some((one) => holds(one, message, now));
		case "not":
			return !holds(condition.of, message, now);
		case "text":
			return VALUES[condition.field](message).some((value) => matches(condition, value));
		case "flag":
			return message.flags.some((flag) => flag.toLowerCase() === condition.flag);
		case "age":
			if (message.date === undefined) return false;
			return condition.than === "older" ? now - message.date > condition.age : now - message.date < condition.age;
		case "size":
			return condition.than === "larger" ? message.size > condition.size : message.size < condition.size;
		case "attachments":
			return message.attachments.length > 0;
		case "always":
			return true;
	}
}

/** A person is known by the name, the address, or both. */
const people = (persons: readonly string[]): string[] =>
	persons.flatMap((person) => [person, addressIn(person), displayName(person)]);

const VALUES: Readonly<Record<TextField, (message: RuleMessage) => readonly string[]>> = {
	from: ({ from }) => people(from),
	to: ({ to }) => people(to),
	cc: ({ cc }) => people(cc),
	bcc: ({ bcc }) => people(bcc),
	recipient: ({ to, cc, bcc }) => people([...to, ...cc, ...bcc]),
	"reply-to": ({ replyTo }) => people(replyTo),
	list: ({ list }) => (list === undefined ? [] : [list]),
	subject: ({ subject }) => [subject],
	body: ({ body }) => [body],
	folder: ({ folder }) => [folder],
	label: ({ labels }) => labels,
	attachment: ({ attachments }) => attachments,
};

function matches({ how, value, field }: Extract<Condition, { kind: "text" }>, text: string): boolean {
	const wanted = folded(value);
	if (how === "contains") return folded(text).includes(wanted);
	// `from is @example.com`: everybody there.
	return matchesGlob(wanted.startsWith("@") && field !== "subject" ? `*${wanted}` : wanted, folded(text));
}

/** Case, and how an accent is written, do not count. */
function folded(text: string): string {
	return text.normalize("NFC").toLowerCase();
}

/**
 * Whether a pattern fits a whole text: `*` stands for any characters, `?` for one. Without regular expressions: at worst the product of
 * both lengths, whatever they hold.
 */
export function matchesGlob(pattern: string, text: string): boolean {
	let at = 0;
	let next = 0;
	/** After the last star, and the first character that it did not take. */
	let star = -1;
	let taken = 0;
	while (at < text.length) {
		if (pattern[next] === "*") {
			star = ++next;
			taken = at;
		} else if (next < pattern.length && (pattern[next] === "?" || pattern[next] === text[at])) {
			next++;
			at++;
		} else if (star >= 0) {
			next = star;
			at = ++taken;
		} else return false;
	}
	while (pattern[next] === "*") next++;
	return next === pattern.length;
}

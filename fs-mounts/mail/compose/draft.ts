/** A draft: Markdown whose front matter is the head of a message that is to be sent. */
import { DeskError } from "../../../src/base/errors.ts";
import { parseFrontMatter, valueError } from "../../../src/text/index.ts";
import { type Address, distinct, parseAddress, splitAddresses, UNSAFE } from "./addresses.ts";

/** What a draft says. Fields that it leaves out are empty. */
export interface Draft {
	readonly from?: Address;
	readonly to: readonly Address[];
	readonly cc: readonly Address[];
	readonly bcc: readonly Address[];
	readonly replyTo: readonly Address[];
	readonly subject: string;
	/** Message ids without `<>`. */
	readonly inReplyTo?: string;
	readonly references: readonly string[];
	/** Paths of the tree, as written. */
	readonly attachments: readonly string[];
	/** The message (its 10 letters) that this answers or forwards. */
	readonly answers?: string;
	readonly forwards?: string;
	/** Set when it enters the outbox: the instant (ISO 8601, UTC), and the message id without `<>`. */
	readonly queued?: string;
	readonly messageId?: string;
	/** What else was set when it entered the outbox, so that cancelling takes it back: `from`, and flags of the original. */
	readonly stamped: readonly string[];
	readonly allowEmptySubject: boolean;
	/** Markdown. */
	readonly body: string;
	/** All front matter, unknown keys included. */
	readonly data: Readonly<Record<string, unknown>>;
}

/** The keys that hold addresses. */
export const ADDRESS_KEYS = ["from", "to", "cc", "bcc", "reply_to"] as const;
/** What the outbox puts into a draft, and `mail cancel` takes out. */
export const STAMPS = ["queued", "message_id", "stamped"] as const;
/** Octets of a header's line (RFC 5322 2.1.1), and so of any value that is not cut into words. */
const MAX_SUBJECT = 10_000;
const MESSAGE_ID = /^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u;

/** A value that its field cannot hold: the key, the place in a list, what is wrong, and what to do. */
interface Problem {
	readonly path: readonly (string | number)[];
	readonly what: string;
	readonly todo: string;
}

/**
 * Read a draft that may be unfinished: what a field cannot hold is left out.
 * @throws DeskError EFORMAT with line and column, when the front matter is no YAML mapping
 */
export function parseDraft(text: string): Draft {
	return read(text).draft;
}

/**
 * Read a draft that is to be sent. Says nothing of what only the tree knows: attachments, and who sends when it has no `from`.
 * @param options.emptySubject a subject is not asked for
 * @throws DeskError EFORMAT at the first field that does not do, naming all of the kind with their lines
 */
export function parseFinished(text: string, options: { emptySubject?: boolean } = {}): Draft {
	const { draft, problems } = read(text);
	const [first, ...more] = problems;
	if (first !== undefined) throw refusal(text, first, more);
	if (draft.to.length + draft.cc.length + draft.bcc.length === 0)
		throw valueError(text, ["to"], "it has no recipient", "write `to: ann@example.com` into the front matter");
	if (draft.subject === "" && !draft.allowEmptySubject && options.emptySubject !== true)
		throw valueError(text, ["subject"], "it has no subject", "write one, or `allow_empty_subject: true`");
	return draft;
}

/** One error that names every bad value: all addresses can be mended in one go. */
function refusal(text: string, first: Problem, more: readonly Problem[]): DeskError {
	const error = valueError(text, first.path, first.what, first.todo);
	if (more.length === 0) return error;
	const shown = more.slice(0, 10).map(({ path, what }) => `line ${valueError(text, path, what, "").line}: ${what}`);
	const rest = more.length > shown.length ? `; and ${more.length - shown.length} more` : "";
	return new DeskError("EFORMAT", `${first.what}; ${shown.join("; ")}${rest}`, {
		line: error.line as number,
		column: error.column as number,
		todo: first.todo,
	});
}

function read(text: string): { draft: Draft; problems: Problem[] } {
	const { data, body } = parseFrontMatter(text);
	const problems: Problem[] = [];
	const reader = new Reader(data, problems);
	const [from] = reader.addresses("from", 1);
	const known = new Set<string>();
	const optional = {
		from,
		inReplyTo: reader.ids("in_reply_to")[0],
		answers: reader.text("answers"),
		forwards: reader.text("forwards"),
		queued: reader.text("queued"),
		messageId: reader.ids("message_id")[0],
	};
	const draft: Draft = {
		// Nobody gets it twice: the first of the three fields counts.
		to: distinct(reader.addresses("to"), known),
		cc: distinct(reader.addresses("cc"), known),
		bcc: distinct(reader.addresses("bcc"), known),
		replyTo: distinct(reader.addresses("reply_to")),
		subject: reader.text("subject") ?? "",
		references: reader.ids("references"),
		attachments: reader.list("attachments").flatMap(({ value, path }) => reader.line(pathIn(value), path) ?? []),
		stamped: reader.list("stamped").flatMap(({ value, path }) => reader.line(value, path) ?? []),
		allowEmptySubject: data.allow_empty_subject === true,
		body,
		data,
		...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Draft>),
	};
	return { draft, problems };
}

type At = { value: unknown; path: (string | number)[] };

/** Reads values of front matter, and notes what is wrong with them. */
class Reader {
	readonly #data: Readonly<Record<string, unknown>>;
	readonly #problems: Problem[];

	constructor(data: Readonly<Record<string, unknown>>, problems: Problem[]) {
		this.#data = data;
		this.#problems = problems;
	}

	/** The items of a list, or the one value. */
	list(key: string): At[] {
		const value = this.#data[key];
		if (value === undefined || value === null) return [];
		if (!Array.isArray(value)) return [{ value, path: [key] }];
		return value.flatMap((item: unknown, index) => (item === null ? [] : [{ value: item, path: [key, index] }]));
	}

	/** A value as one line of text; numbers and booleans are what YAML makes of `subject: 2026`. */
	line(value: unknown, path: (string | number)[]): string | undefined {
		const key = `\`${path[0]}\``;
		if (typeof value === "object") return this.#wrong(path, `${key} holds what is no text`, "write one line of text");
		const line = String(value).trim();
		if (UNSAFE.test(line))
			return this.#wrong(path, `${key} holds a line end or a control character`, "a header is one line of plain text");
		return line === "" ? undefined : line;
	}

	text(key: string): string | undefined {
		const value = this.#data[key];
		if (value === undefined || value === null) return undefined;
		const line = this.line(value, [key]);
		if (line !== undefined && line.length > MAX_SUBJECT)
			return this.#wrong([key], `\`${key}\` is longer than ${MAX_SUBJECT} characters`, "shorten it");
		return line;
	}

	/** Message ids, with or without `<>`, parted by blanks or as a list. */
	ids(key: string): string[] {
		return this.list(key).flatMap(({ value, path }) => {
			const ids = (this.line(value, path) ?? "").split(/[\s,]+/).map((id) => id.replace(/^<|>$/g, ""));
			return ids.flatMap((id) => {
				if (id === "") return [];
				if (MESSAGE_ID.test(id) && id.length <= 900) return [id];
				return this.#wrong(path, `\`${key}\`: ${shown(id)} is no message id`, "write it as <left@right>") ?? [];
			});
		});
	}

	addresses(key: (typeof ADDRESS_KEYS)[number], most = Number.POSITIVE_INFINITY): Address[] {
		const found = this.list(key).flatMap(({ value, path }) => {
			const line = this.line(value, path);
			return line === undefined ? [] : splitAddresses(line).flatMap((part) => this.#address(key, part, path) ?? []);
		});
		if (found.length > most) this.#wrong([key, most], `\`${key}\` holds more than one address`, "keep one");
		return found;
	}

	#address(key: string, text: string, path: (string | number)[]): Address | undefined {
		return (
			parseAddress(text) ??
			this.#wrong(
				path,
				`\`${key}\`: ${shown(text)} is no address`,
				"write ann@example.com or Ann Example <ann@example.com>",
			)
		);
	}

	#wrong(path: (string | number)[], what: string, todo: string): undefined {
		this.#problems.push({ path, what, todo });
		return undefined;
	}
}

/** An attachment as received mail lists it, with its path. */
function pathIn(attachment: unknown): unknown {
	return typeof attachment === "object" && attachment !== null && "path" in attachment ? attachment.path : attachment;
}

function shown(text: string): string {
	return `'${text.length > 80 ? `${text.slice(0, 79)}…` : text}'`;
}

/** What waits to be sent: how a draft enters the outbox and leaves it, and the message that it stands for. */
import { toText } from "../../../src/base/bytes.ts";
import { now, toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { setFrontMatter, valueError } from "../../../src/text/index.ts";
import { type Change, isWithin, type TreeReader } from "../../../src/vfs/index.ts";
import { changedWords } from "../flags.ts";
import { readMailFile } from "../front-matter.ts";
import { byId } from "../locations.ts";
import { texts } from "../record.ts";
import { type Address, addressKey, formatAddress } from "./addresses.ts";
import { type Attachable, findAttachment } from "./attachments.ts";
import { compose, encodedSize, newMessageId } from "./compose.ts";
import { type Draft, parseDraft, parseFinished, STAMPS } from "./draft.ts";
import { maxSize, ownAddresses, SET_FROM } from "./settings.ts";

/** A draft as it lies in the outbox, and what else that changes. */
export interface Queued {
	readonly text: string;
	readonly entails: readonly Change[];
}

/**
 * A draft's text as it enters the outbox: checked for all that sending needs, stamped with the instant and the message id, with its
 * sender, and the message that it answers or forwards marked so.
 * @throws DeskError EFORMAT with line and column; EACCES, ENOENT, EISDIR for attachments; EFBIG
 */
export function queue(text: string, path: string, tree: TreeReader): Queued {
	return located(path, () => {
		const plain = unstamped(text);
		const draft = parseFinished(plain);
		const from = senderOf(draft, plain, tree.home);
		refuseTooLarge(draft, plain, tree);
		const at = now();
		const marks = markOriginal(draft, tree, true);
		const set = [...(draft.from === undefined ? ["from"] : []), ...marks.names];
		const stamped = setFrontMatter(plain, {
			...(draft.from === undefined ? { from: formatAddress(from) } : {}),
			queued: toIso(at),
			message_id: newMessageId(from, plain, at, path),
			...(set.length > 0 ? { stamped: set } : {}),
		});
		return { text: stamped, entails: marks.changes };
	});
}

/** A queued text that was edited in the outbox: checked again, with the stamps that it had. @throws as `queue` */
export function requeue(text: string, old: string, path: string, tree: TreeReader): string {
	return located(path, () => {
		const draft = parseFinished(text);
		senderOf(draft, text, tree.home);
		refuseTooLarge(draft, text, tree);
		const { data } = readMailFile(old);
		const stamps = STAMPS.map((key) => [key, data[key] as string | string[] | undefined] as const);
		return setFrontMatter(text, Object.fromEntries(stamps));
	});
}

/** A draft's text as it leaves the outbox unsent: without what entering put into it. */
export function cancel(text: string, path: string, tree: TreeReader): Queued {
	return located(path, () => {
		const draft = parseDraft(text);
		return {
			text: unstamped(text),
			entails: draft.queued === undefined ? [] : markOriginal(draft, tree, false).changes,
		};
	});
}

/** The text without the stamps of the outbox; the text itself, if it has none. */
export function unstamped(text: string): string {
	const { data } = readMailFile(text);
	const keys: string[] = STAMPS.filter((key) => Object.hasOwn(data, key));
	if (keys.length > 0 && texts(data, "stamped").includes("from")) keys.push("from");
	return setFrontMatter(text, Object.fromEntries(keys.map((key) => [key, undefined])));
}

/** The message that waits in the outbox, byte for byte as it would be sent. @throws as `queue` */
export async function composed(text: string, path: string, tree: TreeReader): Promise<Buffer> {
	const draft = located(path, () => parseFinished(text));
	const date = new Date(draft.queued ?? "");
	if (draft.messageId === undefined || Number.isNaN(date.getTime()))
		throw new DeskError("EFORMAT", "its stamps `queued` and `message_id` are not whole", {
			at: path,
			todo: `\`desk mail cancel ${path}\` and send it again`,
		});
	const { from, found } = located(path, () => ({
		from: senderOf(draft, text, tree.home),
		found: draft.attachments.map((written) => findAttachment(written, tree)),
	}));
	const attachments = [];
	for (const { name, bytes } of found) attachments.push({ name, bytes: await bytes() });
	return await compose({ draft, from, date, messageId: draft.messageId, attachments });
}

/**
 * Who sends a draft: as it says, else the first of the desk's own addresses.
 * @throws DeskError EFORMAT when nothing says, or when the draft names somebody else (a copy of received mail does)
 */
export function senderOf(draft: Draft, text: string, home: string): Address {
	const own = ownAddresses(home);
	const from = draft.from ?? own[0];
	if (from === undefined)
		throw valueError(
			text,
			["from"],
			"nothing says who sends it",
			`${SET_FROM}, or write \`from: …\` into the front matter`,
		);
	const isOwn = own.some(({ address }) => addressKey(address) === addressKey(from.address));
	if (isOwn || own.length === 0) return from;
	throw valueError(
		text,
		["from"],
		`\`from\`: ${from.address} is not one of your addresses`,
		"add it to the setting mail.from, parted by a comma",
	);
}

/** Each attachment has to be there; all together have to fit. */
function refuseTooLarge(draft: Draft, text: string, tree: TreeReader): void {
	const found = draft.attachments.map((written, index): Attachable => {
		try {
			return findAttachment(written, tree);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			const path = Array.isArray(draft.data.attachments) ? ["attachments", index] : ["attachments"];
			throw valueError(text, path, error.message, error.todo ?? "");
		}
	});
	const size = found.reduce((sum, file) => sum + encodedSize(file.size), encodedSize(draft.body.length * 2));
	const most = maxSize(tree.home);
	if (size > most)
		throw new DeskError("EFBIG", `it is too large: ${mebibytes(size)} MiB, and ${mebibytes(most)} MiB are allowed`, {
			todo: "attach less, or change the setting mail.max_size",
		});
}

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** The flag that the message gets which a draft answers, or forwards. */
const MARKS = { answers: "answered", forwards: "forwarded" } as const;

/** Set a flag of the original, or take it off again if it was set for this draft. It may have gone, or have it already. */
function markOriginal(draft: Draft, tree: TreeReader, isQueued: boolean): { names: string[]; changes: Change[] } {
	const names: string[] = [];
	const changes: Change[] = [];
	for (const [key, flag] of Object.entries(MARKS) as [keyof typeof MARKS, string][]) {
		const id = draft[key];
		const original = id === undefined ? undefined : byId(tree, id);
		// What lies in the trash stays as it is.
		if (original === undefined || !isWithin(original.path, "/mail") || (!isQueued && !draft.stamped.includes(flag)))
			continue;
		const old = toText(tree.read(original.path));
		const text = changedWords(old, isQueued ? { set: [flag] } : { unset: [flag] });
		if (text === old) continue;
		changes.push({ op: "write", path: original.path, content: tree.stage(text, tree.source(original.path)) });
		names.push(flag);
	}
	return { names, changes };
}

/** Errors say which file they are about. */
function located<Result>(path: string, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if (error instanceof DeskError) error.at = path;
		throw error;
	}
}

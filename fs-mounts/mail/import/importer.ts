import { type ByteStream, toBytes, toText } from "../../../src/base/bytes.ts";
import { now, toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { Staged } from "../../../src/store/index.ts";
import {
	type Change,
	type ImportRequest,
	type Incoming,
	isWithin,
	nameOfPath,
	namesOf,
	type Parsed,
	type Passed,
	type SourceImporter,
} from "../../../src/vfs/index.ts";
import { isComposed, namesInRoot, rootOf } from "../places.ts";
import { freePath } from "../plan.ts";
import type { Rule } from "../rules/rule.ts";
import { ruled, rulesOf } from "../rules/run.ts";
import { copiesOf, knownIds } from "./known.ts";
import { Reader } from "./reader.ts";
import type { Answer, BatchItem, ReadItem } from "./reader-protocol.ts";

/** Pages of the database in memory meanwhile (bytes): the reading thread needs memory, and four times as many pages make nothing faster. */
const CACHE = 16 * 1024 * 1024;

/** `desk import mail`: mailboxes of all kinds. */
export const mailImporter: SourceImporter = {
	items: "messages",
	options: ["account", "flags", "rules"],
	async *read(request) {
		const { vfs } = request;
		const target = placeOf(request);
		const rules = request.options.rules === undefined ? [] : rulesOf(target.root, vfs.reader());
		const place: Place = { ...target, rules, now: toDate(now()).getTime() };
		const reader = await Reader.start({
			source: nameOfPath(request.source).replace(/\.gz$/i, ""),
			all: request.all,
			flags: flagsOf(request.options.flags),
			known: knownIds(vfs.reader(), place.root),
		});
		const stop = () => reader.fail(request.signal.reason as Error);
		request.signal.addEventListener("abort", stop, { once: true });
		vfs.store.database.limitCache(CACHE);
		try {
			const feeding = reader.feed(request.files()).catch((error: Error) => reader.fail(error));
			yield* itemsOf(reader, request, place);
			await feeding;
		} finally {
			request.signal.removeEventListener("abort", stop);
			vfs.store.database.limitCache();
			await reader.stop();
		}
	},
};

/** Where messages go. */
interface Target {
	/** `/mail`, or an account's folder. */
	readonly root: string;
	/** The folder that gets them, with those of the source below it; undefined: each goes into the one that its source says. */
	readonly into: string | undefined;
}

/** Where messages go, and by which rules they are sorted as they come in. */
interface Place extends Target {
	readonly rules: readonly Rule[];
	/** ms UTC: what is older than so many days is counted from here. */
	readonly now: number;
}

/** @throws DeskError EUSAGE, EINVAL */
function placeOf({ into, options: { account } }: ImportRequest): Target {
	if (account !== undefined && !/^@?[^/@.][^/]*$/.test(account))
		throw new DeskError("EUSAGE", "this is no name of an account", { at: account, todo: "name one such as work" });
	const base = account === undefined ? undefined : `/mail/@${account.replace(/^@/, "")}`;
	const path =
		into === undefined
			? base
			: base === undefined || isWithin(into, base)
				? into
				: [base, ...namesOf(into).slice(1)].join("/");
	if (path === undefined) return { root: "/mail", into: undefined };
	const root = rootOf(path);
	const [first] = namesInRoot(path);
	if (base !== undefined && root !== base)
		throw new DeskError("EUSAGE", `--into lies in another account than ${account}`, {
			at: path,
			todo: "leave one of the two out",
		});
	if (first === undefined) return { root, into: undefined };
	if (first.startsWith(".") || first.toLowerCase() === "views" || isComposed(path) !== undefined)
		throw new DeskError("EINVAL", "this is no folder for received mail", {
			at: path,
			todo: "name one such as archive or work/clients",
		});
	return { root, into: path };
}

/** @throws DeskError EUSAGE */
function flagsOf(text: string | undefined): string[] {
	return (text ?? "")
		.split(",")
		.map((flag) => flag.trim())
		.filter((flag) => flag !== "")
		.map((flag) => {
			if (!/^[\w$.-]+$/.test(flag))
				throw new DeskError("EUSAGE", "this is no flag", { at: flag, todo: "such as seen, flagged, answered" });
			return flag;
		});
}

async function* itemsOf(
	reader: Reader,
	request: ImportRequest,
	place: Place,
): AsyncGenerator<Incoming | Passed, void, undefined> {
	const { content } = request.vfs.store;
	const answers = reader.answers();
	for await (const answer of answers) {
		// A large message's source comes in pieces, then the message.
		let large: Staged | undefined;
		let batch: Extract<Answer, { items: unknown }> | undefined = "items" in answer ? answer : undefined;
		if ("piece" in answer) {
			const pieces = piecesOf(answer.piece, answers, reader);
			large = await content.stage(pieces.stream);
			batch = pieces.next();
		}
		if (batch === undefined) continue;
		const { data } = batch;
		const items = JSON.parse(batch.items) as BatchItem[];
		let held = items.filter((item) => "shown" in item || "failed" in item).length;
		const release = () => {
			if (--held === 0) reader.giveBack(data);
		};
		for (const item of items) {
			if ("skipped" in item) {
				const { from, skipped, says } = item;
				if (skipped === "other-kind" && from === request.source)
					throw new DeskError("EFORMAT", says, {
						at: from,
						todo: "name an mbox, a Maildir, an .eml, or a folder or an archive of such",
					});
				yield { from, path: from, skipped, says };
			} else if (item.failed !== undefined) {
				yield failed(item, data, large, request, place);
				release();
			} else if (item.shown === undefined || item.name === undefined) {
				if (large !== undefined) content.unstage(large);
				yield { from: item.from, path: folderOf(item, place), result: "same" };
			} else yield { ...incoming(item, data, large, request, place), release };
		}
		reader.taken(batch.bytes);
	}
}

/** The pieces of one source, and the batch that comes after them. */
function piecesOf(first: Uint8Array, answers: AsyncGenerator<Answer, void, undefined>, reader: Reader) {
	let after: Extract<Answer, { items: unknown }> | undefined;
	async function* stream(): ByteStream {
		yield first;
		reader.taken(first.length);
		for (;;) {
			const { value, done } = await answers.next();
			if (done === true) return;
			if ("items" in value) after = value;
			if (!("piece" in value)) return;
			yield value.piece;
			reader.taken(value.piece.length);
		}
	}
	return { stream: stream(), next: () => after };
}

function folderOf({ folder, below }: ReadItem, { root, into }: Target): string {
	if (into === undefined) {
		const path = `${root}/${folder}`;
		const [first = "", ...rest] = namesInRoot(path);
		// What lies there is computed, or written here.
		return isComposed(path) === undefined && first.toLowerCase() !== "views"
			? path
			: [root, `${first}-imported`, ...rest].join("/");
	}
	return below === "" ? into : `${into}/${below}`;
}

/** A message that could not be read, though every message can: it is kept, and told. */
function failed(
	item: ReadItem,
	data: ArrayBuffer,
	large: Staged | undefined,
	{ vfs }: ImportRequest,
	place: Target,
): Passed {
	const [start, end] = item.source ?? [0, 0];
	const content = large ?? vfs.store.content.stageBytes(Buffer.from(data, start, end - start));
	const error = new DeskError("EFORMAT", `it could not be read (${item.failed}); please report it`);
	return { from: item.from, path: `${folderOf(item, place)}/${item.id}.eml`, error, content };
}

/** A message on its way in. @param large its source, where it came in pieces */
function incoming(
	item: ReadItem,
	data: ArrayBuffer,
	large: Staged | undefined,
	{ vfs }: ImportRequest,
	place: Place,
): Incoming {
	const store = vfs.store.content;
	const part = ([start, end]: readonly [number, number] = [0, 0]) => Buffer.from(data, start, end - start);
	const text = part(item.shown);
	const source = large ?? store.stageBytes(part(item.source));
	const read = {
		filter: part(item.filter),
		// Made when it is needed: thousands of messages wait in memory.
		get parsed() {
			return JSON.parse(part(item.parsed).toString("utf8")) as Parsed;
		},
	};
	const folder = folderOf(item, place);
	const sorted = place.rules.length === 0 ? undefined : ruled(place.rules, toText(text), folder, place.now);
	const isChanged = sorted !== undefined && sorted.text !== toText(text);
	// What was read of the message is of other flags and labels.
	const content = isChanged
		? { ...store.stageBytes(toBytes(sorted.text)), source }
		: { ...store.stageBytes(text), source, read };
	const path = `${sorted?.folder ?? folder}/${item.name}`;
	const mtime = item.time === undefined ? undefined : item.time * 1000;
	return {
		from: item.from,
		path,
		// With what is read of it, which is as long, and again while it is projected.
		size: 3 * text.length + (source.data?.length ?? 0),
		content,
		decide(tree) {
			if (copiesOf(tree, source.hash, place.root) >= item.occurrence) return { result: "same", path };
			const free = freePath(path, tree);
			const write: Change = { op: "write", path: free, content, expect: null, mtime };
			return {
				result: "created",
				path: free,
				changes: sorted?.isDeleted === true ? [write, { op: "remove", path: free }] : [write],
			};
		},
	};
}

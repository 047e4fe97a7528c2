/** What messages were made from: /mail/.raw and /mail/.attachments. */
import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import type { TreeReader, ViewEntry } from "../../src/vfs/index.ts";
import { readMailFile } from "./front-matter.ts";
import { byId } from "./locations.ts";

interface Row {
	id: string;
	size: number;
	date: number;
}

const ROWS = "SELECT DISTINCT id, size, date FROM mail WHERE id";

/** One entry for each message. */
export function listSources(tree: TreeReader): ViewEntry[] {
	return tree.all<Row>(`${ROWS} <> ''`).map(entryOf);
}

export function findSource(id: string, tree: TreeReader): ViewEntry | undefined {
	const row = tree.get<Row>(`${ROWS} = ?`, id);
	return row === undefined || id === "" ? undefined : entryOf(row);
}

function entryOf({ id, size, date }: Row): ViewEntry {
	return { name: `${id}.eml`, size, ...timeOf(date) };
}

/** The RFC 5322 bytes of a message, as they came. @throws DeskError ENOENT */
export function readSource(id: string, tree: TreeReader): ByteStream {
	return tree.stream(sourceOf(id, tree));
}

function sourceOf(id: string, tree: TreeReader): number {
	const message = byId(tree, id);
	const source = message === undefined ? undefined : tree.source(message.path);
	if (source !== undefined) return source;
	throw new DeskError("ENOENT", "there is no message of that id", {
		at: `/mail/.raw/${id}.eml`,
		todo: "`desk mail list` shows ids; of a deleted message, take it out of /trash first",
	});
}

/** One folder for each message that has attachments. */
export function listWithAttachments(tree: TreeReader): ViewEntry[] {
	return tree
		.all<Row>("SELECT DISTINCT id, size, date FROM mail WHERE attachments > 0 AND id <> ''")
		.map(({ id, date }) => ({ name: id, ...timeOf(date) }));
}

export function findAttachments(id: string, tree: TreeReader): ViewEntry | undefined {
	return tree.get("SELECT 1 FROM mail WHERE id = ? AND attachments > 0", id) === undefined ? undefined : { name: id };
}

/** An attachment as the front matter of its message names it. */
export interface NamedAttachment {
	readonly name: string;
	readonly type: string;
	/** Bytes when decoded. */
	readonly size: number;
}

/** The attachments that the text of a message names. */
export function attachmentsIn(text: string): NamedAttachment[] {
	const { attachments } = readMailFile(text).data;
	if (!Array.isArray(attachments)) return [];
	return (attachments as unknown[]).flatMap((one) => {
		const { name, type, size } = (one ?? {}) as Record<string, unknown>;
		return typeof name === "string"
			? [{ name, type: typeof type === "string" ? type : "", size: typeof size === "number" ? size : 0 }]
			: [];
	});
}

/** The attachments of a message, with their sizes; nothing is decoded for it. */
export function listAttachments(id: string, tree: TreeReader): ViewEntry[] {
	const message = byId(tree, id);
	if (message === undefined) return [];
	return attachmentsIn(tree.read(message.path).toString()).map(({ name, size }) => ({
		name,
		size,
		...timeOf(message.date),
	}));
}

/** The decoded bytes of an attachment. @throws DeskError ENOENT */
export async function readAttachment(id: string, name: string, tree: TreeReader): Promise<Uint8Array> {
	const { LIMITS, partBytes, readMessage } = await import("./message/index.ts");
	const { bytes, size } = await sourceBytes(id, tree, LIMITS.source);
	const attachment = readMessage(bytes, { size, id }).attachments.find((one) => one.name === name);
	if (attachment !== undefined) return partBytes(bytes, attachment.part);
	throw new DeskError("ENOENT", "the message has no attachment of that name", {
		at: `/mail/.attachments/${id}/${name}`,
		todo: `\`desk ls /mail/.attachments/${id}\` shows them`,
	});
}

/** The first bytes of a message's source, and how many it has in all. @throws DeskError ENOENT */
export async function sourceBytes(
	id: string,
	tree: TreeReader,
	most: number,
): Promise<{ bytes: Buffer; size: number }> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of readSource(id, tree)) {
		if (size < most) parts.push(part);
		size += part.length;
	}
	return { bytes: Buffer.concat(parts).subarray(0, most), size };
}

function timeOf(date: number): { mtime?: number } {
	return date > 0 ? { mtime: date * 1_000_000 } : {};
}

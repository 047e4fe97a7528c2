/** What `desk doctor --deep` asks of stored bytes. */
import type { Hmac } from "node:crypto";
import { DeskError } from "../base/errors.ts";
import { chunkRecord } from "./content-keys.ts";
import type { ContentReader } from "./content-reader.ts";
import { asDeskError } from "./database-errors.ts";

/** What is wrong with one chunk file (its name in hex), undefined when nothing is. @throws what is no damage */
export function checkChunk(content: ContentReader, name: string): string | undefined {
	try {
		const plain = content.keys.open(name, content.sealed(name, undefined));
		return content.keys.chunkName(plain) === name ? undefined : "its bytes do not match its name";
	} catch (error) {
		return damageOf(error);
	}
}

/**
 * What is wrong with one content, undefined when nothing is. Chunks are not read again: `bad` says which of them are
 * damaged (hex names), and the content's hash covers their order.
 * @throws what is no damage
 */
export function checkContent(content: ContentReader, id: number, bad: ReadonlySet<string>): string | undefined {
	try {
		let hash: Hmac | undefined;
		let size = 0;
		for (const chunk of content.chunksOf(id)) {
			if (bad.has(chunk.name)) return `a chunk is damaged or missing (blobs/${chunk.name.slice(0, 2)}/${chunk.name})`;
			if (chunk.offset !== size) return "its chunks do not follow each other";
			size += chunk.size;
			hash ??= chunk.name === "" ? content.keys.bytesHash() : content.keys.listHash();
			hash.update(chunk.name === "" ? content.plain(chunk, id) : chunkRecord(chunk));
		}
		hash ??= content.keys.bytesHash();
		const recorded = content.recordOf(id);
		if (recorded === undefined) return "the content is missing";
		if (recorded.size !== size) return `it should have ${recorded.size} bytes and has ${size}`;
		return hash.digest().equals(recorded.hash) ? undefined : "its bytes do not match their hash";
	} catch (error) {
		return damageOf(error);
	}
}

/** What a failed read says of stored bytes. @throws the error when it is none that damage causes */
function damageOf(error: unknown): string {
	const known = asDeskError(error, "desk.db");
	if (known instanceof DeskError) return known.message;
	throw error;
}

/** Names of messages and threads: a short hash, the same on every machine. */
import { shortId } from "../../../src/base/short-id.ts";

/** The id of a message: the same for the same bytes. */
export function idOf(source: Uint8Array): string {
	return shortId(source);
}

/** The id of a thread: of the message id of its first message. */
export function threadOf(messageId: string): string {
	return shortId(messageId);
}

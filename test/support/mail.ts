/** Messages for tests, and the shortest way to have them in a desk. */
import { fileNameOf, idOf, readMessage, showMessage } from "../../fs-mounts/mail/message/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";

/** The RFC 5322 bytes of a message. Header fields in any case; what is undefined is left out. */
export function rfc5322(fields: Readonly<Record<string, string | undefined>>, body = "Hello\n"): Buffer {
	const header = Object.entries(fields).flatMap(([name, value]) =>
		value === undefined ? [] : [`${name}: ${value}\r\n`],
	);
	return Buffer.from(`${header.join("")}\r\n${body.replace(/\r?\n/g, "\r\n")}`);
}

export interface DeliverOptions {
	folder?: string;
	flags?: readonly string[];
	labels?: readonly string[];
}

/** Put a message into a folder, as an import does. @returns its path */
export async function deliver(
	vfs: Vfs,
	source: Buffer,
	{ folder = "/mail/inbox", flags = [], labels = [] }: DeliverOptions = {},
): Promise<string> {
	const id = idOf(source);
	const message = readMessage(source, { id });
	const content = {
		...(await vfs.stage(showMessage(message, { id, flags, labels }))),
		source: vfs.store.content.stageBytes(source),
	};
	const path = `${folder}/${fileNameOf(message, id)}`;
	await vfs.change(
		[
			{ op: "mkdir", path: folder, parents: true },
			{ op: "write", path, content },
		],
		{ cause: "test" },
	);
	return path;
}

/** Parts that lie in what another part decodes to. */
import { decodedFields, readHeader } from "./fields.ts";
import { describePart, type OpenPart, readStructure } from "./structure.ts";
import { LIMITS, type Part } from "./types.ts";

/** How deep such a message counts to lie, so that it cannot be nested as deep as others again and again. */
const DEPTH = 10;

/** A file in the decoded bytes of a part. */
export function innerFile(
	within: Part,
	at: Pick<Part, "path" | "type" | "encoding" | "start" | "end"> & { fileName: string },
): Part {
	return { ...at, parameters: {}, disposition: "attachment", fields: [], headerStart: at.start, children: [], within };
}

/** A part that is what `encoding` makes of another's decoded bytes. */
export function recoded(within: Part, encoding: string, length: number): Part {
	return { ...within, path: `${within.path}.0`, encoding, headerStart: 0, start: 0, end: length, children: [], within };
}

/** The message, or the part with its header, that the decoded bytes of a part are. */
export function innerMessage(bytes: Buffer, within: Part, tell: (problem: string) => void): Part {
	const text = bytes.subarray(0, LIMITS.source).toString("latin1");
	const header = readHeader(text, 0, tell);
	const fields = decodedFields(header.fields, undefined, tell);
	const root: OpenPart = describePart(fields, {
		path: `${within.path || "0"}.1`,
		headerStart: 0,
		start: header.bodyStart,
	});
	root.end = text.length;
	readStructure(text, root, text.length, DEPTH, { parts: 0, tell });
	return placed(root, within);
}

function placed(part: OpenPart, within: Part): Part {
	return { ...part, within, children: part.children.map((child) => placed(child, within)) };
}

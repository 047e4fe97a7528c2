/**
 * The thread that gets text out of files that others made: whatever they are, they can take no more than its memory and its time.
 * Bundled as text (`extract-worker.ts?script`); only `extract.ts` starts it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { epub } from "./epub.ts";
import { html } from "./html.ts";
import { gathered, type Lines } from "./lines.ts";
import { docx, openDocument, pptx } from "./office.ts";
import { pdf } from "./pdf.ts";
import { rtf } from "./rtf.ts";
import { xlsx } from "./sheets.ts";
import { Unreadable } from "./unreadable.ts";

/** What is asked of the thread, and what it answers. */
export interface Request {
	kind: string;
	bytes: Uint8Array;
}
export type Answer = { text: string } | { error: string };

const { library } = workerData as { library: string };
const EXTRACTORS: Readonly<Record<string, (bytes: Uint8Array, lines: Lines) => void | Promise<void>>> = {
	pdf: (bytes, lines) => pdf(bytes, lines, library),
	docx,
	xlsx,
	pptx,
	odt: openDocument,
	ods: openDocument,
	odp: openDocument,
	epub,
	html,
	rtf,
};

parentPort?.on("message", async ({ kind, bytes }: Request) => {
	let answer: Answer;
	try {
		const extract = EXTRACTORS[kind];
		if (extract === undefined) throw new Unreadable(`nothing here reads ${kind} files`);
		answer = { text: await gathered((lines) => extract(bytes, lines)) };
	} catch (error) {
		const reason =
			error instanceof Unreadable
				? error.message
				: `it cannot be read (${String(error).split("\n")[0]?.slice(0, 200)})`;
		answer = { error: reason };
	}
	parentPort?.postMessage(answer);
});

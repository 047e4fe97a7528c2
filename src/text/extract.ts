/** Text of files that only a library can read (PDF, Office, books), in a thread with bounds. Loaded when the first such file is met. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Worker } from "node:worker_threads";
import type { ByteStream } from "../base/bytes.ts";
import { DeskError } from "../base/errors.ts";
import type { Answer, Request } from "./extract/extract-worker.ts";

/** The kinds of file whose text is extracted, by the extension of their names. */
export const EXTRACTED: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
	...Object.fromEntries(
		["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "rtf", "html"].map((kind) => [kind, kind]),
	),
	htm: "html",
	xhtml: "html",
	docm: "docx",
	dotx: "docx",
	xlsm: "xlsx",
	pptm: "pptx",
	ppsx: "pptx",
	ott: "odt",
	ots: "ods",
	otp: "odp",
});

/** Bounds for one file: its size (bytes), the time (ms), and the thread's heap (MiB). */
const LARGEST = 128 * 1024 * 1024;
const TIME = 30_000;
const HEAP = 512;

/** A thread that waits for the next file: loading its libraries takes longer than most files. */
let idle: Worker | undefined;

async function newThread(): Promise<Worker> {
	const [{ Worker: Thread }, { createRequire }, { default: source }] = await Promise.all([
		import("node:worker_threads"),
		import("node:module"),
		import("./extract/extract-worker.ts?script"),
	]);
	const library = findLibrary(createRequire(join(__dirname, "extract.js")));
	const limits = { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: 64 };
	// What libraries say on stderr is not for the user.
	const thread = new Thread(source, {
		eval: true,
		workerData: { library },
		stdout: true,
		stderr: true,
		resourceLimits: limits,
	});
	thread.stdout.resume();
	thread.stderr.resume();
	return thread;
}

/** The thread runs a text, which lies nowhere; so it is told where MuPDF, WebAssembly beside its script, is installed; "" for nowhere. */
function findLibrary(require: NodeJS.Require): string {
	try {
		return pathToFileURL(require.resolve("mupdf")).href;
	} catch {
		return "";
	}
}

/**
 * Text of a file: pages of a PDF end with a form feed, headings of the others (sheets and slides, too) are marked as in Markdown.
 * @param kind one of those in `EXTRACTED`
 * @throws DeskError EFORMAT when there is no getting at it: damaged, encrypted, too large, or it takes longer than 30 s; the signal's reason
 */
export async function extractText(kind: string, stream: ByteStream, signal: AbortSignal): Promise<string> {
	const bytes = await collectUpTo(stream, LARGEST);
	signal.throwIfAborted();
	const thread = idle ?? (await newThread());
	idle = undefined;
	const answer = await ask(thread, { kind, bytes }, signal);
	if (idle === undefined) {
		idle = thread;
		thread.unref();
	} else void thread.terminate();
	if ("error" in answer) throw unreadable(answer.error);
	return answer.text;
}

async function ask(thread: Worker, request: Request, signal: AbortSignal): Promise<Answer> {
	let done = () => {};
	try {
		return await new Promise<Answer>((resolve, reject) => {
			const timer = setTimeout(() => reject(unreadable("reading it takes longer than 30 seconds")), TIME);
			const stop = () => reject(signal.reason);
			done = () => {
				clearTimeout(timer);
				signal.removeEventListener("abort", stop);
				thread.removeAllListeners("message").removeAllListeners("error").removeAllListeners("exit");
			};
			signal.addEventListener("abort", stop, { once: true });
			if (signal.aborted) stop();
			thread.ref();
			thread.on("message", resolve);
			thread.on("error", (error: Error & { code?: string }) =>
				reject(
					unreadable(
						error.code === "ERR_WORKER_OUT_OF_MEMORY"
							? "reading it takes more than 512 MiB of memory"
							: `it cannot be read (${error.message})`,
					),
				),
			);
			thread.on("exit", () => reject(unreadable("reading it ended without a word")));
			thread.postMessage(request, [request.bytes.buffer as ArrayBuffer]);
		});
	} catch (error) {
		// It may be in the middle of anything.
		done();
		thread.on("error", () => undefined);
		await thread.terminate();
		throw error;
	} finally {
		done();
	}
}

/** @throws DeskError EFORMAT for more */
async function collectUpTo(stream: ByteStream, most: number): Promise<Uint8Array<ArrayBuffer>> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of stream) {
		size += part.length;
		if (size > most) throw unreadable(`it is larger than ${most / 2 ** 20} MiB`);
		parts.push(part);
	}
	// In memory of its own, which goes over to the thread.
	const bytes = new Uint8Array(new ArrayBuffer(size));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

function unreadable(reason: string): DeskError {
	return new DeskError("EFORMAT", reason, { todo: "open it with its own program; here it is found by its name" });
}

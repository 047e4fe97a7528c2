/** The messages of a file, of whatever kind it is: bytes in, messages out, without knowing of the tree. */
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { isMessage, kindOf, type Located, locate, mboxFolders } from "./file-kind.ts";
import { dovecotKeywords, emlxMarks, headerMarks, maildirFlags, mhFlags } from "./flags.ts";
import { folderBelow, folderOf } from "./folders.ts";
import { fromLineDate } from "./from-line.ts";
import type { Marks } from "./marks.ts";
import { isMbox, readMbox } from "./mbox.ts";
import { bodyStart } from "./mbox-dialect.ts";

/** A file to be read. */
export interface MailFile {
	/** Below the source. */
	readonly name: string;
	readonly from: string;
	/** ms UTC, of a file that is a message: when it came, if nothing else tells. */
	readonly modified?: number;
	bytes(): AsyncIterable<Uint8Array>;
}

/** A message that was found. */
export interface FoundMessage {
	/** Where, for people. */
	readonly from: string;
	/** The folder that its source says, below a root: `inbox`, `work/clients`. */
	readonly folder: string;
	/** The names of the folders below the source, for `--into`. */
	readonly below: string;
	readonly flags: readonly string[];
	readonly labels: readonly string[];
	/** When it came, ms UTC. */
	readonly received?: number | undefined;
	/** All of it; or, of a large one, pieces, which must be read before the next message is asked for. */
	readonly source: Buffer | AsyncIterable<Buffer>;
}

/** What is no message. */
export interface NoMessage {
	readonly from: string;
	readonly skipped: "unreadable" | "other-kind" | "left-out" | "refused";
	readonly says: string;
}

/** A message up to this size (bytes) is read at once. */
export const AT_ONCE = 2 * 1024 * 1024;

/** Reads file after file: what some files tell of others (names of keywords, sequences) is remembered. */
export class MessageReader {
	readonly #source: string;
	readonly #all: boolean;
	readonly #keywords = new Map<string, string[]>();
	readonly #sequences = new Map<string, (message: number) => string[]>();

	/**
	 * @param source the source's own name
	 * @param all with messages that their program had deleted already, and not yet cleared away
	 */
	constructor(source: string, all: boolean) {
		this.#source = source;
		this.#all = all;
	}

	/** @throws what concerns more than this file */
	async *read(file: MailFile): AsyncGenerator<FoundMessage | NoMessage, void, undefined> {
		try {
			yield* this.#read(file);
		} catch (error) {
			if (error instanceof DeskError ? error.code !== "EFORMAT" : codeOf(error) === "") throw error;
			yield { from: file.from, skipped: "unreadable", says: `it cannot be read (${said(error as Error)})` };
		}
	}

	async *#read(file: MailFile): AsyncGenerator<FoundMessage | NoMessage, void, undefined> {
		const located = locate(file.name, this.#source);
		const { kind, mailbox } = located;
		if (kind === "litter")
			return void (yield {
				from: file.from,
				skipped: "other-kind",
				says: "an index, a lock or the settings of a mail program",
			});
		if (kind === "keywords") return void this.#keywords.set(mailbox, dovecotKeywords(await textOf(file)));
		if (kind === "sequences") return void this.#sequences.set(mailbox, mhFlags(await textOf(file)));
		const { head, source } = await begin(file.bytes());
		if (kind === "emlx") return void (yield* this.#emlx(file, located, source));
		// Thunderbird's archive of a year is an mbox whose name is a number, too; what stands beside a list of sequences is MH's.
		const isMh = kind === "mh" && isMessage(head) && (this.#sequences.has(mailbox) || !isMbox(head));
		if (kind === "maildir" || isMh) {
			const name = file.name.slice(file.name.lastIndexOf("/") + 1);
			const flags =
				kind === "mh"
					? (this.#sequences.get(mailbox)?.(Number(name)) ?? [])
					: maildirFlags(name, this.#keywords.get(mailbox));
			return void (yield this.#single(
				file,
				located,
				source,
				flags,
				kind === "maildir" ? maildirTime(name) : undefined,
			));
		}
		const told = kindOf(head, file.name);
		if (told === "mbox") yield* this.#mbox(file, located, source);
		else if (told === "message") yield this.#single(file, located, source, []);
		else yield { from: file.from, skipped: "other-kind", says: "it is neither a mailbox nor a message" };
	}

	#single(
		file: MailFile,
		{ folders }: Located,
		source: Buffer | AsyncIterable<Buffer>,
		flags: readonly string[],
		received = file.modified,
	): FoundMessage {
		return {
			from: file.from,
			folder: folderOf(folders),
			below: folderBelow(folders),
			flags,
			labels: [],
			received,
			source,
		};
	}

	/** A count of bytes on the first line, the message, a property list. */
	async *#emlx(
		file: MailFile,
		located: Located,
		source: Buffer | AsyncIterable<Buffer>,
	): AsyncGenerator<FoundMessage | NoMessage, void, undefined> {
		const bytes = Buffer.isBuffer(source) ? source : await collect(source);
		const line = bytes.indexOf(10);
		const count = line < 0 ? Number.NaN : Number(bytes.toString("latin1", 0, line).trim());
		if (!Number.isSafeInteger(count) || count <= 0)
			return void (yield {
				from: file.from,
				skipped: "unreadable",
				says: "it is no .emlx: its first line is no count of bytes",
			});
		const end = Math.min(bytes.length, line + 1 + count);
		const { flags, received } = emlxMarks(bytes.toString("utf8", end));
		yield this.#single(file, located, bytes.subarray(line + 1, end), flags, received);
	}

	async *#mbox(
		file: MailFile,
		located: Located,
		source: Buffer | AsyncIterable<Buffer>,
	): AsyncGenerator<FoundMessage | NoMessage, void, undefined> {
		const folders = mboxFolders(file.name, located.folders);
		const pieces = readMbox(Buffer.isBuffer(source) ? once(source) : source);
		let number = 0;
		for (;;) {
			const begins = await pieces.next();
			if (begins.done === true) return;
			if (!("begins" in begins.value)) continue;
			number++;
			const { head, source: message } = await begin(bytesOf(pieces));
			const marks = headerMarks(head.toString("latin1", 0, bodyStart(head, 0)));
			const from = `${file.from}, message ${number}`;
			if (marks.gone === true && !this.#all) {
				if (!Buffer.isBuffer(message)) for await (const _ of message);
				yield { from, skipped: "left-out", says: "its mail program had deleted it already; --all takes it, too" };
			} else
				yield {
					...this.#boxed(marks, folders, file),
					from,
					received: fromLineDate(begins.value.begins),
					source: message,
				};
		}
	}

	#boxed(marks: Marks, folders: readonly string[], { name }: MailFile) {
		const folder = marks.folder === undefined ? folderOf(folders) : folderOf([marks.folder]);
		// The file that is the source is the folder that `--into` names.
		const below = name.includes("/") || folders.length > 1 || name !== this.#source ? folderBelow(folders) : "";
		return {
			folder,
			below,
			flags: marks.gone === true ? [...marks.flags, "deleted"] : marks.flags,
			labels: marks.labels,
		};
	}
}

/** Node's `EACCES: permission denied, open '/path'` says more than is asked. */
function said({ message }: Error): string {
	return /^[A-Z]+: ([^,]+), /.exec(message)?.[1] ?? message;
}

/** Seconds since 1970 begin the name of a Maildir file. */
function maildirTime(name: string): number | undefined {
	const seconds = Number(/^(\d{9,10})\./.exec(name)?.[1] ?? Number.NaN);
	return Number.isNaN(seconds) ? undefined : seconds * 1000;
}

async function* bytesOf(
	pieces: AsyncGenerator<{ begins: string } | { bytes: Buffer } | { ends: true }, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
	for (;;) {
		const { value, done } = await pieces.next();
		if (done === true || "ends" in value) return;
		if ("bytes" in value) yield value.bytes;
	}
}

/** The start of a stream, and all of it: in one buffer when it is not large. */
async function begin(
	stream: AsyncIterable<Uint8Array>,
): Promise<{ head: Buffer; source: Buffer | AsyncIterable<Buffer> }> {
	const reading = stream[Symbol.asyncIterator]();
	const parts: Buffer[] = [];
	let size = 0;
	while (size <= AT_ONCE) {
		const { value, done } = await reading.next();
		if (done === true) {
			const whole = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
			return { head: whole.length > 256 * 1024 ? whole.subarray(0, 256 * 1024) : whole, source: whole };
		}
		// The stream may use its memory again.
		parts.push(Buffer.from(value));
		size += value.length;
	}
	const start = Buffer.concat(parts.splice(0));
	const source = (async function* () {
		try {
			yield start;
			for (;;) {
				const { value, done } = await reading.next();
				if (done === true) return;
				yield Buffer.from(value.buffer, value.byteOffset, value.length);
			}
		} finally {
			await reading.return?.();
		}
	})();
	return { head: start.subarray(0, 256 * 1024), source };
}

async function textOf(file: MailFile): Promise<string> {
	return (await collect(file.bytes())).toString("utf8");
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of stream) {
		parts.push(Buffer.from(part));
		size += part.length;
		if (size > 256 * 1024 * 1024) throw new DeskError("EFORMAT", "it is larger than 256 MiB");
	}
	return Buffer.concat(parts);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
	yield bytes;
}

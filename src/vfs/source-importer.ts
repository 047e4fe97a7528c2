/**
 * How a mount brings in what is not a plain folder of its files: mailboxes, calendars, address books. The command (`desk import`) finds
 * the files of the source, in folders and archives, and does all that imports have in common; an importer says what is in them.
 */
import type { ByteStream } from "../base/bytes.ts";
import type { Micros } from "../base/clock.ts";
import type { DeskError } from "../base/errors.ts";
import type { Staged } from "../store/index.ts";
import type { Change, TreeReader } from "./mount.ts";
import type { Vfs } from "./vfs.ts";

/** Why something of a source does not come in. The key of counts in `--json`. */
export type SkipReason =
	| "unreadable"
	| "special"
	| "dangling-link"
	| "link-loop"
	| "link-outside"
	| "nested-link"
	| "name"
	| "clash"
	| "refused"
	| "scratch"
	| "left-out"
	| "other-kind";

/** A file of a source: of the host, or in an archive there. */
export interface SourceFile {
	/** Below the source, with `/`; the file's own name where the source is that file. */
	readonly name: string;
	/** Where it lies, for people: `/home/ann/backup.tgz/Maildir/cur/1`. */
	readonly from: string;
	/** Its path on the host, if it is a file there by itself. */
	readonly path?: string | undefined;
	/** Bytes; undefined where only reading tells. */
	readonly size?: number | undefined;
	readonly mtime: Micros;
	/** Its bytes, once, before the next file is asked for; pieces hold until the next one. @throws what read(2) raises; DeskError EFORMAT for a damaged archive */
	bytes(): ByteStream;
}

/** What `desk import MOUNT SOURCE` was asked for. */
export interface ImportRequest {
	readonly vfs: Vfs;
	/** The host path of SOURCE, as given, absolute. */
	readonly source: string;
	/** All files of it, in an order that holds; what is no file is told by the command. */
	files(): AsyncIterable<SourceFile>;
	/** `--into`: the folder in the mount that is to get it, absolute. */
	readonly into: string | undefined;
	/** `--force`: take the source's version where both sides have changed. */
	readonly force: boolean;
	/** `--all`: take what is left out else. */
	readonly all: boolean;
	/** Options of this importer, by name. */
	readonly options: Readonly<Record<string, string | undefined>>;
	/** Stops it; the command ends with its reason. */
	readonly signal: AbortSignal;
}

/** What becomes of one item, looked up in the tree as it is when its turn comes: items before it are in already. */
export type Outcome =
	/** `path`: what the changes make or change. The folders above it are made. */
	| { readonly result: "created" | "changed"; readonly path: string; readonly changes: readonly Change[] }
	/** It is there already, or the desk has a newer version. */
	| { readonly result: "same" | "older"; readonly path: string }
	/** The desk's version is not what an import brought, and stays. */
	| { readonly result: "conflict"; readonly path: string; readonly reason: string };

/** One item (a message, an event) that has been read. */
export interface Incoming {
	/** Where it lies in the source, for people: `/home/ann/Inbox.mbox, message 17`. */
	readonly from: string;
	/** Where it goes, should it be new; a refused one is kept under this name in /sys/rejected. */
	readonly path: string;
	/** Bytes that it holds in memory, for the size of a batch. */
	readonly size: number;
	/** What its changes write, if anything; the command unstages it. */
	readonly content?: Staged | undefined;
	/**
	 * Under the write lock, maybe more than once: it only reads.
	 * @throws DeskError to refuse it: told with line and column, counted, kept in /sys/rejected; the others come in
	 */
	decide(tree: TreeReader): Outcome;
	/** It is in, or was refused: nobody needs its bytes any more. */
	release?(): void;
}

/** One item that comes to nothing, as reading it already told. */
export type Passed =
	| { readonly from: string; readonly path: string; readonly result: "same" | "older" }
	/** `says`: a clause for people. */
	| { readonly from: string; readonly path: string; readonly skipped: SkipReason; readonly says: string }
	/** Broken beyond reading: `content` is kept in /sys/rejected under the name of `path`. */
	| { readonly from: string; readonly path: string; readonly error: DeskError; readonly content?: Staged | undefined };

/** A mount's way of importing (`Mount.importer`). */
export interface SourceImporter {
	/** What it counts, for people: `messages`. */
	readonly items: string;
	/** Options of the command (`account`, `flags`) that it knows. */
	readonly options?: readonly string[];
	/**
	 * All items of a source, in order. One that is broken is an item like any other; only what concerns all is thrown. Closing it must
	 * stop everything that it began.
	 */
	read(request: ImportRequest): AsyncIterable<Incoming | Passed>;
}

/**
 * The contract between the kernel and a mount. A mount says only what is special about it; history, undo, listing, search
 * text, permissions, JSON, completion and the OS mount come from the kernel.
 *
 * A mount is data: `index.ts` of its folder exports a `Mount` and loads quickly. All that parses lives behind `format`,
 * which is loaded when something is about to be written.
 */
import type { ByteStream } from "../base/bytes.ts";
import type { Micros } from "../base/clock.ts";
import type { Bound, Staged } from "../store/index.ts";
import type { Renamed } from "./follow.ts";
import type { JobKind } from "./job.ts";
import type { NameRules } from "./path.ts";
import type { SourceImporter } from "./source-importer.ts";
import type { Vfs } from "./vfs.ts";

export type Kind = "directory" | "file" | "symlink";

/** What the tree knows of a path. Times are microseconds UTC, sizes bytes, `mode` POSIX permission bits. */
export interface Stat {
	path: string;
	name: string;
	kind: Kind;
	size: number;
	mtime: Micros;
	ctime: Micros;
	birth: Micros;
	mode: number;
	/** Counts the changes of this file, from 1; 0 for views. What optimistic writes compare. */
	revision: number;
	/** Inode: stable for the node's life, never used again. Views have negative ones. */
	inode: number;
	/** Whether the tree computes it; a view cannot be written. */
	view: boolean;
	/** In /trash: where it was deleted from. */
	origin?: string;
	/** Of a symbolic link: what it points to, absolute or relative to its directory. */
	target?: string;
	/** When it was last read, as somebody has set it (`touch -a`); reading does not. */
	atime?: Micros;
	/** In the memory of a mount of the OS: what programs meet through. Its kind is `file`. */
	special?: "fifo" | "socket";
}

/** One line of the table that describes a mount's tree. */
export interface Shape {
	/**
	 * A path below the mount: literal names, `<slot>` (also inside a name: `<slug>.md`), and a leading `**` for any number
	 * of folders. The first line that fits a path and its kind says what it is.
	 */
	readonly path: string;
	readonly kind: Kind;
	/** What lies there, for help and for refusals: `a task`. */
	readonly what: string;
	/** Whether the mount's format reads it: validated, projected and indexed on every write. */
	readonly parsed?: boolean;
	/** Whether symbolic links may lie there too. */
	readonly links?: boolean;
	/** Computed instead of stored. */
	readonly view?: View;
	/** A view that is there when it is named, but not listed: walks (`grep -r`, `cp -r`, `find`) do not meet its files a second time. */
	readonly unlisted?: boolean;
}

/** What stands in the slots of a path that a line of the table fits. */
export type Slots = Readonly<Record<string, string>>;

/** A computed file or directory. */
export interface View {
	/** Entries of a directory whose last name is a slot in the table. Literal names need not be listed. */
	list?(slots: Slots, tree: TreeReader, vfs: Vfs): Iterable<ViewEntry> | Promise<Iterable<ViewEntry>>;
	/**
	 * For a line whose last name is a slot: what a name is that the directory above need not list; undefined when there is no such thing.
	 * Without it, what is listed is all there is.
	 */
	find?(slots: Slots, tree: TreeReader, vfs: Vfs): ViewEntry | undefined | Promise<ViewEntry | undefined>;
	/** Bytes of a file. */
	read?(slots: Slots, tree: TreeReader): Rendered | Promise<Rendered>;
}

/** Bytes that a view makes. */
export type Rendered = string | Uint8Array | ByteStream;

export interface ViewEntry {
	name: string;
	/** Bytes; left out when only rendering tells. */
	size?: number;
	mtime?: Micros;
	/** Of a symbolic link: an absolute path. */
	target?: string;
}

/** The heavy half of a mount: how to read its files, and what else a change entails. All of it synchronous and pure. */
export interface Format<Record = unknown> {
	/**
	 * Read one file. Bytes are the first 4 MiB when `place.truncated`.
	 * @throws DeskError EFORMAT with line and column to refuse the write.
	 */
	parse(bytes: Uint8Array, place: Place): Parsed<Record>;
	/** The bytes are a notation that people do not read (vCard, iCalendar): searches show `Parsed.text`, and cut that. No `passages` then. */
	readonly showsText?: true;
	/**
	 * The parts in which a file is found by meaning: all of its text, in order. Bytes are those that `parse` got; for a file whose text
	 * was extracted, that text (UTF-8), and `extracted` is the kind. Without it, the kernel cuts the file as plain text, if it has any.
	 */
	passages?(bytes: Uint8Array, place: Place, extracted?: string): Passage[];
	/**
	 * Text of a file that `parse` gave an `extract` kind; runs after the commit, outside the write lock.
	 * @throws DeskError EFORMAT when there is no getting at it (damaged, encrypted, too large); `desk doctor` tells why.
	 */
	extract?(kind: string, bytes: ByteStream, place: Place, signal: AbortSignal): Promise<string>;
	/** Fill the mount's own tables for one file; the kernel has deleted the node's old rows. */
	project?(record: Record, node: number, tree: TreeWriter): void;
	/**
	 * What really happens when a caller asks for `change`: the change itself, altered or refused, with what it entails
	 * (a rename also rewrites links). Without effect: it only reads. The kernel applies the result as one change set;
	 * `--dry-run`, an agent's approval and the OS mount show it. A rename to another mount is put to both: first to the one that is
	 * left, then to the one that is entered.
	 */
	plan?(change: Change, tree: TreeReader): Change[];
	/**
	 * The bytes of a file, one of whose `links` is a path that was renamed (or lies below one), whatever mount that is in; they are written
	 * in the same change set. Undefined leaves it as it is.
	 */
	follow?(bytes: Uint8Array, place: Place, renamed: Renamed): string | undefined;
	/**
	 * A last look at files that were written or moved, however they came (a command, an import, undo), when all of what was asked
	 * for is done: for rules between files, which hold for the result and not for each step.
	 * @param nodes may have gone or moved elsewhere since
	 * @throws DeskError EFORMAT to refuse all of it
	 */
	check?(nodes: Iterable<number>, tree: TreeReader): void;
}

export interface Place {
	path: string;
	name: string;
	size: number;
	truncated: boolean;
}

/** What the kernel projects of every parsed file, beside the mount's own record. */
export interface Parsed<Record = unknown> {
	record: Record;
	title: string;
	/** Searchable text. */
	text: string;
	tags: readonly string[];
	/**
	 * Keys of what it links to; the mount chooses the form and looks them up again. Those that begin with `/` are paths of the tree: when
	 * what is there is renamed, `Format.follow` is asked.
	 */
	links: readonly string[];
	/**
	 * What searches filter by: `status`, `due`, `from`, `date` … Dates in ISO 8601. Not the folder: moving one does not read its files
	 * again, and searches filter by path.
	 */
	facets?: { readonly [name: string]: readonly string[] };
	/** The text takes long to get (`pdf`, `docx` …): `Format.extract` is asked for it after the commit, and it takes the place of `text`. */
	extract?: string;
}

/** A part of a file that makes sense alone: a section, a few paragraphs, a definition. */
export interface Passage {
	/** Bytes `[start, end)` of the file; of its text (UTF-8) where that is extracted, or shown instead (`Format.showsText`). */
	readonly start: number;
	readonly end: number;
	/** What is read there, without markup. */
	readonly text: string;
	/** The headings above it, outermost first, joined by ` › `; or `page 3`. */
	readonly heading?: string;
}

/** Tables that a mount projects into; dropped and rebuilt when `version` changes. Each has a column `node`. */
export interface Tables {
	readonly version: number;
	readonly names: readonly string[];
	readonly sql: string;
	/** What `desk doctor` shall mention: rows `(node, problem)` of files that are stored but could not be read in full. */
	readonly problems?: string;
}

export interface Mount {
	/** The first name of its paths. */
	readonly name: string;
	readonly summary: string;
	readonly names: NameRules;
	readonly shape: readonly Shape[];
	readonly tables?: Tables;
	readonly format?: () => Promise<Format>;
	/** How `desk import` brings in what is not a plain folder of its files. */
	readonly importer?: () => Promise<SourceImporter>;
	/** Kinds of work that is done in the background (`desk jobs`). */
	readonly jobs?: readonly JobKind[];
}

/** One line of the mount registry: all that is known before the mount's folder is loaded. */
export interface MountEntry {
	readonly name: string;
	readonly load: () => Promise<Mount>;
}

/** What the conformance suite writes to a mount (`sample.ts` in its folder): a path below it and a text for that path. */
export interface MountSample {
	/** Accepted as it is, and with plain words in it. */
	readonly valid: readonly [path: string, text: string];
	/** The text with words (several lines of them) in a place where they are accepted and found; without it, they go to the end. */
	readonly with?: (words: string) => string;
	/** Refused by the mount's format. */
	readonly invalid?: readonly [path: string, text: string];
}

/** Prepared bytes; with what a thread has read of them already, as `Format.parse` and `trigramFilter` would. */
export interface Prepared extends Staged {
	readonly read?: { readonly parsed: Parsed; readonly filter: Uint8Array };
}

/** Bytes for a write: prepared ones, or a function of the content that is there now (run under the write lock). */
export type NewContent = Prepared | ((current: number | Staged | undefined) => Staged);

/** A change that a caller asks for. Paths are absolute and normalised (`resolvePath`). */
export type Change =
	/** `expect`: the revision that the caller read, or null for "it must not exist". */
	| {
			op: "write";
			path: string;
			content: NewContent;
			expect?: number | null | undefined;
			mtime?: Micros | undefined;
			mode?: number | undefined;
			/** When it was written, if that was shown already; else it is now. */
			ctime?: Micros | undefined;
			/** Of a new file: a number that `Inodes.reserve` gave. */
			inode?: number | undefined;
	  }
	/** With `parents`, like `mkdir -p`: what exists is fine. */
	| { op: "mkdir"; path: string; parents?: boolean | undefined; mode?: number | undefined }
	/** A symbolic link. `replace`: a file or link at the path gives way. `target` may be relative, and need not be there. */
	| { op: "symlink"; path: string; target: string; replace?: boolean | undefined }
	/** Into /trash, or for good when it lies there. A directory with entries needs `recursive`. */
	| { op: "remove"; path: string; recursive?: boolean | undefined; expect?: number | undefined }
	/** `replace`: an existing file at `to` gives way (POSIX rename). */
	| { op: "rename"; path: string; to: string; replace?: boolean | undefined; expect?: number | undefined }
	/** `link`: a symbolic link at the path is meant itself. */
	| {
			op: "setattr";
			path: string;
			mode?: number | undefined;
			mtime?: Micros | undefined;
			ctime?: Micros | undefined;
			/** Null: as if nobody had ever set it. */
			atime?: Micros | null | undefined;
			/** Extended attributes to be set or (null) taken away. */
			attributes?: Readonly<Record<string, Uint8Array | null>> | undefined;
			link?: boolean | undefined;
	  };

/** What a plan or a view may look at. Inside a write transaction it sees the changes made so far. */
export interface TreeReader {
	/** The folder that holds the desk (`DESK_HOME`). */
	readonly home: string;
	/** All mounts, loaded or not. */
	readonly mounts: readonly MountEntry[];
	stat(path: string): Stat | undefined;
	/** Bytes of a stored file. @throws DeskError ENOENT, EISDIR, EIO */
	read(path: string): Buffer;
	/** Bytes of stored content by its id, as a row names it; of any size. @throws DeskError ENOENT, EIO */
	stream(content: number): ByteStream;
	/** Stored children. */
	children(path: string): Stat[];
	/** Stored files below a directory, depth first, in name order. */
	walk(path: string): Iterable<Stat>;
	/** Path of a node, or undefined when it is gone. */
	pathOf(node: number): string | undefined;
	/** Id of the content that the file at a path was made from (a message's RFC 5322 bytes); undefined for a file that is an original itself. */
	source(path: string): number | undefined;
	/** Prepared bytes for a change that a plan adds; `source` is what they were made from. */
	stage(bytes: Uint8Array | string, source?: number | Staged): Staged;
	/** What a requested `write` would store at its path, so that a plan can look into it. */
	prepare(path: string, content: NewContent): Staged;
	/** Bytes of prepared content. */
	bytes(staged: Staged): Buffer;
	/** Rows of a projection or of the mount's own tables. */
	all<Row>(sql: string, ...values: Bound[]): Row[];
	get<Row>(sql: string, ...values: Bound[]): Row | undefined;
}

/** What `project` may do: write rows of the mount's own tables. */
export interface TreeWriter extends TreeReader {
	run(sql: string, ...values: Bound[]): void;
}

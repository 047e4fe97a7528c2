/**
 * The descriptor `$DESK_HOME/key` (JSON, mode 0600): which store holds the master key, and what is needed to get it from
 * there. Needs no import but Node's own.
 */
import { timingSafeEqual } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { leftBehind, ownerName } from "./owner.ts";

/** Where the master key is kept: in the OS keychain, in the descriptor itself, or there but encrypted with a passphrase. */
export type KeyStore = "keychain" | "file" | "passphrase";

export interface PassphraseDescriptor {
	version: 1;
	store: "passphrase";
	kdf: "argon2id";
	salt: string;
	memoryKiB: number;
	passes: number;
	lanes: number;
	wrapped: string;
}

export interface KeychainDescriptor {
	version: 1;
	store: "keychain";
	service: string;
	account: string;
}

export type Descriptor = { version: 1; store: "file"; key: string } | KeychainDescriptor | PassphraseDescriptor;

/** The descriptor's name in `$DESK_HOME`. */
export const KEY_FILE = "key";
/** Length of the master key and of every subkey. */
export const KEY_BYTES = 32;
/** What a descriptor is called until it is whole. A killed process leaves one behind. */
const UNFINISHED = ".key-";

/** The descriptor's path. */
export const keyFile = (home: string) => join(home, KEY_FILE);
/** Whether there is a database that depends on the key. */
export const hasDatabase = (home: string) => fs.existsSync(join(home, "desk.db"));

const isText = (value: unknown) => typeof value === "string" && value !== "";
/** Whether a value is so many bytes in hex. */
export const isHex = (bytes: number) => (value: unknown) =>
	typeof value === "string" && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value);
const isCount = (max: number) => (value: unknown) =>
	Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max;

/** What each store's descriptor must hold. The upper bounds keep a tampered file from exhausting the machine. */
const FIELDS: Record<KeyStore, Record<string, (value: unknown) => boolean>> = {
	keychain: { service: isText, account: isText },
	file: { key: isHex(KEY_BYTES) },
	passphrase: {
		kdf: (value) => value === "argon2id",
		salt: isHex(16),
		memoryKiB: isCount(2 ** 19),
		passes: isCount(64),
		lanes: isCount(16),
		wrapped: isHex(24 + KEY_BYTES + 16),
	},
};

/** The descriptor. @throws DeskError EKEY when it is missing, unreadable or damaged. */
export function readDescriptor(home: string): Descriptor {
	let text: string;
	try {
		text = fs.readFileSync(keyFile(home), "utf8");
	} catch (cause) {
		if (codeOf(cause) === "ENOENT") throw missing(home);
		throw refuse(
			home,
			`the key file cannot be read (${codeOf(cause)})`,
			"make it readable for you: `chmod 600` and check its owner",
			cause,
		);
	}
	try {
		return checkDescriptor(JSON.parse(text));
	} catch (cause) {
		if (cause instanceof DeskError) throw Object.assign(cause, { at: keyFile(home) });
		// The cause is left out on purpose: a JSON error quotes the text, which may be the key.
		throw refuse(
			home,
			"the key file is damaged",
			"restore it from your backup, or put the key back with `desk key import`",
		);
	}
}

function checkDescriptor(value: unknown): Descriptor {
	const fields = new Map<string, unknown>(Object.entries(value ?? {}));
	const version = fields.get("version");
	if (typeof version === "number" && version > 1) {
		throw new DeskError("EKEY", "the key file was written by a newer deskfs", { todo: "update deskfs" });
	}
	const store = fields.get("store");
	const checks = typeof store === "string" && Object.hasOwn(FIELDS, store) ? FIELDS[store as KeyStore] : undefined;
	if (
		version !== 1 ||
		checks === undefined ||
		!Object.entries(checks).every(([name, check]) => check(fields.get(name)))
	) {
		throw new TypeError("not a key descriptor");
	}
	return value as Descriptor;
}

/**
 * Write the descriptor so that a crash leaves the old or the new one, whole: a temporary file beside it, fsync, rename.
 * When it throws, the old one is still there. With `isNew` an existing one is never replaced, even by two processes at
 * once: link, not rename.
 */
export function writeDescriptor(home: string, descriptor: Descriptor, isNew: boolean): void {
	const temporary = join(home, UNFINISHED + ownerName());
	const text = `${JSON.stringify(descriptor)}\n`;
	try {
		fs.mkdirSync(home, { recursive: true, mode: 0o700 });
		fs.writeFileSync(temporary, text, { flag: "wx", mode: 0o600, flush: true });
		if (fs.readFileSync(temporary, "utf8") !== text) throw new Error("it reads back differently");
		place(home, temporary, isNew);
	} catch (cause) {
		if (cause instanceof DeskError) throw cause;
		if (codeOf(cause) === "ENOSPC")
			throw new DeskError("ENOSPC", "the disk is full", {
				at: home,
				todo: "free some space and run this again; nothing was changed",
				cause,
			});
		throw refuse(
			home,
			`the key file cannot be written (${codeOf(cause) || messageOf(cause)})`,
			"check the folder's permissions and free space",
			cause,
		);
	} finally {
		removeQuietly(temporary);
	}
}

function place(home: string, temporary: string, isNew: boolean): void {
	if (isNew) {
		try {
			return void fs.linkSync(temporary, keyFile(home));
		} catch (cause) {
			if (codeOf(cause) === "EEXIST")
				throw refuse(home, "there is a key already", "another process has just made it; use that one", cause);
			// Anything else: a file system without hard links (exFAT).
		}
	}
	fs.renameSync(temporary, keyFile(home));
}

function removeQuietly(file: string): void {
	try {
		fs.rmSync(file, { force: true });
	} catch {
		// The folder itself is not there: the error that matters is on its way.
	}
}

/** Bring the rename itself to disk, where the system can (Windows and some network file systems cannot). */
export function syncFolder(home: string): void {
	if (process.platform === "win32") return;
	const handle = fs.openSync(home, "r");
	try {
		fs.fsyncSync(handle);
	} catch (cause) {
		if (codeOf(cause) === "EINVAL") return;
		throw refuse(home, `the key file cannot be brought to disk (${codeOf(cause)})`, "check the disk", cause);
	} finally {
		fs.closeSync(handle);
	}
}

/** The refusal when there is no descriptor. */
export function missing(home: string): DeskError {
	if (!hasDatabase(home))
		return refuse(home, "there is no key here yet", "make a desk with `desk init`, or set DESK_HOME");
	return refuse(
		home,
		"the key file is missing",
		"restore it from your backup, or put the key back with `desk key import`; the desk cannot be read without it",
	);
}

/** A refusal that is about the key. */
export function refuse(home: string, what: string, todo: string, cause?: unknown): DeskError {
	return new DeskError("EKEY", what, { at: keyFile(home), todo, cause });
}

/** Refuse a store that gives another key back than was put in. */
export function mustEqual(home: string, found: Buffer, key: Buffer): void {
	if (found.length === key.length && timingSafeEqual(found, key)) return;
	throw refuse(
		home,
		"the key reads back differently from its new place",
		"keep it where it is, or choose another store",
	);
}

/** Whether only the owner can read the descriptor (no group or other bits; always so on Windows, or without a file). */
export function keyFileIsPrivate(home: string): boolean {
	const stat = fs.statSync(keyFile(home), { throwIfNoEntry: false });
	return process.platform === "win32" || stat === undefined || (stat.mode & 0o077) === 0;
}

/** Descriptors that a killed process left unfinished. Cheap when there are none; none where the folder cannot be read. */
export function unfinishedKeyFiles(home: string): string[] {
	return leftBehind(home, UNFINISHED);
}

/** Remove them. What cannot be removed stays for the next time. */
export function removeUnfinishedKeyFiles(home: string): void {
	for (const file of unfinishedKeyFiles(home)) removeQuietly(file);
}

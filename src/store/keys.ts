/**
 * The desk's one random 32-byte master key: where it is kept, and the subkeys derived from it. The descriptor
 * `$DESK_HOME/key` (JSON, mode 0600) says which store holds it. The hot path, store "file", needs no import but Node's own.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { codeOf, DeskError } from "../base/errors.ts";
import {
	type Descriptor,
	hasDatabase,
	KEY_BYTES,
	type KeyStore,
	keyFile,
	keyFileIsPrivate,
	missing,
	mustEqual,
	type PassphraseDescriptor,
	readDescriptor,
	refuse,
	syncFolder,
	writeDescriptor,
} from "./key-file.ts";
import { entryName, forget, fromKeychain, toKeychain } from "./keychain.ts";
import { open, seal } from "./seal.ts";

export type { KeyStore };

/** Asks the person for the passphrase; called at most once. */
export type AskPassphrase = () => Promise<string>;

/** Where a key shall be kept. "auto" is the keychain if it works, else the file. */
export interface KeyOptions {
	store?: KeyStore | "auto";
	/** For store "passphrase"; otherwise taken from `DESK_PASSPHRASE` or `DESK_PASSPHRASE_FILE`. */
	passphrase?: string;
}

/** OWASP's recommendation for Argon2id (RFC 9106): 19 MiB, two passes, one lane. */
const ARGON2 = { memoryKiB: 19_456, passes: 2, lanes: 1 };
/** What `seal` authenticates beside the key, so that no other sealed bytes pass for one. */
const WRAP_PURPOSE = Buffer.from("deskfs master key 1");

/**
 * Make the key of a new desk, keep it, and read it back before anything depends on it.
 * @throws DeskError EKEY when there is a key or a database already, or the store asked for does not work.
 */
export async function createKey(home: string, options: KeyOptions = {}): Promise<{ key: Buffer; store: KeyStore }> {
	if (fs.existsSync(keyFile(home)))
		throw refuse(home, "there is a key already", "load it; a new one would make the desk unreadable");
	if (hasDatabase(home)) throw missing(home);
	const key = randomBytes(KEY_BYTES);
	return { key, store: await keep(home, key, options, true) };
}

/**
 * Put a known key (from `importKey`) in place, whatever descriptor is there: for a desk whose key file or keychain entry
 * is lost. The caller has opened the database with it first: the old descriptor is gone afterwards.
 */
export async function restoreKey(home: string, key: Uint8Array, options: KeyOptions = {}): Promise<KeyStore> {
	return await keep(home, Buffer.from(key), options, false);
}

/**
 * Move the same key to another store. It leaves the old one only after the new one is written and read back.
 * A new passphrase must be given in `options`; the environment's is the present one.
 * @throws DeskError EKEY when the key cannot be loaded or the new store does not work; then nothing has changed.
 */
export async function rewrapKey(
	home: string,
	options: KeyOptions & { askPassphrase?: AskPassphrase },
): Promise<KeyStore> {
	const old = readDescriptor(home);
	// What `DESK_PASSPHRASE` holds is the old one.
	if (options.store === "passphrase" && !options.passphrase)
		throw refuse(home, "there is no new passphrase", SET_NEW_PASSPHRASE);
	const store = await keep(home, await loadKey(home, options.askPassphrase), options, false);
	if (old.store === "keychain") {
		await forget(home, old).catch((cause) => {
			throw refuse(
				home,
				`the key is moved, but the old keychain entry ${entryName(old)} could not be removed`,
				"remove it by hand",
				cause,
			);
		});
	}
	return store;
}

/**
 * The master key. A passphrase comes from `DESK_PASSPHRASE`, else from the first line of `DESK_PASSPHRASE_FILE`, else from
 * `askPassphrase`: what the environment gives is never asked for.
 * @throws DeskError EKEY, saying what to do, whenever the key cannot be had.
 */
export async function loadKey(home: string, askPassphrase?: AskPassphrase): Promise<Buffer> {
	const descriptor = readDescriptor(home);
	if (descriptor.store === "file") return Buffer.from(descriptor.key, "hex");
	if (descriptor.store === "keychain") return await fromKeychain(home, descriptor);
	return await fromPassphrase(home, descriptor, passphraseFromEnvironment() ?? (await askPassphrase?.()));
}

/** The master key at once when it is in the file; `undefined` when `loadKey` has to fetch it. @throws as `loadKey`. */
export function loadKeySync(home: string): Buffer | undefined {
	const descriptor = readDescriptor(home);
	return descriptor.store === "file" ? Buffer.from(descriptor.key, "hex") : undefined;
}

/** The passphrase that the environment gives (`DESK_PASSPHRASE`, `DESK_PASSPHRASE_FILE`). @throws DeskError EKEY when the file cannot be read. */
export function passphraseFromEnvironment(): string | undefined {
	const { DESK_PASSPHRASE: direct, DESK_PASSPHRASE_FILE: file } = process.env;
	return direct || passphraseFromFile(file, "correct DESK_PASSPHRASE_FILE");
}

/** The new passphrase that a batch run gives: the first line of `file`, else `DESK_NEW_PASSPHRASE`. @throws DeskError EKEY when the file cannot be read. */
export function newPassphraseFromEnvironment(file?: string): string | undefined {
	return passphraseFromFile(file, "correct --new-passphrase-file") ?? (process.env.DESK_NEW_PASSPHRASE || undefined);
}

/** The first line of a file; undefined when none is named or the line is empty. */
function passphraseFromFile(file: string | undefined, todo: string): string | undefined {
	if (file === undefined || file === "") return undefined;
	try {
		return fs.readFileSync(file, "utf8").split(/\r?\n/, 1)[0] || undefined;
	} catch (cause) {
		throw new DeskError("EKEY", `the passphrase file cannot be read (${codeOf(cause)})`, { at: file, todo, cause });
	}
}

/** For `desk key` and `desk doctor`: where the key is, and whether more than file permissions guards it. @throws as `loadKey`. */
export function describeKey(home: string): { store: KeyStore; protected: boolean; note: string } {
	const descriptor = readDescriptor(home);
	const { store } = descriptor;
	if (store === "keychain") {
		return { store, protected: true, note: `in the OS keychain as ${entryName(descriptor)}` };
	}
	if (store === "passphrase") {
		return { store, protected: true, note: `in ${keyFile(home)}, encrypted with your passphrase (Argon2id)` };
	}
	const readers = keyFileIsPrivate(home)
		? "whoever can read your files"
		: `EVERY USER ALLOWED BY ITS MODE (run \`chmod 600 ${keyFile(home)}\`)`;
	return {
		store,
		protected: false,
		note: `in plain text in ${keyFile(home)}: ${readers} can read the desk; \`desk key passphrase\` protects it`,
	};
}

/**
 * The 32-byte subkey of a purpose ("database", "blobs", …): HKDF-SHA256 (RFC 5869) without salt, the purpose as `info`.
 * A subkey says nothing about the master key or another subkey.
 */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
	if (master.length !== KEY_BYTES) throw new RangeError("a master key is 32 bytes");
	return Buffer.from(hkdfSync("sha256", master, "", `deskfs ${purpose}`, KEY_BYTES));
}

// ── The stores ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each puts the key in its store, gets it back to be sure, and says what the descriptor must hold to find it again. */
const WRAP: Record<KeyStore, (home: string, key: Buffer, options: KeyOptions) => Promise<Descriptor>> = {
	file: async (_home, key) => ({ version: 1, store: "file", key: key.toString("hex") }),
	keychain: toKeychain,
	passphrase: toPassphrase,
};

async function keep(
	home: string,
	key: Buffer,
	{ store = "auto", ...options }: KeyOptions,
	isNew: boolean,
): Promise<KeyStore> {
	const descriptor =
		store === "auto"
			? await WRAP.keychain(home, key, options).catch(() => WRAP.file(home, key, options))
			: await WRAP[store](home, key, options);
	try {
		writeDescriptor(home, descriptor, isNew);
	} catch (error) {
		if (descriptor.store === "keychain") await forget(home, descriptor).catch(() => false);
		throw error;
	}
	syncFolder(home); // not above: once the descriptor is in place, its keychain entry must stay
	return descriptor.store;
}

async function toPassphrase(home: string, key: Buffer, options: KeyOptions): Promise<Descriptor> {
	const passphrase = options.passphrase || passphraseFromEnvironment();
	if (passphrase === undefined) throw refuse(home, "there is no passphrase to protect the key with", SET_PASSPHRASE);
	const salt = randomBytes(16).toString("hex");
	const wrapped = seal(await stretch(passphrase, { ...ARGON2, salt }), key, WRAP_PURPOSE).toString("hex");
	const descriptor: Descriptor = { version: 1, store: "passphrase", kdf: "argon2id", salt, ...ARGON2, wrapped };
	mustEqual(home, await fromPassphrase(home, descriptor, passphrase), key);
	return descriptor;
}

const SET_NEW_PASSPHRASE = "run it in a terminal, or give it in DESK_NEW_PASSPHRASE or with --new-passphrase-file FILE";
const SET_PASSPHRASE =
	"run it in a terminal, or set DESK_PASSPHRASE, or DESK_PASSPHRASE_FILE to a file whose first line it is";

async function fromPassphrase(home: string, descriptor: PassphraseDescriptor, passphrase = ""): Promise<Buffer> {
	if (passphrase === "") throw refuse(home, "the desk is locked with a passphrase", SET_PASSPHRASE);
	const secret = await stretch(passphrase, descriptor);
	try {
		return open(secret, Buffer.from(descriptor.wrapped, "hex"), WRAP_PURPOSE);
	} catch (cause) {
		throw refuse(
			home,
			"the passphrase is wrong",
			"try again; if it is forgotten, put the key back from its recovery text with `desk key import`",
			cause,
		);
	}
}

/** Argon2id (RFC 9106) of a passphrase in NFC, so that it is the same from every keyboard (RFC 8265 section 4.2). */
async function stretch(
	passphrase: string,
	cost: Pick<PassphraseDescriptor, "salt" | "memoryKiB" | "passes" | "lanes">,
) {
	const { argon2idAsync } = await import("@noble/hashes/argon2.js");
	const { memoryKiB: m, passes: t, lanes: p } = cost;
	return await argon2idAsync(passphrase.normalize("NFC"), Buffer.from(cost.salt, "hex"), {
		m,
		t,
		p,
		dkLen: KEY_BYTES,
		asyncTick: 50,
	});
}

/**
 * The desk's one random 32-byte master key: where it is kept, and the subkeys derived from it. The descriptor
 * `$DESK_HOME/key` (JSON, mode 0600) says which store holds it. The hot path, store "file", needs no import but Node's own.
 */
import { hkdfSync, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import type { AsyncEntry } from "keytar";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { open, seal } from "./seal.ts";

/** Where the master key is kept: in the OS keychain, in the descriptor itself, or there but encrypted with a passphrase. */
export type KeyStore = "keychain" | "file" | "passphrase";

/** Asks the person for the passphrase; called at most once. */
export type AskPassphrase = () => Promise<string>;

/** Where a key shall be kept. "auto" is the keychain if it works, else the file. */
export interface KeyOptions {
	store?: KeyStore | "auto";
	/** For store "passphrase"; otherwise taken from `DESK_PASSPHRASE` or `DESK_PASSPHRASE_FILE`. */
	passphrase?: string;
}

interface PassphraseDescriptor {
	version: 1;
	store: "passphrase";
	kdf: "argon2id";
	salt: string;
	memoryKiB: number;
	passes: number;
	lanes: number;
	wrapped: string;
}

interface KeychainDescriptor {
	version: 1;
	store: "keychain";
	service: string;
	account: string;
}

type Descriptor = { version: 1; store: "file"; key: string } | KeychainDescriptor | PassphraseDescriptor;

/** The descriptor's name in `$DESK_HOME`. */
export const KEY_FILE = "key";

const KEY_BYTES = 32;
const SERVICE = "deskfs";
/** OWASP's recommendation for Argon2id (RFC 9106): 19 MiB, two passes, one lane. */
const ARGON2 = { memoryKiB: 19_456, passes: 2, lanes: 1 };
/** What `seal` authenticates beside the key, so that no other sealed bytes pass for one. */
const WRAP_PURPOSE = Buffer.from("deskfs master key 1");
/** How long a person may take to unlock the keychain (ms), and how long the session bus may take to say hello. */
const UNLOCK_WAIT = 30_000;
const BUS_WAIT = 1_000;

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
 * @throws DeskError EKEY when the key cannot be loaded or the new store does not work; then nothing has changed.
 */
export async function rewrapKey(
	home: string,
	options: KeyOptions & { askPassphrase?: AskPassphrase },
): Promise<KeyStore> {
	const old = readDescriptor(home);
	const store = await keep(home, await loadKey(home, options.askPassphrase), options, false);
	if (old.store === "keychain") {
		await forget(home, old).catch((cause) => {
			throw refuse(
				home,
				`the key is moved, but the old keychain entry ${nameOf(old)} could not be removed`,
				"remove it by hand",
				cause,
			);
		});
	}
	return store;
}

/**
 * The master key. A passphrase comes from `askPassphrase` when given, else from `DESK_PASSPHRASE`, else from the first
 * line of `DESK_PASSPHRASE_FILE`.
 * @throws DeskError EKEY, saying what to do, whenever the key cannot be had.
 */
export async function loadKey(home: string, askPassphrase?: AskPassphrase): Promise<Buffer> {
	const descriptor = readDescriptor(home);
	if (descriptor.store === "file") return Buffer.from(descriptor.key, "hex");
	if (descriptor.store === "keychain") return await fromKeychain(home, descriptor);
	return await fromPassphrase(
		home,
		descriptor,
		askPassphrase === undefined ? passphraseFromEnvironment() : await askPassphrase(),
	);
}

/** The master key at once when it is in the file; `undefined` when `loadKey` has to fetch it. @throws as `loadKey`. */
export function loadKeySync(home: string): Buffer | undefined {
	const descriptor = readDescriptor(home);
	return descriptor.store === "file" ? Buffer.from(descriptor.key, "hex") : undefined;
}

/** The passphrase that the environment gives (`DESK_PASSPHRASE`, `DESK_PASSPHRASE_FILE`). @throws DeskError EKEY when the file cannot be read. */
export function passphraseFromEnvironment(): string | undefined {
	const { DESK_PASSPHRASE: direct, DESK_PASSPHRASE_FILE: file } = process.env;
	if (direct !== undefined && direct !== "") return direct;
	if (file === undefined || file === "") return undefined;
	try {
		return fs.readFileSync(file, "utf8").split(/\r?\n/, 1)[0] || undefined;
	} catch (cause) {
		throw new DeskError("EKEY", `the passphrase file cannot be read (${codeOf(cause)})`, {
			at: file,
			todo: "correct DESK_PASSPHRASE_FILE",
			cause,
		});
	}
}

/** For `desk key` and `desk doctor`: where the key is, and whether more than file permissions guards it. @throws as `loadKey`. */
export function describeKey(home: string): { store: KeyStore; protected: boolean; note: string } {
	const descriptor = readDescriptor(home);
	const { store } = descriptor;
	if (store === "keychain") {
		return { store, protected: true, note: `in the OS keychain as ${nameOf(descriptor)}` };
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

/** Whether only the owner can read the descriptor (no group or other bits; always so on Windows, or without a file). */
export function keyFileIsPrivate(home: string): boolean {
	const stat = fs.statSync(keyFile(home), { throwIfNoEntry: false });
	return process.platform === "win32" || stat === undefined || (stat.mode & 0o077) === 0;
}

/**
 * The 32-byte subkey of a purpose ("database", "blobs", …): HKDF-SHA256 (RFC 5869) without salt, the purpose as `info`.
 * A subkey says nothing about the master key or another subkey.
 */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
	if (master.length !== KEY_BYTES) throw new RangeError("a master key is 32 bytes");
	return Buffer.from(hkdfSync("sha256", master, "", `deskfs ${purpose}`, KEY_BYTES));
}

// ── The descriptor ──────────────────────────────────────────────────────────────────────────────────────────────────

const keyFile = (home: string) => join(home, KEY_FILE);
const hasDatabase = (home: string) => fs.existsSync(join(home, "desk.db"));

const isText = (value: unknown) => typeof value === "string" && value !== "";
const isHex = (bytes: number) => (value: unknown) =>
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

function readDescriptor(home: string): Descriptor {
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
 * Write the descriptor so that a crash leaves the old or the new one, whole and on disk: a temporary file beside it,
 * fsync, rename. With `isNew` an existing one is never replaced, even by two processes at once: link, not rename.
 */
function writeDescriptor(home: string, descriptor: Descriptor, isNew: boolean): void {
	const file = keyFile(home);
	const temporary = join(home, `.key-${randomUUID()}`);
	const text = `${JSON.stringify(descriptor)}\n`;
	try {
		fs.mkdirSync(home, { recursive: true, mode: 0o700 });
		fs.writeFileSync(temporary, text, { flag: "wx", mode: 0o600, flush: true });
		if (fs.readFileSync(temporary, "utf8") !== text) throw new Error("it reads back differently");
		place(temporary, file, isNew);
		if (process.platform !== "win32") syncFolder(home);
	} catch (cause) {
		if (codeOf(cause) === "EEXIST")
			throw refuse(home, "there is a key already", "another process has just made it; use that one", cause);
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

function place(temporary: string, file: string, isNew: boolean): void {
	try {
		if (isNew) fs.linkSync(temporary, file);
		else fs.renameSync(temporary, file);
	} catch (error) {
		if (!isNew || codeOf(error) === "EEXIST") throw error;
		fs.renameSync(temporary, file); // a file system without hard links (exFAT)
	}
}

function removeQuietly(file: string): void {
	try {
		fs.rmSync(file, { force: true });
	} catch {
		// The folder itself is not there: the error that matters is on its way.
	}
}

function syncFolder(folder: string): void {
	const handle = fs.openSync(folder, "r");
	try {
		fs.fsyncSync(handle);
	} finally {
		fs.closeSync(handle);
	}
}

function missing(home: string): DeskError {
	if (!hasDatabase(home))
		return refuse(home, "there is no key here yet", "make a desk with `desk init`, or set DESK_HOME");
	return refuse(
		home,
		"the key file is missing",
		"restore it from your backup, or put the key back with `desk key import`; the desk cannot be read without it",
	);
}

function refuse(home: string, what: string, todo: string, cause?: unknown): DeskError {
	return new DeskError("EKEY", what, { at: keyFile(home), todo, cause });
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
			"try again; if you are sure of it, restore the key file from your backup",
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

/** A new entry each time: what an existing descriptor points to is never overwritten. */
async function toKeychain(home: string, key: Buffer): Promise<Descriptor> {
	const descriptor: KeychainDescriptor = { version: 1, store: "keychain", service: SERVICE, account: randomUUID() };
	await withKeychain(home, descriptor, (entry) => entry.setPassword(key.toString("hex")));
	try {
		mustEqual(home, await fromKeychain(home, descriptor), key);
	} catch (error) {
		await forget(home, descriptor).catch(() => false);
		throw error;
	}
	return descriptor;
}

async function fromKeychain(home: string, descriptor: KeychainDescriptor): Promise<Buffer> {
	const found = await withKeychain(home, descriptor, (entry) => entry.getPassword());
	if (typeof found !== "string") {
		throw refuse(
			home,
			`the OS keychain has no entry ${nameOf(descriptor)}`,
			"restore the keychain, or put the key back with `desk key import`",
		);
	}
	if (!isHex(KEY_BYTES)(found)) {
		throw refuse(
			home,
			`the keychain entry ${nameOf(descriptor)} is damaged`,
			"put the key back with `desk key import`",
		);
	}
	return Buffer.from(found, "hex");
}

/** Remove an entry; `false` when there was none. */
async function forget(home: string, descriptor: KeychainDescriptor): Promise<boolean> {
	return await withKeychain(home, descriptor, (entry) => entry.deletePassword());
}

const nameOf = ({ service, account }: KeychainDescriptor) => `${service}/${account}`;

/** Use a keychain entry: whatever goes wrong is EKEY, and nothing waits longer than a person takes to unlock it. */
async function withKeychain<T>(
	home: string,
	descriptor: KeychainDescriptor,
	use: (entry: AsyncEntry) => Promise<T>,
): Promise<T> {
	if (/^(off|0)$/i.test(process.env.DESK_KEYCHAIN ?? "")) {
		throw refuse(home, "the key is in the OS keychain, which DESK_KEYCHAIN=off forbids to use", "unset DESK_KEYCHAIN");
	}
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${UNLOCK_WAIT / 1000} s`)), UNLOCK_WAIT);
	});
	try {
		return await Promise.race([entryOf(descriptor).then(use), late]);
	} catch (cause) {
		const why = messageOf(cause).replaceAll(/\s+/g, " ");
		const todo =
			"unlock it (log in to the desktop) and try again; for servers and cron choose a passphrase or the key file";
		throw refuse(home, `the OS keychain cannot be used (${why})`, todo, cause);
	} finally {
		clearTimeout(timer);
	}
}

async function entryOf({ service, account }: KeychainDescriptor): Promise<AsyncEntry> {
	if (process.platform !== "darwin" && process.platform !== "win32") await greetBus();
	const keyring = await import("keytar");
	// Not the package's keytar.js: without a Secret Service it falls back to the kernel's keyring, which forgets the key
	// at the next reboot.
	return new keyring.AsyncEntry(service, account, { linux: { store: "secret-service" } });
}

/**
 * Make sure that a session bus listens and speaks: libdbus would wait for one that does not for ever, and block every
 * timer meanwhile. Any answer to the opening of the handshake will do (D-Bus specification, "Authentication Protocol").
 */
async function greetBus(): Promise<void> {
	const path = busSocket();
	if (path === undefined) throw new Error("there is no session bus");
	const { connect } = await import("node:net");
	const socket = connect({ path, timeout: BUS_WAIT });
	try {
		await new Promise((resolve, reject) => {
			socket.once("data", resolve).once("error", reject);
			socket.once("timeout", () => reject(new Error("the session bus does not answer")));
			socket.once("close", () => reject(new Error("the session bus hung up")));
			socket.write("\0AUTH\r\n");
		});
	} finally {
		socket.destroy();
	}
}

/** The socket of the session bus as libdbus finds it; an abstract one begins with NUL, as Node writes it. */
function busSocket(): string | undefined {
	const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime } = process.env;
	if (!address) return runtime ? join(runtime, "bus") : undefined;
	const [, kind, path = ""] = /^unix:(?:[^;]*,)?(path|abstract)=([^,;]+)/.exec(address) ?? [];
	return kind === undefined ? undefined : (kind === "abstract" ? "\0" : "") + decodeURIComponent(path);
}

function mustEqual(home: string, found: Buffer, key: Buffer): void {
	if (found.length === key.length && timingSafeEqual(found, key)) return;
	throw refuse(
		home,
		"the key reads back differently from its new place",
		"keep it where it is, or choose another store",
	);
}

// ── The recovery form ───────────────────────────────────────────────────────────────────────────────────────────────

/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA_DIGITS = 52;
const CHECK_DIGITS = 6;
/** The human-readable part "desk" as BIP 173 expands it, and the constants of its checksum (BIP 350). */
const PREFIX = [3, 3, 3, 3, 0, 4, 5, 19, 11];
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32M = 0x2bc830a3;

/**
 * The key as text to write down: 13 groups of four and one of six, the checksum, in Crockford's base 32. The checksum is
 * Bech32m's (BIP 350), which finds every error in up to four characters, and a swap of neighbours is one in two.
 */
export function exportKey(key: Uint8Array): string {
	if (key.length !== KEY_BYTES) throw new RangeError("a master key is 32 bytes");
	const number = BigInt(`0x${Buffer.from(key).toString("hex")}`) << 4n; // 256 bits and four of padding: 52 digits
	const data = Array.from({ length: DATA_DIGITS }, (_, at) =>
		Number((number >> BigInt(5 * (DATA_DIGITS - 1 - at))) & 31n),
	);
	const sum = polymod([...PREFIX, ...data, ...new Array<number>(CHECK_DIGITS).fill(0)]) ^ BECH32M;
	const check = Array.from({ length: CHECK_DIGITS }, (_, at) => (sum >>> (5 * (CHECK_DIGITS - 1 - at))) & 31);
	const text = (digits: number[]) => digits.map((digit) => ALPHABET[digit]).join("");
	return `${text(data).replaceAll(/.{4}/g, "$&-")}${text(check)}`;
}

/**
 * The key of `exportKey`'s text. Case, spaces and hyphens do not matter; O reads as 0, I and L as 1.
 * @throws DeskError EKEY when a character is wrong, missing or too many.
 */
export function importKey(text: string): Buffer {
	const typo = (what: string) =>
		new DeskError("EKEY", `the recovery key ${what}`, { todo: "compare it with your copy, character by character" });
	const letters = text.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
	const digits = Array.from(letters, (letter) => ALPHABET.indexOf(letter));
	if (digits.includes(-1))
		throw typo(`has a character that it cannot have: ${Array.from(letters)[digits.indexOf(-1)]}`);
	if (digits.length !== DATA_DIGITS + CHECK_DIGITS)
		throw typo(`has ${digits.length} characters instead of ${DATA_DIGITS + CHECK_DIGITS}`);
	const number = digits.slice(0, DATA_DIGITS).reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
	if (polymod([...PREFIX, ...digits]) !== BECH32M || (number & 15n) !== 0n) throw typo("has a typing error");
	return Buffer.from((number >> 4n).toString(16).padStart(2 * KEY_BYTES, "0"), "hex");
}

/** The remainder that BIP 173 calls `bech32_polymod`: a BCH code over GF(32). */
function polymod(digits: readonly number[]): number {
	return digits.reduce((sum, digit) => {
		const top = sum >>> 25;
		return GENERATOR.reduce(
			(next, term, bit) => ((top >>> bit) & 1 ? next ^ term : next),
			((sum & 0x1ffffff) << 5) ^ digit,
		);
	}, 1);
}

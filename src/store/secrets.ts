/** Small secrets that the desk keeps for its person, such as keys of services: never in the database, the tree, the log or an export. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import type { Database } from "./database.ts";
import { syncFolder } from "./key-file.ts";
import { forgetSecret, secretFromKeychain, secretToKeychain } from "./keychain.ts";
import { deriveKey } from "./keys.ts";
import { leftBehind, ownerName } from "./owner.ts";
import { open, seal } from "./seal.ts";

/** Where a secret lies: in the OS keychain, or in `$DESK_HOME/secrets` itself. */
export type SecretPlace = "keychain" | "file";

/** The file: by name, each secret or the keychain's account that holds it. */
type Entries = Readonly<Record<string, { readonly value: string } | { readonly account: string }>>;

/** The file's name in `$DESK_HOME`, and what it is called until it is whole. */
const FILE = "secrets";
const UNFINISHED = ".secrets-";
/** What `seal` authenticates beside the entries. */
const PURPOSE = Buffer.from("deskfs secrets 1");

/**
 * Secrets by name: in the OS keychain where it works, else in `$DESK_HOME/secrets` (mode 0600), which is sealed with a key derived from
 * the desk's master key. Which secrets there are is in that file, too.
 */
export class Secrets {
	readonly #home: string;
	readonly #database: Database;
	readonly #master: Uint8Array;

	constructor(home: string, database: Database, master: Uint8Array) {
		this.#home = home;
		this.#database = database;
		this.#master = master;
	}

	/** @throws DeskError EKEY when the keychain or the file cannot be read */
	async get(name: string): Promise<Secret | undefined> {
		const entry = entryOf(this.#read(), name);
		if (entry === undefined) return undefined;
		const value = "value" in entry ? entry.value : await secretFromKeychain(this.#home, entry.account);
		return value === undefined ? undefined : new Secret(value);
	}

	/** Where a secret lies; undefined when there is none of that name. @throws DeskError EKEY */
	placeOf(name: string): SecretPlace | undefined {
		const entry = entryOf(this.#read(), name);
		return entry && ("value" in entry ? "file" : "keychain");
	}

	/** Keep a secret in place of the one of that name. @throws DeskError EKEY, EACCES, ENOSPC */
	async set(name: string, secret: Secret): Promise<SecretPlace> {
		const value = secret.reveal();
		const entry = await secretToKeychain(this.#home, value).then(
			(account) => ({ account }),
			() => ({ value }),
		);
		await this.#change(name, entry).catch(async (error: unknown) => {
			if ("account" in entry) await forgetSecret(this.#home, entry.account).catch(() => false);
			throw error;
		});
		return "account" in entry ? "keychain" : "file";
	}

	/** @returns whether there was one @throws DeskError EKEY, EACCES, ENOSPC */
	async remove(name: string): Promise<boolean> {
		return await this.#change(name, undefined);
	}

	/** Put an entry in place of another, which leaves the keychain, too. */
	async #change(name: string, entry: Entries[string] | undefined): Promise<boolean> {
		// Under the lock of the database, so that two processes do not write over each other's.
		const before = await this.#database.write(() => {
			const entries = this.#read();
			const { [name]: former, ...others } = entries;
			if (former !== undefined || entry !== undefined) {
				this.#write(entry === undefined ? others : { ...others, [name]: entry });
			}
			return entryOf(entries, name);
		});
		if (before !== undefined && "account" in before) await forgetSecret(this.#home, before.account);
		return before !== undefined;
	}

	get #key(): Buffer {
		return deriveKey(this.#master, "secrets");
	}

	#read(): Entries {
		const file = join(this.#home, FILE);
		let sealed: Buffer;
		try {
			sealed = readFileSync(file);
		} catch (cause) {
			if (codeOf(cause) === "ENOENT") return {};
			throw new DeskError("EKEY", `the file of secrets cannot be read (${codeOf(cause)})`, {
				at: file,
				todo: "make it readable for you: `chmod 600` and check its owner",
				cause,
			});
		}
		try {
			return JSON.parse(open(this.#key, sealed, PURPOSE).toString("utf8")) as Entries;
		} catch {
			// Without a cause: what fails to be read may be a secret.
			throw new DeskError("EKEY", "the file of secrets is damaged", {
				at: file,
				todo: "restore it from a backup, or remove it and add the keys again (`desk key add`)",
			});
		}
	}

	/** A crash leaves the old file or the new one, whole. */
	#write(entries: Entries): void {
		const file = join(this.#home, FILE);
		const temporary = join(this.#home, UNFINISHED + ownerName());
		for (const left of leftBehind(this.#home, UNFINISHED)) rmSync(left, { force: true });
		try {
			const sealed = seal(this.#key, Buffer.from(JSON.stringify(entries)), PURPOSE);
			writeFileSync(temporary, sealed, { flag: "wx", mode: 0o600, flush: true });
			renameSync(temporary, file);
		} catch (cause) {
			rmSync(temporary, { force: true });
			throw new DeskError(
				codeOf(cause) === "ENOSPC" ? "ENOSPC" : "EACCES",
				`the file of secrets cannot be written (${codeOf(cause)})`,
				{ at: file, todo: "check the folder's permissions and free space; nothing was changed", cause },
			);
		}
		syncFolder(this.#home);
	}
}

function entryOf(entries: Entries, name: string): Entries[string] | undefined {
	return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

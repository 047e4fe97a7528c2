/** The master key in the OS keychain: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { AsyncEntry } from "keytar";
import { messageOf } from "../base/errors.ts";
import { type Descriptor, isHex, KEY_BYTES, type KeychainDescriptor, mustEqual, refuse } from "./key-file.ts";

const SERVICE = "deskfs";
/** How long a person may take to unlock the keychain (ms), and how long the session bus may take to say hello. */
const UNLOCK_WAIT = 30_000;
const BUS_WAIT = 1_000;

/** A new entry each time: what an existing descriptor points to is never overwritten. */
export async function toKeychain(home: string, key: Buffer): Promise<Descriptor> {
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

/** The key of an entry. @throws DeskError EKEY */
export async function fromKeychain(home: string, descriptor: KeychainDescriptor): Promise<Buffer> {
	const found = await withKeychain(home, descriptor, (entry) => entry.getPassword());
	if (typeof found !== "string") {
		throw refuse(
			home,
			`the OS keychain has no entry ${entryName(descriptor)}`,
			"restore the keychain, or put the key back with `desk key import`",
		);
	}
	if (!isHex(KEY_BYTES)(found)) {
		throw refuse(
			home,
			`the keychain entry ${entryName(descriptor)} is damaged`,
			"put the key back with `desk key import`",
		);
	}
	return Buffer.from(found, "hex");
}

/** Remove an entry; `false` when there was none. */
export async function forget(home: string, descriptor: KeychainDescriptor): Promise<boolean> {
	return await withKeychain(home, descriptor, (entry) => entry.deletePassword());
}

/** Keep a small secret as a new entry, read back to be sure. @returns its account @throws DeskError EKEY */
export async function secretToKeychain(home: string, value: string): Promise<string> {
	const account = randomUUID();
	await withKeychain(home, { service: SERVICE, account }, (entry) => entry.setPassword(value));
	if ((await secretFromKeychain(home, account)) === value) return account;
	await forgetSecret(home, account).catch(() => false);
	throw refuse(home, "the OS keychain gives another text back than was put in", "restore the keychain");
}

/** The secret of an entry; undefined when the entry is gone. @throws DeskError EKEY */
export async function secretFromKeychain(home: string, account: string): Promise<string | undefined> {
	return (await withKeychain(home, { service: SERVICE, account }, (entry) => entry.getPassword())) ?? undefined;
}

/** Remove a secret's entry; `false` when there was none. @throws DeskError EKEY */
export async function forgetSecret(home: string, account: string): Promise<boolean> {
	return await withKeychain(home, { service: SERVICE, account }, (entry) => entry.deletePassword());
}

/** How people find an entry. */
export const entryName = ({ service, account }: KeychainDescriptor) => `${service}/${account}`;

/** Use a keychain entry: whatever goes wrong is EKEY, and nothing waits longer than a person takes to unlock it. */
async function withKeychain<T>(
	home: string,
	descriptor: Pick<KeychainDescriptor, "service" | "account">,
	use: (entry: AsyncEntry) => Promise<T>,
): Promise<T> {
	if (/^(off|0)$/i.test(process.env.DESK_KEYCHAIN ?? "")) {
		throw refuse(home, "the OS keychain is switched off (DESK_KEYCHAIN=off)", "unset DESK_KEYCHAIN to use it");
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

async function entryOf({ service, account }: Pick<KeychainDescriptor, "service" | "account">): Promise<AsyncEntry> {
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
	// Node 20 cannot connect to an abstract socket of a name it did not pad itself; such a one dies with its bus anyway.
	if (process.env.DBUS_SESSION_BUS_ADDRESS?.startsWith("unix:abstract=")) return;
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

/** The socket of the session bus, where libdbus looks for it. */
function busSocket({ DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime } = process.env): string | undefined {
	if (!address) return runtime ? join(runtime, "bus") : undefined;
	const path = /^unix:(?:[^;]*,)?path=([^,;]+)/.exec(address)?.[1];
	return path === undefined ? undefined : decodeURIComponent(path);
}

import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argon2id } from "@noble/hashes/argon2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskError } from "../base/errors.ts";
import * as keys from "./keys.ts";
import { open } from "./seal.ts";

let home: string;
const file = () => join(home, "key");
const descriptor = (): Record<string, unknown> => JSON.parse(fs.readFileSync(file(), "utf8"));
const ask = (passphrase: string) => async () => passphrase;

beforeEach(() => {
	home = fs.mkdtempSync(join(tmpdir(), "desk-keys-"));
	for (const name of ["DESK_PASSPHRASE", "DESK_PASSPHRASE_FILE"]) vi.stubEnv(name, undefined);
	vi.stubEnv("DESK_KEYCHAIN", "off");
});
afterEach(() => {
	vi.unstubAllEnvs();
	fs.rmSync(home, { recursive: true });
});

/** The refusal: EKEY, status 8, one line with something to do, which never shows the key. */
async function refusal(run: () => unknown): Promise<string> {
	try {
		await run();
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		expect(error.status).toBe(8);
		expect(error.todo).toBeTruthy();
		expect(error.sentence).not.toMatch(/[\n]|[0-9a-f]{20}/);
		return error.sentence;
	}
	throw new Error("was not refused");
}

describe("store file", () => {
	test("keeps the key in a private file; both ways of loading give it", async () => {
		const { key, store } = await keys.createKey(home, { store: "file" });
		expect(store).toBe("file");
		expect(key.length).toBe(32);
		expect(descriptor()).toEqual({ version: 1, store: "file", key: key.toString("hex") });
		expect(keys.loadKeySync(home)).toEqual(key);
		expect(await keys.loadKey(home)).toEqual(key);
		expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
		expect(fs.readdirSync(home)).toEqual(["key"]);
		expect(keys.describeKey(home)).toMatchObject({ store: "file", protected: false });
	});

	test("makes the home, private too", async () => {
		const inner = join(home, "a", "b");
		await keys.createKey(inner, { store: "file" });
		expect(fs.statSync(inner).mode & 0o777).toBe(0o700);
	});

	test("notices when others can read it", async () => {
		expect(keys.keyFileIsPrivate(home)).toBe(true);
		await keys.createKey(home, { store: "file" });
		expect(keys.keyFileIsPrivate(home)).toBe(true);
		for (const mode of [0o640, 0o604, 0o620]) {
			fs.chmodSync(file(), mode);
			expect(keys.keyFileIsPrivate(home)).toBe(false);
			expect(keys.describeKey(home).note).toContain("chmod 600");
		}
	});

	test("never replaces a key, nor makes a second one for a desk that lost its own", async () => {
		const { key } = await keys.createKey(home, { store: "file" });
		expect(await refusal(() => keys.createKey(home, { store: "file" }))).toContain("already");
		expect(keys.loadKeySync(home)).toEqual(key);
		fs.rmSync(file());
		fs.writeFileSync(join(home, "desk.db"), "");
		expect(await refusal(() => keys.createKey(home, { store: "file" }))).toContain("missing");
		expect(fs.existsSync(file())).toBe(false);
	});

	test("of many made at once exactly one is kept", async () => {
		const made = await Promise.allSettled(Array.from({ length: 8 }, () => keys.createKey(home, { store: "auto" })));
		const kept = made.filter((one) => one.status === "fulfilled");
		expect(kept.length).toBe(1);
		expect(keys.loadKeySync(home)).toEqual(kept[0]?.value.key);
		expect(fs.readdirSync(home)).toEqual(["key"]);
	});
});

describe("store passphrase", () => {
	test("wraps the key as the descriptor says: Argon2id, then XChaCha20-Poly1305", async () => {
		const { key, store } = await keys.createKey(home, { store: "passphrase", passphrase: "correct horse" });
		expect(store).toBe("passphrase");
		const { salt, wrapped, ...rest } = descriptor();
		expect(rest).toEqual({ version: 1, store: "passphrase", kdf: "argon2id", memoryKiB: 19456, passes: 2, lanes: 1 });
		expect(fs.readFileSync(file(), "utf8")).not.toContain(key.toString("hex"));
		const secret = argon2id("correct horse", Buffer.from(String(salt), "hex"), { m: 19456, t: 2, p: 1, dkLen: 32 });
		expect(open(secret, Buffer.from(String(wrapped), "hex"), Buffer.from("deskfs master key 1"))).toEqual(key);
		expect(keys.describeKey(home)).toMatchObject({ store: "passphrase", protected: true });
	});

	test("takes the passphrase from the callback, the environment, or a file, in that order", async () => {
		const { key } = await keys.createKey(home, { store: "passphrase", passphrase: "pässword" });
		expect(keys.loadKeySync(home)).toBeUndefined();
		expect(await refusal(() => keys.loadKey(home))).toContain("DESK_PASSPHRASE_FILE");
		expect(await refusal(() => keys.loadKey(home, ask("")))).toContain("locked");
		vi.stubEnv("DESK_PASSPHRASE_FILE", join(home, "pass"));
		expect(await refusal(() => keys.loadKey(home))).toContain("ENOENT");
		fs.writeFileSync(join(home, "pass"), "pässword\r\nsecond line\n");
		expect(await keys.loadKey(home)).toEqual(key);
		vi.stubEnv("DESK_PASSPHRASE", "wrong");
		expect(await refusal(() => keys.loadKey(home))).toContain("the passphrase is wrong");
		expect(await keys.loadKey(home, ask("pa\u0308ssword"))).toEqual(key); // decomposed, as some keyboards give it
	});

	test("refuses to protect with nothing", async () => {
		expect(await refusal(() => keys.createKey(home, { store: "passphrase", passphrase: "" }))).toContain(
			"no passphrase",
		);
		expect(fs.readdirSync(home)).toEqual([]);
	});
});

describe("rewrapKey", () => {
	test("moves the same key there and back, and changes a passphrase", async () => {
		const { key } = await keys.createKey(home, { store: "file" });
		expect(await keys.rewrapKey(home, { store: "passphrase", passphrase: "one" })).toBe("passphrase");
		await keys.rewrapKey(home, { store: "passphrase", passphrase: "two", askPassphrase: ask("one") });
		expect(await refusal(() => keys.loadKey(home, ask("one")))).toContain("wrong");
		expect(await keys.loadKey(home, ask("two"))).toEqual(key);
		expect(await keys.rewrapKey(home, { store: "auto", askPassphrase: ask("two") })).toBe("file");
		expect(keys.loadKeySync(home)).toEqual(key);
		expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
		expect(fs.readdirSync(home)).toEqual(["key"]);
	});

	test("leaves all as it was when the new store does not work", async () => {
		await keys.createKey(home, { store: "file" });
		const before = fs.readFileSync(file());
		expect(await refusal(() => keys.rewrapKey(home, { store: "keychain" }))).toContain("DESK_KEYCHAIN");
		expect(await refusal(() => keys.rewrapKey(home, { store: "passphrase" }))).toContain("no passphrase");
		expect(fs.readFileSync(file())).toEqual(before);
	});
});

describe("a descriptor that is of no use is refused with what to do", () => {
	const both = async () => {
		const sentence = await refusal(() => keys.loadKeySync(home));
		expect(await refusal(() => keys.loadKey(home))).toBe(sentence);
		expect(await refusal(() => keys.describeKey(home))).toBe(sentence);
		return sentence;
	};

	test("missing, with and without a database", async () => {
		expect(await both()).toContain("desk init");
		fs.writeFileSync(join(home, "desk.db"), "");
		expect(await both()).toMatch(/key file is missing; restore it from your backup.*cannot be read without it/);
	});

	test("unreadable", async () => {
		fs.mkdirSync(file());
		expect(await both()).toContain("EISDIR");
	});

	test("malformed, in any byte or field", async () => {
		const { key } = await keys.createKey(home, { store: "file" });
		const good = { version: 1, store: "file", key: key.toString("hex") };
		const long = "0".repeat(144);
		const wrap = {
			version: 1,
			store: "passphrase",
			kdf: "argon2id",
			salt: "0".repeat(32),
			memoryKiB: 8,
			passes: 1,
			lanes: 1,
		};
		const bad = [
			"",
			"null",
			"[]",
			"7",
			key.toString("hex"),
			JSON.stringify(good).slice(0, -1),
			...[{ version: 0 }, { version: "1" }, { store: "toString" }, { store: "passphrase" }, { store: "keychain" }]
				.concat([{ key: good.key.slice(1) }, { key: `${good.key.slice(1)}g` }, { key: 7 }] as never[])
				.map((change) => JSON.stringify({ ...good, ...change })),
			...[{ memoryKiB: 2 ** 31 }, { passes: 0 }, { lanes: 1.5 }, { kdf: "md5" }, { wrapped: "00" }].map((change) =>
				JSON.stringify({ ...wrap, wrapped: long, ...change }),
			),
		];
		for (const text of bad) {
			fs.writeFileSync(file(), text);
			expect(await both()).toContain("damaged");
		}
		fs.writeFileSync(file(), JSON.stringify({ ...good, version: 2 }));
		expect(await both()).toContain("update deskfs");
		fs.writeFileSync(file(), JSON.stringify({ ...good, comment: "kept in the safe" }));
		expect(keys.loadKeySync(home)).toEqual(key);
	});

	test("a home that cannot be written", async () => {
		fs.writeFileSync(join(home, "plain"), "");
		expect(await refusal(() => keys.createKey(join(home, "plain", "x"), { store: "file" }))).toContain(
			"cannot be written",
		);
	});
});

describe("the keychain", () => {
	const withoutBus = (address: string | undefined) => {
		vi.stubEnv("DESK_KEYCHAIN", undefined);
		vi.stubEnv("DBUS_SESSION_BUS_ADDRESS", address);
		vi.stubEnv("XDG_RUNTIME_DIR", undefined);
	};
	const onLinux = test.runIf(process.platform === "linux");

	test("switched off: auto is the file, a key in it is refused", async () => {
		expect((await keys.createKey(home, {})).store).toBe("file");
		fs.writeFileSync(file(), JSON.stringify({ version: 1, store: "keychain", service: "deskfs", account: "x" }));
		expect(await refusal(() => keys.loadKey(home))).toContain("DESK_KEYCHAIN");
		expect(keys.loadKeySync(home)).toBeUndefined();
		expect(keys.describeKey(home)).toMatchObject({ store: "keychain", protected: true });
	});

	onLinux("absent: auto falls back to the file at once, never to the kernel's forgetful keyring", async () => {
		for (const address of [undefined, "", "unix:path=/nonexistent/bus", "tcp:host=localhost", "unix:path=%zz"]) {
			withoutBus(address);
			const start = performance.now();
			expect((await keys.createKey(join(home, "auto"), {})).store).toBe("file");
			expect(performance.now() - start).toBeLessThan(300);
			fs.rmSync(join(home, "auto"), { recursive: true });
			expect(await refusal(() => keys.createKey(join(home, "own"), { store: "keychain" }))).toContain("unlock it");
		}
	});

	onLinux("a bus that is mute or hangs up does not hang us", async () => {
		const server = createServer().listen(join(home, "bus"));
		withoutBus(`unix:path=${join(home, "bus")},guid=00`);
		const start = performance.now();
		expect((await keys.createKey(join(home, "mute"), {})).store).toBe("file");
		expect(performance.now() - start).toBeLessThan(3000);
		server.on("connection", (socket) => socket.destroy());
		expect(await refusal(() => keys.createKey(join(home, "gone"), { store: "keychain" }))).toContain("keychain");
		server.close();
	});

	// Needs a real, unlocked keychain: DESK_TEST_KEYCHAIN=1 (on Linux under dbus-run-session with gnome-keyring).
	describe.runIf(process.env.DESK_TEST_KEYCHAIN === "1")("real", () => {
		beforeEach(() => {
			vi.stubEnv("DESK_KEYCHAIN", undefined);
		});

		test("keeps the key, moves it out and in, and leaves no entry behind", async () => {
			const { getPassword } = await import("keytar/keytar.js");
			const { key, store } = await keys.createKey(home, {});
			expect(store).toBe("keychain");
			expect(keys.loadKeySync(home)).toBeUndefined();
			expect(await keys.loadKey(home)).toEqual(key);
			const first = String(descriptor().account);
			expect(await getPassword("deskfs", first)).toBe(key.toString("hex"));
			expect(fs.readFileSync(file(), "utf8")).not.toContain(key.toString("hex"));
			expect(await keys.rewrapKey(home, { store: "keychain" })).toBe("keychain");
			const second = String(descriptor().account);
			expect([second === first, await getPassword("deskfs", first)]).toEqual([false, null]);
			expect(await keys.rewrapKey(home, { store: "file" })).toBe("file");
			expect(await getPassword("deskfs", second)).toBeNull();
			expect(keys.loadKeySync(home)).toEqual(key);
		});

		test("says when the entry is gone or damaged", async () => {
			const { setPassword, deletePassword } = await import("keytar/keytar.js");
			await keys.createKey(home, { store: "keychain" });
			const account = String(descriptor().account);
			await setPassword("deskfs", account, "hello");
			expect(await refusal(() => keys.loadKey(home))).toContain("damaged");
			await deletePassword("deskfs", account);
			expect(await refusal(() => keys.loadKey(home))).toContain("has no entry");
		});
	});
});

describe("exportKey and importKey", () => {
	const key = Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff", "hex");
	const text = keys.exportKey(key);
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

	test("are inverses; what was printed once can be read for ever", () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (any) => {
				expect(keys.importKey(keys.exportKey(any)).equals(any)).toBe(true);
			}),
		);
		expect(text).toBe("000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3VZG-KM1S8R");
		expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{6}$/);
		for (const same of [
			text.toLowerCase(),
			text.replaceAll("-", ""),
			` ${text.replaceAll("-", "\n")} `,
			text.replaceAll("0", "o").replaceAll("1", "l"),
		]) {
			expect(keys.importKey(same)).toEqual(key);
		}
	});

	test("every substitution of one character is refused", async () => {
		for (const [at, letter] of Array.from(text).entries()) {
			if (letter === "-") continue;
			for (const other of `${alphabet}U*é`) {
				if (other === letter) continue;
				await refusal(() => keys.importKey(text.slice(0, at) + other + text.slice(at + 1)));
			}
		}
	});

	test("up to four substitutions, a swap of neighbours, a lost or doubled character are refused", async () => {
		const letters = Array.from(text.replaceAll("-", ""));
		const errors = fc.uniqueArray(fc.tuple(fc.nat(57), fc.integer({ min: 1, max: 31 })), {
			minLength: 1,
			maxLength: 4,
			selector: ([at]) => at,
		});
		await fc.assert(
			fc.asyncProperty(errors, async (changes) => {
				const bad = [...letters];
				for (const [at, by] of changes) bad[at] = alphabet[(alphabet.indexOf(bad[at] ?? "") + by) % 32] ?? "";
				await refusal(() => keys.importKey(bad.join("")));
			}),
			{ numRuns: 500 },
		);
		for (let at = 0; at < 58; at++) {
			const [a = "", b = ""] = letters.slice(at, at + 2);
			if (b !== "" && a !== b)
				await refusal(() => keys.importKey([...letters.slice(0, at), b, a, ...letters.slice(at + 2)].join("")));
			await refusal(() => keys.importKey(letters.toSpliced(at, 1).join("")));
			await refusal(() => keys.importKey(letters.toSpliced(at, 0, a).join("")));
		}
		for (const other of ["", "hello", key.toString("hex")]) await refusal(() => keys.importKey(other));
	});

	test("restoreKey puts an imported key in place of a lost one", async () => {
		fs.writeFileSync(join(home, "desk.db"), "");
		expect(await keys.restoreKey(home, keys.importKey(text), { store: "file" })).toBe("file");
		expect(keys.loadKeySync(home)).toEqual(key);
	});
});

describe("deriveKey", () => {
	test("is HKDF-SHA256, by the independent implementation of @noble/hashes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string({ maxLength: 40 }), (master, purpose) => {
				const info = Buffer.from(`deskfs ${purpose}`);
				expect(keys.deriveKey(master, purpose).equals(hkdf(sha256, master, undefined, info, 32))).toBe(true);
			}),
		);
	});

	test("differs by purpose and by master key, and wants 32 bytes", () => {
		const master = randomBytes(32);
		const purposes = ["database", "blobs", "blob-names", "content-names", "gear", "log"];
		const all = [master, randomBytes(32)].flatMap((one) =>
			purposes.map((purpose) => keys.deriveKey(one, purpose).toString("hex")),
		);
		expect(new Set(all).size).toBe(12);
		expect(() => keys.deriveKey(Buffer.alloc(31), "log")).toThrow(RangeError);
	});
});

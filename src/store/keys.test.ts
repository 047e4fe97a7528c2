import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argon2id } from "@noble/hashes/argon2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { refusal } from "../../test/support/refusal.ts";
import { keyFileIsPrivate, removeUnfinishedKeyFiles, unfinishedKeyFiles } from "./key-file.ts";
import * as keys from "./keys.ts";
import { ownerName } from "./owner.ts";
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
		expect(keyFileIsPrivate(home)).toBe(true);
		await keys.createKey(home, { store: "file" });
		expect(keyFileIsPrivate(home)).toBe(true);
		for (const mode of [0o640, 0o604, 0o620]) {
			fs.chmodSync(file(), mode);
			expect(keyFileIsPrivate(home)).toBe(false);
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

	test("takes the passphrase from the environment, a file, or the person, in that order", async () => {
		const { key } = await keys.createKey(home, { store: "passphrase", passphrase: "pässword" });
		expect(keys.loadKeySync(home)).toBeUndefined();
		expect(await refusal(() => keys.loadKey(home))).toContain("DESK_PASSPHRASE_FILE");
		expect(await refusal(() => keys.loadKey(home, ask("")))).toContain("locked");
		expect(await keys.loadKey(home, ask("pa\u0308ssword"))).toEqual(key); // decomposed, as some keyboards give it
		vi.stubEnv("DESK_PASSPHRASE_FILE", join(home, "pass"));
		expect(await refusal(() => keys.loadKey(home))).toContain("ENOENT");
		fs.writeFileSync(join(home, "pass"), "pässword\r\nsecond line\n");
		const never = async () => expect.unreachable("asked for what the environment gives");
		expect(await keys.loadKey(home, never)).toEqual(key);
		vi.stubEnv("DESK_PASSPHRASE", "wrong");
		expect(await refusal(() => keys.loadKey(home, never))).toContain("the passphrase is wrong");
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
		vi.stubEnv("DESK_PASSPHRASE", "the old one");
		expect(await refusal(() => keys.rewrapKey(home, { store: "passphrase" }))).toContain("no new passphrase");
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
		expect(await refusal(() => keys.createKey(join(home, "plain"), { store: "file" }))).toContain("cannot be written");
		expect(await refusal(() => keys.createKey(join(home, "plain", "x"), { store: "file" }))).toContain(
			"cannot be written",
		);
	});
});

test("descriptors that a killed process left unfinished go; those of a living one stay", async () => {
	await keys.createKey(home, { store: "file" });
	const ours = `.key-${ownerName()}`;
	// The same process number, of a process that began at another time.
	const lefts = [`.key-${process.pid}-1-0a`, ".key-4194305-1-0a"].map((name) => join(home, name));
	for (const path of [...lefts, join(home, ours)]) fs.writeFileSync(path, "");
	expect(unfinishedKeyFiles(home).sort()).toEqual(lefts.sort());
	removeUnfinishedKeyFiles(home);
	expect(fs.readdirSync(home)).toEqual([ours, "key"]);
	expect(unfinishedKeyFiles(join(home, "nowhere"))).toEqual([]);
});

describe("restoreKey", () => {
	test("restoreKey puts an imported key in place of a lost one", async () => {
		const key = randomBytes(32);
		fs.writeFileSync(join(home, "desk.db"), "");
		expect(await keys.restoreKey(home, key, { store: "file" })).toBe("file");
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

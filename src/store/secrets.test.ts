import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal } from "../../test/support/refusal.ts";
import { Secret } from "../base/secret.ts";
import { Store } from "./index.ts";

let home: string;
let store: Store;
const file = () => join(home, "secrets");

beforeEach(async () => {
	home = mkdtempSync(join(tmpdir(), "desk-secrets-"));
	vi.stubEnv("DESK_KEYCHAIN", "off");
	store = await Store.create(home, { store: "file" });
});
afterEach(() => {
	store.close();
	vi.unstubAllEnvs();
	rmSync(home, { recursive: true });
});

test("what is set is got, by any process, until it is removed", async () => {
	expect(existsSync(file())).toBe(false);
	expect([await store.secrets.get("a"), store.secrets.placeOf("a"), await store.secrets.remove("a")]).toEqual([
		undefined,
		undefined,
		false,
	]);
	expect(existsSync(file())).toBe(false);
	expect(await store.secrets.set("a", new Secret("one"))).toBe("file");
	await store.secrets.set("b", new Secret("two"));
	await store.secrets.set("a", new Secret("three"));
	const other = await Store.open(home);
	expect([(await other.secrets.get("a"))?.reveal(), (await other.secrets.get("b"))?.reveal()]).toEqual([
		"three",
		"two",
	]);
	expect(await other.secrets.remove("a")).toBe(true);
	other.close();
	expect([await store.secrets.get("a"), store.secrets.placeOf("b")]).toEqual([undefined, "file"]);
});

test("any name, any text", async () => {
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), async (name, text) => {
			await store.secrets.set(name, new Secret(text));
			expect((await store.secrets.get(name))?.reveal()).toBe(text);
		}),
		{ numRuns: 20 },
	);
	await store.secrets.set("__proto__", new Secret("x"));
	for (const name of ["constructor", "toString"]) expect(await store.secrets.get(name)).toBeUndefined();
	expect((await store.secrets.get("__proto__"))?.reveal()).toBe("x");
});

test("it is for its owner alone, sealed, and never seen half-written", async () => {
	await store.secrets.set("a", new Secret("a planted secret"));
	expect(statSync(file()).mode & 0o777).toBe(0o600);
	for (const name of readdirSync(home)) expect(readFileSync(join(home, name)).includes("a planted secret")).toBe(false);
	expect(readdirSync(home).filter((name) => name.startsWith(".secrets"))).toEqual([]);
	writeFileSync(join(home, ".secrets-1-1-abc"), "left by a killed process");
	await store.secrets.set("a", new Secret("another"));
	expect(readdirSync(home).filter((name) => name.startsWith(".secrets"))).toEqual([]);
	expect(inspect(store.secrets, { depth: 9, showHidden: true })).not.toContain("another");
});

test("of another desk, damaged, or not to be read: status 8, with something to do", async () => {
	await store.secrets.set("a", new Secret("a planted secret"));
	const good = readFileSync(file());
	const flipped = Buffer.from(good);
	flipped[30] = (flipped[30] ?? 0) ^ 1;
	for (const bytes of [flipped, good.subarray(0, 20), Buffer.alloc(0), Buffer.from("{}")]) {
		writeFileSync(file(), bytes);
		expect(await refusal(() => store.secrets.get("a"))).toContain("damaged");
		expect(await refusal(() => store.secrets.set("b", new Secret("x")))).toContain("damaged");
	}
	writeFileSync(file(), good);
	expect((await store.secrets.get("a"))?.reveal()).toBe("a planted secret");
	rmSync(file());
	const { mkdirSync } = await import("node:fs");
	mkdirSync(file());
	expect(await refusal(() => store.secrets.get("a"))).toContain("EISDIR");
});

test("two that write at once lose nothing", async () => {
	const other = await Store.open(home);
	await Promise.all(
		Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? store : other).secrets.set(`s${at}`, new Secret(`${at}`))),
	);
	for (let at = 0; at < 20; at++) expect((await store.secrets.get(`s${at}`))?.reveal()).toBe(`${at}`);
	other.close();
});

// Needs a real, unlocked keychain: DESK_TEST_KEYCHAIN=1 (on Linux under dbus-run-session with gnome-keyring).
test.runIf(process.env.DESK_TEST_KEYCHAIN === "1")("the keychain has it, and leaves nothing behind", async () => {
	vi.stubEnv("DESK_KEYCHAIN", undefined);
	const { findCredentials } = await import("keytar/keytar.js");
	const before = (await findCredentials("deskfs")).length;
	expect(await store.secrets.set("a", new Secret("one"))).toBe("keychain");
	expect(await store.secrets.set("a", new Secret("two"))).toBe("keychain");
	expect((await store.secrets.get("a"))?.reveal()).toBe("two");
	expect((await findCredentials("deskfs")).length).toBe(before + 1);
	vi.stubEnv("DESK_KEYCHAIN", "off");
	expect(await refusal(() => store.secrets.get("a"))).toContain("DESK_KEYCHAIN");
	// Put in the file instead, it takes the other's place.
	vi.stubEnv("DESK_KEYCHAIN", undefined);
	await store.secrets.remove("a");
	expect((await findCredentials("deskfs")).length).toBe(before);
});

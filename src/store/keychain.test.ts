import * as fs from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { refusal } from "../../test/support/refusal.ts";
import * as keys from "./keys.ts";

let home: string;
const file = () => join(home, "key");
const descriptor = (): Record<string, unknown> => JSON.parse(fs.readFileSync(file(), "utf8"));

beforeEach(() => {
	home = fs.mkdtempSync(join(tmpdir(), "desk-keys-"));
	for (const name of ["DESK_PASSPHRASE", "DESK_PASSPHRASE_FILE"]) vi.stubEnv(name, undefined);
	vi.stubEnv("DESK_KEYCHAIN", "off");
});
afterEach(() => {
	vi.unstubAllEnvs();
	fs.rmSync(home, { recursive: true });
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
			expect(performance.now() - start).toBeLessThan(3000); // D-Bus would wait for 25 s
			fs.rmSync(join(home, "auto"), { recursive: true });
			expect(await refusal(() => keys.createKey(join(home, "own"), { store: "keychain" }))).toContain("unlock it");
		}
	});

	onLinux("a bus that is mute or hangs up does not hang us", async () => {
		const server = createServer().listen(join(home, "bus"));
		withoutBus(`unix:path=${join(home, "bus")},guid=00`);
		const start = performance.now();
		expect((await keys.createKey(join(home, "mute"), {})).store).toBe("file");
		expect(performance.now() - start).toBeLessThan(15_000);
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

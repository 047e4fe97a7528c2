/** `kill -9` of a mount's daemon in the middle of writes: what was closed or fsynced is there, and the next `desk mount` heals the mount point. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { daemonOf, MountedDesk, missing } from "../support/mounted.ts";

/** Kills; more in `npm run test:long`. */
const ROUNDS = Math.ceil((Number(process.env.DESK_ROUNDS) || 30) / 10);
const why = whyNoMount();
if (why !== "") console.warn(`skipped: kill -9 of a mount's daemon: ${why}`);

const script = fileURLToPath(new URL("children/mount-writer.mjs", import.meta.url));

/** What a writer said it has done, in its order: `closed NAME SIZE`, `fsynced NAME SIZE`, `removed NAME`. */
interface Said {
	how: string;
	name: string;
	size: number;
}

function readSaid(text: string): Said[] {
	return text
		.split("\n")
		.slice(0, -1) // the last may be half a line
		.map((line) => line.split(" "))
		.map(([how = "", name = "", size = "0"]) => ({ how, name, size: Number(size) }));
}

describe.skipIf(why !== "" || missing(["umount"]).length > 0)("a daemon that is killed", () => {
	let mounted: MountedDesk;
	beforeEach(async () => {
		mounted = await MountedDesk.begin();
	});
	afterEach(() => mounted?.end());

	/** Start a writer in /files, let it write for a while (ms). @returns how it is asked what it has done */
	function writer(): { child: ChildProcess; said: () => Said[] } {
		const child = spawn(process.execPath, [script, mounted.at("/files")], { stdio: ["ignore", "pipe", "inherit"] });
		let out = "";
		child.stdout?.on("data", (bytes: Buffer) => (out += bytes.toString()));
		return { child, said: () => readSaid(out) };
	}

	const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

	test("loses nothing that was acknowledged; mount heals, and status tells", async () => {
		const sizes = new Map<string, number>();
		for (let round = 0; round < ROUNDS; round++) {
			const { child, said } = writer();
			while (said().length < 5) await sleep(20);
			await sleep(Math.random() * 300);
			process.kill(daemonOf(mounted.desk.home), "SIGKILL");
			await new Promise((resolve) => child.once("close", resolve));
			for (const { how, name, size } of said()) how === "removed" ? sizes.delete(name) : sizes.set(name, size);

			expect(() => readdirSync(mounted.at("/files"))).toThrow(/ENOTCONN|ENOENT|EIO|ECONNABORTED/);
			const status = await mounted.run("mount", "--status");
			expect(status.stdout.toString() + status.stderr).toContain(mounted.point);
			expect(status.stdout.toString() + status.stderr).toMatch(/dead|stuck|no longer|not running|gone|ended|heal/i);

			await mounted.mount();
			for (const [name, size] of sizes) {
				const bytes = readFileSync(mounted.at(`/files/${name}`));
				// What came after the last acknowledged write may be there, whole lines of it, or not.
				expect(bytes.length, name).toBeGreaterThanOrEqual(size);
				expect(
					bytes.subarray(0, size).every((byte) => byte === name.charCodeAt(0)),
					name,
				).toBe(true);
			}
			writeFileSync(mounted.at("/files/after"), "healed");
			expect(await mounted.desk.ok("cat", "/files/after")).toBe("healed");
		}
		await mounted.unmount();
		await mounted.desk.ok("doctor");
		const log = await mounted.desk.vfs();
		expect(log.store.log.verify().problems).toEqual([]);
		log.store.close();
	}, 120_000);

	test("a mount point that is stuck is unmounted by `desk umount`, too", async () => {
		process.kill(daemonOf(mounted.desk.home), "SIGKILL");
		await sleep(200);
		await mounted.unmount();
		expect(statSync(mounted.point).isDirectory()).toBe(true);
	});
});

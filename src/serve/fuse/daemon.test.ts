import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { environmentOf, ownAssignment } from "./assignment.ts";
import { logger, outliveErrors } from "./daemon-log.ts";
import { DesktopNotices } from "./desktop-notice.ts";
import { alone, logFile, mountsOf, readStates, startOf, stateFolder, writeState } from "./mount-state.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-daemon-"));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true });
});

test("a log is one's own, and begins anew when it is long", () => {
	const file = join(folder, "a.log");
	const log = logger(file, 200);
	for (let line = 0; line < 20; line++) log(`line ${line}`);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readFileSync(file, "utf8")).toMatch(/Z line 19\n$/);
	expect(statSync(file).size).toBeLessThan(300);
	expect(statSync(`${file}.1`).size).toBeLessThan(300);
	expect(() => logger(join(folder, "none", "a.log"))("nowhere to go")).not.toThrow();
});

test("an assignment is for one process, which has no passphrase in its environment", () => {
	vi.stubEnv("DESK_PASSPHRASE", "secret");
	vi.stubEnv("DESK_PASSPHRASE_FILE", "/secret");
	const assignment = {
		role: "daemon",
		mountPoint: "/m",
		foreground: false,
		force: false,
		readOnly: true,
		allowOther: false,
	} as const;
	const environment = environmentOf(assignment, "/home/desk");
	expect(Object.keys(environment)).not.toContain("DESK_PASSPHRASE");
	expect(Object.keys(environment)).not.toContain("DESK_PASSPHRASE_FILE");
	expect(environment.DESK_HOME).toBe("/home/desk");
	vi.stubEnv("DESK_MOUNT_ASSIGNMENT", environment.DESK_MOUNT_ASSIGNMENT);
	expect(ownAssignment()).toEqual(assignment);
	expect(ownAssignment()).toBeUndefined();
});

test.skipIf(process.platform !== "linux")(
	"a process number that is another's by now is no daemon; what is unreadable is left out",
	() => {
		const state = {
			mountPoint: "/nowhere",
			pid: process.pid,
			started: startOf(process.pid) ?? "",
			since: "2026-01-01T00:00:00Z",
			readOnly: false,
			allowOther: false,
			openFiles: 0,
		};
		writeState(folder, state);
		writeFileSync(join(stateFolder(folder), "other.json"), "{");
		expect(mountsOf(folder)).toEqual([{ ...state, condition: "answers" }]);
		writeState(folder, { ...state, started: "1" });
		expect(readStates(folder)).toHaveLength(1);
		expect(mountsOf(folder)).toEqual([]);
		expect(readStates(folder)).toEqual([]);
	},
);

test("notices: the first at once, those of a pause counted, nothing where there is no desktop", async () => {
	const said = join(folder, "said");
	writeFileSync(join(folder, "notify-send"), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${said}'\n`);
	chmodSync(join(folder, "notify-send"), 0o755);
	vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
	const notices = new DesktopNotices(300);
	for (let count = 0; count < 5; count++) notices.show("a <b> & c");
	await expect
		.poll(() => (existsSync(said) ? readFileSync(said, "utf8").trim().split("\n") : []), { timeout: 5000 })
		.toHaveLength(2);
	const [first = "", second = ""] = readFileSync(said, "utf8").split("\n");
	expect(first).toContain("a &lt;b&gt; &amp; c");
	expect(second).toContain("4 more");
	vi.stubEnv("PATH", "/nonexistent");
	new DesktopNotices().show("nobody sees it");
	await new Promise((resolve) => setTimeout(resolve, 50));
});

test.skipIf(process.platform !== "linux")(
	"one command at a time is at a mount point; one that was killed is at it no longer",
	async () => {
		const inside = alone(folder, "/m", async () => {
			await expect(alone(folder, "/m", async () => "second")).rejects.toThrow("another command");
			return "first";
		});
		expect(await inside).toBe("first");
		for (const left of [`${process.pid} 1\n`, "99999999 1\n"]) {
			writeFileSync(logFile(folder, "/m").replace(/log$/, "lock"), left);
			expect(await alone(folder, "/m", async () => "next")).toBe("next");
		}
	},
);

test("an error that nobody awaits is one line of the log", () => {
	const lines: string[] = [];
	outliveErrors((line) => lines.push(line));
	const listener = process.listeners("uncaughtException").at(-1) as NodeJS.UncaughtExceptionListener;
	process.removeListener("uncaughtException", listener);
	listener(new TypeError("of a timer"), "uncaughtException");
	expect(lines).toEqual([expect.stringMatching(/^a bug: TypeError: of a timer \| [^\n]*$/)]);
});

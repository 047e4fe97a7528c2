import { spawnSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { crontabLine, crontabMark, crontabWith, launchdPlist, type Run, systemdUnits } from "./texts.ts";
import { type Host, installedTimers, installTimer, timerOf, uninstallTimers } from "./timers.ts";

/** Words that systemd, a shell, cron and XML each take for something else. */
const AWKWARD = `/home/ö/it's "100%" $HOME \\ <a> & b`;
const run: Run = {
	home: AWKWARD,
	program: ["/usr/bin/node", `${AWKWARD}/desk.js`],
	argv: ["jobs", "work"],
	every: 15,
	variables: { DESK_HOME: AWKWARD, TZ: "Europe/Berlin" },
};
const { signal } = new AbortController();

let folder: string;
let host: Host;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-timer-"));
	mkdirSync(join(folder, "bin"));
	host = { platform: "linux", uid: 1000, variables: { HOME: folder, PATH: `${join(folder, "bin")}:/usr/bin:/bin` } };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program of the host as these tests need it: a shell script. */
function program(name: string, script: string): void {
	writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
	chmodSync(join(folder, "bin", name), 0o755);
}
/** crontab(1), as far as it is spoken to: `-l`, `-`, `-r`. */
const crontabProgram = () =>
	program(
		"crontab",
		`f=${folder}/tab; case $1 in -l) [ -e $f ] && cat $f || { echo 'no crontab for u' >&2; exit 1; };; -) cat > $f;; -r) rm $f;; esac`,
	);
const tab = () => (existsSync(join(folder, "tab")) ? readFileSync(join(folder, "tab"), "utf8") : undefined);
const systemctl = (more = "") => program("systemctl", `echo "$@" >> ${folder}/calls; ${more}`);

describe("texts", () => {
	test("systemd reads its units, and the words that it would run", (context) => {
		const tool = spawnSync("systemd-analyze", ["--version"]);
		if (tool.status !== 0) return context.skip("systemd-analyze is not on this machine");
		for (const [name, text] of Object.entries(systemdUnits({ ...run, program: ["/bin/true", AWKWARD] })))
			writeFileSync(join(folder, name), text);
		const [timer] = readdirSync(folder).filter((name) => name.endsWith(".timer"));
		const { stderr, status } = spawnSync("systemd-analyze", ["verify", "--man=no", join(folder, timer as string)], {
			encoding: "utf8",
		});
		expect([status, stderr.split("\n").filter((line) => line.includes("desk-jobs"))]).toEqual([0, []]);
	});

	test("python reads the plist of launchd", (context) => {
		const [text] = Object.values(launchdPlist(run));
		const script = "import plistlib,sys,json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))";
		const python = spawnSync("python3", ["-c", script], { input: text, encoding: "utf8" });
		if (python.error !== undefined) return context.skip("python3 is not on this machine");
		expect(JSON.parse(python.stdout)).toMatchObject({
			ProgramArguments: [...run.program, "jobs", "work"],
			EnvironmentVariables: run.variables,
			StartInterval: 900,
		});
	});

	test("a shell runs the line of the crontab with just these words", () => {
		program("node", `for w; do printf '%s\\n' "$w"; done >&2; printf '%s\\n' "$DESK_HOME" >&2`);
		const line = crontabLine({ ...run, program: [join(folder, "bin", "node"), AWKWARD] });
		expect(line).toMatch(/^\*\/15 \* \* \* \* /);
		// cron takes the backslash off `\%`.
		const command = line.replace(/^\S+ \* \* \* \* /, "").replaceAll("\\%", "%");
		expect(spawnSync("sh", ["-c", command], { encoding: "utf8" })).toMatchObject({
			stderr: `${[AWKWARD, "jobs", "work", AWKWARD].join("\n")}\n`,
			stdout: "",
		});
		expect(() => crontabLine({ ...run, home: "/a\nb", variables: { DESK_HOME: "/a\nb" } })).toThrow(/line break/);
	});

	test.each(["", "# mine\n0 5 * * * backup\n", "0 5 * * * backup"])(
		"a crontab %j gets its line once, and is as it was without it",
		(text) => {
			const mark = crontabMark(run.home);
			const other = crontabLine({ ...run, home: "/other" });
			const before = `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${other}\n`;
			const once = crontabWith(before, mark, crontabLine(run));
			expect(once.startsWith(before)).toBe(true);
			expect(crontabWith(once, mark, crontabLine(run))).toBe(once);
			expect(crontabWith(once, mark, undefined)).toBe(before);
		},
	);
});

test("the machine's own timer: systemd where the user has one, launchd on macOS, else cron", () => {
	expect(() => timerOf({ ...host, variables: { PATH: "/nowhere", XDG_RUNTIME_DIR: folder } })).toThrow(/no systemd/);
	crontabProgram();
	expect(timerOf({ ...host, variables: { ...host.variables, XDG_RUNTIME_DIR: folder } })).toBe("cron");
	mkdirSync(join(folder, "systemd"));
	expect(timerOf({ ...host, variables: { ...host.variables, XDG_RUNTIME_DIR: folder } })).toBe("systemd");
	expect(timerOf({ ...host, platform: "darwin" })).toBe("launchd");
	expect(timerOf({ ...host, platform: "darwin" }, { cron: true })).toBe("cron");
});

test("systemd: written once, enabled; uninstalling takes away just that", async () => {
	systemctl();
	const units = join(folder, ".config", "systemd", "user");
	mkdirSync(units, { recursive: true });
	writeFileSync(join(units, "desk-jobs-other.timer"), "mine");
	expect((await installTimer("systemd", run, host, signal)).isNew).toBe(true);
	expect((await installTimer("systemd", run, host, signal)).isNew).toBe(false);
	expect(readdirSync(units)).toHaveLength(3);
	expect(readFileSync(join(folder, "calls"), "utf8")).toMatch(
		/daemon-reload\n--user enable --now desk-jobs-\w{8}\.timer\n/,
	);
	expect(await uninstallTimers("/another/desk", host, signal)).toEqual([]);
	expect(await uninstallTimers(run.home, host, signal)).toHaveLength(1);
	expect(readdirSync(units)).toEqual(["desk-jobs-other.timer"]);
	expect(readFileSync(join(folder, "calls"), "utf8")).toMatch(
		/disable --now desk-jobs-\w{8}\.timer\n--user daemon-reload\n$/,
	);
	expect(await installedTimers(run.home, host, signal)).toEqual([]);
});

test("what systemd refuses leaves nothing behind, and says what it said", async () => {
	systemctl("echo 'Failed to connect to bus' >&2; exit 1");
	await expect(installTimer("systemd", run, host, signal)).rejects.toThrow(/Failed to connect to bus/);
	expect(readdirSync(join(folder, ".config", "systemd", "user"))).toEqual([]);
});

test("cron: one line, beside others; root's never", async () => {
	crontabProgram();
	expect((await installTimer("cron", run, host, signal)).isNew).toBe(true);
	expect((await uninstallTimers(run.home, host, signal)).map(({ kind }) => kind)).toEqual(["cron"]);
	expect(tab()).toBeUndefined();
	writeFileSync(join(folder, "tab"), "0 5 * * * backup\n");
	await installTimer("cron", run, host, signal);
	expect((await installTimer("cron", run, host, signal)).isNew).toBe(false);
	expect(tab()).toBe(`0 5 * * * backup\n${crontabLine(run)}\n`);
	await uninstallTimers(run.home, host, signal);
	expect(tab()).toBe("0 5 * * * backup\n");
	await expect(installTimer("cron", run, { ...host, uid: 0 }, signal)).rejects.toMatchObject({ code: "EPERM" });
	program("crontab", "echo 'you are not allowed' >&2; exit 1");
	await expect(installTimer("cron", run, host, signal)).rejects.toThrow(/not allowed/);
});

/** The line editor in a real terminal: tmux, with the screen read back. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundled } from "./support/program.ts";

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
if (!hasTmux) console.warn("test/editor.test.ts is skipped: tmux is not installed");

describe.skipIf(!hasTmux)("the line editor in a terminal", () => {
	let folder: string;
	let demo: string;
	let started = 0;
	let socket = "";

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "desk-editor-"));
		demo = bundled("test/support/editor-demo.ts", folder, "demo.cjs");
	});
	afterEach(() => {
		spawnSync("tmux", ["-S", socket, "kill-server"]);
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const tmux = (...words: string[]) =>
		execFileSync("tmux", ["-S", socket, "-f", "/dev/null", ...words], { encoding: "utf8" });
	const press = (...keys: string[]) => tmux("send-keys", ...keys);
	const type = (text: string) => tmux("send-keys", "-l", text);
	const screen = (...flags: string[]) => tmux("capture-pane", "-p", ...flags).trimEnd();
	const cursor = () => tmux("display-message", "-p", "#{cursor_x},#{cursor_y}").trim();

	async function shows(what: RegExp, ...flags: string[]): Promise<string> {
		for (let tries = 0; tries < 200; tries++) {
			const now = screen(...flags);
			if (what.test(now)) return now;
			await sleep(25);
		}
		throw new Error(`the screen never showed ${what}:\n${screen(...flags)}`);
	}

	/** The demo on a new terminal, started from a shell that shows what it leaves behind. */
	async function open(columns = 60, environment = ""): Promise<void> {
		socket = join(folder, `tmux-${++started}`);
		execFileSync(
			"tmux",
			[
				"-S",
				socket,
				"-f",
				"/dev/null",
				"new-session",
				"-d",
				"-x",
				String(columns),
				"-y",
				"20",
				"bash",
				"--norc",
				"--noprofile",
				"-i",
			],
			{
				env: { ...process.env, PS1: "sh> ", LC_ALL: "C.UTF-8" },
			},
		);
		await shows(/sh>/);
		type(`clear; ${environment} ${process.execPath} ${demo}`);
		press("Enter");
		await shows(/^\/notes \$/m);
	}

	test("type, edit, run; the mode of the terminal is as before at the end", async () => {
		await open();
		type("ecko hi");
		press("C-a", "M-f", "BSpace", "BSpace", "h", "o", "C-e", "!", "Enter");
		await shows(/read "echo hi!"\n\/notes \$/);
		type("한글 👩‍💻x");
		press("BSpace", "Left", "Left", "Enter");
		await shows(/read "한글 👩‍💻"/);
		press("C-d");
		await shows(/bye\nsh>/);
		type("stty -a");
		press("Enter");
		expect(await shows(/iexten/)).toMatch(/\sicanon\s[\s\S]*\secho\s/);
	});

	test("complete, with a menu", async () => {
		await open();
		type("g");
		press("Tab");
		await shows(/^\/notes \$ gr$/m);
		press("Tab");
		expect(await shows(/groups/)).toMatch(/\$ gr\n grep {4}find lines\n groups {2}of contacts$/);
		press("Tab", "Tab", "Enter");
		await shows(/^\/notes \$ groups$/m);
		expect(cursor()).toBe("16,0");
		press("x", "Enter");
		expect(await shows(/read/)).toBe('/notes $ groups x\nread "groups x"\n/notes $');
	});

	test("search the history, take a suggestion", async () => {
		await open();
		press("C-r");
		type("meet");
		await shows(/^\(reverse-i-search\)`meet': cat \/notes\/meeting\.md$/m);
		press("Enter");
		await shows(/read "cat \/notes\/meeting\.md"/);
		type("ls");
		await shows(/ls.*\x1b\[.*2m.*-l \/tasks/, "-e");
		press("Right", "Enter");
		await shows(/read "ls -l \/tasks"/);
		press("Up", "Up", "C-c");
		await shows(/\$ cat \/notes\/meeting\.md\^C\n\/notes \$$/);
	});

	test.each([
		[60, [40, 25, 70, 33]],
		[30, [90, 12, 41]],
	])("resize from %i to %j, with a menu too", async (first, widths) => {
		await open(first);
		// A full screen: from one that is not, tmux itself scrolls what it wraps anew out of reach.
		for (let at = 0; at < 12; at++) press("x", "Enter");
		await shows(/(read "x"\n\/notes \$ ?(x\n)?){9}$/);
		const line = "/notes $ echo 0123456789 abcdefghij 0123456789 ABCDEFGHIJ gr";
		type(`${line.slice(9, -1)}`);
		press("Tab");
		await shows(/gr$/);
		const all = () => screen("-J", "-S", "-");
		for (const width of widths) {
			tmux("resize-window", "-x", String(width), "-y", "20");
			await sleep(300);
			expect(all().replace(/ *$/gm, "").split("\n").slice(-2)).toEqual(['read "x"', line]);
			expect(all().split("ABCDEFGHIJ").length).toBe(2);
			expect(cursor()).toMatch(new RegExp(`^${line.length % width},`));
		}
		press("Tab");
		await shows(/groups/);
		tmux("resize-window", "-x", "50", "-y", "18");
		await sleep(300);
		expect(all().replace(/ *$/gm, "").split("\n").slice(-4)).toEqual([
			'read "x"',
			line,
			" grep    find lines",
			" groups  of contacts",
		]);
		press("Escape");
		await sleep(300);
		press("x", "Enter");
		await shows(/read "echo 0123456789 abcdefghij 0123456789 ABCDEFGHIJ grx"/, "-J");
	});

	test("a paste of several lines does not run; control characters in it are shown", async () => {
		await open();
		tmux("set-buffer", "one\ntwo \x1b[31m\nthree");
		tmux("paste-buffer", "-p");
		await shows(/^\/notes \$ one\n> two \^\[\[31m\n> three$/m);
		press("Up", "!", "Enter");
		await shows(/read "one\\ntwo !\\u001b\[31m\\nthree"/);
	});

	test("unfinished input, interrupt, output without an end, type-ahead", async () => {
		await open();
		type('echo "a');
		press("Enter");
		await shows(/^> *$/m);
		type('b"');
		press("Up", "x", "C-c");
		await shows(/\^C\n\/notes \$$/);
		type("partial");
		press("Enter");
		await shows(/^read "partial"%\n\/notes \$$/m);
		type("sleep 0.5");
		press("Enter");
		type("typed ahead");
		press("Enter");
		const after = await shows(/read "typed ahead"\n\/notes \$$/);
		expect(after.indexOf('read "sleep')).toBeLessThan(after.indexOf('read "typed'));
		press("C-l");
		await shows(/^\/notes \$$/);
	});

	test("a dumb terminal gets plain lines; no colour without colour", async () => {
		await open(60, "TERM=dumb");
		type("hello");
		press("Enter");
		expect(await shows(/read/)).toMatch(/^\/notes \$ hello\nread "hello"\n\/notes \$$/);
		press("C-c", "C-d");
		await shows(/bye/);
		spawnSync("tmux", ["-S", socket, "kill-server"]);
		await open(60, "NO_COLOR=1");
		type("ls");
		press("Tab");
		expect(await shows(/ls/, "-e")).not.toContain("\x1b");
	});

	test("the first prompt comes soon, and a key is shown soon", async () => {
		await open();
		const took: number[] = [];
		const asked = performance.now();
		screen();
		const look = performance.now() - asked;
		for (const key of "abcdefgh") {
			const before = performance.now();
			press(key);
			while (!screen().endsWith(key)) await sleep(1);
			took.push(performance.now() - before);
		}
		// Most of this is tmux being asked; the editor's own part is measured in screen.test.ts.
		expect(Math.min(...took)).toBeLessThan(100 + 5 * look);
	});
});

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { Store } from "../store/index.ts";
import { Vfs } from "../vfs/index.ts";
import { newWorld } from "./batch.ts";
import { completeLine } from "./complete.ts";
import { quoted, unquote, wordAtCursor } from "./complete-word.ts";
import { inserted } from "./editor/menu.ts";
import { highlight } from "./highlight.ts";
import { newShell } from "./new-shell.ts";
import type { Shell } from "./shell.ts";

describe("which word is completed", () => {
	test.each([
		["gre", 0, "command", []],
		["", 0, "command", []],
		["ls | he", 5, "command", []],
		["ls;", 3, "command", []],
		["echo $(not", 7, "command", []],
		["if tru", 3, "command", []],
		["FOO=1 gr", 6, "command", []],
		["grep -r x /no", 10, "argument", ["grep", "-r", "x"]],
		["grep ", 5, "argument", ["grep"]],
		["cat 'a b' \"c", 10, "argument", ["cat", "a b"]],
		["sort > ou", 7, "path", []],
		["sort 2>>ou", 8, "path", []],
		["X=/no", 2, "path", []],
		["for f in /no", 9, "path", []],
		["echo $HO", 6, "variable", ["$"]],
		['echo "${HO', 8, "variable", ["${"]],
	])("%j", (line, from, role, words) => {
		expect(wordAtCursor(line)).toEqual({ from, raw: line.slice(from), role, words });
	});

	test.each(["echo hi # com", "echo '$HO", "echo \\$HO"])("no variable in %j", (line) => {
		expect(wordAtCursor(line)?.role).not.toBe("variable");
	});

	test("what is quoted is read back as it was", () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(..."ab'\"\\$`~#*! &\n\t(é") }),
				fc.constantFrom("", "'", '"', "$'"),
				(text, quote) => {
					const isStart = quote === "";
					if (quote === '"' || quote === "'" || !/[\x00-\x1f]/.test(text))
						expect(unquote(`${quote}${quoted(text, quote as "", isStart)}`).value).toBe(text);
				},
			),
		);
	});
});

describe("completion on a desk", () => {
	let desk: TestDesk;
	let store: Store;
	let shell: Shell;

	beforeAll(async () => {
		desk = await makeDesk();
		for (const path of [
			"/notes/meeting-notes.md",
			"/notes/two words.md",
			"/notes/it's.md",
			"/notes/Upper.md",
			"/notes/sub/deep.md",
		])
			await desk.put(path, "# x\n#idea\n");
		store = await Store.open(desk.home);
		const vfs = new Vfs(store, mounts, "user");
		const program = { version: "0", commands: [...commands, ...mountCommands], mounts };
		const { suggestions } = await import("../cli/complete.ts");
		const names = program.commands.map((entry) => entry.name);
		const host = {
			names,
			mounts: mounts.map((mount) => mount.name),
			has: (name: string) => names.includes(name),
			run: async () => 0,
			open: async () => vfs,
			complete: (words: readonly string[], cwd: string) => suggestions(words, { program, open: async () => vfs, cwd }),
		};
		const controller = new AbortController();
		const terminal = { stdin: true, stdout: true, stderr: true, columns: 80 };
		const world = newWorld({ commands: host, home: desk.home, signals: false }, { terminal }, controller, true);
		shell = newShell(world, controller.signal, 1, { HOME: "/", PLACE: "/notes" });
	});
	afterAll(() => {
		store?.close();
		desk?.remove();
	});

	/** The line after the completion, where there is just one; else what the menu offers. */
	async function completed(line: string): Promise<string | string[]> {
		const { from, to, items } = await completeLine(shell, line, line.length);
		const [only] = items;
		if (items.length === 1 && only !== undefined) return inserted(line, from, to, only, true).text;
		return items.map((item) => item.label ?? item.text);
	}

	test.each([
		["cat /notes/me", "cat /notes/meeting-notes.md "],
		["cat /notes/s", "cat /notes/sub/"],
		["cat /notes/tw", "cat /notes/two\\ words.md "],
		["cat '/notes/tw", "cat '/notes/two words.md' "],
		['cat "/notes/tw', 'cat "/notes/two words.md" '],
		["cat /notes/two\\ w", "cat /notes/two\\ words.md "],
		["cat /notes/it", "cat /notes/it\\'s.md "],
		["cat '/notes/it", "cat '/notes/it'\\''s.md' "],
		["cat /notes/upp", "cat /notes/Upper.md "],
		["cat $PLACE/me", "cat $PLACE/meeting-notes.md "],
		["cat ~/notes/me", "cat ~/notes/meeting-notes.md "],
		["echo x >> /notes/me", "echo x >> /notes/meeting-notes.md "],
		["X=/notes/me", "X=/notes/meeting-notes.md "],
		["for f in /notes/me", "for f in /notes/meeting-notes.md "],
		["ls | uniq /notes/me", "ls | uniq /notes/meeting-notes.md "],
		["echo $(cat /notes/me", "echo $(cat /notes/meeting-notes.md "],
		["unal", "unalias "],
		["true && readar", "true && readarray "],
		["note backl", "note backlinks "],
		["grep --recur", "grep --recursive "],
		["grep --color al", "grep --color always "],
		["desk note backl", "desk note backlinks "],
		["cd /notes/", "cd /notes/sub/"],
		["echo $PLA", "echo $PLACE"],
		['echo "$' + "{PLA", `echo "$\{PLACE}`],
		["export PLA", "export PLACE "],
		["cat /nowhere/x", []],
		["echo # /no", []],
	])("%j", async (line, expected) => {
		expect(await completed(line)).toEqual(expected);
	});

	test("relative to the directory; functions, aliases and jobs", async () => {
		shell.cwd = "/notes";
		shell.aliases.set("zz", "cat");
		expect(await completed("cat me")).toBe("cat meeting-notes.md ");
		expect(await completed("cat ./me")).toBe("cat ./meeting-notes.md ");
		expect(await completed("cat ../notes/me")).toBe("cat ../notes/meeting-notes.md ");
		expect(await completed("zz me")).toBe("zz meeting-notes.md ");
		expect(await completed("zz")).toBe("zz ");
		shell.cwd = "/";
	});

	test("commands have descriptions, and nothing is offered twice", async () => {
		const { items } = await completeLine(shell, "", 0);
		const texts = items.map((item) => item.text);
		expect(new Set(texts).size).toBe(texts.length);
		expect(items.find((item) => item.text === "grep")?.description).toMatch(/lines/);
		expect(items.find((item) => item.text === "cd")?.description).toMatch(/directory/);
		expect(texts.filter((text) => !/\s$/.test(text)).length).toBeGreaterThan(80);
	});

	test("a locked desk is not asked for", async () => {
		const locked = Object.assign(Object.create(shell), {
			world: {
				...shell.world,
				commands: { ...shell.world.commands, isOpen: false, open: () => Promise.reject(new Error("asked")) },
			},
		});
		expect((await completeLine(locked, "source /no", 10)).items).toEqual([]);
	});

	test("colours say what is known, and leave the text as it is", () => {
		const plain = (text: string) => text.replace(/\x1b\[[\d;]*m/g, "");
		expect(highlight(shell, "ls -l /notes")).toBe("\x1b[0;32mls\x1b[0m \x1b[0;36m-l\x1b[0m /notes");
		expect(highlight(shell, "lss")).toBe("\x1b[0;31mlss\x1b[0m");
		expect(highlight(shell, "echo 'a b' # c")).toBe("\x1b[0;32mecho\x1b[0m \x1b[0;33m'a b'\x1b[0m \x1b[0;2m# c\x1b[0m");
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(..."ab '\"\\$(){}|&;<>#=\n-`é", "if ", "done") }), (text) => {
				expect(plain(highlight(shell, text))).toBe(text);
			}),
		);
	});
});

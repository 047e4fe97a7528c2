/** The session of the built program in a real terminal: what a person types and sees in tmux. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";
import { hasTmux, Pane } from "./support/pane.ts";
import { builtProgram } from "./support/program.ts";
import { bashPane, ran as ranIn, sessionPane } from "./support/session.ts";

const samples = fileURLToPath(new URL("../samples", import.meta.url));
if (!hasTmux) console.warn("test/session.test.ts is skipped: tmux is not installed");

describe.skipIf(!hasTmux)("a session in a terminal", () => {
	let desk: TestDesk;
	let program: string;
	let pane: Pane;

	beforeAll(async () => {
		program = builtProgram().desk;
		desk = await makeDesk();
		for (const mount of ["notes", "tasks"]) await desk.ok("import", "-q", mount, join(samples, mount));
	});
	afterEach(() => pane?.close());
	afterAll(() => desk?.remove());

	/** A session on that desk, at its first prompt. */
	async function open(environment: NodeJS.ProcessEnv = {}, columns = 90, rows = 24): Promise<Pane> {
		pane = await sessionPane(desk, program, environment, columns, rows);
		return pane;
	}

	/** Run a line, and wait for what it shows and the next prompt. */
	const ran = (line: string, shows: RegExp) => ranIn(pane, line, shows);

	test("what people try first", async () => {
		await open();
		await ran("ls /notes", /meeting-notes\.md/);
		await ran("grep -ri roadmap /notes | sort | uniq -c | sort -rn | head -3 | wc -l", /^3$/m);
		await ran('for t in /tasks/*/*.md; do echo "task $t"; done | tail -1', /^task \/tasks\/work\/\S+\.md$/m);
		await ran('echo "# Idea" > /notes/idea.md; cat /notes/idea.md', /^# Idea$/m);
		await ran("foo", /^desk: command not found: foo$/m);
		await ran('echo "$?"', /^127$/m);
		await ran("grpe x", /did you mean `grep`\?/);
		pane.enter("cd /notes");
		await pane.shows(/^\/notes ❯$/m);
		await ran("echo )", /syntax error[^\n]*\n {2}echo \)\n {7}\^$/m);
		await ran("undo -q; ls idea.md", /no such file/);
	});

	test("complete: a command, a path, an option", async () => {
		await open();
		pane.type("ls /no");
		pane.press("Tab");
		await pane.shows(/❯ ls \/notes\/$/);
		pane.type("meet");
		pane.press("Tab");
		await pane.shows(/❯ ls \/notes\/meeting-notes\.md$/);
		pane.press("C-u");
		pane.type("ls --a");
		pane.press("Tab", "Tab");
		await pane.shows(/--all {2,}names that start with a dot/);
	});

	test("Ctrl-C ends loops, floods, functions and reading within 100 ms, and keeps what was printed", async () => {
		await open();
		for (const line of [
			"while true; do :; done",
			"yes",
			"f() { while :; do f2; done; }; f2() { :; }; f",
			"cat",
			"sleep 100",
		]) {
			pane.enter(`echo begun; ${line}`);
			await pane.shows(/^(begun|y)$/m);
			await sleep(200);
			pane.press("C-c");
			const before = performance.now();
			await pane.shows(/\n\/ ❯$/);
			// All of them would go on for long; how soon they end is measured in interrupt.test.ts.
			expect(performance.now() - before).toBeLessThan(5000);
			await ran("echo status $?", /^status 130$/m);
			pane.enter("clear");
			await pane.shows(/^\/ ❯$/);
		}
		pane.enter("sleep 100");
		await sleep(200);
		pane.press("C-z");
		await pane.shows(/cannot be stopped halfway/);
		pane.press("C-c");
		await ran("echo $?", /^130$/m);
	});

	test("jobs: told when done, brought back, and warned of at the end", async () => {
		await open();
		pane.enter("(sleep 0.5; echo from the job) &");
		await pane.shows(/^\[1\] \d+\n\/ \[1\] ❯$/m);
		pane.type("echo half");
		// Above the line that is being typed.
		await pane.shows(/^from the job\n\/ \[1\] ❯ echo half$/m);
		pane.press("Enter");
		await pane.shows(/^half\n\[1\]\+ {2}Done +\(sleep 0\.5; echo from the job\)\n\/ ❯$/m);
		pane.enter("sleep 100 &");
		await pane.shows(/\[1\] ❯$/);
		pane.press("C-d");
		await pane.shows(/1 job is still running and ends with this session/);
		pane.enter("fg");
		await pane.shows(/^sleep 100$/m);
		pane.press("C-c");
		await ran("echo $?", /^130$/m);
		pane.press("C-d");
		await pane.shows(/exit\nsh>/);
	});

	test("resize, paste, search the history, several lines, an open quote", async () => {
		await open();
		pane.resize(70, 20);
		await sleep(200);
		await ran("echo $COLUMNS", /^70$/m);
		pane.paste("echo one\necho two");
		pane.press("Enter");
		await pane.shows(/^one\ntwo\n\/ ❯$/m);
		pane.press("C-r");
		pane.type("colu");
		await pane.shows(/`colu': echo \$COLUMNS$/);
		pane.press("C-g", "C-u");
		pane.enter('echo "a');
		await pane.shows(/^>$/m);
		pane.enter('b"');
		await pane.shows(/^a\nb$/m);
		pane.enter("if true; then");
		pane.enter("echo in");
		pane.enter("fi");
		await pane.shows(/^in$/m);
		pane.enter("printf partial");
		await pane.shows(/^partial%\n\/ ❯$/m);
	});

	test("resized to 20 columns and back with a menu, several lines, the pager open", async () => {
		await open();
		pane.type("ls /notes/");
		pane.press("Tab", "Tab");
		await pane.shows(/^\/ ❯ ls \/notes\/business\/\n business\/ +reading\/$/m);
		pane.resize(20, 24);
		await pane.shows(/^\/ ❯ ls \/notes\/busine\nss\/\n business\/\n clients\/$/m);
		pane.press("Tab");
		await pane.shows(/^\/ ❯ ls \/notes\/client\ns\/\n business\/$/m);
		pane.resize(90, 24);
		await pane.shows(/^\/ ❯ ls \/notes\/clients\/\n business\/ +reading\/$/m);
		pane.press("C-g", "C-u");
		pane.enter('echo "one line that takes more than twenty columns');
		pane.type("and the last");
		pane.resize(20, 24);
		await pane.shows(/^\/ ❯ echo "one line t\nhat takes more than ?\ntwenty columns\n> and the last$/m);
		pane.press("Up", "End");
		pane.type(" twice");
		pane.resize(90, 24);
		await pane.shows(/❯ echo "one line that takes more than twenty columns twice\n> and the last$/);
		pane.press("Down", "End");
		pane.enter('"');
		await pane.shows(/^one line that takes more than twenty columns twice\nand the last\n\/ ❯$/m);
		pane.enter("seq -f '%03g and more than twenty columns' 1 200 | less");
		await pane.shows(/^001 and more than twenty columns\n/);
		pane.press("Space");
		await pane.shows(/^024 and/);
		pane.resize(20, 24);
		await pane.shows(/^024 and more than tw\nenty columns\n/);
		pane.resize(90, 24);
		await pane.shows(/^024 and more than twenty columns\n025/);
		pane.press("q");
		await pane.shows(/❯$/);
	});

	test("10,000 lines are pasted, edited, given up, and run", async () => {
		await open();
		const lines = Array.from({ length: 10_000 }, (_, at) => `echo line ${at}`).join("\n");
		pane.paste(lines);
		await pane.shows(/^> echo line 9998\n> echo line 9999$/m);
		pane.press("Up", "Home");
		pane.type("#");
		await pane.shows(/^> #echo line 9998\n> echo line 9999$/m);
		pane.press("C-c");
		await ran("echo given up: $?", /^given up: 130$/m);
		pane.paste(lines);
		await pane.shows(/^> echo line 9999$/m);
		pane.press("Enter");
		await pane.shows(/^line 9998\nline 9999\n\/ ❯$/m);
	});

	test.each([
		["wide", "漢字漢字漢字漢字漢字", ["漢字漢字漢", "字漢字漢字"]],
		["wide behind a narrow one", "x漢字漢字漢字漢字漢字", ["x漢字漢字漢", "字漢字漢字"]],
		["emoji", "😀".repeat(8), ["😀".repeat(5), "😀".repeat(3)]],
		[
			"combining marks",
			`${"a".repeat(9)}${"e\u0301".repeat(4)}b`,
			[`${"a".repeat(9)}e\u0301e\u0301`, "e\u0301e\u0301b"],
		],
		["from right to left", "שלום שלום שלום", ["שלום שלום ש", "לום"]],
	])("%s at the last column", async (_name, text, [first = "", rest = ""]) => {
		await open({}, 20, 12);
		pane.type(`echo  ${text}`);
		pane.press("Left", "Left", "Left");
		// With a blank less, the first row takes in what fits, and every row behind it moves.
		const screen = () => pane.shows(/❯[^\n]*\n[^\n]+$/);
		expect((await screen()).replace(/\s/g, "")).toBe(`/❯echo${text.replaceAll(" ", "")}`);
		pane.press("Home", "M-f", "Delete", "End");
		pane.type("|");
		await pane.shows(/\|$/);
		expect((await screen()).split("\n").slice(-2)).toEqual([`/ ❯ echo ${first}`, `${rest}|`]);
		pane.press("C-u");
		await pane.shows(/^\/ ❯$/m);
	});

	test("a dumb terminal: several lines, Ctrl-C, and an end", async () => {
		await open({ TERM: "dumb" });
		pane.enter('echo "a');
		await pane.shows(/^>$/m);
		pane.enter('b"');
		await pane.shows(/^a\nb\n\/ ❯$/m);
		pane.type("half");
		pane.press("C-c");
		await pane.shows(/❯ half\^C\n\/ \(130\) ❯$/);
		pane.enter("sleep 100");
		await sleep(300);
		pane.press("C-c");
		await pane.shows(/sleep 100\n\^C\n\/ \(130\) ❯$/);
		pane.press("C-d");
		await pane.shows(/exit\nsh>/);
	});

	test("without a terminal on one side: a script is read, or the help is printed", async () => {
		pane = await bashPane(desk);
		const run = `${process.execPath} ${program}`;
		pane.enter(`clear; ${run} | tail -1; echo "[$?]"`);
		await pane.shows(/^those? .*--dry-run\.\n\[0\]$|--dry-run\.\n\[0\]$/m);
		pane.enter(`clear; echo 'echo a script; tty' | ${run}; echo "[$?]"`);
		await pane.shows(/^a script\nnot a tty\n\[1\]$/m);
		pane.enter(`clear; ${run} </dev/null; echo "[$?]"`);
		await pane.shows(/^\[0\]$/m);
		pane.enter(`clear; ${run} 2>/dev/null`);
		await pane.shows(/^\/ ❯$/m);
		pane.press("C-d");
		await pane.shows(/sh>$/);
	});

	test("Ctrl-C ends what never would: a pattern that backtracks, a program in awk, a sort", async () => {
		await open({}, 120);
		const long = '$(printf "a%.0s" {1..40})b';
		await ran(`echo ${long} | grep -P '^(a|aa)+$'; echo ended $?`, /backtracking limit[\s\S]*^ended 2$/m);
		for (const line of [`awk 'BEGIN { while (1); }'`, "seq 1 1000000000 | sort | tail -1", "jq -n 'def f: f; f'"]) {
			pane.enter(line);
			await sleep(500);
			pane.press("C-c");
			await pane.shows(/\n\/ ❯$/);
			await ran("echo status $?", /^status 130$/m);
			pane.enter("clear");
			await pane.shows(/^\/ ❯$/);
		}
	});

	test("commands that read, take what is typed", async () => {
		await open();
		pane.enter("cat");
		await sleep(300);
		pane.enter("typed");
		await pane.shows(/^typed\ntyped$/m);
		pane.press("C-d");
		await pane.shows(/❯$/);
		pane.enter('read -r line; echo "got <$line>"');
		await sleep(300);
		pane.enter("a value");
		await pane.shows(/^got <a value>\n\/ ❯$/m);
	});

	test("the pager: by the screen, search, quit; the writer ends", async () => {
		await open({}, 80, 12);
		pane.enter("seq 1 100 | cat; echo after");
		await pane.shows(/^1\n2\n[\s\S]*q quits/);
		pane.press("Space");
		await pane.shows(/^12\n13\n/);
		pane.type("/77");
		pane.press("Enter");
		await pane.shows(/^77\n/m);
		pane.press("G");
		await pane.shows(/^100\n \(end\)/m);
		pane.press("q");
		await pane.shows(/after\n\/ ❯$/);
		// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
		pane.enter("yes | less; echo ${PIPESTATUS[@]}");
		await pane.shows(/^y\n[\s\S]*q quits/);
		pane.press("q");
		await pane.shows(/^141 0$/m);
		await ran("DESK=1; grep -c . /notes/meeting-notes.md", /^\d+$/m);
	});

	test("!! and its kind: shown, then run; off in quotes, by set +H and in scripts", async () => {
		await open();
		await ran("echo one two", /^one two$/m);
		await ran("!! three", /^echo one two three\none two three$/m);
		await ran("echo !$:s/three/3/", /^echo 3\n3$/m);
		await ran("^3^4^", /^echo 4\n4$/m);
		await ran("echo '!!' \"done!\"", /^!! done!$/m);
		await ran("!nothing", /^desk: !nothing: event not found$/m);
		await ran("!ec:p", /^echo '!!' "done!"$/m);
		pane.press("Up");
		await pane.shows(/❯ echo '!!' "done!"$/);
		pane.press("C-u");
		await ran("bash -c 'echo in !! script'", /^in !! script$/m);
		await ran("set +H; echo is off", /^is off$/m);
		await ran("echo off !!", /^off !!$/m);
	});

	test("the history outlives the session, however it ends; a line after a space does not", async () => {
		await open();
		await ran("echo kept", /^kept$/m);
		await ran(" echo private", /^private$/m);
		pane.enter("exit 3");
		await pane.shows(/sh>$/);
		pane.enter("echo status=$?");
		await pane.shows(/^status=3$/m);
		pane.close();
		await open();
		await ran("history 3", /echo kept\n +\d+ {2}exit 3\n +\d+ {2}history 3$/m);
		expect(pane.screen()).not.toContain("private");
		const [, pid] = /^pid (\d+)$/m.exec(await ran("echo pid $$", /^pid \d+$/m)) ?? [];
		process.kill(Number(pid), "SIGHUP");
		await pane.shows(/sh>$/);
		pane.close();
		await open();
		await ran("history 2", /echo pid \$\$\n/);
	});

	test("/files/.deskrc, and --norc", async () => {
		await desk.put("/files/.deskrc", "alias hi='echo hello'\nPS1='\\w> '\n");
		try {
			pane = new Pane(desk.folder, {
				...process.env,
				DESK_HOME: desk.home,
				DESK_KEYCHAIN: "off",
				LC_ALL: "C.UTF-8",
				PS1: "sh> ",
			});
			pane.enter(`clear; ${process.execPath} ${program}`);
			await pane.shows(/^\/>$/m);
			pane.enter("hi you");
			await pane.shows(/^hello you$/m);
			pane.enter("exit");
			await pane.shows(/sh>$/);
			pane.enter(`clear; ${process.execPath} ${program} --norc`);
			await pane.shows(/^\/ ❯$/m);
		} finally {
			await desk.run(["rm", "/files/.deskrc"]);
		}
	});

	test.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("%o: no colour", async (environment) => {
		await open(environment);
		pane.enter("false");
		await pane.shows(/^\/ \(1\) ❯$/m);
		pane.enter("help | head -1; ls /");
		const screen = await pane.shows(/trash/, true);
		expect(screen).not.toContain("\x1b");
		await pane.shows(/trash\n\/ ❯$/);
		pane.press("C-d");
		await pane.shows(/exit\nsh>/);
	});

	test("help: a page that fits, and help on builtins and commands", async () => {
		await open({}, 80, 40);
		await ran("help", /Moving around[\s\S]*Taking it back/);
		for (const line of pane.screen().split("\n")) expect(line.length).toBeLessThan(80);
		await ran("clear; help cd", /^cd \[DIRECTORY \| -\]\n +go to a directory/m);
		await ran("clear; help rmdir", /Usage: desk rmdir/);
	});
});

import { afterEach, describe, expect, test } from "vitest";
import { TestTerminal } from "../../../test/support/emulator.ts";
import { History } from "../history.ts";
import { type Completion, type EditorOptions, LineEditor } from "./index.ts";

const UP = "\x1b[A";
const DOWN = "\x1b[B";
const RIGHT = "\x1b[C";
const ESCAPE = "\x1b[27u";

const terminals: TestTerminal[] = [];
const listeners = process.listenerCount("exit");

/** An editor on a terminal in memory; `items` are the words it completes. */
function open(
	options: Partial<EditorOptions> & { lines?: string[]; items?: Completion[] } = {},
	terminal = new TestTerminal(),
) {
	const history = new History(undefined, { size: 100 });
	for (const line of options.lines ?? []) history.add(line);
	terminals.push(terminal);
	const editor = new LineEditor(terminal, {
		prompt: () => "$ ",
		continuation: "> ",
		history,
		complete: async (line, cursor) => {
			const from = line.lastIndexOf(" ", cursor - 1) + 1;
			const word = line.slice(from, cursor);
			return { from, to: cursor, items: (options.items ?? []).filter(({ text }) => text.startsWith(word)) };
		},
		isUnfinished: (text) => text.split('"').length % 2 === 0,
		colour: true,
		...options,
	});
	const read = () => {
		const reading = { line: undefined as string | undefined, isDone: false, promise: Promise.resolve() };
		reading.promise = editor.read().then((line) => {
			reading.line = line;
			reading.isDone = true;
		});
		return reading;
	};
	return { terminal, editor, history, read, screen: () => terminal.emulator.screen };
}

const names = (count: number, prefix = "item-"): Completion[] =>
	Array.from({ length: count }, (_, at) => ({ text: `${prefix}${String(at).padStart(3, "0")}`, suffix: " " }));

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.listener?.end();
	expect(process.listenerCount("exit")).toBe(listeners);
});

describe("a line", () => {
	test("is typed, edited and returned", async () => {
		const { terminal, read, screen } = open();
		const reading = read();
		await terminal.type("ecko  hi", "\x01", "\x1bf", "\x08\x08", "ho", "\x1b[C\x04");
		expect(screen()).toEqual(["$ echo hi"]);
		await terminal.type("\r");
		expect(reading.line).toBe("echo hi");
		expect(reading.isDone).toBe(true);
		expect(terminal.emulator.column).toBe(0);
		expect(terminal.mode).toBe("");
		expect(terminal.emulator.modes.size).toBe(0);
	});

	test("typing a letter writes a letter", async () => {
		const { terminal, read } = open({ prompt: () => "\x1b[1;34m/notes\x1b[0m $ " });
		read();
		await terminal.type("l");
		terminal.written = "";
		await terminal.type("s");
		expect(terminal.written).toBe("s");
		await terminal.type("\x08");
		expect(terminal.written).toBe("s\b\x1b[K");
	});

	test("a prompt with colour and several lines; the cursor behind it", async () => {
		const { terminal, read, screen } = open({ prompt: () => "\x1b[34m/notes\x1b[39m\n漢> " });
		read();
		await terminal.type("x");
		expect(screen()).toEqual(["/notes", "漢> x"]);
		expect(terminal.emulator.styleOf("/notes")).toBe("34");
		expect(terminal.emulator.styleOf("x")).toBe("");
		expect(terminal.emulator.state).toMatchObject({ row: 1, column: 5 });
	});

	test("Ctrl-C clears it, Ctrl-D ends an empty one", async () => {
		let interrupts = 0;
		const { terminal, read, screen } = open({ interrupted: () => interrupts++ });
		const reading = read();
		await terminal.type("abc\x02\x03");
		expect(screen()).toEqual(["$ abc^C", "$"]);
		expect(interrupts).toBe(1);
		await terminal.type("x\x02\x04", "\x04");
		await reading.promise;
		expect([reading.line, reading.isDone]).toEqual([undefined, true]);
	});

	test("what is typed after Enter waits for the next read, also between two reads", async () => {
		const { terminal, editor, read } = open();
		const first = read();
		await terminal.type("one\rtwo\rthr");
		await first.promise;
		expect(first.line).toBe("one");
		await terminal.type("ee\r");
		const second = read();
		await second.promise;
		expect(second.line).toBe("two");
		const third = read();
		await terminal.type();
		await third.promise;
		expect(third.line).toBe("three");
		const fourth = read();
		await terminal.type("cat\rfor cat\r");
		await fourth.promise;
		expect(Buffer.from(editor.takeTypeAhead()).toString()).toBe("for cat\n");
	});

	test("output without its last newline is kept, and marked", async () => {
		const { terminal, read, screen } = open();
		terminal.write("no newline");
		read();
		await terminal.type("x");
		expect(screen()).toEqual(["no newline%", "$ x"]);
	});

	test("a terminal that goes away ends it", async () => {
		const { terminal, read } = open();
		const reading = read();
		await terminal.type("abc");
		terminal.listener?.end();
		await reading.promise;
		expect(reading.line).toBeUndefined();
	});
});

describe("long and odd text", () => {
	test.each([1, 2, 3, 5, 8, 10, 11])("wraps at width %i, cursor at the margin and all", async (columns) => {
		const terminal = new TestTerminal(columns, 30);
		const { read } = open({}, terminal);
		read();
		const text = "abcdefgh漢ij👩‍💻kl";
		for (const char of ["abcdefgh", "漢", "i", "j", "👩‍💻", "k", "l"])
			await terminal.type(...(char === "abcdefgh" ? char : [char]));
		const shown = `$ ${columns === 1 ? text.replace(/漢|👩‍💻/gu, "?") : text}`;
		expect(
			terminal.emulator.screen
				.map((row) => row.padEnd(0))
				.join("")
				.replaceAll(" ", ""),
		).toBe(shown.replaceAll(" ", ""));
		expect(terminal.emulator.column).toBeLessThan(columns);
		for (let at = 0; at < 14; at++) await terminal.type("\x02");
		expect(terminal.emulator.state).toMatchObject({ row: Math.floor(2 / columns), column: 2 % columns });
	});

	test("a wrapped line is one line to the terminal", async () => {
		const terminal = new TestTerminal(10, 10);
		const { read } = open({}, terminal);
		read();
		await terminal.type("0123456789012", "\x01", "x", "\x05", "345");
		expect(terminal.emulator.lines.map((line) => line.wrapped)).toEqual([true, false]);
		terminal.emulator.resize(40, 10);
		expect(terminal.emulator.screen).toEqual(["$ x0123456789012345"]);
	});

	test("control characters are shown by name, in reverse, never sent", async () => {
		const { terminal, read, screen } = open({ lines: ["evil \x1b]2;x\x07"] });
		const reading = read();
		await terminal.type(UP);
		expect(screen()).toEqual(["$ evil ^[]2;x^G"]);
		expect(terminal.emulator.styleOf("^[")).toBe("7");
		await terminal.type("\r");
		expect(reading.line).toBe("evil \x1b]2;x\x07");
	});

	test("C-v takes the next key as it is", async () => {
		const { terminal, read, screen } = open();
		const reading = read();
		await terminal.type("a\x16\x1b", "b\x16\x03", "\r");
		expect(screen()).toEqual(["$ a^[b^C"]);
		expect(reading.line).toBe("a\x1bb\x03");
	});

	test("a paste is inserted as it is, and does not run", async () => {
		const { terminal, read, screen } = open();
		const reading = read();
		await terminal.type("x ", "\x1b[200~one\r\n\ttwo\x1b", "[31mred\nthree\x1b[201~", "!");
		expect(reading.isDone).toBe(false);
		expect(screen()).toEqual(["$ x one", ">       two^[[31mred", "> three!"]);
		await terminal.type("\x1f\x1f");
		expect(screen()).toEqual(["$ x"]);
		await terminal.type("\x15\x1b[200~echo hi\n\x1b[201~", "\r");
		expect(reading.line).toBe("echo hi\n");
	});

	test("more lines than the screen has: the part around the cursor; all of it when it ends", async () => {
		const terminal = new TestTerminal(20, 5);
		const { read } = open({}, terminal);
		const reading = read();
		const lines = Array.from({ length: 12 }, (_, at) => `line ${at}`);
		await terminal.type(`\x1b[200~${lines.join("\n")}\x1b[201~`);
		expect(terminal.emulator.screen).toEqual(lines.slice(7).map((line) => `> ${line}`));
		await terminal.type(...Array.from({ length: 6 }, () => UP));
		expect(terminal.emulator.screen[0]).toBe("> line 5");
		await terminal.type("\x1b[1;5H");
		expect(terminal.emulator.screen[0]).toBe("$ line 0");
		await terminal.type("\r");
		expect(reading.line).toBe(lines.join("\n"));
		expect(terminal.emulator.everything.slice(-13)).toEqual([
			"$ line 0",
			...lines.slice(1).map((line) => `> ${line}`),
			"",
		]);
	});

	test("a terminal that draws emoji narrower shows the rest in its place", async () => {
		const terminal = new TestTerminal(12, 6, { widthOf: (cluster) => Math.min(1, cluster.length) });
		const { read } = open({}, terminal);
		read();
		await terminal.type("👩‍💻a👩‍💻bcdefg", "h", "\x02\x02");
		expect(terminal.emulator.screen).toEqual(["$ 👩‍💻 a👩‍💻 bcdef", "gh"]);
		expect(terminal.emulator.state).toMatchObject({ row: 1, column: 0 });
	});
});

describe("several lines", () => {
	test("unfinished input goes on; up and down move in it", async () => {
		const { terminal, read, screen } = open({ lines: ["old"] });
		const reading = read();
		await terminal.type('echo "a\r', 'b"', UP, "!");
		expect(screen()).toEqual(['$ ec!ho "a', '> b"']);
		await terminal.type(DOWN, "\x05", "\r");
		expect(reading.line).toBe('ec!ho "a\nb"');
		const again = read();
		await terminal.type("x\x1b\ry", UP, UP);
		expect(screen().slice(-2)).toEqual(["$ x", "> y"]);
		await terminal.type("\r");
		expect(again.line).toBe("x\ny");
	});

	test("history recalls the whole block", async () => {
		const { terminal, read, screen } = open({ lines: ["for x in a\ndo echo $x\ndone", "ls"] });
		const reading = read();
		await terminal.type("\x10\x10");
		expect(screen()).toEqual(["$ for x in a", "> do echo $x", "> done"]);
		await terminal.type("\x0e");
		expect(screen()).toEqual(["$ ls"]);
		await terminal.type("\x10\r");
		expect(reading.line).toBe("for x in a\ndo echo $x\ndone");
	});
});

describe("history", () => {
	const lines = ["cat /notes/a.md", "ls -l", "cat /notes/b.md", "grep x /tasks"];

	test("up by what stands before the cursor, down back to what was typed", async () => {
		const { terminal, read, screen } = open({ lines });
		read();
		await terminal.type("cat", UP);
		expect(screen()).toEqual(["$ cat /notes/b.md"]);
		await terminal.type(UP);
		expect(screen()).toEqual(["$ cat /notes/a.md"]);
		await terminal.type(UP, DOWN, DOWN);
		expect(screen()[0]).toMatch(/^\$ cat/);
		expect(terminal.emulator.state.column).toBe(5);
		await terminal.type("\x1b<");
		expect(screen()).toEqual(["$ cat /notes/a.md"]);
		await terminal.type("\x1b>", "\x15", "\x10");
		expect(screen()).toEqual(["$ grep x /tasks"]);
	});

	test("M-. takes last arguments, again of the line before", async () => {
		const { terminal, read, screen } = open({ lines });
		read();
		await terminal.type("wc \x1b.");
		expect(screen()).toEqual(["$ wc /tasks"]);
		await terminal.type("\x1b.");
		expect(screen()).toEqual(["$ wc /notes/b.md"]);
	});

	test("C-r finds, C-r again finds older, C-g gives up, Enter runs", async () => {
		const { terminal, read, screen } = open({ lines });
		const reading = read();
		await terminal.type("x", "\x12", "no");
		expect(screen()).toEqual(["(reverse-i-search)`no': cat /notes/b.md"]);
		expect(terminal.emulator.styleOf("no")).toBe("");
		expect(terminal.emulator.state.rows[0]).toContain("{1;4:n}{1;4:o}");
		await terminal.type("\x12");
		expect(screen()).toEqual(["(reverse-i-search)`no': cat /notes/a.md"]);
		await terminal.type("\x13");
		expect(screen()).toEqual(["(i-search)`no': cat /notes/b.md"]);
		await terminal.type("zz");
		expect(screen()[0]).toContain("failed i-search");
		await terminal.type("\x07");
		expect(screen()).toEqual(["$ x"]);
		await terminal.type("\x12\x12");
		expect(screen()[0]).toContain("`nozz'");
		await terminal.type("\x7f\x7f\x12", "\x05", " | wc");
		expect(screen()).toEqual(["$ cat /notes/a.md | wc"]);
		await terminal.type("\x12ls\r");
		expect(reading.line).toBe("ls -l");
	});

	test("the suggestion is faint, taken with Right or by the word, and gone at Enter", async () => {
		const { terminal, read, screen } = open({ lines });
		const reading = read();
		await terminal.type("cat");
		expect(screen()).toEqual(["$ cat /notes/b.md"]);
		expect(terminal.emulator.styleOf("/notes")).toBe("2");
		expect(terminal.emulator.state.column).toBe(5);
		await terminal.type("\x1bf");
		expect(terminal.emulator.state.rows[0]).toMatch(/^\$ cat \/notes\{/);
		await terminal.type(RIGHT);
		expect(terminal.emulator.state.rows[0]).toBe("$ cat /notes/b.md");
		await terminal.type("\x15", "ls", "\r");
		expect(reading.line).toBe("ls");
		expect(screen()).toEqual(["$ ls"]);
	});
});

describe("completion", () => {
	test("the only one goes in with its suffix, once", async () => {
		const { terminal, read, screen } = open({
			items: [
				{ text: "/notes", suffix: "/" },
				{ text: "/tasks", suffix: "/" },
			],
		});
		read();
		await terminal.type("ls /n\t", "x");
		expect(screen()).toEqual(["$ ls /notes/x"]);
		await terminal.type("\x15ls / z\x02\x02", "t\t", "y");
		expect(screen()).toEqual(["$ ls /tasks/y z"]);
	});

	test("what is common first, then a menu; keys choose, Enter takes, Escape gives up", async () => {
		const items = [
			{ text: "grep", description: "find lines", suffix: " " },
			{ text: "groups", description: "of contacts", suffix: " " },
			{ text: "ls", suffix: " " },
		];
		const { terminal, read, screen } = open({ items });
		const reading = read();
		await terminal.type("g\t");
		expect(screen()).toEqual(["$ gr"]);
		await terminal.type("\t");
		expect(screen()).toEqual(["$ gr", " grep    find lines", " groups  of contacts"]);
		await terminal.type("\t");
		expect(screen()[0]).toBe("$ grep");
		expect(terminal.emulator.styleOf("find")).toBe("7");
		await terminal.type(DOWN, ESCAPE);
		expect(screen()).toEqual(["$ gr"]);
		await terminal.type("\t", "\x1b[Z", "\r");
		expect(screen()).toEqual(["$ groups"]);
		expect(reading.isDone).toBe(false);
		await terminal.type("x\r");
		expect(reading.line).toBe("groups x");
	});

	test("typing narrows the menu, and leaves it with the last item", async () => {
		const { terminal, read, screen } = open({ items: [{ text: "aab" }, { text: "aac" }, { text: "aad" }] });
		read();
		await terminal.type("aa\t");
		expect(screen()).toEqual(["$ aa", " aab   aac   aad"]);
		await terminal.type("c");
		expect(screen()).toEqual(["$ aac", " aac"]);
		await terminal.type("x");
		expect(screen()).toEqual(["$ aacx"]);
		await terminal.type("\x1f\x15aa\t\t ", "z");
		expect(screen()).toEqual(["$ aab z"]);
	});

	test("many items are paged to fit, and the text above stays", async () => {
		const terminal = new TestTerminal(40, 8);
		const { read, screen } = open({ items: names(150) }, terminal);
		read();
		await terminal.type("item-\t");
		expect(screen().length).toBe(8);
		expect(screen()[0]).toBe("$ item-");
		expect(screen()[1]).toBe(" item-000   item-006   item-012");
		expect(screen().at(-1)).toBe(" … 132 more");
		await terminal.type("\x1b[6~");
		expect(screen()[0]).toBe("$ item-018");
		expect(screen().at(-1)).toBe(" … 114 more");
		await terminal.type("\x1b[Z\x1b[Z".repeat(10));
		expect(screen().at(-1)).toBe(" 145–150 of 150".replace("145", "145"));
		await terminal.type("\x03");
		expect(screen().at(-1)).toBe("$");
	});

	test("keys typed while it is looked for wait; Ctrl-C does not", async () => {
		let answer: ((items: Completion[]) => void) | undefined;
		const complete = () =>
			new Promise<Completion[]>((resolve) => (answer = resolve)).then((items) => ({ from: 0, to: 1, items }));
		const { terminal, read, screen } = open({ complete });
		read();
		await terminal.type("e\t x");
		expect(screen()).toEqual(["$ e"]);
		answer?.([{ text: "echo", suffix: " " }]);
		await terminal.type();
		await terminal.type("");
		expect(screen()).toEqual(["$ echo  x"]);
		await terminal.type("\x15e\ty", "\x03");
		expect(screen()).toEqual(["$ ey^C", "$"]);
	});

	test("an error of the completer is no error of the line", async () => {
		const { terminal, read, screen } = open({ complete: () => Promise.reject(new Error("no")) });
		read();
		await terminal.type("e\tx");
		expect(screen()).toEqual(["$ ex"]);
	});
});

describe("resize", () => {
	test.each([
		[20, 10],
		[11, 10],
		[9, 10],
		[60, 10],
		[40, 4],
	])("to %i × %i: the line and the menu are drawn anew, what was above stays", async (columns, rows) => {
		const { terminal, read } = open({ items: names(20) });
		terminal.write("#1\r\n#2\r\n");
		read();
		await terminal.type("echo a long line that wraps around item-\t\t");
		terminal.resize(columns, rows);
		expect(terminal.emulator.everything.slice(0, 2)).toEqual(["#1", "#2"]);
		// Where the menu did not fit any more, the terminal has scrolled before anybody could clear it.
		const shown = terminal.emulator.screen;
		const text = shown.join("").replaceAll(" ", "");
		expect(text).toMatch(/^(#1)?(#2)?\$echoalonglinethatwrapsarounditem-0item-0/);
		expect(text.split("echo").length).toBe(2);
		await terminal.type(ESCAPE);
		expect(terminal.emulator.screen.join("").replaceAll(" ", "")).toMatch(
			/^(#1)?(#2)?\$echoalonglinethatwrapsarounditem-0$/,
		);
		terminal.resize(40, 10);
		await terminal.type("!");
		expect(terminal.emulator.screen.slice(-2)).toEqual(["$ echo a long line that wraps around ite", "m-0!"]);
	});

	test("lines of a job above the prompt, while a line is edited", async () => {
		const { terminal, editor, read, screen } = open();
		read();
		await terminal.type("abc");
		editor.print("[1]  Done  sleep 1\n");
		await terminal.type("d");
		expect(screen()).toEqual(["[1]  Done  sleep 1", "$ abcd"]);
	});
});

describe("other", () => {
	test("without colour there is none, and no suggestion", async () => {
		const { terminal, read, screen } = open({
			colour: false,
			prompt: () => "\x1b[31m$\x1b[0m ",
			lines: ["ls -l \x07"],
			items: names(3),
			highlight: (text) => `\x1b[1m${text}\x1b[0m`,
		});
		read();
		await terminal.type("ls", UP, "\x15", "item-\t\t", "\x07", "\x15\x12l", "\x07");
		expect(terminal.written).not.toMatch(/\x1b\[[\d;]*m/);
		await terminal.type("item-00\t\t");
		expect(screen().join("\n")).toContain(">item-000");
	});

	test("highlighting colours the text, if it is the same text", async () => {
		const { terminal, read } = open({
			highlight: (text) => (text.includes("!") ? "other" : text.replace("ls", "\x1b[32mls\x1b[39m")),
		});
		read();
		await terminal.type("ls -l");
		expect(terminal.emulator.state.rows[0]).toBe("$ {32:l}{32:s} -l");
		await terminal.type("!");
		expect(terminal.emulator.state.rows[0]).toBe("$ ls -l!");
	});

	test("C-x C-e edits elsewhere, the terminal free meanwhile", async () => {
		const modes: string[] = [];
		const { terminal, read, screen } = open({
			edit: async (text) => {
				modes.push(terminal.mode);
				return `${text} edited\n`;
			},
		});
		read();
		await terminal.type("abc\x18\x05", "!");
		expect(modes).toEqual([""]);
		expect(screen().at(-1)).toBe("$ abc edited!");
	});

	test("Escape is Meta for terminals without it, after any time", async () => {
		const { terminal, read, screen } = open();
		const reading = read();
		await terminal.type("one two");
		await terminal.type("\x1b");
		await new Promise((resolve) => setTimeout(resolve, 60));
		await terminal.type("bx");
		expect(screen()).toEqual(["$ one xtwo"]);
		await terminal.type(ESCAPE, "\r");
		expect(reading.line).toBe("one xtwo");
	});

	test("C-l clears the screen", async () => {
		const { terminal, read, screen } = open();
		terminal.write("#1\r\n");
		read();
		await terminal.type("abc\x0c");
		expect(screen()).toEqual(["$ abc"]);
	});

	test("a dumb terminal gets no sequence at all", async () => {
		const terminal = new TestTerminal(40, 10, { isDumb: true });
		const { read, editor } = open({ prompt: () => "\x1b[1m$\x1b[0m " }, terminal);
		const reading = read();
		expect(terminal.mode).toBe("lines");
		await terminal.type('echo "a\n', 'b"\nnext\nrest\n');
		expect(reading.line).toBe('echo "a\nb"');
		const next = read();
		await next.promise;
		expect(next.line).toBe("next");
		expect(Buffer.from(editor.takeTypeAhead()).toString()).toBe("rest\n");
		const last = read();
		await terminal.type();
		terminal.listener?.interrupt();
		await terminal.type("");
		terminal.listener?.end();
		await last.promise;
		expect(last.line).toBeUndefined();
		expect(terminal.written).toBe("$ > $ $ \n$ ");
	});
});

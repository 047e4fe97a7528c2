/** `read` where a person types: in a session, and in a script in a terminal; what the screen shows is what bash shows there. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";
import { hasTmux, type Pane } from "./support/pane.ts";
import { builtProgram } from "./support/program.ts";
import { bashPane, sessionPane } from "./support/session.ts";

if (!hasTmux) console.warn("test/read-terminal.test.ts is skipped: tmux is not installed");

/** How a line is run, and what stands before it on the screen when it may be typed to. */
interface Place {
	readonly name: string;
	open(): Promise<Pane>;
	/** Run a script. */
	run(pane: Pane, script: string): void;
	readonly prompt: RegExp;
}

describe.skipIf(!hasTmux)("read on a terminal", () => {
	let desk: TestDesk;
	let program: string;
	let pane: Pane;
	beforeAll(async () => {
		program = builtProgram().desk;
		desk = await makeDesk();
	});
	afterEach(() => pane?.close());
	afterAll(() => desk?.remove());

	const inScript = (interpreter: string) => (pane: Pane, script: string) => {
		const file = join(desk.folder, "script.sh");
		writeFileSync(file, `${script}\n`);
		pane.enter(`clear; ${interpreter} ${file}`);
	};
	const places: readonly Place[] = [
		{
			name: "a session",
			open: () => sessionPane(desk, program),
			run: (pane, script) => pane.enter(`clear; ${script}`),
			prompt: /\/ (\(\d+\) )?❯$/,
		},
		{
			name: "a script",
			open: () => bashPane(desk),
			run: (pane, script) => inScript(`${process.execPath} ${program}`)(pane, script),
			prompt: /sh>$/,
		},
		{ name: "bash", open: () => bashPane(desk), run: inScript("bash"), prompt: /sh>$/ },
	];

	describe.each(places)("in $name", ({ open, run, prompt }) => {
		/** The screen when it is at the prompt again, without the prompt. */
		const ended = async () =>
			(await pane.shows(new RegExp(`\\n.*${prompt.source}`)))
				.split("\n")
				.slice(0, -1)
				.filter((line) => !/❯/.test(line))
				.join("\n");

		test("a secret is not shown; Backspace, Ctrl-W and Ctrl-U work in it", async () => {
			pane = await open();
			run(pane, 'read -rsp "Secret: " x; echo; echo "got <$x> $?"');
			await pane.shows(/^Secret:$/m);
			pane.type("wrong");
			pane.press("C-u");
			pane.type("two words");
			pane.press("C-w");
			pane.type("pässworx");
			pane.press("BSpace", "BSpace");
			pane.type("ord");
			pane.press("Enter");
			expect(await ended()).toBe("Secret:\ngot <two pässwoord> 0");
		});

		test("single keys, echoed or not; what is typed beyond them waits", async () => {
			pane = await open();
			run(pane, 'read -n 1 -p "One? " a; echo; read -sn2 b; read -N 3 c; echo; printf "<%s>" "$a" "$b" "$c"; echo');
			await pane.shows(/^One\?$/m);
			pane.type("ä");
			await pane.shows(/^One\? ä$/m);
			await sleep(100); // what is typed before a read begins is shown by the terminal itself
			pane.type("yz");
			await sleep(100);
			pane.type("1");
			pane.press("Enter");
			pane.type("2");
			expect(await ended()).toBe("One? ä\n1\n2\n<ä><yz><1\n2>");
		});

		test("a delimiter ends it without Enter, and Enter ends single keys early", async () => {
			pane = await open();
			run(pane, 'read -p "To a colon: " -d : a; echo; read -n 9 b; echo "<$a><$b>"');
			await pane.shows(/^To a colon:$/m);
			pane.type("list:");
			await pane.shows(/^To a colon: list:$/m);
			await sleep(100);
			pane.type("abc");
			pane.press("Enter");
			expect(await ended()).toBe("To a colon: list:\nabc\n<list><abc>");
		});

		test("a time limit; what is typed later is for the next", async () => {
			pane = await open();
			run(
				pane,
				'read -t 0.3 a; echo "late $?"; read -t 0 && echo no; echo next; read b; echo "<$a><$b>"; read -st 1.5 c; echo "late $?"',
			);
			await pane.shows(/^next$/m);
			pane.type("after");
			pane.press("Enter");
			expect(await ended()).toBe("late 142\nnext\nafter\n<><after>\nlate 142");
			pane.press("Enter");
			pane.type("shown again");
			await pane.shows(/shown again$/);
		});

		test("with the line editor: a text to begin with, keys that move", async () => {
			pane = await open();
			run(pane, 'read -e -p "Name: " -i "Ada L" name; echo "<$name>"; echo "$?"');
			await pane.shows(/^Name: Ada L$/m);
			pane.type("ace");
			pane.press("C-a");
			pane.type("Countess ");
			pane.press("Enter");
			expect(await ended()).toBe("Name: Countess Ada Lace\n<Countess Ada Lace>\n0");
		});

		test("Ctrl-C ends it, and the terminal echoes again", async () => {
			pane = await open();
			for (const read of ["read x", "read -s x", "read -n 1 x", "read -e x"]) {
				run(pane, `echo asking; ${read}; echo not reached`);
				await pane.shows(/^asking\n?$/m);
				// The terminal's mode is set just after the message.
				await sleep(100);
				pane.press("C-c");
				expect(await ended()).not.toContain("not reached");
				pane.type("seen");
				await pane.shows(/seen$/);
				pane.press("C-u");
			}
		});
	});

	test("Ctrl-D ends a secret", async () => {
		pane = await sessionPane(desk, program);
		pane.enter('clear; read -s x; echo "status $? <$x>"');
		await pane.shows(/^$/);
		await sleep(200);
		pane.press("C-d");
		await pane.shows(/^status 1 <>$/m);
	});
});

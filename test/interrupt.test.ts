/** Ctrl-C in a session: whatever runs ends at once, what it printed stays, `$?` is 130. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";
import { hasTmux, type Pane } from "./support/pane.ts";
import { builtProgram } from "./support/program.ts";
import { ran, sessionPane } from "./support/session.ts";

if (!hasTmux) console.warn("test/interrupt.test.ts is skipped: tmux is not installed");

/** What may lie between the key and the prompt (ms), as a rule: 150 for the session, and tmux being asked, which takes what it takes for any line. */
const soon = (line: number): number => 150 + 4 * line;
/** Now and then the machine does other work. What is interrupted would go on for nine seconds, or for ever. */
const LATEST = 5000;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const WORK = [
	"while :; do :; done",
	"for ((;;)); do ((n++)); done",
	"until false; do x=$((x + 1)); done",
	"f() { f2; f; }; f2() { :; }; while :; do f2; done",
	"sleep 100",
	"sleep 100 | cat",
	"sleep 100 & wait",
	"read line",
	"read -sn1 key",
	"cat",
	"cat | sort | uniq",
	"yes | cat >/dev/null",
	"yes | sort",
	"yes | while read -r x; do :; done",
	"cat /files/big /files/big /files/big /files/big | tr a b | wc",
	"sort /files/big | sort -r | sort | uniq -c | sort >/dev/null; sleep 9",
	"while :; do find / >/dev/null; done",
	"while :; do echo /files/many/* >/dev/null; done",
	"while :; do grep -r zzz / >/dev/null; done",
	"while :; do x=$(echo hi); done",
	"x=$(sleep 100)",
	"x=$(while :; do echo y; done)",
	"x=$(yes | sed s/y/z/)",
	"(while :; do :; done)",
	"{ sleep 100; echo never; } > /files/out",
	"seq 100000000 | awk '{ n += $1 } END { print n }'",
	"awk 'BEGIN { while (1) n++ }'",
	"seq 100000000 | sed -n '$p'",
	"echo {1..3}; cat <(sleep 100)",
	// biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
	"x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; while :; do : ${x//a/bb}; done",
	"select x in a b; do :; done",
	"timeout 100 sleep 100",
	"tail -f /files/big",
	"xargs -n1 echo",
	"mapfile lines",
	"bash",
	"time sleep 100",
	"jobs work --watch",
	"bash -c 'while :; do :; done'",
	"eval 'while :; do :; done'",
] as const;

describe.skipIf(!hasTmux)("Ctrl-C", () => {
	let desk: TestDesk;
	let pane: Pane;
	/** How long an empty line took, and what was interrupted took to end (ms). */
	const lines: number[] = [];
	const ends: number[] = [];
	beforeAll(async () => {
		const program = builtProgram().desk;
		desk = await makeDesk();
		await desk.ok(
			"-c",
			"seq 200000 > /files/big; mkdir /files/many; cd /files/many; for i in {1..500}; do : > f$i; done",
		);
		pane = await sessionPane(desk, program);
	});
	afterAll(async () => {
		pane?.close();
		await desk?.remove();
	});

	test.each(WORK)("%s", async (work) => {
		const cleared = performance.now();
		pane.enter("clear");
		await pane.shows(/^\/ (\(\d+\) )?❯$/);
		lines.push(performance.now() - cleared);
		pane.enter(`echo begun; ${work}`);
		await pane.shows(/^begun$/m);
		await sleep(150);
		const before = performance.now();
		pane.press("C-c");
		const screen = await pane.shows(/\n\/ (\[\d\] )?❯$/);
		ends.push(performance.now() - before);
		expect(ends.at(-1)).toBeLessThan(LATEST);
		expect(screen).toMatch(/^begun$/m);
		await ran(pane, "echo status=$?", /^status=130$/m);
		pane.enter("kill %1 2>/dev/null; wait");
		await pane.shows(/\n\/ ❯$/);
	});

	test("most of them end at once", () => {
		console.log(`Ctrl-C: ${median(ends).toFixed(0)} ms, an empty line: ${median(lines).toFixed(0)} ms`);
		expect(median(ends)).toBeLessThan(soon(median(lines)));
	});

	test.each(["sleep 100", "(sleep 100; echo never)", "sleep 100 | cat"])(
		"a trap for it runs at once, and the line goes on: %s",
		async (work) => {
			pane.enter("clear; trap 'echo trapped' INT");
			await pane.shows(/^\/ (\(\d+\) )?❯$/);
			pane.enter(`echo begun; ${work}; echo after=$?`);
			await pane.shows(/^begun$/m);
			await sleep(150);
			const before = performance.now();
			pane.press("C-c");
			const screen = await pane.shows(/^after=/m);
			expect(performance.now() - before).toBeLessThan(LATEST);
			expect(screen).toMatch(/trapped\nafter=(130|0)$/m);
			expect(screen).not.toMatch(/^never$/m);
			pane.enter("trap - INT");
		},
	);
});

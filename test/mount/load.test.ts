/**
 * Eight programs at once on a mounted desk: no error, every file as its own program says, the daemon's memory steady. For DESK_SECONDS, a few
 * in `npm test`, five minutes in `npm run test:long`.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { bash, daemonOf, MountedDesk, missing, plainFolder } from "../support/mounted.ts";

const SECONDS = Number(process.env.DESK_SECONDS) || 5;
const why = whyNoMount();
if (why !== "") console.warn(`skipped: eight programs on a mounted desk: ${why}`);

/** Each runs in a folder of its own, in turns until the time is over, and prints how many; `fail` says what is wrong. */
const PROGRAMS: readonly { name: string; needs?: string; turn: string; end?: string }[] = [
	{ name: "appends", turn: 'for i in {1..20}; do echo "a $turn $i" >>../log; done' },
	{ name: "appends too", turn: 'for i in {1..20}; do echo "b $turn $i" >>../log; done' },
	{
		name: "sed -i",
		turn: '[ -e n ] || echo 0 >n; [ "$(<n)" = $((turn - 1)) ] || fail "n is $(<n)"; sed -i "s/.*/$turn/" n; [ "$(ls)" = n ] || fail "left: $(ls)"',
	},
	{
		name: "cp -a, diff, rm -r",
		turn: '[ -d from ] || { mkdir -p from/a/b; for i in {1..15}; do seq $((i * 300)) >from/a/b/$i; echo $i >from/$i.txt; done; }; cp -a from to; diff -r from to || fail "copies differ"; mv to there; find there -type f | wc -l | grep -qx 30 || fail "not 30"; rm -r there',
	},
	{
		name: "find and ripgrep over all",
		turn: 'find .. -type f -name "*.txt" 2>/dev/null | wc -l >/dev/null; { command -v rg >/dev/null && rg -c 1 ../ 2>/dev/null || grep -rc 1 .. 2>/dev/null; } >/dev/null || :; for i in 1 2 3; do echo "needle $turn" >f$i.txt; done; grep -l "needle $turn" *.txt | wc -l | grep -qx 3 || fail "grep finds other than it wrote"',
	},
	{
		name: "git",
		needs: "git",
		turn: 'export GIT_CONFIG_NOSYSTEM=1; git() { command git -c user.name=me -c user.email=me@x -c safe.directory="*" -c gc.auto=0 "$@"; }; [ -d .git ] || git init -q . 2>/dev/null; echo $turn >f$((turn % 7)); git add .; git commit -qm $turn; [ -z "$(git status --short)" ] || fail "git status: $(git status --short)"',
		end: "git fsck --full 2>&1 | grep -vE '^(dangling|notice|Checking)' && fail fsck; [ $(git rev-list --count HEAD) = $turn ] || fail commits",
	},
	{
		name: "writes anywhere in a file",
		turn: 'at=$((RANDOM * 7)); [ -e f ] || : >f; [ -e $TMPDIR/f ] || : >$TMPDIR/f; for file in f $TMPDIR/f; do printf "turn %s" $turn | dd of=$file bs=1 seek=$at conv=notrunc status=none; ((turn % 5)) || truncate -s $((at / 2)) $file; done; cmp f $TMPDIR/f || fail "differs at turn $turn"',
	},
];

/** The text around a program's turn. */
const looped = ({ turn, end = ":" }: (typeof PROGRAMS)[number], seconds: number) => `fail() { echo "$*" >&2; exit 1; }
turn=0; while ((SECONDS < ${seconds})); do turn=$((turn + 1)); ${turn}; done
${end}; echo $turn`;

/** Run them all in a folder. @returns the turns of each, by name */
async function runAll(folder: string, seconds: number): Promise<Map<string, number>> {
	const temporary = plainFolder();
	const programs = PROGRAMS.filter(({ needs = "bash" }) => missing([needs]).length === 0);
	const runs = programs.map(async (program) => {
		const own = `${folder}/${program.name.replaceAll(/\W/g, "-")}`;
		mkdirSync(own, { recursive: true });
		return { name: program.name, ...(await bash(looped(program, seconds), own, { TMPDIR: temporary })) };
	});
	const done = await Promise.all(runs);
	rmSync(temporary, { recursive: true, force: true });
	for (const { name, status, stderr } of done)
		expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: "" });
	return new Map(done.map(({ name, stdout }) => [name, Number(stdout.trim().split("\n").at(-1))]));
}

/** Both appenders' lines, each once and whole. */
function checkLog(text: string, turns: Map<string, number>): void {
	const lines = text.trimEnd().split("\n");
	const appended = 20 * ((turns.get("appends") ?? 0) + (turns.get("appends too") ?? 0));
	expect(lines.length).toBe(appended);
	expect(new Set(lines).size).toBe(appended);
}

test("on a plain folder", async () => {
	const folder = plainFolder();
	const turns = await runAll(folder, 2);
	checkLog(readFileSync(`${folder}/log`, "utf8"), turns);
	rmSync(folder, { recursive: true, force: true });
});

/** MiB of its memory that are in RAM. */
const memoryOf = (pid: number) =>
	Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;

describe.skipIf(why !== "")("eight programs at once", () => {
	let mounted: MountedDesk;
	beforeAll(async () => {
		mounted = await MountedDesk.begin();
	});
	afterAll(() => mounted?.end());

	/** The eighth: the command line, writing the same tree, each file read back through the mount. */
	async function commandLine(): Promise<number> {
		let turn = 0;
		for (const end = Date.now() + SECONDS * 1000; Date.now() < end; turn++) {
			const path = `/files/load/line-${turn % 5}.txt`;
			await mounted.desk.put(path, `turn ${turn} 1\n`);
			await sleep(20);
			for (
				const limit = Date.now() + 1000;
				readFileSync(mounted.at(path), "utf8") !== `turn ${turn} 1\n`;
				await sleep(5)
			)
				if (Date.now() > limit) throw new Error(`${path} is not at turn ${turn} after a second`);
		}
		return turn;
	}

	test(`for ${SECONDS} s`, { timeout: SECONDS * 1000 + 120_000 }, async () => {
		const daemon = daemonOf(mounted.desk.home);
		const memory: number[] = [];
		const watching = setInterval(() => memory.push(memoryOf(daemon)), 250);
		mkdirSync(mounted.at("/files/load"));
		const [lineTurns, turns] = await Promise.all([commandLine(), runAll(mounted.at("/files/load"), SECONDS)]);
		clearInterval(watching);

		const quarter = Math.ceil(memory.length / 4);
		const steps = [0, 1, 2, 3].map((at) => Math.round(Math.max(...memory.slice(at * quarter, (at + 1) * quarter))));
		console.info(
			`${SECONDS} s of eight programs: turns ${[...turns.values(), lineTurns].join(", ")}; most memory of the daemon in each quarter: ${steps.join(", ")} MiB`,
		);
		expect(Math.min(...turns.values(), lineTurns)).toBeGreaterThan(0);

		const log = readFileSync(mounted.at("/files/load/log"), "utf8");
		checkLog(log, turns);
		expect(await mounted.desk.ok("cat", "/files/load/log")).toBe(log);

		// What it holds does not grow with what was done: the second half needs no more than the first, and a little.
		const half = Math.max(...memory.slice(0, memory.length >> 1));
		expect(Math.max(...memory.slice(memory.length >> 1))).toBeLessThan(half * 1.25 + 64);
		await mounted.unmount();
		await mounted.desk.ok("doctor");
	});
});

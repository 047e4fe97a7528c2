/** Every command that others may run, with hidden paths in every place where it takes a word: nothing of what is hidden comes out. */
import { afterAll, beforeAll, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { ExposedCommands, exposureOf, permissionsOf } from "../../src/agents/index.ts";
import { main } from "../../src/cli/index.ts";
import { type Command, type CommandSet, isGroup, longName, type StageIo } from "../../src/command/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";

const SECRET = "XYLOPHONE-7731";
const NAME = "quokka-name";
const PATHS = [
	"/notes/private/diary.md",
	"/notes/private",
	"/",
	"/notes",
	"/notes/open/a.md@1",
	"/files/open/link",
	"/notes/private/diary.md@1",
	"/sys/log",
	"/trash",
	"diary",
];
/** Without an end, or with a wait. */
const ENDLESS = new Set(["yes", "watch", "sleep", "timeout", "less", "more"]);

let desk: TestDesk;
let owner: Vfs;
let host: ExposedCommands;

beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/private/diary.md", `${SECRET} diary #${NAME}\n`);
	await desk.put(`/notes/private/${NAME}.md`, `${SECRET}\n`);
	await desk.ok("mkdir", "-p", "/notes/open");
	await desk.put("/notes/private/a.md", `${SECRET}\n`);
	await desk.ok("mv", "/notes/private/a.md", "/notes/open/a.md");
	await desk.put("/notes/open/a.md", "open\n");
	await desk.put("/files/open/b.txt", "open\n");
	await desk.ok("ln", "-s", "/notes/private/diary.md", "/files/open/link");
	await desk.put("/tasks/home/x.md", `# ${SECRET}\n`);
	owner = await desk.vfs();
	host = exposedTo(["/notes/open/**", "/files/open/**"]);
});
afterAll(() => {
	owner.store.close();
	desk.remove();
});

/** The commands as a hand has them that may read these paths. */
function exposedTo(reads: readonly string[]): ExposedCommands {
	const hand = owner.as("agent:test").restricted(permissionsOf(reads, ["/files/open/**"]));
	const program = { version: "0", commands: [...commands, ...mountCommands], mounts };
	const set: CommandSet = {
		names: program.commands.map(({ name }) => name),
		mounts: mounts.map(({ name }) => name),
		entries: program.commands,
		has: () => true,
		open: async () => hand,
		run: (argv, io) =>
			main(program, argv, {
				...io,
				home: desk.home,
				actor: hand.actor,
				unixStatus: true,
				open: async () => hand,
				execute: (words, streams) => exposed.run(words, { ...io, ...streams } as StageIo),
			}),
	};
	if (hand.access === undefined) throw new Error("no permissions");
	const exposed = new ExposedCommands(set, hand.access);
	return exposed;
}

async function output(argv: readonly string[], host: ExposedCommands): Promise<string> {
	const parts: Buffer[] = [];
	const sink = { write: (bytes: Uint8Array | string) => void parts.push(Buffer.from(bytes as string)), flush() {} };
	const signal = AbortSignal.timeout(1000);
	const io: StageIo = {
		stdin: (async function* () {
			yield Buffer.from("/notes/private/diary.md\n");
		})(),
		stdout: sink,
		stderr: sink,
		terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
		cwd: "/notes/open",
		variables: {},
		signal,
		execute: (words) => host.run(words, io),
		device: () => undefined,
	};
	try {
		await host.run(argv, io);
	} catch {
		// How it fails is another test's matter.
	}
	return Buffer.concat(parts).toString();
}

/** Command lines that put a word everywhere. */
function* linesOf(words: readonly string[], command: Command): Generator<string[]> {
	const args = Object.entries(command.args);
	const operands = args.filter(([, arg]) => arg.kind === "operand").length;
	for (const path of PATHS) yield operands === 0 ? words.slice() : [...words, path];
	for (const path of PATHS.slice(0, 2))
		yield* [
			[...words, "/notes/open/a.md", path],
			[...words, path, "/files/open/copy"],
			[...words, "-r", path],
		];
	for (const [name, arg] of args) {
		if (arg.kind === "operand" || arg.short === "f" || name === "follow") continue;
		const option = `--${longName(name)}`;
		for (const path of PATHS.slice(0, 1)) {
			if (arg.kind === "flag") yield [...words, option, path];
			else
				yield* [
					[...words, `${option}=${path}`, "/notes/open/a.md"],
					[...words, `${option}=${path}`],
				];
		}
	}
}

/** What must not come out, in any form that a command may give it. */
function holdsHidden(out: string): boolean {
	return [SECRET, NAME, Buffer.from(SECRET).toString("base64").slice(0, 12)].some((hidden) => out.includes(hidden));
}

test("whoever may read it sees it: the next test could tell", async () => {
	const wide = exposedTo(["/**"]);
	for (const line of [
		"cat /notes/private/diary.md",
		"grep -r XYLO /notes",
		"ls /notes/private",
		"base64 /files/open/link",
		"cat /notes/open/a.md@1",
	]) {
		expect(holdsHidden(await output(line.split(" "), wide)), line).toBe(true);
		expect(holdsHidden(await output(line.split(" "), host)), line).toBe(false);
	}
});

test("nothing of what is hidden comes out, nor does what is elsewhere change", async () => {
	const before = owner.store.database.get<{ n: number }>("SELECT max(id) AS n FROM change_set")?.n ?? 0;
	const leaks: string[] = [];
	let lines = 0;
	for (const entry of [...commands, ...mountCommands]) {
		const loaded = await entry.load();
		const all: [string[], Command][] = isGroup(loaded)
			? loaded.commands.map((verb) => [[entry.name, verb.name], verb])
			: [[[entry.name], loaded]];
		for (const [words, command] of all) {
			if (exposureOf(words.join(" ")) === "owner" || ENDLESS.has(entry.name)) continue;
			for (const line of linesOf(words, command)) {
				lines++;
				// A word that was typed may come back in a refusal: none of them is hidden.
				if (holdsHidden(await output(line, host))) leaks.push(line.join(" "));
			}
		}
	}
	expect(leaks).toEqual([]);
	expect(lines).toBeGreaterThan(1000);
	const made = owner.store.database.all<{ path: string; to_path: string | null }>(
		"SELECT path, to_path FROM change WHERE change_set > ?",
		before,
	);
	for (const { path, to_path } of made)
		expect(`${path} ${to_path ?? ""}`).toMatch(/^\/files\/open(\/\S*)? (\/(files\/open|trash)\/.*)?$/);
}, 300_000);

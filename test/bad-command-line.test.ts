/** Every command of the registry, whatever it is: help, mistakes, no desk, examples, and errors in JSON. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import commands from "../commands/registry.ts";
import { mountCommands } from "../fs-mounts/registry.ts";
import { tableOf } from "../src/cli/options.ts";
import { type Arg, type Command, isGroup, parseArgs } from "../src/command/index.ts";
import { makeDesk, TestDesk } from "./support/desk.ts";
import { Guarded, REFUSAL } from "./support/untouched.ts";

const all: { words: string[]; command: Command }[] = [];
for (const entry of [...commands, ...mountCommands]) {
	const loaded = await entry.load();
	if (!isGroup(loaded)) all.push({ words: [entry.name], command: loaded });
	else for (const command of loaded.commands) all.push({ words: [entry.name, command.name], command });
}
const each = all.map(({ words, command }) => [words.join(" "), words, command] as const);

/** Words for commands whose operands are no paths, or need an option. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
	cut: ["-c", "1", "/notes/none.md"],
	sed: ["p", "/notes/none.md"],
	awk: ["1", "/notes/none.md"],
	shuf: ["/notes/none.md"],
	split: ["/notes/none.md"],
	chmod: ["600", "/notes/none.md"],
	truncate: ["-s", "1", "/notes/none.md"],
	tar: ["-tf", "/notes/none.tar"],
	cmp: ["/notes/none.md", "/notes/other.md"],
	xxd: ["/notes/none.md"],
	factor: ["12"],
	tput: ["cols"],
	hostname: [],
};
/** Take words that look like options as words, or say what is wrong as the program of that name does. */
const OWN_WORDS = new Set(["true", "false", "expr", "factor", "jq", "xxd"]);
/** Need no desk of their own: what they read may be standard input alone, or they run another command. */
const NO_DESK_OF_THEIR_OWN = new Set(["tr", "jq", "xargs", "timeout", "watch", "jobs uninstall"]);
/** What ends a command whose reader is gone: `yes` prints for ever. */
const CLOSED_PIPE = 141;

/** What follows `desk` and is no command of the registry, or a group whose usual verb is meant. */
const TOP_LEVEL = [
	"-c",
	"help",
	"--help",
	"--version",
	...new Set(all.filter(({ words }) => words.length > 1).map(({ words }) => words[0])),
];

let guarded: Guarded;
let nowhere: TestDesk;
beforeAll(async () => {
	guarded = await Guarded.of(await makeDesk());
	await guarded.desk.put("/notes/a.md", "# A\n");
	await guarded.desk.put("/tasks/work/t.md", "# T\n");
	await guarded.accept();
	nowhere = new TestDesk();
	mkdirSync(join(nowhere.folder, "host"));
	process.env.EDITOR = "false";
});
afterAll(() => {
	guarded.close();
	nowhere.remove();
});

describe.each(each)("desk %s", (title, words, command) => {
	test("--help: exit 0, with examples", async () => {
		const { status, stdout, stderr } = await nowhere.run([...words, "--help"]);
		expect([status, stderr]).toEqual([0, ""]);
		expect(stdout).toContain(`Usage: desk ${title}`);
		expect(stdout).toMatch(/\nExamples\n {2}\$ \S/);
		expect(command.examples.length).toBeGreaterThan(0);
	});

	test.skipIf(OWN_WORDS.has(title))("an unknown option, and one argument too many: status 2 in one line", async () => {
		await guarded.refuses([...words, "--nonsense"], 2);
		const operands = Object.values(command.args).filter((arg) => arg.kind === "operand");
		if (!operands.some((arg) => arg.many === true))
			await guarded.refuses([...words, ...operands.flatMap(samples), "surplus"], 2);
		const required = operands.filter((arg) => arg.required === true);
		if (required.length > 0) await guarded.refuses(words, 2);
	});

	test.skipIf(OWN_WORDS.has(title))("options with wrong values: status 2", async () => {
		for (const [name, arg] of Object.entries(tableOf(command))) {
			if (arg.kind !== "option") continue;
			const long = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
			if (arg.bare === undefined) await guarded.refuses([...words, long], 2);
			if (arg.choices === undefined && arg.type !== "number") continue;
			for (const value of ["nonsense", "", "-1", "1.2.3", "NaN", "0x10", "1e3"]) {
				const { stderr } = await guarded.refuses([...words, `${long}=${value}`], 2);
				expect(stderr).toContain(`'${value}'`);
			}
		}
	});

	test("no desk: status 3, unless it needs none; and none comes into being", async () => {
		if (title === "init") return;
		const { status, stdout, stderr } = await nowhere.run([...words, ...fitting(words, command)], {
			stdin: "x",
			limit: 1e6,
		});
		if (command.standalone === true || NO_DESK_OF_THEIR_OWN.has(title))
			expect([0, 1, 2, 3, 8, 127, CLOSED_PIPE], stderr).toContain(status);
		else {
			expect([status, stdout], stderr).toEqual([3, ""]);
			expect(stderr).toMatch(REFUSAL);
			expect(stderr).toMatch(/there is no desk here; make one with `desk init`/);
		}
		expect(existsSync(nowhere.home)).toBe(false);
	});

	test("its examples are command lines that exist", () => {
		for (const [line] of command.examples) {
			expect(calls(line).length, line).toBeGreaterThan(0);
			for (const call of calls(line)) {
				const meant = all.find(({ words }) => words.every((word, at) => call[at] === word));
				if (meant === undefined) expect(TOP_LEVEL, line).toContain(call[0]);
				else expect(() => parseArgs(tableOf(meant.command), call.slice(meant.words.length), title), line).not.toThrow();
			}
		}
	});
});

/** Words that a command takes. */
function fitting(words: readonly string[], command: Command): readonly string[] {
	const known = FITTING[words.join(" ")];
	if (known !== undefined) return known;
	const operands = Object.values(command.args).filter((arg) => arg.kind === "operand");
	return [...operands.flatMap(samples), ...("yes" in command.args ? ["--yes"] : [])];
}

/** Words that fit an operand: two where it takes many, as grep's pattern and path. */
function samples(arg: Arg): string[] {
	return arg.many === true ? [sample(arg), sample(arg)] : [sample(arg)];
}

/** A value that fits an operand; on the host nothing lies there. */
function sample(arg: Arg): string {
	if (arg.choices !== undefined) return arg.choices[0] ?? "";
	const known: Partial<Record<string, string>> = {
		mount: "notes",
		"config-key": "trash.keep",
		"host-path": join(nowhere.folder, "host"),
	};
	return known[arg.completes ?? ""] ?? (arg.value === "CHANGE" ? "1" : arg.value === "VALUE" ? "1d" : "/notes/none.md");
}

/** The `desk …` calls in a line of shell, as words. */
function calls(line: string): string[][] {
	const found: string[][] = [];
	let open = false;
	for (const [token] of line.matchAll(/\|\||&&|[|;&]|\d?[<>]+|(?:[^\s'"|;&<>()$]|\$\(|\$|[()]|'[^']*'|"[^"]*")+/g)) {
		if (/^(\|\||&&|[|;&]|\d?[<>]+)$/.test(token)) open = false;
		else if (/^(\$\(|\()?desk$/.test(token)) {
			// What it prints is a word of the call around it.
			if (open) found.at(-1)?.push("/notes/x.md");
			found.push([]);
			open = true;
		} else if (open) found.at(-1)?.push(token.replace(/\)+$/, "").replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
	}
	return found;
}

describe("words that are no command", () => {
	test.each([
		[["lss"], 127, "did you mean `desk ls`?"],
		[["histroy"], 127, "did you mean `desk history`?"],
		[["xyzzy"], 127, "`desk --help` lists them"],
		[[""], 127, "`desk --help` lists them"],
		[["task", "ad"], 2, "did you mean `desk task add`?"],
		[["key", "xyzzy"], 2, "it has "],
		[["key", ""], 2, "it has "],
		[["--nonsense"], 2, "`desk --help` lists them"],
		[["-?"], 2, "`desk --help` lists them"],
		[["ls", "--colour"], 2, "did you mean --color?"],
		[["help", "lss"], 127, "did you mean `desk help ls`?"],
		[["help", "task", "xyzzy"], 127, "`desk task --help`"],
		[["constructor"], 127, "`desk --help` lists them"],
		[["config", "get", "__proto__"], 5, "`desk config list` shows all"],
		[["config", "set", "constructor", "x"], 5, "`desk config list` shows all"],
		[["undo", "99999999999999999999"], 2, "`desk log` lists"],
		[["undo", "999"], 3, "`desk log` lists"],
		[["log", "--since", "blurgh"], 5, "write 2026-12-01"],
		[["touch", "-d", "9999999-01-01", "/notes/a.md"], 5, "write 2026-12-01"],
		[["grep", "-E", "(", "/notes/a.md"], 5, "pattern"],
		[["cat", "/notes/a.md@7"], 3, "lists 1 to 1"],
	])("%j: status %i, %s", async (argv, status, todo) => {
		expect((await guarded.refuses(argv, status)).stderr).toContain(todo);
	});

	test("numbers beyond counting are very many", async () => {
		for (const argv of [
			["log", "-n", "99999999999999999999"],
			["head", "-n", "99999999999999999999", "/notes/a.md"],
			["tail", "-c", "99999999999999999999", "/notes/a.md"],
			["grep", "-m", "99999999999999999999", "A", "/notes/a.md"],
			["tree", "-L", "99999999999999999999", "/notes"],
			["history", "-n", "9T", "/notes/a.md"],
		])
			expect((await guarded.desk.run(argv)).status, argv.join(" ")).toBe(0);
	});
});

describe("errors in JSON: the fields of RFC 9457, one object a line", () => {
	const circle = "---\ndepends: [bad]\n---\n";
	test.each([
		["usage", 2, ["ls", "--nonsense", "--json"], { code: "EUSAGE", instance: "ls" }],
		["command-not-found", 127, ["lss", "--json"], { instance: "lss" }],
		["not-found", 3, ["cat", "/notes/none.md", "--json"], { code: "ENOENT", instance: "/notes/none.md" }],
		["exists", 1, ["mkdir", "/notes/a.md", "--json"], { code: "EEXIST" }],
		["is-a-directory", 1, ["write", "/notes", "--json"], { code: "EISDIR" }],
		["not-a-directory", 1, ["ls", "/notes/a.md/b", "--json"], { code: "ENOTDIR", instance: "/notes/a.md" }],
		["not-empty", 1, ["rmdir", "/tasks/work", "--json"], { code: "ENOTEMPTY" }],
		["denied", 4, ["write", "/top", "--json"], { code: "EACCES" }],
		[
			"read-only",
			4,
			["write", "/sys/log", "--json"],
			{ code: "EROFS", instance: "/sys/log", kept: expect.stringMatching(/^\/sys\/rejected\//) },
		],
		["invalid", 5, ["cat", "/notes/a\0b", "--json"], { code: "EINVAL" }],
		["name-too-long", 5, ["write", `/notes/${"x".repeat(300)}`, "--json"], { code: "ENAMETOOLONG" }],
		[
			"invalid-format",
			5,
			["write", "/tasks/work/bad.md", "--json"],
			{ code: "EFORMAT", line: 2, column: 10, instance: "/tasks/work/bad.md" },
		],
		["conflict", 6, ["write", "--expect", "9", "/notes/a.md", "--json"], { code: "ESTALE" }],
	])("%s", async (type, status, argv, fields) => {
		const outcome = await guarded.desk.run(argv, { stdin: circle });
		expect([outcome.status, outcome.stdout], outcome.stderr).toEqual([status, ""]);
		expect(outcome.stderr).toMatch(/^[^\n]+\n$/);
		expect(JSON.parse(outcome.stderr)).toMatchObject({
			type: `urn:deskfs:error:${type}`,
			title: type.replaceAll("-", " "),
			status,
			detail: expect.stringMatching(/.; ./),
			...fields,
		});
		await guarded.expectUntouched(type);
	});

	test("key, and one object for each item that failed", async () => {
		const { home } = guarded.desk;
		const key = readFileSync(join(home, "key"));
		writeFileSync(join(home, "key"), "garbage");
		const refused = await guarded.desk.run(["ls", "/", "--json"]);
		writeFileSync(join(home, "key"), key);
		expect([refused.status, JSON.parse(refused.stderr)]).toEqual([
			8,
			expect.objectContaining({ type: "urn:deskfs:error:key", status: 8 }),
		]);
		const two = await guarded.desk.run(["cat", "/notes/x", "/notes/a.md", "/notes/y", "--json"]);
		expect(two.status).toBe(3);
		expect(
			two.stderr
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line).instance),
		).toEqual(["/notes/x", "/notes/y"]);
		expect(JSON.parse(two.stdout)).toMatchObject({ path: "/notes/a.md" });
	});
});

test("desk init twice: refused, and the first stays", async () => {
	await guarded.refuses(["init"], 1);
	await guarded.refuses(["init", "--key", "passphrase"], 1);
	const file = new TestDesk();
	mkdirSync(file.folder, { recursive: true });
	writeFileSync(file.home, "a file");
	for (const argv of [["init"], ["ls", "/"], ["doctor"]]) {
		const { status, stderr } = await file.run(argv);
		expect([status, stderr]).toEqual([1, expect.stringMatching(/no folder; set DESK_HOME/)]);
	}
	expect(readFileSync(file.home, "utf8")).toBe("a file");
	file.remove();
});

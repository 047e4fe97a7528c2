import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Store } from "../../src/store/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

const FILES: Record<string, string | Buffer> = {
	"a.txt": "alpha\nbeta\ngamma\nalphabet\nBETA beta\n\nlast alpha",
	"b.md": "# Roadmap\n\nThe roadmap for 2026.\nNo map here\nroad map\n",
	"empty.txt": "",
	"crlf.txt": "one\r\ntwo alpha\r\nthree\r\n",
	"sub/deep/c.txt": "über alpha\nÜBER\nnaïve café\n日本語 alpha\n",
	"sub/d.log": "error: 1\nwarn: 2\nerror: 3\nerror: 4\ninfo\nerror: 5\n",
	"bin.dat": Buffer.from([0x61, 0x6c, 0x70, 0x68, 0x61, 0, 1, 2, 0x0a]),
	"latin.txt": Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x61, 0x0a]),
	"many.txt": Array.from({ length: 500 }, (_, at) => `line ${at} ${at % 7 === 0 ? "seven" : ""}`).join("\n"),
};

let desk: TestDesk;
let host: string;
beforeAll(async () => {
	desk = await makeDesk();
	host = mkdtempSync(join(tmpdir(), "desk-grep-"));
	for (const [name, text] of Object.entries(FILES)) {
		mkdirSync(dirname(join(host, "files", name)), { recursive: true });
		writeFileSync(join(host, "files", name), text);
		await desk.put(`/files/${name}`, text);
	}
});
afterAll(() => {
	desk.remove();
	rmSync(host, { recursive: true, force: true });
});

/** Each with every option set below. */
const PATTERNS = [
	"alpha",
	"^alpha$",
	"a.*a",
	"[Bb]eta",
	"error: [345]",
	"\\<road",
	"map\\>",
	"",
	"no such thing",
	"é",
	"über",
	"l\\(ine\\) 4",
	"seven$",
];
const OPTIONS = [
	[],
	["-i"],
	["-v"],
	["-w"],
	["-x"],
	["-c"],
	["-n"],
	["-o"],
	["-F"],
	["-E"],
	["-l"],
	["-L"],
	["-h"],
	["-H"],
	["-m1"],
	["-m", "2", "-c"],
	["-in"],
	["-A1"],
	["-B2"],
	["-C1", "-n"],
	["-1"],
	["-vc"],
	["-on"],
	["-T"],
	["-nT"],
	["-nbTh"],
	["-oT"],
	["-nT", "-C1"],
	["-d", "skip"],
];
const TEXT = ["a.txt", "b.md", "empty.txt", "crlf.txt", "sub/deep/c.txt", "sub/d.log", "many.txt"];

describe("equals GNU grep", () => {
	test.each(OPTIONS.map((options) => [options.join(" "), options] as const))(
		"on several files with %s",
		async (_name, options) => {
			for (const pattern of PATTERNS) {
				// GNU grep does not even open the files when it knows that no line can be taken, so it prints no zeros.
				if (pattern === "" && options[0] === "-vc") continue;
				const argv = [...options, "-e", pattern];
				const theirs = spawnSync(
					"grep",
					[...argv, ...TEXT.map((name) => `/files/${name}`)].map((word) =>
						word.startsWith("/files/") ? host + word : word,
					),
					{ encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } },
				);
				const ours = await desk.run(["grep", ...argv, ...TEXT.map((name) => `/files/${name}`)]);
				expect([argv, ours.stdout, ours.status]).toEqual([argv, theirs.stdout.replaceAll(host, ""), theirs.status]);
			}
		},
	);

	test.each([["-r"], ["-rn"], ["-rl"], ["-rc"], ["-rh"], ["-rL"], ["-ri"], ["-rw"]])(
		"on a tree with %s",
		async (option) => {
			for (const pattern of ["alpha", "error", "b"]) {
				const theirs = spawnSync("grep", [option, "--exclude=*.dat", "--exclude=latin.txt", pattern, `${host}/files`], {
					encoding: "utf8",
					env: { ...process.env, LC_ALL: "C.UTF-8" },
				});
				const ours = await desk.run(["grep", option, "--exclude=*.dat", "--exclude=latin.txt", pattern, "/files"]);
				// GNU grep takes a directory in the order of the disk; ours is by name.
				const sorted = (text: string) => text.replaceAll(host, "").split("\n").sort();
				expect([pattern, sorted(ours.stdout), ours.status]).toEqual([pattern, sorted(theirs.stdout), theirs.status]);
			}
		},
	);

	test("on links: only those on the command line, -R all of them, no circle", async () => {
		for (const [name, text] of [
			["links/a", "alpha\n"],
			["links/d/b", "alpha 2\n"],
		] as const) {
			mkdirSync(dirname(join(host, "files", name)), { recursive: true });
			writeFileSync(join(host, "files", name), text);
			await desk.put(`/files/${name}`, text);
		}
		for (const [target, name] of [
			["../a", "d/l"],
			["nowhere", "broken"],
			["../d", "d/loop"],
			["d", "dl"],
		] as const) {
			symlinkSync(target, join(host, "files/links", name));
			await desk.ok("ln", "-s", target, `/files/links/${name}`);
		}
		for (const words of [
			["-r", "."],
			["-R", "."],
			["-r", "dl"],
			["-R", "dl"],
			["-r", "dl", "a", "d/l"],
			["-R", "--exclude-dir=dl", "."],
		]) {
			const argv = ["-c", "alpha", ...words];
			const theirs = spawnSync("grep", argv, { encoding: "utf8", cwd: join(host, "files/links") });
			const ours = await desk.run([
				"grep",
				...argv.map((word) =>
					word === "." || (/^[ad]/.test(word) && word !== "alpha") ? `/files/links/${word}` : word,
				),
			]);
			const lines = (text: string) => text.replaceAll("/files/links/", "").replaceAll("./", "").split("\n").sort();
			// Our own statuses tell mistakes apart; in a shell each is 2.
			expect([words, lines(ours.stdout), Math.min(ours.status, 2)]).toEqual([
				words,
				lines(theirs.stdout),
				theirs.status,
			]);
		}
		await desk.ok("rm", "-r", "/files/links");
		rmSync(join(host, "files/links"), { recursive: true });
	});

	test("--exclude-from; -d recurse", async () => {
		await desk.put("/files/globs", "*.log\n\n*.md\n");
		expect(
			(
				await desk.run([
					"grep",
					"-l",
					"-d",
					"recurse",
					"--exclude-from=/files/globs",
					"error\\|road",
					"/files/b.md",
					"/files/sub",
				])
			).stdout,
		).toBe("");
		await desk.ok("rm", "/files/globs");
	});

	test("-P gives a line up that would take for ever, and goes on with the next file", async () => {
		await desk.put("/files/limit/a", `${"a".repeat(40)}b\n`);
		await desk.put("/files/limit/b", "aa\n");
		const { stdout, stderr, status } = await desk.run(["grep", "-rP", "^(a|aa)+$", "/files/limit"]);
		expect([stdout, status]).toEqual(["/files/limit/b:aa\n", 5]);
		expect(stderr).toContain("/files/limit/a: exceeded the pattern's backtracking limit");
		await desk.ok("rm", "-r", "/files/limit");
	});

	test("on standard input", async () => {
		const theirs = spawnSync("grep", ["-n", "b"], { encoding: "utf8", input: FILES["a.txt"] as string });
		const ours = await desk.run(["grep", "-n", "b"], { stdin: FILES["a.txt"] as string });
		expect(ours.stdout).toBe(theirs.stdout);
	});
});

test("-r reads only files that may match, and prints what it prints when it reads all", async () => {
	const patterns = [
		...PATTERNS,
		"ſ",
		"KELVIN",
		"lph",
		"err\\|warn",
		"\\(alp\\|bet\\)ha*",
		"a\\{0,1\\}lpha",
		"x*seven",
		"日本",
		"É",
	];
	const options = ["-h", "-i", "-w", "-x", "-v", "-c", "-il", "-L", "-oE", "-C1", "-F"];
	const runs = patterns.flatMap((pattern) => options.map((option) => ["grep", "-r", option, "-e", pattern, "/files"]));
	runs.push(...patterns.map((pattern) => ["grep", "-rP", "-e", pattern.replaceAll("\\", ""), "/files"]));
	await desk.put("/files/folded.txt", "\u017feven \u212aelvin \u212A\n");
	const results = async () => {
		const all: string[] = [];
		for (const argv of runs) {
			const { status, bytes, stderr } = await desk.run(argv);
			all.push(`${argv.join(" ")}\n${status}\n${bytes.toString("latin1")}${stderr}`);
		}
		return all;
	};
	const pruned = await results();
	const store = await Store.open(desk.home);
	expect(store.database.get<{ count: number }>("SELECT count(*) AS count FROM trigram")?.count).toBeGreaterThan(8);
	await store.database.write(() => store.database.run("DELETE FROM trigram"));
	store.close();
	expect(pruned).toEqual(await results());
	expect(pruned.filter((text) => text.includes("folded.txt")).length).toBeGreaterThan(20);
});

test("a binary file is named, not printed; -a prints it", async () => {
	const { status, stdout, stderr } = await desk.run(["grep", "alpha", "/files/bin.dat"]);
	expect([status, stdout, stderr]).toEqual([0, "", "desk: grep: /files/bin.dat: binary file matches\n"]);
	expect((await desk.run(["grep", "-a", "alpha", "/files/bin.dat"])).bytes).toEqual(FILES["bin.dat"]);
});

test("--json gives path, line, text and byte spans", async () => {
	const lines = (await desk.ok("grep", "--json", "-r", "café", "/files")).trim().split("\n");
	expect(lines.map((line) => JSON.parse(line))).toEqual([
		{ path: "/files/sub/deep/c.txt", line: 3, text: "naïve café", spans: [[7, 12]] },
	]);
});

test("--include, --exclude-dir, -q, and what cannot be read", async () => {
	expect(await desk.ok("grep", "-rl", "--include=*.txt", "--exclude-dir=deep", "alpha", "/files")).toBe(
		"/files/a.txt\n/files/crlf.txt\n",
	);
	expect(await desk.ok("grep", "-q", "alpha", "/files/a.txt")).toBe("");
	expect((await desk.run(["grep", "alpha", "/files/nothing", "/files/a.txt"])).status).toBe(3);
	expect((await desk.run(["grep", "alpha", "/files/sub"])).stderr).toContain("use -r");
	expect((await desk.run(["grep", "a\\(", "/files/a.txt"])).status).toBe(5);
	expect((await desk.run(["grep"])).status).toBe(2);
});

test("a file larger than a row is streamed with right line numbers", async () => {
	const lines = Array.from({ length: 400_000 }, (_, at) => `row ${at} of a long file`);
	await desk.put("/files/long.txt", `${lines.join("\n")}\n`);
	expect(await desk.ok("grep", "-n", "row 399999 ", "/files/long.txt")).toBe("400000:row 399999 of a long file\n");
	expect(await desk.ok("grep", "-c", "row", "/files/long.txt")).toBe("400000\n");
});

test("colours matches and neutralises escape sequences on a terminal", async () => {
	await desk.put("/files/evil.txt", "alpha \x1b]0;title\x07 done\n");
	const shown = await desk.run(["grep", "--color", "always", "alpha", "/files/evil.txt"], { columns: 80 });
	expect(shown.stdout).toBe("\x1b[1m\x1b[31malpha\x1b[39m\x1b[22m ^[]0;title^G done\n");
});

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { builtProgram } from "../../test/support/program.ts";

/** The real program on the PATH of real shells. */
const folder = mkdtempSync(join(tmpdir(), "desk-completion-"));
const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
for (const shell of ["bash", "zsh", "fish"])
	if (!has(shell)) console.warn(`completion: ${shell} is not installed, its script is not tested`);

let desk: TestDesk;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/idea.md", "# Idea\n");
	await desk.put("/notes/clients/anna müller.md", "# Anna\n");
	await desk.put("/notes/clients/bob.md", "# Bob\n");
	mkdirSync(join(folder, "bin"));
	symlinkSync(builtProgram().desk, join(folder, "bin", "desk"));
	mkdirSync(join(folder, "here", "export"), { recursive: true });
	writeFileSync(join(folder, "here", "exported.txt"), "");
	env = {
		...process.env,
		DESK_HOME: desk.home,
		DESK_KEYCHAIN: "off",
		HOME: folder,
		PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
	};
	for (const shell of ["bash", "zsh", "fish"]) writeFileSync(join(folder, shell), await desk.ok("completion", shell));
}, 120_000);
afterAll(() => {
	desk.remove();
	rmSync(folder, { recursive: true, force: true });
});

function run(shell: string, args: string[], script: string): string {
	const { stdout, stderr, status } = spawnSync(shell, [...args, script], {
		env,
		cwd: join(folder, "here"),
		encoding: "utf8",
	});
	expect([status, stderr]).toEqual([0, ""]);
	return stdout;
}

test("the program that the shells find is the one that was built", () => {
	expect(existsSync(join(folder, "bin", "desk"))).toBe(true);
	expect(run("sh", ["-c"], "desk version")).toMatch(/^desk \d/);
});

describe.runIf(has("bash"))("bash", () => {
	/** What the Tab key would offer at the end of a line. `words` is how bash itself splits it. */
	const tab = (line: string, ...words: string[]) =>
		run(
			"bash",
			["--norc", "-c"],
			`source '${folder}/bash'
			COMP_LINE=${quote(line)} COMP_POINT=${[...line].length} COMP_WORDS=(${words.map(quote).join(" ")}) COMP_CWORD=${words.length - 1}
			_desk desk && (( \${#COMPREPLY[@]} )) && printf '%s\\n' "\${COMPREPLY[@]}"; complete -p desk`,
		)
			.trim()
			.split("\n");

	test("completes commands, options, paths with spaces, values behind =, host paths", () => {
		const own = "complete -F _desk desk";
		expect(tab("desk vers", "desk", "vers")).toEqual(["version", own]);
		expect(tab("desk cat /no", "desk", "cat", "/no")).toEqual(["/notes/", own]);
		expect(tab("desk cat /notes/clients/", "desk", "cat", "/notes/clients/")).toEqual([
			"/notes/clients/anna müller.md",
			"/notes/clients/bob.md",
			own,
		]);
		expect(tab("desk cat '/notes/clients/anna m", "desk", "cat", "'/notes/clients/anna m")).toEqual([
			"/notes/clients/anna müller.md",
			own,
		]);
		expect(tab("desk ls --color=a", "desk", "ls", "--color", "=", "a")).toEqual(["auto", "always", own]);
		// A folder's order is the file system's.
		expect(tab("desk import notes ex", "desk", "import", "notes", "ex").sort()).toEqual(
			["export", "exported.txt", own].sort(),
		);
		expect(tab("desk cat /nowhere/", "desk", "cat", "/nowhere/")).toEqual([own]);
	});

	test.runIf(process.platform === "linux" && has("script"))(
		"the Tab key itself, in an interactive shell on a terminal",
		async () => {
			// util-linux's script(1) gives a terminal. A typed line ends up as printf's arguments, each in its own brackets.
			const child = spawn("script", ["-qfec", "bash --norc --noprofile -i", "/dev/null"], {
				env: { ...env, TERM: "dumb" },
				cwd: join(folder, "here"),
			});
			let seen = "";
			child.stdout.setEncoding("utf8").on("data", (text: string) => {
				seen += text;
			});
			/** Wait until what appears after `from` matches. */
			const until = async (pattern: RegExp, from: number): Promise<string> => {
				for (let tries = 0; tries < 400; tries++) {
					const found = pattern.exec(seen.slice(from));
					if (found !== null) return found[1] ?? found[0];
					await sleep(25);
				}
				throw new Error(`${pattern} did not appear in ${JSON.stringify(seen.slice(from))}`);
			};
			const typeLine = async (...parts: [typed: string, shown: string][]) => {
				const start = seen.length;
				child.stdin.write("desk ");
				for (const [typed, shown] of parts) {
					const from = seen.length;
					child.stdin.write(`${typed}\t`);
					await until(new RegExp(shown), from);
				}
				child.stdin.write("\x01printf '<%s>' \x05; echo END\n");
				return await until(/(?<!echo )((?:<[^>]*>)+)END/, start);
			};
			child.stdin.write(`bind 'set enable-bracketed-paste off'; source '${folder}/bash'; PS1='RE''ADY '\n`);
			await until(/READY/, 0);
			try {
				expect(await typeLine(["ver", "version "])).toBe("<desk><version>");
				expect(await typeLine(["cat /no", "/notes/"], ["id", "idea\\.md "])).toBe("<desk><cat></notes/idea.md>");
				expect(await typeLine(["cat /notes/cl", "clients/"], ["an", "anna\\\\ m.*\\.md "])).toBe(
					"<desk><cat></notes/clients/anna müller.md>",
				);
				expect(await typeLine(['cat "/notes/clients/an', 'anna m.*\\.md" '])).toBe(
					"<desk><cat></notes/clients/anna müller.md>",
				);
				expect(await typeLine(["ls --color=al", "always "])).toBe("<desk><ls><--color=always>");
				expect(await typeLine(["import notes exported", "exported\\.txt "])).toBe(
					"<desk><import><notes><exported.txt>",
				);
			} finally {
				child.stdin.end("exit\n");
				await once(child, "close");
			}
		},
	);
});

describe.runIf(has("zsh"))("zsh", () => {
	/** The script with zsh's own builtins for completion replaced by ones that print what they are given. */
	const tab = (...words: string[]) =>
		run(
			"zsh",
			["-f", "-c"],
			`compdef() { : }
			compadd() { local list=$@[-1]; print -rl -- "\${(@P)list}"; [[ $1 == -l ]] && print -rl -- "\${(@)shown}" }
			_files() { print -r -- HOST }
			source '${folder}/zsh'
			words=(${words.map(quote).join(" ")}); CURRENT=${words.length} PREFIX=${quote(words.at(-1) ?? "")}
			_desk`,
		)
			.trim()
			.split("\n")
			.filter((line) => line !== "");

	test("completes with descriptions", () => {
		expect(tab("desk", "vers")).toEqual(["version", "version  -- Show the versions of deskfs, Node and SQLite"]);
		expect(tab("desk", "cat", "/no")).toEqual(["/notes/"]);
		expect(tab("desk", "cat", "/notes/clients/a")[0]).toBe("/notes/clients/anna müller.md");
		expect(tab("desk", "cat", "/notes/clients/anna\\ m")[0]).toBe("/notes/clients/anna müller.md");
		expect(tab("desk", "key", "passphrase", "--new-passphrase-file", "")).toEqual(["HOST"]);
		expect(tab("desk", "cat", "/nowhere/")).toEqual([]);
	});
});

describe.runIf(has("fish"))("fish", () => {
	const tab = (line: string) =>
		run("fish", ["--no-config", "-c"], `source '${folder}/fish'; complete -C ${quote(line)}`)
			.trim()
			.split("\n")
			.filter((text) => text !== "");

	test("completes with descriptions", () => {
		expect(tab("desk vers")).toEqual(["version\tShow the versions of deskfs, Node and SQLite"]);
		expect(tab("desk cat /no")).toEqual(["/notes/"]);
		expect(tab("desk cat /notes/clients/a")[0]).toMatch(/^\/notes\/clients\/anna.müller\.md\t/);
		expect(tab("desk config get ").length).toBeGreaterThan(3);
		expect(tab("desk import notes exp").map((text) => text.split("\t")[0])).toEqual(["export/", "exported.txt"]);
		expect(tab("desk cat /nowhere/")).toEqual([]);
	});
});

function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

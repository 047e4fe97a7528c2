import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import commands from "../commands/registry.ts";
import { mountCommands } from "../fs-mounts/registry.ts";
import { type Command, isGroup } from "../src/command/index.ts";
import { builtProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/store.ts";
import { writeTinyModel } from "./support/tiny-model.ts";

const samples = fileURLToPath(new URL("../samples", import.meta.url));

/** What cannot run here, by a part of its text, and why. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
	[
		/^desk (init|biz init$|open|key (passphrase|keychain|export|import)$|key import)/,
		"needs a terminal, a desktop or a machine without a desk",
	],
	[/^desk key (add openai|remove)/, "asks for a key, or forgets one"],
	[/^desk (tail -f|serve)/, "goes on until Ctrl-C"],
	[/^desk u?mount/, "needs /dev/fuse and changes the machine; test/mount does it"],
	[/code --wait|gimp|age -p|curl|^git /, "another program"],
	[/\/media\/stick/, "a removable disk"],
	[/models\.example\.org/, "a server"],
	[/\/sys\/rejected\/3-/, "the third refused write"],
];

/** The commands of a section of the README; their remarks are bash's. */
function readmeExamples(section: string): string[] {
	const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
	const [, text = ""] = readme.split(`\n## ${section}\n`);
	const lines = text.split("\n## ")[0]?.split("\n") ?? [];
	return lines.flatMap((line) => /^ {4}(desk .*)/.exec(line)?.[1] ?? []);
}

/** All examples of the help, each once. */
async function examples(): Promise<string[]> {
	const lines = new Set<string>(["Business", "Search", "In the background"].flatMap(readmeExamples));
	for (const entry of [...commands, ...mountCommands]) {
		const loaded = await entry.load();
		const all: readonly Command[] = isGroup(loaded) ? loaded.commands : [loaded];
		for (const command of all) for (const [line] of command.examples) lines.add(line);
	}
	return [...lines].filter((line) => !ELSEWHERE.some(([part]) => part.test(line)));
}

interface Ended {
	status: number;
	stdout: string;
	stderr: string;
}

const folder = temporaryFolder({ memory: true });
const program = builtProgram();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Run a line in bash as the owner of the machine folder `at`: its own home, desk and working directory. */
async function shell(line: string, at: string): Promise<Ended> {
	const env = {
		HOME: at,
		DESK_HOME: join(at, "desk"),
		DESK_KEYCHAIN: "off",
		// The day of the samples: what they plan lies ahead.
		DESK_NOW: "2026-11-20T09:30:00",
		TZ: "Europe/Stockholm",
		PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH ?? ""}`,
		EDITOR: "sed -i s/a/b/",
		LANG: "C.UTF-8",
		TMPDIR: at,
	};
	return await new Promise((resolve) => {
		const child = execFile("bash", ["-c", line], { cwd: at, env, timeout: 30_000 }, (error, stdout, stderr) =>
			resolve({ status: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr }),
		);
		child.stdin?.end();
	});
}

beforeAll(async () => {
	mkdirSync(join(folder, "bin"));
	symlinkSync(program.desk, join(folder, "bin", "desk"));
	const base = join(folder, "base");
	mkdirSync(join(base, "src"), { recursive: true });
	mkdirSync(join(base, ".config/fish/completions"), { recursive: true });
	for (const [name, mount] of [
		["vault", "notes"],
		["Documents", "files"],
		["todo", "tasks"],
	] as const)
		cpSync(join(samples, mount), join(base, name), { recursive: true });
	cpSync(join(samples, "exports"), join(base, "exports"), { recursive: true });
	const inbox = readFileSync(join(samples, "mail", "Inbox"));
	mkdirSync(join(base, "Maildir", "cur"), { recursive: true });
	writeFileSync(
		join(base, "Maildir", "cur", "1.desk:2,S"),
		inbox.subarray(inbox.indexOf("\n") + 1, inbox.indexOf("\nFrom - ")),
	);
	writeFileSync(join(base, "takeout.zip"), zipSync({ "Takeout/Mail/Inbox.mbox": inbox }));
	const judged = fileURLToPath(new URL("fixtures/search", import.meta.url));
	for (const place of ["abstracts", "collections/abstracts"]) cpSync(judged, join(base, place), { recursive: true });
	writeFileSync(join(base, "offer.md"), "---\ntitle: Send the offer\n---\n");
	await writeTinyModel(join(base, "models", "all-MiniLM-L6-v2"));
	writeFileSync(join(base, ".desk-pass"), "a long passphrase\n");
	const made = await shell(
		`desk init -q --key file && for m in notes tasks files mail calendar contacts prompts agents context; do desk import -q $m '${samples}'/$m || exit 1; done &&
		desk mkdir -p /files/empty /files/2019/acme && desk model add -q models/all-MiniLM-L6-v2 --name mini && desk append /notes/meeting-notes.md "- until later" &&
		desk config set mail.from "Mara Lindqvist <mara@maralindqvist.example>" && desk append /mail/rules.md "- if list is * then move to letters" &&
		desk mail new gunilla -s Lunch -m "Tomorrow at one?" --send && desk mail new gunilla -s Lunch -m "Or on Friday?" && desk reindex -q --vectors`,
		base,
	);
	if (made.status !== 0) throw new Error(made.stderr);
});

describe("every example of the help, and of some sections of the README, runs as written on the sample desk", async () => {
	const lines = await examples();

	test("there are many", () => expect(lines.length).toBeGreaterThan(90));

	test.concurrent.each(lines.map((line, index) => ({ line, index })))("$line", async ({ line, index }) => {
		const at = join(folder, String(index));
		cpSync(join(folder, "base"), at, { recursive: true });
		const { status, stderr } = await shell(`set -o pipefail; ${line}`, at);
		// 1 without a word is "nothing matched" or "they differ".
		if (!(status === 1 && stderr === "")) expect(`${status} ${stderr}`).toMatch(/^0 /);
		expect(stderr).not.toMatch(/^desk: .*(no such|bug in)/m);
		rmSync(at, { recursive: true, force: true });
	});
});

import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

/** The program's shell is /bin/sh; Windows has none. */
describe.skipIf(process.platform === "win32")("open", () => {
	let desk: TestDesk;
	let folder: string;
	const opener = process.platform === "darwin" ? "open" : "xdg-open";
	const seen = () => join(folder, "seen");
	beforeEach(async () => {
		desk = await makeDesk();
		await desk.put("/files/a  b; $(touch x) 'é\".txt", "the bytes\n");
		await desk.put("/files/a.txt", "one\n");
		await desk.put("/files/a.txt", "two\n");
		folder = mkdtempSync(join(tmpdir(), "desk-opener-"));
		mkdirSync(join(folder, "tmp"));
		vi.stubEnv("TMPDIR", join(folder, "tmp"));
		program("look", `printf '%s\\n' "$@" > '${seen()}'; cat "$1" >> '${seen()}'`);
	});
	afterEach(() => {
		vi.unstubAllEnvs();
		rmSync(folder, { recursive: true, force: true });
		desk.remove();
	});

	/** Put a program of this name first on the PATH. */
	function program(name: string, script: string): void {
		writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
		chmodSync(join(folder, name), 0o755);
		vi.stubEnv("PATH", `${folder}:/usr/bin:/bin`);
	}
	const copies = () => readdirSync(join(folder, "tmp"));
	async function appears(file: string): Promise<string> {
		for (let tries = 0; tries < 200 && !(existsSync(file) && readFileSync(file, "utf8").endsWith("\n")); tries++)
			await sleep(20);
		return readFileSync(file, "utf8");
	}

	test("--wait shows the program a private copy, and removes it", async () => {
		program(
			"look",
			`printf '%s\\n' "$@" > '${seen()}'; cat "$1" >> '${seen()}'; ls -ld "$(dirname "$1")" >> '${seen()}'`,
		);
		const { status, stderr } = await desk.run(["open", "--wait", "--with", "look", "/files/a  b; $(touch x) 'é\".txt"]);
		expect(status).toBe(0);
		expect(stderr).toContain("is a copy: changes to it are not kept");
		const [file = "", bytes, listing] = readFileSync(seen(), "utf8").split("\n");
		expect(basename(file)).toBe("a b; $(touch x) 'é.txt");
		expect(bytes).toBe("the bytes");
		expect(listing).toMatch(/^drwx------/);
		expect(existsSync(dirname(file))).toBe(false);
		expect(existsSync("x")).toBe(false);
	});

	test("without --wait it returns, and the copy stays for a day", async () => {
		program(opener, `sleep 0.2; cat "$1" > '${seen()}'`);
		const copy = (await desk.ok("open", "/files/a.txt")).trim();
		expect(statSync(copy).mode & 0o777).toBe(0o600);
		expect(await appears(seen())).toBe("two\n");
		expect(copies().length).toBe(1);
		const yesterday = Date.now() / 1000 - 90_000;
		utimesSync(dirname(copy), yesterday, yesterday);
		await desk.ok("open", "/files/a.txt");
		expect(existsSync(copy)).toBe(false);
		expect(copies().length).toBe(1);
	});

	test("old revisions, views, programs with options; their status is passed on", async () => {
		await desk.ok("open", "-w", "--with", "look", "/files/a.txt@1");
		expect(readFileSync(seen(), "utf8")).toMatch(/a\.txt\none\n$/);
		program("second", `echo "$1 $2" > '${seen()}'; exit 3`);
		expect((await desk.run(["open", "-w", "--with", "second --flag", "/sys/version"])).status).toBe(3);
		expect(readFileSync(seen(), "utf8")).toMatch(/^--flag .*version\n$/);
		expect(copies()).toEqual([]);
	});

	test("says when there is nothing to open it with (127), and what cannot be opened", async () => {
		vi.stubEnv("PATH", folder);
		expect(await desk.run(["open", "/files/a.txt"])).toMatchObject({
			status: 127,
			stderr: expect.stringContaining(`there is no program '${opener}' here`),
		});
		expect((await desk.run(["open", "--with", "nosuch -x", "/files/a.txt"])).status).toBe(127);
		expect((await desk.run(["open", "--with", "look", "/files"])).stderr).toContain("this is a directory");
		expect((await desk.run(["open", "--with", "look", "/files/none"])).status).toBe(3);
		if (process.platform !== "darwin") expect((await desk.run(["open", "--wait", "/files/a.txt"])).status).toBe(2);
		expect(copies()).toEqual([]);
	});
});

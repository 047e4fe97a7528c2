/** Programs that people use, and the WebDAV test suite litmus, on a server in this process. */
import { execFile, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Served } from "../support/webdav.ts";

/** Whether a program is there; a test that needs one which is not says so. */
function has(program: string, test = existsOnPath(program)): boolean {
	if (!test) console.warn(`test/webdav: tests with ${program} are skipped: it is not installed, or cannot work here`);
	return test;
}

function existsOnPath(program: string): boolean {
	return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

let served: Served;
let folder: string;
beforeAll(async () => {
	served = await Served.start({ user: "desk", password: "secret" });
	folder = mkdtempSync(join(tmpdir(), "desk-webdav-"));
});
afterAll(async () => {
	await served.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** Run a program to its end; its output, errors included. */
async function run(program: string, argv: readonly string[], stdin = "", environment: NodeJS.ProcessEnv = {}) {
	return await new Promise<{ status: number; output: string }>((resolve) => {
		const env = { ...process.env, HOME: folder, ...environment };
		const child = execFile(
			program,
			argv,
			{ cwd: folder, env, timeout: 100_000, maxBuffer: 2 ** 26 },
			(error, out, err) =>
				resolve({ status: error === null ? 0 : typeof error.code === "number" ? error.code : -1, output: out + err }),
		);
		child.stdin?.on("error", () => undefined);
		child.stdin?.end(stdin);
	});
}

const content = async (path: string) => (await served.vfs.readAll(path)).toString();

describe.skipIf(!has("litmus"))("litmus", () => {
	test.each(["basic", "copymove", "props", "locks", "http"])(
		"%s",
		async (suite) => {
			const { output } = await run("litmus", ["-k", `${served.url}files/`, "desk", "secret"], "", { TESTS: suite });
			expect(output).toMatch(/of (\d+) tests run: \1 passed, 0 failed/);
			expect(output).not.toMatch(/FAIL|WARNING/);
		},
		120_000,
	);
});

describe.skipIf(!has("cadaver"))("cadaver", () => {
	test("puts, locks, copies, moves, sets properties, gets", async () => {
		writeFileSync(join(folder, ".netrc"), "machine 127.0.0.1\nlogin desk\npassword secret\n", { mode: 0o600 });
		writeFileSync(join(folder, "100% ü.txt"), "cadaver's");
		const script = [
			`open ${served.url}files/`,
			"mkcol cadaver",
			"cd cadaver",
			'put "100% ü.txt"',
			'lock "100% ü.txt"',
			'put "100% ü.txt"',
			'unlock "100% ü.txt"',
			'propset "100% ü.txt" colour red',
			'copy "100% ü.txt" two.txt',
			"propget two.txt colour",
			"move two.txt three.txt",
			'delete "100% ü.txt"',
			"get three.txt got.txt",
			"ls",
			"quit",
		];
		const { output } = await run("cadaver", [], `${script.join("\n")}\n`);
		expect(output).not.toMatch(/failed|Could not/i);
		expect(output).toContain("Value of colour is: red");
		expect(readFileSync(join(folder, "got.txt"), "utf8")).toBe("cadaver's");
		expect((await served.vfs.names("/files/cadaver")).join()).toBe("three.txt");
	});
});

describe.skipIf(!has("rclone"))("rclone", () => {
	const remote = (path: string) => `:webdav,url='${served.url}',user=desk,vendor=other,pass=${obscured}:${path}`;
	let obscured = "";

	test("copies a tree there and back, byte for byte", async () => {
		obscured = (await run("rclone", ["obscure", "secret"])).output.trim();
		const source = join(folder, "source");
		mkdirSync(join(source, "a b", "ünï", "100%"), { recursive: true });
		const names = ["plain.txt", "a b/&<é>.txt", "a b/#?;=+.bin", "a b/ünï/100%/'\"$.dat", "empty"];
		names.forEach((name, at) => {
			writeFileSync(join(source, name), name === "empty" ? "" : randomBytes(1 + at * 150_000));
		});
		utimesSync(join(source, "plain.txt"), 1_000_000_000, 1_000_000_000);
		const options = ["--config", join(folder, "rclone.conf"), "-q"];
		const rclone = async (...argv: string[]) => {
			const { status, output } = await run("rclone", [...argv, ...options]);
			expect([argv[0], status, output]).toEqual([argv[0], 0, ""]);
		};
		await rclone("sync", source, remote("files/rclone"));
		await rclone("check", "--download", source, remote("files/rclone"));
		await rclone("copy", remote("files/rclone"), join(folder, "back"));
		for (const name of names)
			expect(readFileSync(join(folder, "back", name)).equals(readFileSync(join(source, name))), name).toBe(true);
		// As it speaks to ownCloud, it keeps dates; then nothing is new the second time.
		const dated = remote("files/dated").replace("vendor=other", "vendor=owncloud");
		await rclone("copy", source, dated);
		expect((await served.vfs.stat("/files/dated/plain.txt")).mtime / 1e6).toBe(1_000_000_000);
		const sets = await served.desk.ok("log", "--json");
		await rclone("sync", source, dated);
		expect(await served.desk.ok("log", "--json")).toBe(sets);
		await rclone("moveto", remote("files/rclone/plain.txt"), remote("files/rclone/a b/moved.txt"));
		expect(await served.vfs.find("/files/rclone/plain.txt")).toBeUndefined();
		await rclone("purge", remote("files/rclone"));
		expect(await served.vfs.find("/files/rclone")).toBeUndefined();
	}, 120_000);
});

describe.skipIf(!has("curl"))("curl", () => {
	test("uploads, goes on with a download, and asks only for what is new", async () => {
		const bytes = randomBytes(5_000_000);
		writeFileSync(join(folder, "upload"), bytes);
		const curl = (...argv: string[]) =>
			run("curl", ["-sS", "-u", "desk:secret", ...argv, `${served.url}files/curl.bin`]);
		expect((await curl("-T", "upload", "-w", "%{http_code}")).output).toBe("201");
		writeFileSync(join(folder, "part"), bytes.subarray(0, 1_234_567));
		await curl("-C", "-", "-o", "part");
		const digest = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
		expect(digest(readFileSync(join(folder, "part")))).toBe(digest(bytes));
		await curl("--etag-save", "etag", "-o", "whole");
		expect((await curl("--etag-compare", "etag", "-o", "again", "-w", "%{http_code}")).output).toBe("304");
	});
});

const canMount = existsOnPath("mount.davfs") && existsSync("/dev/fuse") && process.getuid?.() === 0;

describe.skipIf(!has("davfs2", canMount))("davfs2", () => {
	// davfs2 1.6 cannot list directories on the kernel here, whoever serves them: `ls` says EINVAL with rclone's server, too.
	test("programs write, replace and move files of a mount", async () => {
		const at = join(folder, "mount");
		mkdirSync(at);
		await served.desk.put("/files/davfs/old.txt", "old words\n");
		const mounted = await run("mount.davfs", [served.url, at], "desk\nsecret\n");
		expect([mounted.status, readFileSync("/proc/mounts", "utf8").includes(at)]).toEqual([0, true]);
		try {
			const script = `set -e; cd '${at}/files/davfs'
				cat old.txt; echo new > new.txt; sed -i s/old/other/ old.txt; mkdir sub; mv new.txt sub/moved.txt
				head -c 2000000 /dev/zero > zeros; echo more >> sub/moved.txt; rm -f none`;
			const { status, output } = await run("bash", ["-c", script]);
			expect([status, output]).toEqual([0, "old words\n"]);
		} finally {
			await run("umount", [at]);
		}
		expect(await content("/files/davfs/old.txt")).toBe("other words\n");
		expect(await content("/files/davfs/sub/moved.txt")).toBe("new\nmore\n");
		expect((await served.vfs.stat("/files/davfs/zeros")).size).toBe(2_000_000);
		expect((await served.vfs.names("/files/davfs")).join()).toBe("old.txt,sub,zeros");
	}, 120_000);
});

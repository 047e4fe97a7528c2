/** `desk mount` and `desk umount` as programs: beginning, signals, kill -9, other users, refusals. */
import { execFile, spawn, spawnSync } from "node:child_process";
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Built, buildProgram } from "../support/built.ts";
import { whyNoMountAsRoot } from "../support/fuse.ts";

const NOBODY = 65534;
const run = promisify(execFile);

const why = whyNoMountAsRoot();
if (why !== "") console.warn(`lifecycle.test.ts skipped: ${why}`);

interface Ended {
	status: number;
	stdout: string;
	stderr: string;
}

describe.skipIf(why !== "")("desk mount", () => {
	let built: Built;
	let folder: string;
	let home: string;
	let mount: string;
	beforeAll(async () => {
		built = await buildProgram();
	});
	afterAll(() => built.remove());
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "desk-lifecycle-"));
		home = join(folder, "desk");
		mount = join(folder, "mount point");
		mkdirSync(mount);
		await desk("init", "--key", "file");
	});
	afterEach(async () => {
		await desk("umount", "--all", "--force");
		rmSync(folder, { recursive: true });
	});

	function desk(...argv: string[]): Promise<Ended> {
		return deskWith({}, ...argv);
	}

	async function deskWith(environment: NodeJS.ProcessEnv, ...argv: string[]): Promise<Ended> {
		const child = built.start(home, argv, environment);
		child.stdin?.end();
		let stdout = "";
		let stderr = "";
		child.stdout?.on("data", (bytes) => (stdout += bytes));
		child.stderr?.on("data", (bytes) => (stderr += bytes));
		const status = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
		return { status, stdout, stderr };
	}

	async function state(): Promise<{
		pid: number;
		state: string;
		openFiles: number;
		refused: { path: string; kept: string }[];
	}> {
		return JSON.parse((await desk("mount", "--json")).stdout);
	}

	const isMounted = () => spawnSync("mountpoint", ["-q", mount]).status === 0;

	test("mount, use, list, unmount: what is written is there afterwards", async () => {
		expect(await desk("mount", mount)).toMatchObject({ status: 0, stderr: "" });
		writeFileSync(join(mount, "notes", "a.md"), "hello");
		const listed = await desk("mount");
		expect(listed.stdout).toMatch(/^\/.*mount point\tanswers\t\d+\t20.*\t0 open\t0 refused\n$/);
		expect(await desk("umount", mount)).toMatchObject({ status: 0, stdout: `${mount}\n` });
		expect(isMounted()).toBe(false);
		expect((await desk("cat", "/notes/a.md")).stdout).toBe("hello");
		expect((await desk("log", "--actor", "mount")).stdout).toContain("/notes/a.md");
		expect(await desk("mount")).toMatchObject({ status: 1, stdout: "" });
		expect(await desk("umount", mount)).toMatchObject({ status: 5 });
	});

	test("the daemon stands apart, and shows and leaves nothing to others", async () => {
		await desk("mount", mount);
		const { pid } = await state();
		expect(readFileSync(`/proc/${pid}/stat`, "utf8").split(" ").slice(4, 6)).toEqual([`${pid}`, `${pid}`]);
		expect(spawnSync("readlink", [`/proc/${pid}/cwd`], { encoding: "utf8" }).stdout).toBe("/\n");
		for (const name of readdirSync(join(home, "mounts")))
			expect(statSync(join(home, "mounts", name)).mode & 0o777).toBe(0o600);
		expect(statSync(join(home, "mounts")).mode & 0o777).toBe(0o700);
		chmodSync(folder, 0o755);
		const other = await run("setpriv", [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "ls", mount]).catch(
			(error) => error,
		);
		expect(other.stderr).toContain("Permission denied");
	});

	test("after kill -9, what was closed is there, --status says it, and mounting heals", async () => {
		await desk("mount", mount);
		writeFileSync(join(mount, "files", "kept"), "kept");
		const { pid } = await state();
		process.kill(pid, "SIGKILL");
		await expect.poll(() => existsSync(mount)).toBe(false);
		expect((await state()).state).toBe("dead");
		expect((await desk("mount", mount)).status).toBe(0);
		expect(readFileSync(join(mount, "files", "kept"), "utf8")).toBe("kept");
		process.kill((await state()).pid, "SIGKILL");
		await expect.poll(() => existsSync(mount)).toBe(false);
		expect((await desk("umount", mount)).status).toBe(0);
		expect(isMounted()).toBe(false);
	});

	test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
		"%s commits what is open and unmounts, though programs use it",
		async (signal) => {
			await desk("mount", mount);
			const { pid } = await state();
			const holder = spawn("bash", ["-c", "exec 5>files/held; echo written >&5; echo ready; read -r"], { cwd: mount });
			await new Promise((resolve) => holder.stdout.once("data", resolve));
			await expect.poll(async () => (await state()).openFiles, { timeout: 5000 }).toBe(1);
			const refused = await desk("umount", mount);
			expect(refused).toMatchObject({ status: 1, stdout: "" });
			expect(refused.stderr).toContain("programs use it");
			process.kill(pid, signal);
			await expect.poll(isMounted, { timeout: 5000 }).toBe(false);
			await expect.poll(async () => (await desk("mount")).status, { timeout: 5000 }).toBe(1);
			expect((await desk("cat", "/files/held")).stdout).toBe("written\n");
			holder.stdin.end();
		},
	);

	test("in the foreground it stays until a signal", async () => {
		const child = built.start(home, ["mount", "--foreground", mount]);
		await new Promise((resolve) => child.stdout?.once("data", resolve));
		writeFileSync(join(mount, "files", "x"), "x");
		child.kill("SIGTERM");
		await new Promise((resolve) => child.once("close", resolve));
		expect(isMounted()).toBe(false);
		expect((await desk("cat", "/files/x")).stdout).toBe("x");
	});

	test("what a mount refuses fails at close, and is told", async () => {
		await desk("mount", mount);
		mkdirSync(join(mount, "tasks", "inbox"), { recursive: true });
		const bad = join(folder, "bad.md");
		writeFileSync(bad, "---\nstatus: never\n---\n");
		const { stderr } = spawnSync("cp", [bad, join(mount, "tasks", "inbox")], { encoding: "utf8" });
		expect(stderr).toContain("Invalid argument");
		const { refused } = await state();
		expect(refused[0]).toMatchObject({ path: "/tasks/inbox/bad.md" });
		expect((await desk("cat", refused[0]?.kept ?? "")).stdout).toContain("status: never");
	});

	test("read-only", async () => {
		await desk("mount", "--read-only", mount);
		expect(() => writeFileSync(join(mount, "files", "x"), "x")).toThrow("EROFS");
	});

	test("folders that cannot be mounted at are refused, each with what to do", async () => {
		const file = join(folder, "file");
		writeFileSync(file, "x");
		expect(await desk("mount", join(folder, "none"))).toMatchObject({ status: 3 });
		expect((await desk("mount", file)).stderr).toContain("no folder");
		expect((await desk("mount", folder)).stderr).toContain("nor hidden");
		mkdirSync(join(home, "inside"));
		expect((await desk("mount", join(home, "inside"))).stderr).toContain("nor hidden");
		writeFileSync(join(mount, "present"), "x");
		expect((await desk("mount", mount)).stderr).toContain("not empty");
		expect((await desk("mount", "--force", mount)).status).toBe(0);
		expect(existsSync(join(mount, "present"))).toBe(false);
		expect((await desk("mount", mount)).stderr).toContain("mounted there already");
		await desk("umount", mount);
		expect(existsSync(join(mount, "present"))).toBe(true);
	});

	test("a passphrase goes to the daemon unseen; a wrong one leaves nothing mounted", async () => {
		const file = join(folder, "passphrase");
		writeFileSync(file, "open sesame, please\n");
		home = join(folder, "locked");
		const environment = { DESK_PASSPHRASE_FILE: file };
		await deskWith(environment, "init", "--key", "passphrase");
		expect(await deskWith(environment, "mount", mount)).toMatchObject({ status: 0 });
		const { pid } = JSON.parse((await deskWith(environment, "mount", "--json")).stdout);
		expect(readFileSync(`/proc/${pid}/environ`, "latin1")).not.toMatch(/sesame|PASSPHRASE/);
		expect(existsSync(join(mount, "notes"))).toBe(true);
		await desk("umount", mount);
		writeFileSync(file, "open barley\n");
		expect(await deskWith(environment, "mount", mount)).toMatchObject({ status: 8 });
		expect(isMounted()).toBe(false);
	});

	test("two commands at once make one mount", async () => {
		const both = await Promise.all([desk("mount", mount), desk("mount", mount)]);
		expect(both.map(({ status }) => status).toSorted()).toEqual([0, 1]);
		expect(existsSync(join(mount, "notes"))).toBe(true);
		expect((await desk("umount", mount)).status).toBe(0);
		expect(isMounted()).toBe(false);
	});

	test("the same desk at two places", async () => {
		const second = join(folder, "second");
		mkdirSync(second);
		await desk("mount", mount);
		await desk("mount", second);
		writeFileSync(join(mount, "files", "x"), "from the first");
		await expect
			.poll(() => (existsSync(join(second, "files", "x")) ? readFileSync(join(second, "files", "x"), "utf8") : ""))
			.toBe("from the first");
		expect((await desk("umount", "--all")).stdout).toBe(`${mount}\n${second}\n`);
	});

	const binding = join(process.cwd(), "node_modules/@cocalc/fuse-native/build/Release/fuse.node");
	const asUser = (...argv: string[]) =>
		spawnSync("setpriv", [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...argv]).status === 0;
	const cannot = !existsSync(binding)
		? "@cocalc/fuse-native is not built"
		: !asUser("fusermount3", "-V")
			? "no fusermount3"
			: !asUser("test", "-r", binding)
				? "other users cannot read this folder"
				: undefined;
	if (cannot !== undefined) console.warn(`lifecycle.test.ts: mounting as a user skipped: ${cannot}`);

	test.skipIf(cannot !== undefined)("as a user who is not root; root itself cannot look in", async () => {
		// A /dev/fuse that users may open, as udev makes it, in a mount namespace of its own.
		const script = `
mknod "$1/fuse" c 10 229 && chmod 666 "$1/fuse" && mount --bind "$1/fuse" /dev/fuse
as() { setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups "$@"; }
shift; m=$1; shift
as "$@" init --key file && as "$@" mount "$m" && as sh -c 'echo hello > "$0/notes/a.md"' "$m" || exit 1
ls "$m" 2>&1 && exit 2
as "$@" mount; as "$@" mount --allow-other "$m" ; echo "status $?"
as "$@" umount "$m" || exit 3
as "$@" cat /notes/a.md
grep -c fuse.desk.*"$(basename "$m")" /proc/self/mountinfo
`;
		home = join(folder, "users");
		const point = join(folder, "point");
		for (const path of [home, point]) {
			mkdirSync(path);
			chownSync(path, NOBODY, NOBODY);
		}
		chmodSync(folder, 0o755);
		const command = built.command();
		chmodSync(dirname(command[1] ?? ""), 0o755);
		const environment = {
			...process.env,
			DESK_HOME: join(home, "desk"),
			HOME: home,
			DESK_KEYCHAIN: "off",
			NODE_PATH: join(process.cwd(), "node_modules"),
		};
		const args = ["-m", "--propagation", "private", "bash", "-c", script, "bash", folder, point, ...command];
		const { stdout, stderr } = spawnSync("unshare", args, { env: environment, encoding: "utf8", cwd: "/" });
		expect(stderr).not.toContain("mounting failed");
		expect(stdout).toContain("Permission denied");
		expect(stdout).toMatch(/point\tanswers\t\d+/);
		expect(stdout).toContain("status 4");
		expect(stdout).toMatch(/hello\n0\n$/);
	});
});

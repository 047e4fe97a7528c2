/** Who may do what: nobody else enters a mount; a user who is not root mounts and unmounts. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MountedDesk, missing, whyNoMount } from "../support/mounted.ts";
import { builtProgram } from "../support/program.ts";

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const why = whyNoMount() || (isRoot ? "" : "changing users needs root");
if (why !== "") console.warn(`skipped: permissions of a mounted desk: ${why}`);

/** Run a program as another user. */
function asNobody(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
	const [program = "", ...words] = argv;
	const { status, stdout, stderr } = spawnSync(program, words, {
		uid: NOBODY,
		gid: NOBODY,
		cwd: "/",
		env: { PATH: process.env.PATH, LC_ALL: "C", DESK_KEYCHAIN: "off", ...env },
		encoding: "utf8",
		timeout: 60_000,
	});
	return { status, stdout, stderr };
}

describe.skipIf(why !== "")("a mount of root", () => {
	let mounted: MountedDesk;
	beforeAll(async () => {
		mounted = await MountedDesk.begin();
		chmodSync(mounted.desk.folder, 0o755);
		writeFileSync(mounted.at("/files/secret"), "mine");
		chmodSync(mounted.at("/files/secret"), 0o644);
	});
	afterAll(() => mounted?.end());

	test("is closed to others, whatever the modes of its files say", () => {
		for (const argv of [
			["cat", mounted.at("/files/secret")],
			["ls", mounted.point],
			["stat", mounted.at("/files")],
			["touch", mounted.at("/files/x")],
		]) {
			const { status, stderr } = asNobody(argv);
			expect(status, argv.join(" ")).not.toBe(0);
			expect(stderr).toMatch(/Permission denied/);
		}
		expect(asNobody(["ls", mounted.desk.folder]).stdout).toContain("mounted");
	});

	test("modes hold for its owner's programs; views are read-only", async () => {
		expect(statSync(mounted.point).uid).toBe(0);
		const view = statSync(mounted.at("/sys"));
		expect(view.mode & 0o777).toBe(0o555);
		expect(() => writeFileSync(mounted.at("/sys/x"), "")).toThrow(/EACCES|EPERM|EROFS|EINVAL/);
	});

	test("--allow-other lets them in as the modes say", async () => {
		const open = await MountedDesk.begin("--allow-other");
		try {
			chmodSync(open.desk.folder, 0o755);
			writeFileSync(open.at("/files/open"), "for all");
			writeFileSync(open.at("/files/closed"), "mine");
			chmodSync(open.at("/files/open"), 0o644);
			chmodSync(open.at("/files/closed"), 0o600);
			expect(asNobody(["cat", open.at("/files/open")]).stdout).toBe("for all");
			expect(asNobody(["cat", open.at("/files/closed")]).stderr).toMatch(/Permission denied/);
			expect(asNobody(["touch", open.at("/files/open")]).stderr).toMatch(/Permission denied/);
			expect(readFileSync(open.at("/files/open"), "utf8")).toBe("for all");
		} finally {
			await open.end();
		}
	});
});

/** Fusermount3 must be there, set-user-ID, and /dev/fuse open to all (on CI it may be root's alone: then it is fusermount3 that opens it). */
const lacking = missing(["fusermount3"]);
if (why === "" && lacking.length > 0)
	console.warn(`skipped: a mount of a user who is not root: no ${lacking.join(", ")}`);

describe.skipIf(why !== "" || lacking.length > 0)("a user who is not root", () => {
	let folder: string;
	let home: string;
	let point: string;
	const program = () => builtProgram().desk;
	const desk = (...argv: string[]) =>
		asNobody([process.execPath, program(), ...argv], { DESK_HOME: home, HOME: folder });
	const isMounted = () => readFileSync("/proc/self/mountinfo", "utf8").includes(` ${point} `);

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "desk-nobody-"));
		home = join(folder, "home");
		point = join(folder, "desk");
		mkdirSync(point);
		for (const path of [folder, point]) chownSync(path, NOBODY, NOBODY);
		expect(desk("init", "--key", "file")).toMatchObject({ status: 0 });
	});
	afterAll(() => {
		if (isMounted()) spawnSync("umount", ["-l", point]);
		rmSync(folder, { recursive: true, force: true });
	});

	test("mounts, writes, asks, unmounts", () => {
		expect(desk("mount", point)).toMatchObject({ status: 0 });
		expect(isMounted()).toBe(true);
		expect(
			asNobody(["sh", "-c", `echo text > ${point}/files/a && cat ${point}/files/a && stat -c %u ${point}/files/a`])
				.stdout,
		).toBe(`text\n${NOBODY}\n`);
		expect(desk("mount", "--status").stdout).toContain(point);
		expect(() => statSync(join(point, "files"))).toThrow("EACCES"); // not even root
		expect(desk("umount", point)).toMatchObject({ status: 0 });
		expect(isMounted()).toBe(false);
		expect(desk("cat", "/files/a").stdout).toBe("text\n");
	});

	test("--allow-other is refused where /etc/fuse.conf does not allow it", () => {
		const did = desk("mount", "--allow-other", point);
		if (did.status === 0) {
			desk("umount", point);
			expect(readFileSync("/etc/fuse.conf", "utf8")).toMatch(/^\s*user_allow_other/m);
		} else expect(did.stderr).toMatch(/user_allow_other|allow-other|allow_other/);
		expect(isMounted()).toBe(false);
	});
});

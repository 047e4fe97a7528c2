/** Who may do what: nobody else enters a mount; a user who is not root mounts and unmounts. */
import { spawnSync } from "node:child_process";
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
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bash, MountedDesk, missing, whyNoMount } from "../support/mounted.ts";
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
		await mounted.desk.run(["write", "/tasks/bad"], { stdin: "refused" });
		const [kept = ""] = readdirSync(mounted.at("/sys/rejected"));
		expect(statSync(mounted.at("/sys/rejected")).mode & 0o777).toBe(0o555);
		expect(statSync(mounted.at(`/sys/rejected/${kept}`)).mode & 0o777).toBe(0o444);
		expect(readFileSync(mounted.at(`/sys/rejected/${kept}`), "utf8")).toBe("refused");
		expect(() => writeFileSync(mounted.at(`/sys/rejected/${kept}`), "")).toThrow(/EACCES|EPERM|EROFS/);
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

const lacking = missing(["fusermount3", "unshare", "setpriv"]);
if (why === "" && lacking.length > 0)
	console.warn(`skipped: a mount of a user who is not root: no ${lacking.join(", ")}`);

/**
 * Another user's shell, in a mount namespace of its own, with a /dev/fuse that users may open, as distributions have it.
 * @returns what it printed, errors among it
 */
async function asUser(folder: string, script: string): Promise<string> {
	writeFileSync(join(folder, "script"), script);
	const { stdout } = await bash(
		`exec 2>&1; [ -e fuse ] || mknod -m 666 fuse c 10 229; export U=${folder} DESK_HOME=${folder}/home DESK_KEYCHAIN=off HOME=${folder}
		desk() { ${process.execPath} ${builtProgram().desk} "$@"; }; export -f desk
		unshare -m --propagation private bash -c 'mount --bind fuse /dev/fuse; cd $U/as; setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups bash ../script; ls $U/point 2>&1'`,
		folder,
	);
	return stdout;
}

describe.skipIf(why !== "" || lacking.length > 0)("a user who is not root", () => {
	let folder: string;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "desk-nobody-"));
		chmodSync(folder, 0o755);
		for (const name of ["as", "point", "home"]) {
			mkdirSync(join(folder, name));
			chownSync(join(folder, name), NOBODY, NOBODY);
		}
		expect(await asUser(folder, "desk init --key file >/dev/null && echo made")).toContain("made");
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	test("mounts, writes, asks, unmounts; not even root may look", async () => {
		const said = await asUser(
			folder,
			`desk mount $U/point >/dev/null && grep -c " $U/point fuse" /proc/self/mounts
			echo text >$U/point/files/a && cat $U/point/files/a && stat -c %u $U/point/files/a
			desk mount --status | grep -c $U/point
			desk umount $U/point >/dev/null && echo unmounted; grep -c " $U/point fuse" /proc/self/mounts; desk cat /files/a`,
		);
		expect(said).toBe(`1\ntext\n${NOBODY}\n1\nunmounted\n0\ntext\n`);
	});

	test("root sees nothing of it", async () => {
		const said = await asUser(folder, "desk mount $U/point >/dev/null; echo mounted");
		expect(said).toMatch(/^mounted\nls: cannot (open directory|access) '.*': Permission denied\n$/);
	});

	test("--allow-other is refused where /etc/fuse.conf does not allow it", async () => {
		const allows = existsSync("/etc/fuse.conf") && /^\s*user_allow_other/m.test(readFileSync("/etc/fuse.conf", "utf8"));
		const said = await asUser(folder, "desk mount --allow-other $U/point; echo $?; desk umount $U/point 2>/dev/null");
		if (!allows) expect(said).toMatch(/user_allow_other[\s\S]*\n[1-9]\d*\n/);
		else expect(said).toContain("0\n");
	});
});

/** Nobody else enters a mount of root. (A mount of another user: lifecycle.test.ts.) */
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { MountedDesk } from "../support/mounted.ts";

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const why = whyNoMount() || (isRoot ? "" : "changing users needs root");
if (why !== "") console.warn(`skipped: permissions of a mounted desk: ${why}`);

/** Run a program as another user. */
function asNobody(argv: readonly string[]) {
	const [program = "", ...words] = argv;
	const { status, stdout, stderr } = spawnSync(program, words, {
		uid: NOBODY,
		gid: NOBODY,
		cwd: "/",
		env: { PATH: process.env.PATH, LC_ALL: "C", DESK_KEYCHAIN: "off" },
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

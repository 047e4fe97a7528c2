/** Real programs, and the system calls of others, on a mounted desk: a save is one change set, which `desk undo` takes back. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { helper } from "../posix/run-case.ts";
import { whyNoMount } from "../support/fuse.ts";
import { bash, MountedDesk, missing, plainFolder } from "../support/mounted.ts";
import { hasTmux, Pane } from "../support/pane.ts";
import { SAVES, type Save } from "./saves.ts";

const why = whyNoMount();
if (why !== "") console.warn(`skipped: programs on a mounted desk: ${why}`);

const OLD = "# Title\n\nan old text\nand more\n";
const NEW = OLD.replace("old", "new");

/** The shell's, when the editor has gone. */
const PROMPT = /bash-[\d.]+[#$]$/;

/** Where a file is saved: mounts that differ in which names they take. */
const PLACES = ["/files/desk/doc.txt", "/notes/doc.md", "/tasks/inbox/doc.md"];

/** The program's own temporary folder, outside the desk. */
const temporary = plainFolder();
const variables = { TMPDIR: temporary, SYSCALLS: helper() ?? "none" };
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const save = ({ script }: Save, file: string) => bash(script, dirname(file), { ...variables, f: basename(file) });

test.each(SAVES)("$title: on a plain folder", async (each) => {
	const lacking = missing(each.programs);
	if (lacking.length > 0) return console.warn(`skipped: ${each.title}: no ${lacking.join(", ")} here`);
	const folder = plainFolder();
	writeFileSync(join(folder, "doc.md"), OLD);
	expect(await save(each, join(folder, "doc.md"))).toEqual({ status: 0, stdout: "", stderr: "" });
	expect(readFileSync(join(folder, "doc.md"), "utf8")).toBe(NEW);
	expect(readdirSync(folder).sort()).toEqual(["doc.md", ...(each.leaves?.("doc.md") ?? [])].sort());
	rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(why !== "")("on a mounted desk", () => {
	let mounted: MountedDesk;
	beforeAll(async () => {
		mounted = await MountedDesk.begin();
		await mounted.desk.ok("mkdir", "-p", "/tasks/inbox", "/files/desk");
	});
	afterAll(() => mounted?.end());

	/** The newest entry of the log; change sets that one `desk undo` takes back share an operation, which has the number of the first. */
	const newestEntry = async () => {
		const [newest = "{}"] = (await mounted.desk.ok("log", "--json")).split("\n");
		return JSON.parse(newest) as { change: number; operation: number };
	};

	const history = async (path: string) =>
		(await mounted.desk.ok("history", path, "--json"))
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as { op: string; revision: number });

	describe.each(PLACES)("%s", (path) => {
		test.each(SAVES)("$title", async (each) => {
			const lacking = missing(each.programs);
			if (lacking.length > 0) return console.warn(`skipped: ${each.title}: no ${lacking.join(", ")} here`);
			const { desk } = mounted;
			const name = basename(path);
			await desk.put(path, OLD);
			const past = await history(path);
			const [revisions, revision] = [past.length, past[0]?.revision];
			const before = { set: (await newestEntry()).change, names: readdirSync(mounted.at(dirname(path))) };
			const file = mounted.at(path);
			expect(readFileSync(file, "utf8")).toBe(OLD);

			expect(await save(each, file)).toEqual({ status: 0, stdout: "", stderr: "" });
			expect(readFileSync(file, "utf8")).toBe(NEW);
			expect(await desk.ok("cat", path)).toBe(NEW);
			const left = each.leaves?.(name) ?? [];
			expect(readdirSync(mounted.at(dirname(path))).sort()).toEqual([...new Set([...before.names, ...left])].sort());

			expect((await newestEntry()).operation - before.set).toBe(1);
			expect((await history(path)).length).toBeGreaterThan(revisions);
			expect(await desk.ok("cat", `${path}@${revision}`)).toBe(OLD);
			await desk.ok("undo");
			expect(await desk.ok("cat", path)).toBe(OLD);
			expect(await within(1000, () => readFileSync(file, "utf8"), OLD)).toBe(OLD);
			for (const name of left) rmSync(join(mounted.at(dirname(path)), name), { force: true });
			await desk.ok("rm", path);
		});
	});

	test.skipIf(missing(["vim"]).length > 0)("vim: an invalid task is refused, told, and the old one stays", async () => {
		const { desk } = mounted;
		const path = "/tasks/inbox/bad.md";
		await desk.put(path, "---\nstatus: pending\n---\n# Water the plants\n");
		const before = await desk.ok("cat", path);
		for (const settings of ["backupcopy=no", "backupcopy=yes", "nobackup nowritebackup"]) {
			const did = await bash(
				`vim -u NONE -i NONE -N -es -c 'set backupskip= ${settings}' -c 'redir! > ${temporary}/said' -c '%s/pending/nonsense/' -c 'w' -c 'redir END' -c 'qa!' bad.md </dev/null; cat ${temporary}/said`,
				mounted.at("/tasks/inbox"),
			);
			expect(did.stdout, settings).toMatch(/E\d+/);
			expect(await desk.ok("cat", path), settings).toBe(before);
			expect(readFileSync(mounted.at(path), "utf8"), settings).toBe(before);
		}
		expect(await desk.ok("-c", "cat /sys/rejected/*")).toContain("nonsense");
		expect((await mounted.run("mount", "--status", "--json")).stdout.toString()).toContain("bad.md");
		await desk.ok("rm", path);
	});

	test.each([
		["cp", "cp $TMPDIR/bad /dev/null; cp $TMPDIR/bad x.md"],
		["python3", `python3 -c 'with open("x.md","w") as f: f.write("---\\nstatus: nonsense\\n---\\n# X\\n")'`],
		["sed", "cp $TMPDIR/good x.md && sed -i s/pending/nonsense/ x.md"],
	])("%s: a refused content fails", async (program, script) => {
		if (missing([program]).length > 0) return;
		writeFileSync(join(temporary, "bad"), "---\nstatus: nonsense\n---\n# X\n");
		writeFileSync(join(temporary, "good"), "---\nstatus: pending\n---\n# X\n");
		const did = await bash(script, mounted.at("/tasks/inbox"), variables);
		expect(did.stderr).toMatch(/Invalid argument|EINVAL/);
		expect(did.status).not.toBe(0);
		rmSync(mounted.at("/tasks/inbox/x.md"), { force: true });
	});

	test.skipIf(!hasTmux || missing(["vim"]).length > 0)("vim in a terminal, with its swap file", async () => {
		const { desk } = mounted;
		await desk.put("/notes/typed.md", OLD);
		const { change: sets } = await newestEntry();
		const pane = new Pane(temporary, { ...process.env, TERM: "xterm", HOME: temporary });
		try {
			pane.enter(`cd ${mounted.at("/notes")} && vim -u NONE -N typed.md`);
			await pane.shows(/an old text/);
			expect(readdirSync(mounted.at("/notes"))).toContain(".typed.md.swp");
			pane.type("/old");
			pane.press("Enter");
			pane.type("cwnew");
			pane.press("Escape");
			pane.enter(":w");
			await pane.shows(/written/);
			pane.enter(":q");
			await pane.shows(PROMPT);
		} finally {
			pane.close();
		}
		expect(await desk.ok("cat", "/notes/typed.md")).toBe(NEW);
		expect((await newestEntry()).operation - sets).toBe(1);
		expect(readdirSync(mounted.at("/notes"))).not.toContain(".typed.md.swp");
		await desk.ok("rm", "/notes/typed.md");
	});

	test.skipIf(!hasTmux || missing(["nano"]).length > 0)("nano in a terminal, with backup and lock file", async () => {
		const { desk } = mounted;
		await desk.put("/notes/typed.md", OLD);
		const { change: sets } = await newestEntry();
		const pane = new Pane(temporary, { ...process.env, TERM: "xterm", HOME: temporary });
		try {
			pane.enter(`cd ${mounted.at("/notes")} && nano --ignorercfiles -B -G typed.md`);
			await pane.shows(/an old text/);
			pane.type("more ");
			pane.press("C-o", "Enter");
			await pane.shows(/Wrote/);
			pane.press("C-x");
			await pane.shows(PROMPT);
		} finally {
			pane.close();
		}
		expect(await desk.ok("cat", "/notes/typed.md")).toBe(`more ${OLD}`);
		expect((await newestEntry()).operation - sets).toBe(1);
		await desk.ok("rm", "/notes/typed.md");
	});

	test("litter of macOS, Windows and editors", async () => {
		const { change: sets } = await newestEntry();
		const litter = (folder: string, names: readonly string[]) => {
			for (const name of names) {
				const file = mounted.at(`${folder}/${name}`);
				writeFileSync(file, name);
				expect(readFileSync(file, "utf8")).toBe(name);
				expect(readdirSync(mounted.at(folder))).toContain(name);
				rmSync(file);
				expect(readdirSync(mounted.at(folder))).not.toContain(name);
			}
		};
		for (const path of PLACES)
			litter(dirname(path), [".DS_Store", "._doc.md", ".doc.md.swp", "doc.md~", "4913", ".#doc.md", "#doc.md#"]);
		expect((await newestEntry()).change, "nobody's change").toBe(sets);
		for (const path of PLACES) litter(dirname(path), ["Thumbs.db", "desktop.ini"]);
	});

	test("a folder that is made and filled is read by the command line", async () => {
		mkdirSync(mounted.at("/files/new/deep"), { recursive: true });
		writeFileSync(mounted.at("/files/new/deep/a.txt"), "text");
		expect(await mounted.desk.ok("cat", "/files/new/deep/a.txt")).toBe("text");
	});
});

/** What is seen once it is as wanted, or what is seen last when the time (ms) is over. */
async function within<T>(time: number, look: () => T, wanted: T): Promise<T> {
	for (const end = Date.now() + time; ; await sleep(5)) {
		const seen = look();
		if (seen === wanted || Date.now() > end) return seen;
	}
}

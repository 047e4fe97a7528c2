/** Changes made elsewhere (the command line, as another process) are seen through the mount at once, and large files go through it whole. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
	closeSync,
	existsSync,
	fstatSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	readSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { bash, MountedDesk, plainFolder } from "../support/mounted.ts";

const why = whyNoMount();
if (why !== "") console.warn(`skipped: changes elsewhere, seen through a mount: ${why}`);

/** ms; the promise is "never stale past a second". */
const BOUND = 1000;

describe.skipIf(why !== "")("a mounted desk", () => {
	let mounted: MountedDesk;
	const seen: [what: string, ms: number][] = [];
	beforeAll(async () => {
		mounted = await MountedDesk.begin();
	});
	afterAll(async () => {
		const times = seen.map(([, ms]) => ms).sort((left, right) => left - right);
		if (times.length > 0)
			console.info(
				`changes elsewhere were seen after ${times[times.length >> 1]} ms (median), ${times.at(-1)} ms at most, of ${times.length}`,
			);
		await mounted?.end();
	});

	/** Make a change by the command line, and look until the mount shows it. */
	async function shows(what: string, change: readonly string[], look: () => unknown, wanted: unknown) {
		await mounted.desk.ok(...change);
		const start = Date.now();
		while (!Object.is(look(), wanted) && Date.now() - start < 5000) await sleep(2);
		const took = Date.now() - start;
		seen.push([what, took]);
		expect(look(), what).toBe(wanted);
	}

	const text = (path: string) => readFileSync(mounted.at(path), "utf8");

	test("new, changed, renamed and removed files, right after they were looked at", async () => {
		const [a, b] = ["/files/a.txt", "/files/b.txt"];
		for (let turn = 0; turn < 5; turn++) {
			expect(existsSync(mounted.at(a))).toBe(false);
			readdirSync(mounted.at("/files"));
			await shows("a new file", ["-c", `echo one > ${a}`], () => existsSync(mounted.at(a)), true);
			expect(text(a)).toBe("one\n");
			expect(readdirSync(mounted.at("/files"))).toContain("a.txt");
			await shows("new content", ["-c", `echo other > ${a}`], () => text(a), "other\n");
			expect(statSync(mounted.at(a)).size).toBe(6);
			await shows("content of the same length", ["-c", `echo OTHER > ${a}`], () => text(a), "OTHER\n");
			await shows("a mode", ["chmod", "600", a], () => statSync(mounted.at(a)).mode & 0o777, 0o600);
			await shows("a rename", ["mv", a, b], () => existsSync(mounted.at(a)), false);
			expect(text(b)).toBe("OTHER\n");
			await shows("a listing", ["mkdir", "/files/dir"], () => readdirSync(mounted.at("/files")).includes("dir"), true);
			await shows("a removed directory", ["rmdir", "/files/dir"], () => existsSync(mounted.at("/files/dir")), false);
			await shows("a removed file", ["rm", b], () => readdirSync(mounted.at("/files")).includes("b.txt"), false);
			await shows("a removed file by its name", ["-c", ":"], () => existsSync(mounted.at(b)), false);
			await shows("an undo", ["undo"], () => existsSync(mounted.at(b)), true);
			await mounted.desk.ok("rm", b);
		}
	});

	test("a renamed directory, and what lies in it", async () => {
		await mounted.desk.ok("mkdir", "-p", "/files/old/deep");
		await mounted.desk.put("/files/old/deep/f", "text");
		expect(text("/files/old/deep/f")).toBe("text");
		await shows(
			"a renamed directory",
			["mv", "/files/old", "/files/new"],
			() => existsSync(mounted.at("/files/old/deep/f")),
			false,
		);
		expect(text("/files/new/deep/f")).toBe("text");
	});

	test("an open file shows what is written elsewhere", async () => {
		await mounted.desk.put("/files/held", "before");
		const file = openSync(mounted.at("/files/held"), "r");
		const bytes = Buffer.alloc(100);
		const read = () => bytes.toString("utf8", 0, readSync(file, bytes, 0, 100, 0));
		expect(read()).toBe("before");
		await shows("an open file", ["-c", "printf 'after all' > /files/held"], read, "after all");
		expect(fstatSync(file).size).toBe(9);
		closeSync(file);
	});

	test("tail -f follows what the command line appends", async () => {
		await mounted.desk.put("/files/log", "first\n");
		const tail = spawn("tail", ["-n", "+1", "-s", "0.05", "-f", mounted.at("/files/log")]);
		let out = "";
		tail.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
		try {
			for (let line = 1; line <= 3; line++)
				await shows("tail -f", ["-c", `echo line ${line} >> /files/log`], () => out.includes(`line ${line}\n`), true);
			expect(out).toBe("first\nline 1\nline 2\nline 3\n");
		} finally {
			tail.kill();
		}
	});

	test("what the mount writes is read by the command line as soon as it is closed, or fsynced", async () => {
		for (let turn = 0; turn < 20; turn++) {
			writeFileSync(mounted.at("/files/w"), `turn ${turn}`);
			expect(await mounted.desk.ok("cat", "/files/w")).toBe(`turn ${turn}`);
		}
	});

	test("both change a file: neither side is lost", async () => {
		await mounted.desk.put("/files/both.txt", "base\n");
		const file = openSync(mounted.at("/files/both.txt"), "r+");
		writeSync(file, "mine", 0);
		await mounted.desk.ok("-c", "echo theirs > /files/both.txt");
		closeSync(file);
		const names = readdirSync(mounted.at("/files")).filter((name) => name.startsWith("both"));
		expect(names.map((name) => text(`/files/${name}`)).sort()).toEqual(["mine\n", "theirs\n"]);
		expect(names.some((name) => name.includes(".conflict"))).toBe(true);
	});

	test("links that the tree computes lead to their files from below the mount point", async () => {
		await mounted.desk.put("/notes/quokka.md", "a quokka\n");
		const [name = ""] = readdirSync(mounted.at("/search/quokka"));
		const link = mounted.at(`/search/quokka/${name}`);
		expect([readlinkSync(link), lstatSync(link).size]).toEqual(["../../notes/quokka.md", 21]);
		expect(readFileSync(link, "utf8")).toBe("a quokka\n");
	});

	test("5,000 files in a directory: listed, read, searched, removed", async () => {
		const plain = plainFolder();
		mkdirSync(`${plain}/many`);
		for (let at = 0; at < 5000; at++) writeFileSync(`${plain}/many/note-${at}.txt`, `number ${at}\n`);
		await mounted.desk.ok("import", "files", plain);
		const script =
			"ls many | wc -l; ls -l many | tail -n +2 | sha256sum; ls -U many | sort | sha256sum; cat many/* | sha256sum; grep -l 'number 4999' many/*; rm many/note-49*; ls many | sha256sum; find many -type f | sort | sha256sum";
		const expected = await bash(script, plain);
		expect(await bash(script, mounted.at("/files"))).toEqual(expected);
		rmSync(plain, { recursive: true, force: true });
		await mounted.desk.ok("rm", "-r", "/files/many");
	});

	test("300 MB written and read back", async () => {
		const piece = Buffer.alloc(1 << 20);
		for (let at = 0; at < piece.length; at += 4) piece.writeUInt32LE((at * 2654435761) >>> 0, at);
		const [wrote, readBack] = [createHash("sha256"), createHash("sha256")];
		const out = openSync(mounted.at("/files/large"), "w");
		const start = performance.now();
		for (let at = 0; at < 300; at++) {
			piece.writeUInt32LE(at, 0);
			writeSync(out, piece);
			wrote.update(piece);
		}
		closeSync(out);
		const written = performance.now();
		const file = openSync(mounted.at("/files/large"), "r");
		expect(fstatSync(file).size).toBe(300 << 20);
		for (let length = 1; length > 0; ) {
			length = readSync(file, piece);
			readBack.update(piece.subarray(0, length));
		}
		closeSync(file);
		const end = performance.now();
		console.info(
			`300 MiB: written at ${Math.round(300_000 / (written - start))} MiB/s, read at ${Math.round(300_000 / (end - written))} MiB/s, hashing in both`,
		);
		expect(readBack.digest("hex")).toBe(wrote.digest("hex"));
		await mounted.desk.ok("rm", "/files/large");
	});

	test("all of it is seen within a second, but for what a busy machine holds up", () => {
		const late = seen.filter(([, ms]) => ms >= BOUND);
		expect(late.length, JSON.stringify(late)).toBeLessThan(1 + seen.length / 10);
	});
});

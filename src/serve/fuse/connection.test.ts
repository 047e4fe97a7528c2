import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whyNoMountAsRoot } from "../../../test/support/fuse.ts";
import { MemoryFileSystem } from "../../../test/support/memory-file-system.ts";
import { Connection } from "./connection.ts";
import { mountAsRoot } from "./mount-point.ts";

const run = promisify(execFile);

const why = whyNoMountAsRoot();
if (why !== "") console.warn(`connection.test.ts skipped: ${why}`);

describe.skipIf(why !== "")("a mounted file system in memory", () => {
	let mount: string;
	let files: MemoryFileSystem;
	let connection: Connection;
	let served: Promise<void>;
	let log: string[];

	beforeEach(async () => {
		mount = mkdtempSync(join(tmpdir(), "desk-connection-"));
		log = [];
		files = new MemoryFileSystem();
		connection = new Connection(mountAsRoot(mount, {}), { log: (line) => log.push(line) });
		served = connection.serve(files);
		await connection.ready;
	});
	afterEach(async () => {
		files.later = undefined;
		await expect.poll(() => connection.openFiles).toBe(0);
		spawnSync("umount", ["-l", mount]);
		await served;
		rmdirSync(mount);
		expect(files.destroyed).toBe(true);
	});

	test("what is written is read, large and small, and everything of the tree's own works", async () => {
		const large = Buffer.from(Array.from({ length: 3_000_001 }, (_, index) => index % 251));
		await fs.writeFile(join(mount, "large"), large);
		expect(Buffer.compare(await fs.readFile(join(mount, "large")), large)).toBe(0);
		await fs.writeFile(join(mount, "small"), "hello");
		await fs.appendFile(join(mount, "small"), " there");
		expect(await fs.readFile(join(mount, "small"), "utf8")).toBe("hello there");
		await fs.writeFile(join(mount, "small"), "x");
		expect(await fs.readFile(join(mount, "small"), "utf8")).toBe("x");
		await fs.mkdir(join(mount, "folder"));
		await fs.rename(join(mount, "small"), join(mount, "folder", "moved"));
		await fs.symlink("folder/moved", join(mount, "link"));
		expect(await fs.readFile(join(mount, "link"), "utf8")).toBe("x");
		expect(await fs.readlink(join(mount, "link"))).toBe("folder/moved");
		await expect(fs.rmdir(join(mount, "folder"))).rejects.toThrow("ENOTEMPTY");
		await fs.unlink(join(mount, "folder", "moved"));
		await fs.rmdir(join(mount, "folder"));
		expect((await fs.readdir(mount)).toSorted()).toEqual(["large", "link"]);
		await expect(fs.link(join(mount, "large"), join(mount, "twin"))).rejects.toThrow("EPERM");
		const space = await fs.statfs(mount);
		expect([space.bsize, space.blocks, space.bfree, space.bavail, space.files, space.ffree]).toEqual([
			4096, 1000, 600, 500, 100, 50,
		]);
		expect(log).toEqual([]);
	});

	test("attributes: modes, times before 1970 and to the microsecond, sizes", async () => {
		const path = join(mount, "file");
		await fs.writeFile(path, "12345678");
		await fs.chmod(path, 0o640);
		await fs.truncate(path, 3);
		await run("touch", ["-d", "1969-12-31T23:59:58.250001Z", path]);
		const stat = await fs.stat(path, { bigint: true });
		expect([stat.mode, stat.size, stat.mtimeNs, stat.blocks]).toEqual([0o100640n, 3n, -1_749_999_000n, 1n]);
		await fs.utimes(path, 1e9, 4_102_444_800.5);
		expect((await fs.stat(path, { bigint: true })).mtimeNs).toBe(4_102_444_800_500_000_000n);
	});

	test("names of any bytes", async () => {
		const name = Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0xa9]);
		await fs.writeFile(Buffer.concat([Buffer.from(`${mount}/`), name]), "x");
		expect(await fs.readdir(mount, { encoding: "buffer" })).toEqual([name]);
		expect([...files.get(1).names.keys()]).toEqual(["a\udcff\udcfeé"]);
	});

	test("extended attributes by size and by value", async () => {
		await fs.writeFile(join(mount, "file"), "x");
		const python = `
import os, errno
p = ${JSON.stringify(join(mount, "file"))}
os.setxattr(p, "user.a", b"1\\x002")
os.setxattr(p, "user.b", b"")
assert os.getxattr(p, "user.a") == b"1\\x002"
assert sorted(os.listxattr(p)) == ["user.a", "user.b"]
os.removexattr(p, "user.b")
try: os.getxattr(p, "user.b")
except OSError as e: assert e.errno == errno.ENODATA
else: assert False
`;
		await run("python3", ["-c", python]);
	});

	test("a listing of many names is whole, and every reference is given back", async () => {
		const names = Array.from({ length: 3000 }, (_, index) => `note-${index}-${"é".repeat(index % 100)}`);
		for (const name of names) files.put(name, name);
		const { stdout } = await run("ls", ["-la", "--time-style=+", mount], { maxBuffer: 1 << 24 });
		expect(stdout.match(/note-/g)?.length).toBe(3000);
		expect((await fs.readdir(mount)).toSorted()).toEqual(names.toSorted());
		expect(files.asked).toContain("readdirplus");
		await fs.writeFile("/proc/sys/vm/drop_caches", "2");
		for (let wait = 0; wait < 100 && [...files.nodes.values()].some(({ known }) => known > 0); wait++) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		expect([...files.nodes.values()].filter(({ known }) => known !== 0)).toEqual([]);
	});

	test("what nobody expected is EIO and one line of the log", async () => {
		files.put("bad", "x");
		files.read = () => {
			throw new TypeError("a bug");
		};
		await expect(fs.readFile(join(mount, "bad"))).rejects.toThrow("EIO");
		expect(log.every((line) => line.startsWith("READ: TypeError: a bug | ") && !line.includes("\n"))).toBe(true);
		expect(log.length).toBeGreaterThan(0);
	});

	test("a process that is killed while it waits is let go at once, and what it asked for is given back", async () => {
		files.put("slow", "x");
		await fs.stat(join(mount, "slow"));
		let go = () => {};
		const gate = new Promise<void>((resolve) => {
			go = resolve;
		});
		files.later = () => gate;
		const cat = spawn("cat", [join(mount, "slow")]);
		while (!files.asked.includes("open")) await new Promise((resolve) => setTimeout(resolve, 5));
		const started = Date.now();
		cat.kill("SIGINT");
		await new Promise((resolve) => cat.once("exit", resolve));
		expect(Date.now() - started).toBeLessThan(10_000); // what it waits for never comes
		files.later = undefined;
		go();
		for (let wait = 0; wait < 100 && files.handles.size > 0; wait++) await new Promise((r) => setTimeout(r, 10));
		expect(files.handles.size).toBe(0);
	});

	test("so is one that has first handled another signal", async () => {
		files.put("slow", "x");
		let go = () => {};
		const gate = new Promise<void>((resolve) => {
			go = resolve;
		});
		files.later = () => gate;
		const script =
			"import signal, sys; signal.signal(signal.SIGUSR1, lambda *_: None); print('ready', flush=True); open(sys.argv[1])";
		const reader = spawn("python3", ["-c", script, join(mount, "slow")]);
		await new Promise((resolve) => reader.stdout.once("data", resolve));
		while (files.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		reader.kill("SIGUSR1");
		await new Promise((resolve) => setTimeout(resolve, 50));
		const started = Date.now();
		reader.kill("SIGKILL");
		await new Promise((resolve) => reader.once("exit", resolve));
		expect(Date.now() - started).toBeLessThan(10_000); // what it waits for never comes
		files.later = undefined;
		go();
	});

	test("a signal that a program handles does not make its reading fail", async () => {
		files.put("slow", "all of it");
		const script = `trap 'echo signalled' USR1; echo $$; IFS= read -r line < ${join(mount, "slow")}; echo "$line"`;
		files.later = () => new Promise((resolve) => setTimeout(resolve, 300));
		const shell = spawn("bash", ["-c", script]);
		let printed = "";
		shell.stdout.on("data", (chunk) => {
			printed += chunk;
		});
		while (!files.asked.includes("open")) await new Promise((resolve) => setTimeout(resolve, 5));
		shell.kill("SIGUSR1");
		await new Promise((resolve) => shell.once("close", resolve));
		expect(printed).toContain("all of it");
	});

	test("notices: what the kernel remembers is dropped when it is told so", async () => {
		const node = files.put("file", "before");
		const path = join(mount, "file");
		const held = await fs.open(path);
		expect(await held.readFile("utf8")).toBe("before");
		const { data, attributes } = files.get(node);
		data.write("after!");
		attributes.mode = 0o100600;
		connection.invalidateNode(node);
		await expect.poll(async () => (await held.read(Buffer.alloc(6), 0, 6, 0)).buffer.toString()).toBe("after!");
		expect((await fs.stat(path)).mode).toBe(0o100600);
		await held.close();
		files.get(1).names.delete("file");
		connection.invalidateEntry(1, "file");
		connection.invalidateEntry(1, "never seen");
		await expect
			.poll(() =>
				fs.stat(path).then(
					() => "there",
					() => "gone",
				),
			)
			.toBe("gone");
		expect(log).toEqual([]);
	});

	test("notices while the kernel waits for us do not stop us", async () => {
		for (let index = 0; index < 50; index++) files.put(`file-${index}`, "x".repeat(200_000));
		files.later = () => new Promise((resolve) => setTimeout(resolve, 1));
		// In a process of its own: clients in this one would take the threads that read requests. Nor may it be started in the
		// mount: while a child is on its way there, Node waits for it.
		const client = `
import os, sys, threading
os.chdir(sys.argv[1])
def work(n):
    for r in range(4):
        assert len(open(f"file-{n}").read()) == 200000
        open(f"new-{n}-{r}", "w").write("x")
        os.unlink(f"new-{n}-{r}")
threads = [threading.Thread(target=work, args=(n,)) for n in range(50)]
[t.start() for t in threads]
[t.join() for t in threads]
`;
		const teller = setInterval(() => {
			for (const [name, node] of files.get(1).names) {
				connection.invalidateNode(node.attributes.inode);
				connection.invalidateEntry(1, name);
			}
		}, 10);
		const { stderr } = await run("python3", ["-c", client, mount]);
		clearInterval(teller);
		expect(stderr).toBe("");
		expect(log).toEqual([]);
	});
});

/** Random file operations (as fsx does them) on a mounted desk, with a plain folder as the model: same bytes, same sizes, same errors. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoMount } from "../support/fuse.ts";
import { MountedDesk, missing, plainFolder } from "../support/mounted.ts";

const why = whyNoMount();
if (why !== "") console.warn(`skipped: random operations on a mounted desk: ${why}`);

/** An hour's worth: FC_RUNS=4000. */
const RUNS = Number(process.env.FC_RUNS) || 15;
const hasPython = missing(["python3"]).length === 0;

const NAMES = ["a", "b", "sedAbC123", "c~", "d/a", "d/e.tmp", "d/b~", "d2/a"];
/** Most of it small; some past what is a row, what is a chunk, and what stays in memory. */
const offset = fc.oneof({ weight: 5, arbitrary: fc.nat(20_000) }, { weight: 1, arbitrary: fc.nat(6_000_000) });
const length = fc.oneof({ weight: 5, arbitrary: fc.nat(9000) }, { weight: 1, arbitrary: fc.nat(1_500_000) });
const name = fc.constantFrom(...NAMES);
const folder = fc.constantFrom("d", "d2", "d2/d3");
const slot = fc.nat(2);

const operation = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant("open" as const),
			slot,
			name,
			flags: fc.constantFrom("r+", "w+", "a+", "wx+", "r"),
		}),
	},
	{ weight: 10, arbitrary: fc.record({ do: fc.constant("write" as const), slot, offset, length }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("append" as const), name, length }) },
	{ weight: 6, arbitrary: fc.record({ do: fc.constant("read" as const), slot, offset, length }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("ftruncate" as const), slot, size: offset }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("truncate" as const), name, size: offset }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("close" as const), slot }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("fsync" as const), slot }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("rename" as const), name, to: name }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), name: folder, to: folder }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("mkdir" as const), name: folder }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("rmdir" as const), name: folder }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("unlink" as const), name }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("stat" as const), name }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("list" as const) }) },
	{
		weight: hasPython ? 1 : 0,
		arbitrary: fc.record({ do: fc.constant("map" as const), name, offset: fc.nat(20_000) }),
	},
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function pattern(seed: number, size: number): Buffer {
	const bytes = Buffer.alloc(size);
	for (let index = 0; index < size; index++) bytes[index] = (index * 31 + seed * 17 + (index >> 8)) & 255;
	return bytes;
}

const MAP =
	"import mmap,sys\nf=open(sys.argv[1],'r+b')\nm=mmap.mmap(f.fileno(),0)\nf.close()\no=int(sys.argv[2])%len(m)\nm[o:o+1]=b'!'\nm.close()";

/** One of the two: a folder, and the files that are open in it. */
class Side {
	readonly folder: string;
	readonly #open: (number | undefined)[] = [];

	constructor(folder: string) {
		this.folder = folder;
		fs.mkdirSync(join(folder, "d"), { recursive: true });
	}

	/** What an operation gave, or the error it ended with. */
	run(one: Operation, seed: number): unknown {
		try {
			return this.#run(one, seed);
		} catch (error) {
			return (error as NodeJS.ErrnoException).code;
		}
	}

	#run(one: Operation, seed: number): unknown {
		const at = "name" in one ? join(this.folder, one.name) : "";
		const fd = "slot" in one ? this.#open[one.slot] : undefined;
		if ("slot" in one && one.do !== "open" && fd === undefined) return "not open";
		switch (one.do) {
			case "open":
				if (fd !== undefined) this.#close(one.slot);
				this.#open[one.slot] = fs.openSync(at, one.flags);
				return;
			case "write":
				return fs.writeSync(fd as number, pattern(seed, one.length), 0, one.length, one.offset);
			case "append":
				return fs.appendFileSync(at, pattern(seed, one.length));
			case "read": {
				const bytes = Buffer.alloc(one.length);
				return bytes.subarray(0, fs.readSync(fd as number, bytes, 0, one.length, one.offset)).toString("latin1");
			}
			case "ftruncate":
				return fs.ftruncateSync(fd as number, one.size);
			case "truncate":
				return fs.truncateSync(at, one.size);
			case "close":
				return this.#close(one.slot);
			case "fsync":
				return fs.fsyncSync(fd as number);
			case "rename":
				return fs.renameSync(at, join(this.folder, one.to));
			case "mkdir":
				return fs.mkdirSync(at);
			case "rmdir":
				return fs.rmdirSync(at);
			case "unlink":
				return fs.unlinkSync(at);
			case "stat":
				return fs.statSync(at).size;
			case "list":
				return this.list();
			case "map":
				return fs.statSync(at).size === 0 || spawnSync("python3", ["-c", MAP, at, `${one.offset}`]).status;
		}
	}

	#close(slot: number): void {
		const fd = this.#open[slot];
		this.#open[slot] = undefined;
		if (fd !== undefined) fs.closeSync(fd);
	}

	list(): string[] {
		return (fs.readdirSync(this.folder, { recursive: true }) as string[]).sort();
	}

	/** All that is there. */
	end(): Record<string, string> {
		for (const slot of this.#open.keys()) this.#close(slot);
		const files = this.list().filter((path) => fs.statSync(join(this.folder, path)).isFile());
		return Object.fromEntries(files.map((path) => [path, fs.readFileSync(join(this.folder, path)).toString("latin1")]));
	}
}

describe.skipIf(why !== "")("a mounted desk", () => {
	let mounted: MountedDesk;
	beforeAll(async () => {
		mounted = await MountedDesk.begin();
	});
	afterAll(() => mounted?.end());

	test("does as a plain folder, whatever is done", { timeout: 60_000 + RUNS * 10_000 }, async () => {
		let count = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(operation, { maxLength: 60, size: "max" }), async (operations) => {
				const path = `/files/run-${count++}`;
				const model = new Side(plainFolder());
				const desk = new Side(mounted.at(path));
				try {
					for (const [seed, one] of operations.entries()) {
						const [expected, got] = [model.run(one, seed), desk.run(one, seed)];
						expect(
							got === expected || JSON.stringify(got) === JSON.stringify(expected),
							`${seed}: ${JSON.stringify(one)}: ${short(got)} instead of ${short(expected)}`,
						).toBe(true);
					}
					const [expected, got] = [model.end(), desk.end()];
					expect(Object.keys(got)).toEqual(Object.keys(expected));
					for (const [file, text] of Object.entries(expected)) expect(got[file] === text, `${file} differs`).toBe(true);
				} finally {
					model.end();
					desk.end();
					fs.rmSync(model.folder, { recursive: true, force: true });
					fs.rmSync(desk.folder, { recursive: true, force: true });
				}
			}),
			{ numRuns: RUNS },
		);
		expect(await mounted.desk.ok("doctor")).not.toMatch(/^(error|problem)/im);
	});
});

function short(value: unknown): string {
	const text = JSON.stringify(value) ?? "nothing";
	return text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text;
}

// `npm run bench -- mount`: the OS mount beside a plain folder, and beside mounts that only answer constants (fuse-floor.ts).
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const ROUNDS = Number(process.env.ROUNDS ?? 5);

/** @param tools what run.mjs measures with: `root`, `folder` (temporary), `vault` (10,000 notes in folders), `texts`, `env`, `time`, `desk`, `median`, `row` */
export async function benchMount({ root, folder, vault, texts, env, time, desk, median, row }) {
	if (process.getuid() !== 0 || spawnSync("test", ["-w", "/dev/fuse"]).status !== 0) return console.log("SKIP mount: needs root and /dev/fuse");
	const floor = join(folder, "fuse-floor.mjs");
	await build({
		entryPoints: [join(root, "test/bench/fuse-floor.ts")],
		outfile: floor,
		bundle: true,
		platform: "node",
		format: "esm",
		external: ["@cocalc/fuse-native"],
		logLevel: "error",
	});
	const point = join(folder, "mounted");
	mkdirSync(point);

	/** What there is no bound for. */
	const beside = (took, peer, name) => console.log(`       ${(took / peer).toFixed(2)} times ${peer.toFixed(1)} of ${name}`);

	/** Mount, measure, unmount; each way of mounting gives the same result. */
	async function onConstants(way, source, measure) {
		const child = spawn(process.execPath, [floor, way, point, source], { cwd: root, stdio: ["pipe", "pipe", "inherit"], env: { ...env, UV_THREADPOOL_SIZE: "8" } });
		const ready = await new Promise((resolve) => {
			child.stdout.once("data", () => resolve(true));
			child.once("exit", () => resolve(false));
		});
		if (!ready) throw new Error(`the constant mount (${way}) did not begin; \`npm install\` brings @cocalc/fuse-native`);
		const took = measure(point);
		child.stdin.end();
		await new Promise((resolve) => child.once("exit", resolve));
		return took;
	}
	async function onDesk(path, measure) {
		desk("mount", point);
		const took = measure(join(point, path));
		desk("umount", point);
		return took;
	}
	/** Medians of several asynchronous sides, in turn; each side gives one number or several. */
	async function inTurn(...sides) {
		const results = sides.map(() => []);
		for (let round = 0; round < ROUNDS; round++) for (const [index, side] of sides.entries()) results[index].push(await side());
		return results.map((rounds) => rounds[0].map((_, at) => median(rounds.map((values) => values[at]))));
	}

	// 10,000 entries in one directory.
	const flat = join(folder, "flat-notes");
	mkdirSync(flat);
	for (const [index, text] of texts.entries()) writeFileSync(join(flat, `n${index}.md`), text);
	env.DESK_HOME = join(folder, "mounted-desk");
	desk("init", "--key", "file");
	desk("import", "-q", "notes", flat);
	// The first one on a fresh mount, and right after it a second.
	const list = (path) => [time("ls", ["-l", path]), time("ls", ["-l", path])];
	const [ours, binding, own, plain] = await inTurn(
		() => onDesk("notes", list),
		() => onConstants("binding", flat, list),
		() => onConstants("connection", flat, list),
		async () => list(flat),
	);
	row("first `ls -l` of 10,000 mounted notes", ours[0], binding[0], "constants through the binding", 2);
	beside(ours[0], own[0], "constants through our own connection");
	row("repeated `ls -l` of 10,000 mounted notes", ours[1], plain[1], "a plain folder", 2);

	env.DESK_HOME = join(folder, "mounted-tree");
	desk("init", "--key", "file");
	desk("import", "-q", "notes", vault);
	const [program, ...words] = spawnSync("rg", ["--version"]).status === 0 ? ["rg", "-c"] : ["grep", "-rc"];
	const search = (path) => [time(program, [...words, "xylographer", path]), time(program, [...words, "xylographer", path])];
	const [found, bound, alone, there] = await inTurn(
		() => onDesk("notes", search),
		() => onConstants("binding", vault, search),
		() => onConstants("connection", vault, search),
		async () => search(vault),
	);
	row(`first \`${program}\` over 10,000 mounted notes`, found[0], bound[0], "constants through the binding", 1.5);
	row("  the same", found[0], alone[0], "constants through our own connection", 1.5);
	row(`repeated \`${program}\` over 10,000 mounted notes`, found[1], alone[1], "constants through our own connection", 1.5);
	beside(found[1], there[1], "a plain folder");

	const size = 400 * 1024 * 1024;
	const large = join(folder, "large");
	mkdirSync(large);
	writeFileSync(join(large, "large"), randomBytes(size));
	desk("import", "-q", "files", large);
	const [speed] = await inTurn(() =>
		onDesk("files/large", (path) => [size / 1e3 / time("dd", [`if=${path}`, "of=/dev/null", "bs=1M", "status=none"])]),
	);
	row("sequential read of 400 MiB, mounted afresh", speed[0], 1, "MB/s", 300, true);
}

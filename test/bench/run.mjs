// `npm run bench [-- NAME…]`: each bound of the design's table that exists so far, as a ratio to a floor or peer measured in the
// same run. Times are medians; runs of the two sides alternate, because the machine is shared.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { notes, writeNotes } from "./corpus.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "bin", "desk.js");
const folder = mkdtempSync(join(tmpdir(), "desk-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const env = { ...process.env, DESK_HOME: join(folder, "desk"), DESK_KEYCHAIN: "off", LC_ALL: "C.UTF-8" };
const COUNT = 10_000;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Wall time of a program in ms; its output is read and dropped. */
function time(command, args, options = {}) {
	const started = process.hrtime.bigint();
	const { status, stderr } = spawnSync(command, args, { env, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 30, ...options });
	const took = Number(process.hrtime.bigint() - started) / 1e6;
	// 1 without a word: nothing matched. A process of ours that breaks ends with 1 too, and says so.
	if (status !== 0 && (status !== 1 || stderr.length > 0)) throw new Error(`${command} ${args.join(" ").slice(0, 200)}: ${status} ${stderr}`);
	return took;
}
const desk = (...args) => time(process.execPath, [bin, ...args]);

/** Medians of several things measured in turn. */
function alternate(rounds, ...sides) {
	const times = sides.map(() => []);
	for (let round = 0; round < rounds; round++) for (const [index, side] of sides.entries()) times[index].push(side());
	return times.map(median);
}

/** The most memory that `desk` had (MB), as Linux counts it. */
async function peakMemory(args) {
	const child = spawn(process.execPath, [bin, ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
	let peak = 0;
	const look = setInterval(() => {
		try {
			peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1000);
		} catch {
			// It has ended.
		}
	}, 20);
	await new Promise((resolve) => child.on("exit", resolve));
	clearInterval(look);
	return peak;
}

const rows = [];
function row(work, ours, peer, peerName, bound, higher = false) {
	const ratio = ours / peer;
	const ok = higher ? ratio >= bound : ratio <= bound;
	rows.push({ work, ours, peer, peerName, ratio, bound, ok });
	console.log(`${ok ? "ok  " : "MISS"} ${work}: ${ratio.toFixed(2)} (bound ${higher ? "≥" : "≤"} ${bound}); ${ours.toFixed(1)} against ${peer.toFixed(1)} ${peerName}`);
}

const wanted = process.argv.slice(2).filter((name) => !name.startsWith("-"));
const chosen = (name) => wanted.length === 0 || wanted.includes(name);

const texts = notes(COUNT);
const vault = join(folder, "vault");
const bytes = writeNotes(vault, texts);
console.log(`${COUNT} notes, ${(bytes / 1e6).toFixed(1)} MB; Node ${process.version}; times in ms\n`);

/** A process that reads the same files and puts rows and full text into a database of the same settings: the floor of an import. */
function rawInsert() {
	const file = join(folder, `raw-${process.hrtime.bigint()}.db`);
	const took = time(process.execPath, [join(root, "test", "bench", "raw-insert.mjs"), vault, file]);
	rmSync(file);
	return took;
}

desk("init", "--key", "file");
if (chosen("import")) {
	const imported = () => {
		rmSync(env.DESK_HOME, { recursive: true, force: true });
		desk("init", "--key", "file");
		return desk("import", "-q", "notes", vault);
	};
	const [ours, raw] = alternate(5, imported, rawInsert);
	row("import of 10,000 notes with full text: share of the speed of a process that reads the files and inserts row + FTS5", raw, ours, "of the import", 0.6, true);
} else desk("import", "-q", "notes", vault);

if (chosen("startup")) {
	const node = () => time(process.execPath, ["-e", "0"]);
	// 10,000 entries in one directory, which is what `ls` has to print.
	const flat = join(folder, "flat");
	mkdirSync(flat);
	for (const [index, text] of texts.entries()) writeFileSync(join(flat, `n${index}.md`), text.slice(0, 200));
	const before = env.DESK_HOME;
	env.DESK_HOME = join(folder, "flat-desk");
	desk("init", "--key", "file");
	desk("import", "-q", "notes", flat);
	const [floor, ls, help] = alternate(21, node, () => desk("ls", "/notes"), () => desk("--help"));
	row("cold `desk ls /notes`, 10,000 notes", ls, floor, "`node -e 0`", 1.6);
	row("cold `desk --help`", help, floor, "`node -e 0`", 1.4);
	env.DESK_HOME = before;
}

if (chosen("grep")) {
	const exported = join(folder, "exported");
	desk("export", "-q", exported);
	const gnu = (word) => () => time("grep", ["-r", word, join(exported, "notes")]);
	const ours = (word) => () => desk("grep", "-r", word, "/notes");
	const [rareGnu, rare, commonGnu, common] = alternate(9, gnu("xylographer"), ours("xylographer"), gnu("common"), ours("common"));
	row("cold `desk grep -r` rare word, 10,000 notes", rare, rareGnu, "GNU grep -r on the exported folder", 5);
	row("cold `desk grep -r` common word, 10,000 notes", common, commonGnu, "GNU grep -r on the exported folder", 5);
	// Warm: the same command in a process that has its desk open, as a shell session has.
	const warm = JSON.parse(spawnSync(process.execPath, [join(root, "test", "bench", "warm.mjs"), "xylographer", "common"], { env, encoding: "utf8" }).stdout);
	row("warm `grep -r` rare word", warm.xylographer, rareGnu, "GNU grep -r", 1);
	row("warm `grep -r` common word", warm.common, commonGnu, "GNU grep -r", 4);
}

if (chosen("early-exit")) {
	const paths = Array.from({ length: 100 }, (_, part) => `/notes/part-${String(part).padStart(3, "0")}`);
	// In a file, because one argument may not hold 10,000 paths.
	const pipe = (list) => {
		const script = join(folder, `pipe-${list.length}.sh`);
		writeFileSync(script, `"${process.execPath}" "${bin}" cat ${list} | grep -m1 e | head -1\n`);
		return () => time("bash", [script]);
	};
	const many = paths.flatMap((part, index) => Array.from({ length: 100 }, (_, at) => `${part}/note-${index * 100 + at}.md`)).slice(0, 10_000).join(" ");
	const [one, lots] = alternate(9, pipe("/notes/part-000/note-0.md"), pipe(many));
	row("`cat 10,000 files | grep | head -1` (host grep and head)", lots, one, "the same with one file", 2);
}

if (chosen("mount")) {
	const { benchMount } = await import("./mount.mjs");
	const before = env.DESK_HOME;
	await benchMount({ root, folder, vault, texts, env, time, desk, median, row });
	env.DESK_HOME = before;
}

if (chosen("mail")) {
	const { benchMail } = await import("./mail.mjs");
	await benchMail({ root, folder, env, time, median, row });
}

if (chosen("shell")) {
	const node = () => time(process.execPath, ["-e", "0"]);
	const script = (text) => () => desk("-c", text);
	const [floor, echo] = alternate(21, node, script("echo hi | cat"));
	row("cold `desk -c 'echo hi | cat'`", echo, floor, "`node -e 0`", 1.8);
	const [one, all] = alternate(9, script("cat /notes/part-000/note-0.md | grep e | head -1"), script("cat /notes/*/*.md | grep e | head -1"));
	row("`desk -c 'cat 10,000 files | grep | head -1'`", all, one, "the same with one file", 2);
	const megabytes = await peakMemory(["-c", "yes | head -c 100000000 | tr y z | cat | wc -c"]);
	row("100 MB through a pipe of the shell: peak memory", megabytes, 1, "MB", 150);
}

if (chosen("prompt")) {
	const { endsIn, session } = await import("./prompt.mjs");
	const [floors, prompts, keys] = [[], [], []];
	for (let round = 0; round < 15; round++) {
		floors.push(await endsIn(`${process.execPath} -e 0`, env));
		const { prompt, keys: echoes } = await session(`${process.execPath} ${bin}`, env);
		prompts.push(prompt);
		keys.push(...echoes);
	}
	const floor = median(floors);
	const times = (ms) => `${(ms / floor).toFixed(2)} × \`node -e 0\` there, ${floor.toFixed(1)} ms`;
	row(`the session's first prompt in a pseudo-terminal (${times(median(prompts))})`, median(prompts), 1, "ms", 250);
	const slow = keys.toSorted((a, b) => a - b)[Math.floor(keys.length * 0.99)];
	row(`a key and its echo, median of ${keys.length} (99th percentile ${slow.toFixed(1)} ms)`, median(keys), 1, "ms", 16);
}

if (chosen("search")) {
	const { questions, writeManuals } = await import("./search.mjs");
	const source = join(folder, "manuals");
	const home = join(folder, "search");
	const there = { env: { ...env, DESK_HOME: home } };
	if (!writeManuals(source, 20_000)) console.log("skip search: it takes its text from manual pages, and there are none here");
	else {
		time(process.execPath, [bin, "init", "--key", "file"], there);
		time(process.execPath, [bin, "import", "notes", source], there);
		row("100,000 passages: embedder fitted, vectors made", time(process.execPath, [bin, "reindex", "--vectors"], there) / 1000, 1, "s", 300);
		const found = JSON.parse(spawnSync(process.execPath, [join(root, "test", "bench", "search.mjs")], { ...there, encoding: "utf8" }).stdout);
		row(`index of ${found.passages} passages`, found.index / 1e6, found.bytes / 1e6, "MB of text", 1);
		row("warm search by words, 95th percentile", found.text, 1, "ms", 25);
		row("warm search, hybrid, 95th percentile", found.hybrid, 1, "ms", 50);
		const asked = questions().slice(0, 15);
		row("cold hybrid search", median(asked.map((question) => time(process.execPath, [bin, "search", "--", question], there))), 1, "ms", 400);
	}
}

if (chosen("calendar")) {
	const { benchCalendar } = await import("./calendar.mjs");
	benchCalendar({ root, folder, env, time, alternate, row });
}

if (chosen("context")) {
	const { benchContext } = await import("./context.mjs");
	await benchContext({ root, folder, env, time, alternate, row });
}

if (chosen("llm")) {
	const { benchLlm } = await import("./llm.mjs");
	await benchLlm({ root, folder, env, time, alternate, row });
}

if (chosen("agents")) {
	const { benchAgents } = await import("./agents.mjs");
	await benchAgents({ root, folder, env, time, alternate, row });
}

if (chosen("interrupt")) {
	/** How long a script goes on after Ctrl-C (ms), its process's end included. */
	const afterInterrupt = async (script) => {
		const child = spawn(process.execPath, [bin, "-c", script], { env, stdio: ["ignore", "pipe", "ignore"] });
		child.stdout.resume();
		await new Promise((resolve) => setTimeout(resolve, 700));
		const started = process.hrtime.bigint();
		child.kill("SIGINT");
		const ended = new Promise((resolve) => child.on("exit", (...how) => resolve(how)));
		const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
		const [status, signal] = await ended;
		clearTimeout(timer);
		if (status !== 130 && signal !== "SIGINT") throw new Error(`${script}: ended with ${status ?? signal}`);
		return Number(process.hrtime.bigint() - started) / 1e6;
	};
	const scripts = [
		"while :; do :; done", "for ((;;)); do ((i++)); done", "yes > /dev/null", "yes | tr y z | wc -c", "sleep 100", "sleep 100 & wait", "seq 100000000 | sort | head -1",
		"x=$(sleep 100)", "until false; do x=${x}a; done", "f() { f2; f; }; f2() { :; }; while :; do f2; done", "while :; do cat /notes/*/*.md; done | wc -l", "awk 'BEGIN { while (1) i++ }'",
	];
	const times = [];
	for (const script of scripts) times.push([await afterInterrupt(script), script]);
	const [worst, script] = times.toSorted(([a], [b]) => b - a)[0];
	row(`Ctrl-C, the slowest of ${scripts.length} scripts to end (${script})`, worst, 1, "ms", 100);
}

if (chosen("writers")) {
	const rounds = Number(process.env.DESK_WRITES ?? 1000);
	const started = Date.now();
	const children = Array.from({ length: 20 }, (_, id) => spawn(process.execPath, [join(root, "test", "bench", "writer.mjs"), String(id), String(rounds)], { env, stdio: ["ignore", "pipe", "inherit"] }));
	const failed = (await Promise.all(children.map((child) => new Promise((resolve) => child.on("exit", resolve))))).filter((status) => status !== 0).length;
	const seconds = (Date.now() - started) / 1000;
	const found = spawnSync(process.execPath, [bin, "find", "/files/writers", "-type", "f"], { env, encoding: "utf8", maxBuffer: 1 << 28 }).stdout.split("\n").length - 1;
	row(`20 processes × ${rounds} writes (${seconds.toFixed(0)} s, ${failed} failed): files present`, found, 20 * rounds, "written", 1, true);
}

console.log(`\n${rows.filter((one) => one.ok).length} of ${rows.length} bounds hold. kill -9 and disk full: \`npm run test:long\`. Bounds of later parts join with them.`);
process.exit(rows.every((one) => one.ok) ? 0 : 1);

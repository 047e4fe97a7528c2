// Business context: lists and stories of 10,000 beliefs, and a million touches brought in and attributed.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const BELIEFS = 10_000;
const TOUCHES = Number(process.env.DESK_TOUCHES) || 1_000_000;

/** Numbers below 1 by a linear congruence: the same business at each run. */
function randoms(seed) {
	let state = seed;
	return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

/** Run a program. @returns its processor time (s, as Linux counts it in hundredths), and the most memory that it had (MB) */
async function measured(command, args, env) {
	const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "inherit"] });
	const [used, peak] = [[0], [0]];
	const look = setInterval(() => {
		try {
			const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
			used.push((Number(fields[11]) + Number(fields[12])) / 100);
			peak.push(Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1000);
		} catch {
			// It has ended.
		}
	}, 20);
	const status = await new Promise((resolve) => child.on("exit", resolve));
	clearInterval(look);
	if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${status}`);
	return { seconds: Math.max(...used), peak: Math.max(...peak) };
}

/** 10,000 beliefs with ten pieces of evidence each. */
function writeBusiness(folder) {
	const random = randoms(8);
	const upTo = (most) => Math.floor(random() * most);
	const two = (number) => String(number).padStart(2, "0");
	const categories = ["audience", "messaging", "channel", "timing", "competitive"];
	mkdirSync(join(folder, "weir", "beliefs"), { recursive: true });
	writeFileSync(join(folder, "weir", "profile.md"), "---\nname: Weir\ncurrency: EUR\n---\n");
	for (let number = 0; number < BELIEFS; number++) {
		const evidence = Array.from({ length: 10 }, (_, at) => {
			const trials = 50 + upTo(4000);
			const rate = at % 3 === 0 ? `, trials: ${trials}, successes: ${upTo(trials)}` : "";
			return `  - {path: /context/weir/profile.md, date: 2026-${two(1 + upTo(10))}-${two(1 + upTo(28))}, note: seen in campaign ${upTo(999)}${rate}}\n`;
		});
		const text = `---\ncategory: ${categories[upTo(5)]}\nconfidence: ${(30 + upTo(70)) / 100}\nfor:\n${evidence.slice(0, 7).join("")}against:\n${evidence.slice(7).join("")}---\n# Belief ${number}\n\nWhat it says.\n`;
		writeFileSync(join(folder, "weir", "beliefs", `belief-${number}.md`), text);
	}
}

/** @param ordered whether they come in the order of time, as exports do, or in none */
function writeTouches(file, touches, ordered) {
	const random = randoms(5);
	const upTo = (most) => Math.floor(random() * most);
	const out = openSync(file, "w");
	let lines = "customer,time,channel,conversions,value,currency\n";
	for (let touch = 0; touch < touches; touch++) {
		const second = ordered ? Math.floor((touch / touches) * 300 * 86_400) : upTo(300 * 86_400);
		const time = new Date(1.767e12 + second * 1000).toISOString().replace(".000", "");
		const gain = random() < 0.1 ? `1,${(random() * 100).toFixed(2)},EUR` : ",,";
		lines += `c${upTo(touches / 5)},${time},channel ${upTo(12)},${gain}\n`;
		if (lines.length > 1e6) {
			writeSync(out, lines);
			lines = "";
		}
	}
	writeSync(out, lines);
	closeSync(out);
}

/** Measures and reports; `alternate`, `time` and `row` are those of run.mjs. */
export async function benchContext({ root, folder, env, time, alternate, row }) {
	const bin = join(root, "bin", "desk.js");
	const there = { ...env, DESK_HOME: join(folder, "context-desk") };
	const desk = (...args) => time(process.execPath, [bin, ...args], { env: there });
	const source = join(folder, "context");
	writeBusiness(source);
	desk("init", "--key", "file");
	desk("import", "-q", "context", source);
	const [floor, list, why] = alternate(15, () => time(process.execPath, ["-e", "0"]), () => desk("belief", "list"), () => desk("belief", "why", "belief-77"));
	// 200 and 150 ms where `node -e 0` takes 60.
	row(`cold \`desk belief list\`, ${BELIEFS} beliefs and ${BELIEFS * 10} pieces of evidence`, list, floor, "`node -e 0`", 3.3);
	row("cold `desk belief why` among them", why, floor, "`node -e 0`", 2.5);

	// An empty process has 40 MB of its own; 2.6 times as many touches are a file of 111 MB.
	const bring = async (touches, ordered) => {
		const file = join(folder, `touches-${touches}.csv`);
		const home = { ...there, DESK_HOME: join(folder, `touches-${touches}`) };
		writeTouches(file, touches, ordered);
		for (const args of [["init", "--key", "file"], ["biz", "init", "Weir"]]) time(process.execPath, [bin, ...args], { env: home });
		return { home, ...(await measured(process.execPath, [bin, "perf", "import", "-q", file], home)) };
	};
	const { home, ...brought } = await bring(TOUCHES, false);
	row(`${TOUCHES} touches brought in: processor time`, brought.seconds, 1, "s", 10);
	row("the same: peak memory", brought.peak, 1, "MB", 240);
	const more = await bring(TOUCHES * 2.6, true);
	row("peak memory for 2.6 times as many touches, in the order of time", more.peak, brought.peak, "MB", 1.4);
	for (const model of ["linear", "markov", "shapley"]) {
		const reported = await measured(process.execPath, [bin, "perf", "report", "-m", model], home);
		row(`${TOUCHES} touches attributed by ${model}: processor time`, reported.seconds, 1, "s", 10);
		row("the same: peak memory", reported.peak, 1, "MB", 250);
	}
}

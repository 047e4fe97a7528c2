/** Job control: `wait`, `jobs`, `fg`, `bg`, `kill`, `disown`. */
import { runExternal } from "../external.ts";
import { deliver, forgetEnded, listedJobs, SIGNALS, signalName, signalTable } from "../jobs.ts";
import type { Shell } from "../shell.ts";
import { runUnit } from "../simple.ts";
import type { Job } from "../world.ts";
import { letterOptions } from "./letter-options.ts";

/** A job by `%1`, `%+`, `%-`, `%name`, `%?text` or its process id ; `ambiguous` where several fit. */
function find(shell: Shell, text: string): Job | "ambiguous" | undefined {
	if (/^\d+$/.test(text))
		return shell.jobs.find((job) => job.pid === Number(text)) ?? shell.world.processes.get(Number(text));
	if (!text.startsWith("%")) return undefined;
	const what = text.slice(1);
	const listed = listedJobs(shell);
	if (what === "" || what === "+" || what === "%") return listed.at(-1);
	if (what === "-") return listed.at(-2) ?? listed.at(-1);
	if (/^\d+$/.test(what)) return listed.find((job) => job.number === Number(what));
	const fit = listed.filter((job) =>
		what.startsWith("?") ? job.text.includes(what.slice(1)) : job.text.startsWith(what),
	);
	return fit.length > 1 ? "ambiguous" : fit[0];
}

/** One job; undefined after a message. */
async function findOne(shell: Shell, command: string, text: string): Promise<Job | undefined> {
	const job = find(shell, text);
	if (typeof job === "object") return job;
	await shell.complain(`${command}: ${text}: ${job === undefined ? "no such job" : "ambiguous job spec"}`);
	return undefined;
}

/** Wait for something, until a signal with a trap comes. @returns undefined when one has */
async function until(shell: Shell, body: Promise<unknown>): Promise<boolean> {
	return await new Promise<boolean>((resolve, reject) => {
		const stop = () => reject(shell.signal.reason);
		const clean = () => {
			shell.wake = undefined;
			shell.signal.removeEventListener("abort", stop);
		};
		shell.signal.addEventListener("abort", stop, { once: true });
		shell.wake = () => {
			if (shell.pendingSignals.length === 0) return;
			clean();
			resolve(false);
		};
		body.then(() => {
			clean();
			resolve(true);
		}, reject);
		if (shell.pendingSignals.length > 0) shell.wake();
	});
}

export async function wait(shell: Shell, args: readonly string[]): Promise<number> {
	const taken = await letterOptions(shell, "wait", args, "fnp:");
	if (taken === undefined) return 2;
	const { words } = taken;
	const letters = new Map(taken.options);
	const variable = letters.get("p");
	if (variable !== undefined) shell.variables.unset(variable);
	const own = shell.jobs.filter((job) => job.owner === shell);
	const signalled = () => 128 + (SIGNALS[shell.pendingSignals[0] ?? ""] ?? 0);
	const told = (job: Job) => {
		Object.assign(job, { told: true, listed: false });
		if (variable !== undefined) shell.variables.set(variable, String(job.pid));
	};
	if (letters.has("n")) {
		const wanted =
			words.length === 0
				? own.filter((job) => !job.told)
				: words.map((word) => find(shell, word)).filter((job) => typeof job === "object");
		if (wanted.length === 0) return 127;
		const race = Promise.race(wanted.map(async (job) => ({ job, status: await job.done })));
		if (!(await until(shell, race))) return signalled();
		const { job, status } = await race;
		told(job);
		return status;
	}
	if (words.length === 0) {
		const all = Promise.all(own.map((job) => job.done));
		if (!(await until(shell, all))) return signalled();
		shell.jobs = [];
		return 0;
	}
	let status = 0;
	for (const word of words) {
		const job = find(shell, word);
		if (typeof job !== "object" || job.owner !== shell) {
			await shell.complain(
				word.startsWith("%")
					? `wait: ${word}: no such job`
					: /^\d+$/.test(word)
						? `wait: pid ${word} is not a child of this shell`
						: `wait: \`${word}': not a pid or valid job spec`,
			);
			status = /^(\d+|%.*)$/.test(word) ? 127 : 1;
			continue;
		}
		if (!(await until(shell, job.done))) return signalled();
		status = await job.done;
		told(job);
	}
	return status;
}

/** What `jobs` of the desk does; a test holds it against the command. */
const OF_THE_DESK = new Set(["list", "show", "add", "work", "cancel", "retry", "install", "uninstall"]);

/** The shell's background jobs; with a verb that names none of them (`jobs work`), those of the desk: the command of that name. */
export async function list(shell: Shell, args: readonly string[]): Promise<number> {
	const [first = ""] = args;
	if (OF_THE_DESK.has(first) && find(shell, `%${first}`) === undefined) return await runExternal(shell, "jobs", args);
	const taken = await letterOptions(shell, "jobs", args, "lnprsx");
	if (taken === undefined) return 2;
	const letters = new Set(taken.options.map(([letter]) => letter));
	if (letters.has("x")) return await withProcessIds(shell, taken.words);
	let status = 0;
	const wanted: Job[] = [];
	for (const word of taken.words) {
		const job = find(shell, /^[%\d]/.test(word) ? word : `%${word}`);
		if (typeof job === "object") wanted.push(job);
		else {
			await shell.complain(`jobs: ${word}: ${job === undefined ? "no such job" : "ambiguous job spec"}`);
			if (job === undefined) status = 1;
		}
	}
	const listed = listedJobs(shell);
	for (const job of taken.words.length > 0 ? wanted : listed) {
		// Nothing is ever stopped here.
		if (letters.has("s") || (letters.has("r") && job.status !== undefined)) continue;
		if (letters.has("p")) await shell.write(1, `${job.pid}\n`);
		else
			await shell.write(
				1,
				jobLine(job, job === listed.at(-1) ? "+" : job === listed.at(-2) ? "-" : " ", letters.has("l")),
			);
	}
	forgetEnded(shell);
	return status;
}

/** `jobs -x command %1`: a command with process ids for jobs. */
async function withProcessIds(shell: Shell, words: readonly string[]): Promise<number> {
	const replaced = words.map((word) => {
		const job = word.startsWith("%") ? find(shell, word) : undefined;
		return typeof job === "object" ? String(job.pid) : word;
	});
	const [name, ...rest] = replaced;
	return name === undefined ? 0 : await runUnit(shell, name, rest);
}

/** `[1]+  Running                 sleep 5 &`. */
export function jobLine(job: Job, mark: string, long = false): string {
	const state =
		job.status === undefined
			? "Running"
			: job.status === 0
				? "Done"
				: job.status > 128
					? signalText(job.status - 128)
					: `Exit ${job.status}`;
	const pid = long ? `${job.pid} ` : "";
	return `[${job.number}]${mark}  ${pid}${state.padEnd(24)}${job.text}${job.status === undefined ? " &" : ""}\n`;
}

function signalText(number: number): string {
	const texts: Record<number, string> = {
		1: "Hangup",
		2: "Interrupt",
		9: "Killed",
		13: "Broken pipe",
		15: "Terminated",
	};
	return texts[number] ?? `Signal ${number}`;
}

/** Whether jobs can be moved between background and foreground: not in a script without `set -m`. */
async function hasJobControl(shell: Shell, command: string): Promise<boolean> {
	if (shell.world.interactive || shell.options.monitor) return true;
	await shell.complain(`${command}: no job control`);
	return false;
}

export async function foreground(shell: Shell, args: readonly string[]): Promise<number> {
	if (!(await hasJobControl(shell, "fg"))) return 1;
	const job = await findOne(shell, "fg", args[0] === undefined ? "%+" : args[0].replace(/^(?!%)/, "%"));
	if (job === undefined) return 1;
	await shell.write(1, `${job.text}\n`);
	const stop = () => job.kill("INT");
	shell.signal.addEventListener("abort", stop, { once: true });
	try {
		const status = await job.done;
		shell.jobs = shell.jobs.filter((other) => other !== job);
		return status;
	} finally {
		shell.signal.removeEventListener("abort", stop);
	}
}

/** Every job runs on by itself: there is nothing to continue. */
export async function background(shell: Shell, args: readonly string[]): Promise<number> {
	if (!(await hasJobControl(shell, "bg"))) return 1;
	const job = await findOne(shell, "bg", args[0] === undefined ? "%+" : args[0].replace(/^(?!%)/, "%"));
	if (job === undefined) return 1;
	await shell.complain(`bg: job ${job.number} already in background`);
	return 0;
}

export async function disown(shell: Shell, args: readonly string[]): Promise<number> {
	const taken = await letterOptions(shell, "disown", args, "ahr");
	if (taken === undefined) return 2;
	const letters = new Set(taken.options.map(([letter]) => letter));
	let status = 0;
	let wanted = listedJobs(shell).filter((job) => !letters.has("r") || job.status === undefined);
	if (taken.words.length > 0 || !(letters.has("a") || letters.has("r"))) {
		wanted = [];
		for (const word of taken.words.length > 0 ? taken.words : ["%+"]) {
			const job = await findOne(shell, "disown", word);
			if (job === undefined) status = 1;
			else wanted.push(job);
		}
	}
	// With -h they stay listed; that they outlive the shell has no meaning here.
	if (letters.has("h")) return status;
	for (const job of wanted) job.disowned = true;
	shell.jobs = shell.jobs.filter((job) => !job.disowned);
	return status;
}

export async function kill(shell: Shell, args: readonly string[]): Promise<number> {
	let signal = "TERM";
	const words: string[] = [];
	for (let at = 0; at < args.length; at++) {
		const word = args[at] as string;
		if (word === "-l" || word === "-L") return await signals(shell, args.slice(at + 1));
		if (word === "--") {
			words.push(...args.slice(at + 1));
			break;
		}
		const named =
			word === "-s" || word === "-n"
				? args[++at]
				: at === 0 && /^-./.test(word) && words.length === 0
					? word.slice(1)
					: undefined;
		if (named === undefined) words.push(word);
		else {
			const name = named === "0" ? "0" : signalName(named);
			if (name === undefined) {
				await shell.complain(`kill: ${named}: invalid signal specification`);
				return 1;
			}
			signal = name;
		}
	}
	if (words.length === 0) {
		await shell.complain(
			"kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]",
		);
		return 2;
	}
	let status = 1;
	for (const word of words) {
		const main = shell.world.main;
		if (Number(word) === main?.pid && main !== undefined) {
			if (signal !== "0") deliver(main, shell.world.controller, signal);
			status = 0;
			continue;
		}
		const subshell = shell.world.subshells.get(Number(word))?.deref();
		if (subshell !== undefined) {
			if (signal !== "0") deliver(subshell, subshell.controller, signal);
			status = 0;
			continue;
		}
		const job = find(shell, word);
		if (typeof job !== "object" || job.status !== undefined) {
			await shell.complain(
				/^-?\d+$/.test(word)
					? `kill: (${word}) - No such process`
					: word.startsWith("%")
						? `kill: ${word}: no such job`
						: `kill: ${word}: arguments must be process or job IDs`,
			);
			continue;
		}
		if (signal !== "0") job.kill(signal);
		status = 0;
	}
	shell.check();
	return status;
}

/** `kill -l`: names of numbers and of statuses, numbers of names. */
async function signals(shell: Shell, words: readonly string[]): Promise<number> {
	if (words.length === 0) {
		await shell.write(1, signalTable());
		return 0;
	}
	let status = 0;
	for (const word of words) {
		const answer = /^\d+$/.test(word) ? nameOfNumber(Number(word)) : numberOfName(word.toUpperCase());
		if (answer === undefined) {
			await shell.complain(`kill: ${word}: invalid signal specification`);
			status = 1;
		} else await shell.write(1, `${answer}\n`);
	}
	return status;
}

function nameOfNumber(number: number): string | undefined {
	if (number === 0) return "EXIT";
	const signal = number > 128 ? number - 128 : number;
	return Object.entries(SIGNALS).find(([, value]) => value === signal)?.[0];
}

function numberOfName(name: string): number | undefined {
	return name === "EXIT" ? 0 : SIGNALS[name.replace(/^SIG/, "")];
}

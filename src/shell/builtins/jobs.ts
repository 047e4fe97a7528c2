/** Job control: `wait`, `jobs`, `fg`, `bg`, `kill`, `disown`. */
import { deliver, SIGNALS, signalName, signalTable } from "../jobs.ts";
import type { Shell } from "../shell.ts";
import type { Job } from "../world.ts";

/** A job by `%1`, `%+`, `%-`, `%name`, `%?text` or its process id. */
function find(shell: Shell, text: string): Job | undefined {
	const { jobs } = shell;
	if (/^\d+$/.test(text))
		return jobs.find((job) => job.pid === Number(text)) ?? shell.world.processes.get(Number(text));
	if (!text.startsWith("%")) return undefined;
	const what = text.slice(1);
	const running = jobs.filter((job) => !job.disowned && job.hidden !== true);
	if (what === "" || what === "+" || what === "%") return running.at(-1);
	if (what === "-") return running.at(-2) ?? running.at(-1);
	if (/^\d+$/.test(what)) return running.find((job) => job.number === Number(what));
	return running.find((job) => (what.startsWith("?") ? job.text.includes(what.slice(1)) : job.text.startsWith(what)));
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
	let next = false;
	let variable: string | undefined;
	const words: string[] = [];
	for (let at = 0; at < args.length; at++) {
		const word = args[at] as string;
		if (word === "-n") next = true;
		else if (word === "-p") variable = args[++at];
		else if (word === "-f" || word === "--") continue;
		else words.push(word);
	}
	const own = shell.jobs.filter((job) => job.owner === shell);
	const signalled = () => 128 + (SIGNALS[shell.pendingSignals[0] ?? ""] ?? 0);
	const told = (job: Job) => {
		job.told = true;
		if (job.status !== undefined) shell.jobs = shell.jobs.filter((other) => other !== job);
	};
	if (next) {
		const wanted =
			words.length === 0
				? own.filter((job) => !job.told)
				: words.map((word) => find(shell, word)).filter((job) => job !== undefined);
		if (wanted.length === 0) return 127;
		const race = Promise.race(wanted.map(async (job) => ({ job, status: await job.done })));
		if (!(await until(shell, race))) return signalled();
		const { job, status } = await race;
		told(job);
		if (variable !== undefined) shell.variables.set(variable, String(job.pid));
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
		if (job === undefined || job.owner !== shell) {
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
		job.told = true;
		if (variable !== undefined) shell.variables.set(variable, String(job.pid));
	}
	return status;
}

export async function list(shell: Shell, args: readonly string[]): Promise<number> {
	const letters = args.filter((word) => /^-[lnprs]+$/.test(word)).join("");
	const words = args.filter((word) => !word.startsWith("-"));
	let status = 0;
	const wanted: Job[] = [];
	for (const word of words) {
		const job = find(shell, word.startsWith("%") ? word : `%${word}`);
		if (job === undefined) {
			await shell.complain(`jobs: ${word}: no such job`);
			status = 1;
		} else wanted.push(job);
	}
	const shown = (words.length > 0 ? wanted : shell.jobs).filter((job) => !job.disowned && job.hidden !== true);
	const active = shell.jobs.filter((job) => !job.disowned);
	for (const job of shown) {
		if (letters.includes("r") && job.status !== undefined) continue;
		if (letters.includes("p")) await shell.write(1, `${job.pid}\n`);
		else
			await shell.write(
				1,
				jobLine(job, job === active.at(-1) ? "+" : job === active.at(-2) ? "-" : " ", letters.includes("l")),
			);
	}
	// What has ended is told once.
	shell.jobs = shell.jobs.filter((job) => job.status === undefined);
	return status;
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

export async function foreground(shell: Shell, args: readonly string[]): Promise<number> {
	const job = find(shell, args[0] === undefined ? "%+" : args[0].startsWith("%") ? args[0] : `%${args[0]}`);
	if (job === undefined) {
		await shell.complain(`fg: ${args[0] ?? "current"}: no such job`);
		return 1;
	}
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
	const job = find(shell, args[0] ?? "%+");
	if (job === undefined) {
		await shell.complain(`bg: ${args[0] ?? "current"}: no such job`);
		return 1;
	}
	await shell.complain(`bg: job ${job.number} already in background`);
	return 0;
}

export async function disown(shell: Shell, args: readonly string[]): Promise<number> {
	const words = args.filter((word) => !/^-[ahr]+$/.test(word));
	const wanted =
		words.length > 0 ? words.map((word) => find(shell, word)) : args.length > 0 ? shell.jobs : [shell.jobs.at(-1)];
	let status = 0;
	for (const [at, job] of wanted.entries()) {
		if (job === undefined) {
			await shell.complain(`disown: ${words[at] ?? "current"}: no such job`);
			status = 1;
		} else job.disowned = true;
	}
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
		if (job === undefined || job.status !== undefined) {
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

async function signals(shell: Shell, words: readonly string[]): Promise<number> {
	if (words.length === 0) {
		await shell.write(1, signalTable());
		return 0;
	}
	let status = 0;
	for (const word of words) {
		const number = Number(word);
		const name = /^\d+$/.test(word)
			? Object.entries(SIGNALS).find(([, value]) => value === (number > 128 ? number - 128 : number))?.[0]
			: undefined;
		const answer = name ?? (/^\d+$/.test(word) ? undefined : SIGNALS[word.toUpperCase().replace(/^SIG/, "")]);
		if (answer === undefined) {
			await shell.complain(`kill: ${word}: invalid signal specification`);
			status = 1;
		} else await shell.write(1, `${answer}\n`);
	}
	return status;
}

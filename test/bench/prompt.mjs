// How long a session takes to its first prompt, and from a key to what it shows, in a pseudo-terminal (util-linux' `script`).
import { spawn } from "node:child_process";

/** Keys that are measured, after some that warm up. */
const KEYS = 40;
const WARM_UP = 10;

/** A program in a pseudo-terminal; `shown` resolves with the time (ms of `performance.now()`) when its output fits. */
function inTerminal(command, env) {
	const child = spawn("script", ["-qfec", command, "/dev/null"], { env: { ...env, TERM: "xterm-256color" }, stdio: ["pipe", "pipe", "inherit"] });
	let text = "";
	let wanted;
	const look = () => {
		if (wanted !== undefined && wanted.pattern.test(text)) wanted.resolve(performance.now());
	};
	child.stdout.on("data", (bytes) => {
		text += bytes;
		look();
	});
	const ended = new Promise((resolve) => child.once("close", () => resolve(performance.now())));
	return {
		ended,
		/** Forget what was shown so far, and wait for what comes. */
		shows: (pattern) => new Promise((resolve) => {
			wanted = { pattern, resolve };
			look();
		}),
		type: (keys) => {
			text = "";
			child.stdin.write(keys);
		},
		kill: () => child.kill(),
	};
}

/** A program that runs to its end there (ms). */
export async function endsIn(command, env) {
	const started = performance.now();
	return (await inTerminal(command, env).ended) - started;
}

/** A session: to its first prompt, and from each key to its echo (ms). */
export async function session(command, env) {
	const started = performance.now();
	const terminal = inTerminal(command, env);
	const prompt = (await terminal.shows(/❯/)) - started;
	const keys = [];
	for (let at = 0; at < KEYS + WARM_UP; at++) {
		// A line such as is typed: words with blanks between them.
		const key = at % 6 === 5 ? " " : "abcdefghijklmnopqrstuvwxyz"[at % 26];
		await new Promise((resolve) => setTimeout(resolve, 15));
		const typed = performance.now();
		terminal.type(key);
		const took = (await terminal.shows(key === " " ? /[\s\S]/ : new RegExp(key))) - typed;
		if (at >= WARM_UP) keys.push(took);
	}
	terminal.type("\x15\x04"); // Ctrl-U, Ctrl-D
	await terminal.ended;
	return { prompt, keys };
}

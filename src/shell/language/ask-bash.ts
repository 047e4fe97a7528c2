/** For tests only: what the machine's bash says. Many questions go to one process, as starting it costs more than they do. */
import { spawnSync } from "node:child_process";
import { rawBytes, rawText } from "../../base/raw-text.ts";

/** The text as one single-quoted word of shell source. */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * What each script writes to stdout, as raw text. The scripts run one after the other in one bash (wrap one in `( )` when it may
 * leave something behind), in the C.UTF-8 locale with UTC as time zone. A script must be whole commands.
 */
export function askBash(scripts: readonly string[], environment: Readonly<Record<string, string>> = {}): string[] {
	const env = { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", TZ: "UTC0", ...environment };
	const input = rawBytes(scripts.map((script) => `${script}\nprintf '\\0END\\0'\n`).join(""));
	const { stdout, stderr } = spawnSync("bash", ["-O", "extglob", "-s"], { input, env, maxBuffer: 1 << 28 });
	const answers = rawText(stdout).split("\0END\0").slice(0, -1);
	if (answers.length !== scripts.length) {
		const last = scripts[answers.length];
		throw new Error(`bash stopped at ${last}: ${stderr.toString().slice(-500)}`);
	}
	return answers;
}

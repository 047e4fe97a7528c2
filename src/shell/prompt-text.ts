import { hostname, userInfo } from "node:os";
import { expandPrompt } from "./language/prompt.ts";
import type { Shell } from "./shell.ts";
import { BASH_VERSION } from "./dynamic-variables.ts";

/** A prompt with its escapes (`\w`, `\$`) replaced; `$x` in it is replaced for plain names. */
export function promptText(shell: Shell, prompt: string): string {
	const text = expandPrompt(prompt, {
		user: userInfo().username,
		host: hostname(),
		cwd: shell.cwd,
		home: shell.variables.get("HOME") ?? "/",
		shell: "desk",
		version: BASH_VERSION.replace(/\(.*/, ""),
		jobs: shell.jobs.filter((job) => job.status === undefined).length,
		history: 1,
		command: 1,
		root: false,
		now: new Date(),
	});
	return text.replace(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*|[?#]))/g, (_all, braced?: string, plain?: string) => {
		const name = braced ?? plain ?? "";
		if (name === "?") return String(shell.status);
		if (name === "#") return String(shell.positional.length);
		return shell.variables.get(name) ?? "";
	});
}

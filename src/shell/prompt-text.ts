import { hostname, userInfo } from "node:os";
import { BASH_VERSION } from "./dynamic-variables.ts";
import { expandPrompt } from "./language/prompt.ts";
import type { Shell } from "./shell.ts";

/** A prompt with its escapes (`\w`, `\$`) replaced; expansions in it are left. */
export function promptText(shell: Shell, prompt: string): string {
	return expandPrompt(prompt, {
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
}

/** The prompts of a session. */
import { promptText } from "./prompt-text.ts";
import type { Shell } from "./shell.ts";

/** How the default prompt may look. */
export interface PromptLook {
	readonly colour: boolean;
	/** Whether the terminal shows more than ASCII. */
	readonly unicode: boolean;
	readonly columns: number;
}

/** The least of a line that is left to type in; a directory that would take more of it is shortened. */
const ROOM = 0.6;

/** What stands before a line: PS1 where it is set, else the directory, the jobs that run, and a mark that is red after a failure. */
export function sessionPrompt(shell: Shell, look: PromptLook): string {
	const own = shell.variables.get("PS1");
	if (own !== undefined) return promptText(shell, own);
	const { status } = shell;
	const jobs = shell.jobs.filter((job) => job.status === undefined && !job.disowned).length;
	const directory = shortened(shell.cwd, Math.max(12, Math.floor(look.columns * (1 - ROOM))), look.unicode);
	const mark = look.unicode ? "❯" : ">";
	const count = jobs === 0 ? "" : ` ${paint("33", `[${jobs}]`, look)}`;
	const failed = look.colour || status === 0 ? "" : ` (${status})`;
	return `${paint("1;34", directory, look)}${count}${failed} ${paint(status === 0 ? "32" : "31", mark, look)} `;
}

/** What stands before each further line of unfinished input: PS2. */
export function continuationPrompt(shell: Shell): string {
	return promptText(shell, shell.variables.get("PS2") ?? "> ");
}

function paint(style: string, text: string, { colour }: PromptLook): string {
	return colour ? `\x1b[${style}m${text}\x1b[0m` : text;
}

/** A path without names in its middle, until it fits. */
function shortened(path: string, width: number, unicode: boolean): string {
	if (path.length <= width) return path;
	const [first = "", ...rest] = path.slice(1).split("/");
	const gap = unicode ? "…" : "...";
	let shown = rest;
	while (shown.length > 1 && first.length + shown.join("/").length + 4 > width) shown = shown.slice(1);
	return shown.length === rest.length ? path : `/${first}/${gap}/${shown.join("/")}`;
}

/** A session of the built program in a terminal of its own. */
import type { TestDesk } from "./desk.ts";
import { Pane } from "./pane.ts";

/** The prompt of a session, with jobs or a status in it, at the end of the screen. */
const PROMPT = "\\S+ (\\(\\d+\\) |\\[\\d+\\] )?❯";

/** A terminal with a plain bash in it, whose environment runs `desk` on a desk. */
export async function bashPane(
	desk: TestDesk,
	environment: NodeJS.ProcessEnv = {},
	columns = 90,
	rows = 24,
): Promise<Pane> {
	const { NO_COLOR: _, COLUMNS: _columns, ...inherited } = process.env;
	const env = {
		...inherited,
		DESK_HOME: desk.home,
		DESK_KEYCHAIN: "off",
		LC_ALL: "C.UTF-8",
		PS1: "sh> ",
		HISTFILE: "",
		...environment,
	};
	const pane = new Pane(desk.folder, env, columns, rows);
	await pane.shows(/sh>/);
	return pane;
}

/** A session on that desk, at its first prompt. @param program the launcher */
export async function sessionPane(
	desk: TestDesk,
	program: string,
	environment: NodeJS.ProcessEnv = {},
	columns = 90,
	rows = 24,
): Promise<Pane> {
	const pane = await bashPane(desk, environment, columns, rows);
	pane.enter(`clear; TERM=${environment.TERM ?? "tmux-256color"} ${process.execPath} ${program}`);
	await pane.shows(/^\/ ❯$/m);
	return pane;
}

/** Run a line, and wait for what it shows and the next prompt. */
export async function ran(pane: Pane, line: string, shows: RegExp): Promise<string> {
	pane.enter(line);
	return await pane.shows(new RegExp(`${shows.source}[\\s\\S]*\\n${PROMPT}$`, shows.flags));
}

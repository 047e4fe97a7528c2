/** The session on the command line: `desk` in a terminal, `desk -i`. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfigKey, readConfig } from "../base/config.ts";
import { env } from "../base/env.ts";
import { DeskError } from "../base/errors.ts";
import { runSession } from "../shell/index.ts";
import type { Surroundings } from "./context.ts";
import type { Program } from "./main.ts";
import { DeskHost } from "./run-shell.ts";
import { wantsColour } from "./style.ts";

/** How a session begins. */
export interface SessionLine {
	/** Words as `set` takes them. */
	readonly options: readonly string[];
	readonly sandbox: boolean;
	/** Whether `/files/.deskrc` is run. */
	readonly rc: boolean;
}

/** Run a session on this process's terminal. @returns its exit status @throws DeskError EUSAGE where there is no terminal */
export async function openSession(program: Program, line: SessionLine, surroundings: Surroundings): Promise<number> {
	const { terminal, stdout, stderr } = surroundings;
	if (!terminal.stdin || !terminal.stdout)
		throw new DeskError("EUSAGE", "a session needs a terminal", {
			at: "desk",
			todo: "in a pipe or a script, use `desk -c '…'`, or give it a script",
		});
	const host = new DeskHost(program, surroundings);
	try {
		const colour = wantsColour(undefined, true);
		const settings = await readConfig(host.homeOrNone).catch(() => new Map());
		const setting = (key: ConfigKey) => settings.get(key)?.value;
		const editor = String(setting("edit.command") ?? "") || env.editor || "vi";
		return await runSession(
			{
				stdout,
				stderr,
				variables: surroundings.variables ?? { ...process.env, HOME: "/", PS1: undefined, PROMPT_COMMAND: undefined },
				...(surroundings.cwd === undefined ? {} : { cwd: surroundings.cwd }),
			},
			{
				commands: host,
				...(await host.programs(line.sandbox)),
				home: host.homeOrNone,
				colour,
				options: line.options,
				historySize: Number(setting("shell.history_size") ?? 0),
				pager: setting("shell.pager") !== "off",
				rc: line.rc,
				greeting: `desk ${program.version}: type \`help\` for a page on how this works; Tab completes, Ctrl-D leaves`,
				edit: (text) => edited(editor, text),
			},
		);
	} finally {
		host.close();
	}
}

/** A text as the user's editor leaves it; as it was when the editor fails. */
async function edited(editor: string, text: string): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "desk-line-")); // mode 0700
	const file = join(folder, "line.sh");
	try {
		writeFileSync(file, `${text}\n`, { mode: 0o600 });
		// The setting may bring options of its own, as $EDITOR may: the shell splits them.
		const child = spawn("/bin/sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
		const status = await new Promise<number>((resolve, reject) =>
			child.once("close", (code) => resolve(code ?? 1)).once("error", reject),
		);
		return status === 0 ? readFileSync(file, "utf8") : text;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A terminal of its own (tmux) with a plain bash in it, whose screen is read back. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether there is a tmux to make terminals with. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

/** How long a screen is waited for: so many looks, so many milliseconds apart. */
const LOOKS = 400;
const PAUSE = 25;

export class Pane {
	static #made = 0;
	readonly #socket: string;
	readonly #env: NodeJS.ProcessEnv;

	/** @param folder holds the terminal's socket */
	constructor(folder: string, env: NodeJS.ProcessEnv, columns = 80, rows = 24) {
		this.#socket = join(folder, `pane-${++Pane.#made}`);
		this.#env = env;
		const size = ["-x", String(columns), "-y", String(rows)];
		this.#tmux("new-session", "-d", ...size, "bash", "--norc", "--noprofile", "-i");
	}

	#tmux(...words: string[]): string {
		return this.#fed("", ...words);
	}

	#fed(input: string, ...words: string[]): string {
		return execFileSync("tmux", ["-S", this.#socket, "-f", "/dev/null", ...words], {
			env: this.#env,
			encoding: "utf8",
			input,
		});
	}

	/** Keys as tmux names them: `C-c`, `Enter`. */
	press(...keys: string[]): void {
		this.#tmux("send-keys", ...keys);
	}

	/** Text, key by key. */
	type(text: string): void {
		this.#tmux("send-keys", "-l", text);
	}

	/** A line, with Enter. */
	enter(line: string): void {
		if (line !== "") this.type(line);
		this.press("Enter");
	}

	/** Paste as a terminal does it for programs that ask for bracketed paste. */
	paste(text: string): void {
		this.#fed(text, "load-buffer", "-");
		this.#tmux("paste-buffer", "-p");
	}

	resize(columns: number, rows: number): void {
		this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
	}

	/** What the screen shows, with `colours` as escape sequences. */
	screen(colours = false): string {
		return this.#tmux("capture-pane", "-p", ...(colours ? ["-e"] : [])).trimEnd();
	}

	/** The screen once it shows this. @throws Error with the screen when it never does */
	async shows(what: RegExp, colours = false): Promise<string> {
		for (let looks = 0; looks < LOOKS; looks++) {
			const screen = this.screen(colours);
			if (what.test(screen)) return screen;
			await sleep(PAUSE);
		}
		throw new Error(`the screen never showed ${what}:\n${this.screen()}`);
	}

	close(): void {
		spawnSync("tmux", ["-S", this.#socket, "kill-server"]);
	}
}

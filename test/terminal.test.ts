/** The built program in a real terminal: what a person sees in tmux, read back from the screen. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";
import { builtProgram } from "./support/program.ts";

const samples = fileURLToPath(new URL("../samples", import.meta.url));
const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
if (!hasTmux) console.warn("test/terminal.test.ts is skipped: tmux is not installed");

/** More files than are imported before somebody sees the progress line. */
const MANY = 8000;

/** `stty -a` of a terminal that echoes, and reads by lines. */
const SANE = /\sicanon\s[\s\S]*\secho\s/;

/** A terminal with a shell in it. */
class Pane {
	static #made = 0;
	readonly #socket: string;
	readonly #env: NodeJS.ProcessEnv;

	constructor(folder: string, env: NodeJS.ProcessEnv, columns: number) {
		this.#socket = join(folder, `tmux-${++Pane.#made}`);
		this.#env = env;
		this.#tmux("new-session", "-d", "-x", String(columns), "-y", "24", "bash", "--norc", "--noprofile", "-i");
	}

	#tmux(...words: string[]): string {
		return execFileSync("tmux", ["-S", this.#socket, "-f", "/dev/null", ...words], {
			env: this.#env,
			encoding: "utf8",
		});
	}

	/** Keys as tmux names them: `C-c`, `Enter`. */
	press(...keys: string[]): void {
		this.#tmux("send-keys", ...keys);
	}

	/** Type a line and press Enter, on a clear screen. */
	type(line: string): void {
		this.#tmux("send-keys", "-R"); // what is there now must not be taken for what comes
		this.#tmux("send-keys", "-l", `clear; ${line}`);
		this.press("Enter");
	}

	/** What the screen shows, with `colours` as escape sequences. */
	screen(colours = false): string {
		return this.#tmux("capture-pane", "-p", ...(colours ? ["-e"] : [])).trimEnd();
	}

	/** The screen once it shows this. */
	async shows(what: RegExp, colours = false): Promise<string> {
		for (let tries = 0; tries < 400; tries++) {
			const screen = this.screen(colours);
			if (what.test(screen)) return screen;
			await sleep(25);
		}
		throw new Error(`the screen never showed ${what}:\n${this.screen()}`);
	}

	/** The screen when the command line has ended. */
	async ran(line: string, colours = false): Promise<string> {
		this.type(`${line}; echo "[status $?]"`);
		return await this.shows(/\[status \d+\]/, colours);
	}

	get title(): string {
		return this.#tmux("display-message", "-p", "#{pane_title}").trim();
	}

	close(): void {
		spawnSync("tmux", ["-S", this.#socket, "kill-server"]);
	}
}

describe.skipIf(!hasTmux)("in a terminal", () => {
	let desk: TestDesk;
	let bin: string;
	let host: string;
	let pane: Pane | undefined;

	beforeAll(async () => {
		const program = builtProgram();
		desk = await makeDesk();
		await desk.ok("import", "-q", "notes", join(samples, "notes"));
		bin = join(desk.folder, "bin");
		mkdirSync(bin);
		symlinkSync(program.desk, join(bin, "desk"));
		host = mkdtempSync(join(tmpdir(), "desk-many-"));
		for (let at = 0; at < MANY; at++)
			writeFileSync(join(host, `note-${at}.md`), `# Note ${at}\n\nto [[note-${at + 1}]]\n`);
	});
	afterEach(() => pane?.close());
	afterAll(() => {
		desk?.remove();
		if (host !== undefined) rmSync(host, { recursive: true, force: true });
	});

	/** A terminal of this width, on that desk. */
	function open(columns: number, more: NodeJS.ProcessEnv = {}): Pane {
		const { NO_COLOR: _, COLUMNS: _columns, ...inherited } = process.env;
		const env = {
			...inherited,
			DESK_HOME: desk.home,
			DESK_KEYCHAIN: "off",
			PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
			LC_ALL: "C.UTF-8",
			PS1: "$ ",
			HISTFILE: "",
			...more,
		};
		pane = new Pane(desk.folder, env, columns);
		return pane;
	}

	test("ls fills the width with columns, and colours directories", async () => {
		const rows = async (columns: number) => {
			const screen = await open(columns).ran("desk ls /notes");
			const lines = screen.split("\n").slice(0, -2);
			for (const name of ["business", "inbox.md", "templates"]) expect(lines.join("\n")).toContain(name);
			expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
			pane?.close();
			return lines.length;
		};
		// The command line itself may or may not have been echoed by then.
		const wide = await rows(80);
		expect(wide).toBeLessThan(4);
		expect(await rows(40)).toBeGreaterThan(wide + 2);
		const coloured = await open(80).ran("desk ls /notes", true);
		expect(coloured).toMatch(/\x1b\[1m\x1b\[34mbusiness/);
		expect(coloured).not.toMatch(/\x1b\[[\d;]*m[^\x1b\n]*inbox\.md\x1b/);
	});

	test.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("%o: no colours", async (environment) => {
		const assign = Object.entries(environment)
			.map(([name, value]) => `${name}=${value}`)
			.join(" ");
		const screen = await open(80).ran(`${assign} desk ls /notes; ${assign} desk note tags`, true);
		expect(screen).toContain("#");
		expect(screen).not.toContain("\x1b");
	});

	test("history and log are tables of one line each", async () => {
		await desk.ok("append", "/notes/inbox.md", "- more");
		const screen = await open(80).ran("desk history /notes/inbox.md; desk log -n 1");
		expect(screen).toMatch(
			/^@2 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}write {3}\d+ bytes {2}user {2}change 2\n@1 {2}.* create {2}956 bytes {2}user {2}change 1$/m,
		);
		expect(screen).toMatch(/^2 {2}\S+ \S+ {2}user {2}1 file {2}desk append \/notes\/inbox\.md - more$/m);
	});

	test("erase asks, and takes no, Ctrl-D and Ctrl-C for no", async () => {
		const at = open(80);
		for (const [keys, status] of [
			[["n", "Enter"], 0],
			[["C-d"], 0],
			[["C-c"], 130],
		] as const) {
			at.type('desk erase /notes/inbox.md; echo "[status $?]"');
			await at.shows(/^Erase \/notes\/inbox\.md and all its history for good\? \[y\/N\]$/m);
			at.press(...keys);
			const screen = await at.shows(/\[status \d+\]/);
			expect(screen).toContain(`[status ${status}]`);
			expect(screen).toContain("[y/N]"); // the question stays readable
			expect(screen).not.toContain("desk:");
		}
		expect(await at.ran("stty -a")).toMatch(SANE);
		expect(await desk.ok("cat", "/notes/inbox.md")).toContain("toner");
		at.type("desk erase /notes/inbox.md");
		await at.shows(/\[y\/N\]/);
		at.press("y", "Enter");
		await at.shows(/^erased \/notes\/inbox\.md: 1 file, 2 log entries, /m);
	});

	test("an import shows its progress; Ctrl-C ends it with 130 and a clean line; the next goes on to the end", async () => {
		const at = open(80);
		at.type(`desk import notes ${host}; echo "[status $?]"`);
		await at.shows(/^files: [\d,]+/m);
		const pressed = performance.now();
		at.press("C-c");
		const stopped = await at.shows(/\[status \d+\]/);
		expect(performance.now() - pressed).toBeLessThan(5000); // 100 ms, and what a loaded machine adds
		expect(stopped).toMatch(/^stopped: \d+ files are in; run the same command again to go on\n\[status 130\]/m);
		expect(stopped).not.toMatch(/files: |\^C/);
		expect(await at.ran("stty -a")).toMatch(SANE);
		const done = await at.ran(`desk import notes ${host}`);
		expect(done).toMatch(/^\d+ new, 0 changed, \d+ unchanged\n\[status 0\]/m);
		expect(done).not.toContain("files: ");
	});

	test("Ctrl-C ends a command that waits for input, and undo of thousands shows a screenful", async () => {
		const at = open(80);
		at.type("desk cat");
		await sleep(600);
		at.press("C-c");
		await at.shows(/\^C\n\$$/);
		expect(await at.ran("(exit 7); false || echo alive")).toContain("alive");
		const undone = await at.ran("desk undo");
		expect(undone).toMatch(/^… and [\d,]+ more \(-v shows all\)$/m);
	});

	test("messages break between words, and keep a command to copy in one piece", async () => {
		const screen = await open(50).ran("desk cat /notes/nosuch.md");
		expect(screen).toContain(
			"desk: /notes/nosuch.md: there is no such file or\ndirectory; `desk ls /notes` shows what is there\n",
		);
	});

	test("a note cannot drive the terminal", async () => {
		await desk.put("/notes/evil.md", "# Nice \x1b]2;pwned\x07\x1b[2J\n");
		const at = open(100);
		const screen = await at.ran("desk note list /notes/evil.md; desk cat /notes/evil.md");
		expect(screen).toContain("/notes/evil.md");
		expect(screen).toContain("Nice ^[");
		expect(at.title).not.toContain("pwned");
	});
});

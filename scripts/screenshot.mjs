// `node scripts/screenshot.mjs`: runs a short session of the real program in tmux on the sample desk, and writes what the screen
// shows as docs/screen.svg, for the README.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./prepare.mjs";

const COLUMNS = 84;
/** What Mara did before, for a history to look at. */
const BEFORE = [
	["append", "/notes/inbox.md", "- [ ] ask Tove about the gym's toner"],
	["mv", "/notes/business/late-payers.md", "/notes/late-payers.md"],
];
const SESSION = [
	"desk ls /",
	"desk task list --due tuesday",
	"desk grep -ri roadmap /notes/clients /notes/ideas",
	'desk task add "Pay the studio rent" --due friday --repeat monthly --list admin',
	"desk history /notes/inbox.md",
	"desk mv /notes/late-payers.md /notes/business/dunning.md",
	"desk undo",
];

/** The terminal's sixteen colours, and what they look like here. */
const COLOURS = ["#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#bac2de"];
const FOREGROUND = "#cdd6f4";
const BACKGROUND = "#1e1e2e";
const CELL = { width: 8.43, height: 19 };
const MARGIN = 18;

/** Runs of equal style in one line of `tmux capture-pane -e`. SGR as in ECMA-48. */
function runs(line, state) {
	const found = [];
	let column = 0;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences start with ESC
	for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
		if (!part.startsWith("\x1b[")) {
			if (part.trim() !== "") found.push({ ...state, text: part, column });
			column += [...part].length;
			continue;
		}
		for (const code of part.slice(2, -1).split(";").map(Number)) {
			if (code === 0) Object.assign(state, { bold: false, faint: false, colour: undefined });
			else if (code === 1) state.bold = true;
			else if (code === 2) state.faint = true;
			else if (code === 22) Object.assign(state, { bold: false, faint: false });
			else if (code >= 30 && code <= 37) state.colour = COLOURS[code - 30];
			else if (code >= 90 && code <= 97) state.colour = COLOURS[code - 90];
			else if (code === 39) state.colour = undefined;
		}
	}
	return found;
}

/** A screen with colours as an SVG image; each run has its place, so that no font can shift what follows it. */
function toSvg(screen) {
	const lines = screen.trimEnd().split("\n");
	const state = { bold: false, faint: false, colour: undefined };
	const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	const texts = lines.flatMap((line, row) => {
		const y = MARGIN + 30 + row * CELL.height;
		return runs(line, state).map(({ text, column, bold, faint, colour }) => {
			const start = column + text.length - text.trimStart().length;
			const words = text.trim();
			const style = `${colour === undefined ? "" : ` fill="${colour}"`}${bold ? ' font-weight="bold"' : ""}${faint ? ' opacity="0.6"' : ""}`;
			const at = (value) => Math.round(value * 10) / 10;
			return `<text x="${at(MARGIN + start * CELL.width)}" y="${y}" textLength="${at([...words].length * CELL.width)}"${style}>${escape(words)}</text>`;
		});
	});
	const [width, height] = [Math.ceil(2 * MARGIN + COLUMNS * CELL.width), 2 * MARGIN + 16 + lines.length * CELL.height];
	const dots = ["#f38ba8", "#f9e2af", "#a6e3a1"].map((fill, index) => `<circle cx="${MARGIN + 6 + index * 20}" cy="18" r="6" fill="${fill}"/>`);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A session of desk in a terminal">`,
		`<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
		...dots,
		`<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="${FOREGROUND}" xml:space="preserve">`,
		...texts,
		"</g></svg>",
		"",
	].join("\n");
}

if (spawnSync("tmux", ["-V"]).status !== 0) throw new Error("tmux is missing");
const folder = mkdtempSync(join(tmpdir(), "desk-screen-"));
const env = {
	...process.env, DESK_HOME: join(folder, "desk"), DESK_KEYCHAIN: "off", DESK_NOW: "2026-11-20T09:30:00", TZ: "UTC", LC_ALL: "C.UTF-8",
	PATH: `${join(folder, "bin")}:${process.env.PATH}`, PS1: "\\[\\e[32m\\]$\\[\\e[0m\\] ", HISTFILE: "",
};
const run = (program, ...words) => execFileSync(program, words, { env, encoding: "utf8" });
const tmux = (...words) => run("tmux", "-S", join(folder, "tmux"), "-f", "/dev/null", ...words);

/** The screen, once it has stopped changing and waits at a prompt. */
async function settled() {
	for (let last = ""; ; ) {
		await sleep(250);
		const screen = tmux("capture-pane", "-e", "-p");
		// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences start with ESC
		if (screen === last && /\n\$$|^\$$/.test(screen.replaceAll(/\x1b\[[\d;]*m/g, "").trimEnd())) return screen;
		last = screen;
	}
}

try {
	run(process.execPath, join(root, "scripts", "build.mjs"), "--out", join(folder, "dist"));
	symlinkSync("desk.js", join(folder, "bin", "desk"));
	run("desk", "init", "--key", "file");
	for (const mount of ["notes", "tasks", "files"]) run("desk", "import", "-q", mount, join(root, "samples", mount));
	for (const args of BEFORE) run("desk", ...args);
	tmux("new-session", "-d", "-x", String(COLUMNS), "-y", "60", "bash", "--norc", "--noprofile", "-i");
	await settled();
	for (const line of SESSION) {
		tmux("send-keys", "-l", line);
		tmux("send-keys", "Enter");
		await settled();
	}
	const screen = (await settled()).trimEnd().split("\n").slice(0, -1).join("\n");
	mkdirSync(join(root, "docs"), { recursive: true });
	writeFileSync(join(root, "docs", "screen.svg"), toSvg(screen));
} finally {
	spawnSync("tmux", ["-S", join(folder, "tmux"), "kill-server"]);
	rmSync(folder, { recursive: true, force: true });
}

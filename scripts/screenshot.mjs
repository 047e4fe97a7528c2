// `node scripts/screenshot.mjs`: a session of the real program in tmux on the sample desk, as a person types it; what the screen
// shows is written as docs/screen.svg, for the README.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./prepare.mjs";

const COLUMNS = 94;
/** What Mara did before, for a history to look at. */
const BEFORE = [
	["append", "/notes/inbox.md", "- [ ] ask Tove about the gym's toner"],
	["mv", "/notes/business/late-payers.md", "/notes/late-payers.md"],
];
/** What is typed; each line ends with Enter. */
const SESSION = [
	"task list --due tuesday",
	"cd /notes",
	"grep -ri roadmap clients ideas",
	"grep -riohwE 'roadmap|invoice|budget|deadline' . | sort | uniq -c | sort -rn",
	'for f in clients/*.md; do echo "$(wc -w < $f) words: $f"; done | sort -rn | head -3',
	"rm -r projects",
	"undo",
	"history inbox.md",
];
/** What is typed last, and left as it stands: keys as tmux names them, texts with a blank before them. */
const LAST = [" task ", "Tab", "Tab"];

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
			if (part.trim() !== "" || state.reverse) found.push({ ...state, text: part, column });
			column += [...part].length;
			continue;
		}
		for (const code of part.slice(2, -1).split(";").map(Number)) {
			if (code === 0) Object.assign(state, { bold: false, faint: false, reverse: false, underline: false, colour: undefined });
			else if (code === 1) state.bold = true;
			else if (code === 2) state.faint = true;
			else if (code === 4) state.underline = true;
			else if (code === 7) state.reverse = true;
			else if (code === 24) state.underline = false;
			else if (code === 27) state.reverse = false;
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
	const state = { bold: false, faint: false, reverse: false, underline: false, colour: undefined };
	const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	const texts = lines.flatMap((line, row) => {
		const y = MARGIN + 30 + row * CELL.height;
		return runs(line, state).flatMap(({ text, column, bold, faint, reverse, underline, colour }) => {
			const at = (value) => Math.round(value * 10) / 10;
			const left = (from) => at(MARGIN + from * CELL.width);
			const long = (what) => at([...what].length * CELL.width);
			const behind = reverse ? [`<rect x="${left(column)}" y="${y - 14}" width="${long(text)}" height="${CELL.height}" fill="${colour ?? FOREGROUND}"/>`] : [];
			const words = text.trim();
			if (words === "") return behind;
			const start = column + [...text].length - [...text.trimStart()].length;
			const fill = reverse ? BACKGROUND : colour;
			const style = [
				fill === undefined ? "" : ` fill="${fill}"`, bold ? ' font-weight="bold"' : "", faint ? ' opacity="0.6"' : "",
				underline ? ' text-decoration="underline"' : "",
			].join("");
			return [...behind, `<text x="${left(start)}" y="${y}" textLength="${long(words)}"${style}>${escape(words)}</text>`];
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
	PATH: `${join(folder, "bin")}:${process.env.PATH}`, 
};
const run = (program, ...words) => execFileSync(program, words, { env, encoding: "utf8" });
const tmux = (...words) => run("tmux", "-S", join(folder, "tmux"), "-f", "/dev/null", ...words);

/** The screen, once it has stopped changing and waits at a prompt. */
async function settled() {
	for (let last = ""; ; ) {
		await sleep(250);
		const screen = tmux("capture-pane", "-e", "-p");
		// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences start with ESC
		if (screen === last && /^\S+ ❯$/m.test(screen.replaceAll(/\x1b\[[\d;]*m/g, "").trimEnd().split("\n").at(-1))) return screen;
		last = screen;
	}
}

try {
	run(process.execPath, join(root, "scripts", "build.mjs"), "--out", join(folder, "dist"));
	symlinkSync("desk.js", join(folder, "bin", "desk"));
	run("desk", "init", "--key", "file");
	for (const mount of ["notes", "tasks", "files"]) run("desk", "import", "-q", mount, join(root, "samples", mount));
	for (const args of BEFORE) run("desk", ...args);
	run("desk", "cat", "/notes/inbox.md"); // the code cache is written by the first run
	tmux("set-option", "-g", "default-terminal", "tmux-256color", ";", "new-session", "-d", "-x", String(COLUMNS), "-y", "60", "desk");
	await settled();
	for (const line of SESSION) {
		tmux("send-keys", "-l", line);
		tmux("send-keys", "Enter");
		await settled();
	}
	for (const keys of LAST) tmux("send-keys", ...(keys.startsWith(" ") ? ["-l", keys.slice(1)] : [keys]));
	await sleep(1000);
	const screen = tmux("capture-pane", "-e", "-p");
	mkdirSync(join(root, "docs"), { recursive: true });
	writeFileSync(join(root, "docs", "screen.svg"), toSvg(screen));
} finally {
	spawnSync("tmux", ["-S", join(folder, "tmux"), "kill-server"]);
	rmSync(folder, { recursive: true, force: true });
}

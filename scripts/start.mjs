// `npm start`: install, build, make a demo desk from samples/ in a temporary home, and open it: on a terminal a session of the shell
// in it, elsewhere a short guided tour.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root } from "./prepare.mjs";

install();
build();

const folder = mkdtempSync(join(tmpdir(), "desk-demo-"));
const home = join(folder, "desk");
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

// The samples are about one week in November 2026 in Gothenburg; the demo's clock stands there, so that "overdue" means something.
const env = { ...process.env, DESK_NOW: "2026-11-20T09:30:00", TZ: "Europe/Stockholm", DESK_HOME: home, DESK_KEYCHAIN: "off" };

/** Run `desk` on the demo desk. A tour that stumbles must not look like one that passed. */
function desk(args, options = {}) {
	const result = spawnSync(process.execPath, [join(root, "bin", "desk.js"), ...args], { env, stdio: "inherit", ...options });
	if (result.status !== 0) {
		console.error(`npm start: desk ${args.join(" ")} ended with status ${result.status}`);
		process.exit(1);
	}
}

const quiet = { stdio: ["ignore", "ignore", "inherit"] };
desk(["init", "--key", "file"], quiet);
for (const mount of ["notes", "tasks", "files", "mail", "calendar", "contacts", "prompts", "agents", "context"])
	desk(["import", "-q", mount, join(root, "samples", mount)], quiet);
desk(["config", "set", "mail.from", "Mara Lindqvist <mara@maralindqvist.example>"], quiet);

/** One step of the tour: what it shows, and the command that shows it. */
const TOUR = [
	["The desk is one tree. Each mount is a kind of thing.", ["ls", "/"]],
	["Mara is a freelance designer; all of this is invented. Her clients:", ["ls", "-l", "/notes/clients"]],
	["It is a shell first: pipes, loops and redirections as in bash. Which notes speak of the roadmap, and how often?", ["-c", "grep -rio roadmap /notes | cut -d: -f1 | sort | uniq -c | sort -rn | head -4"]],
	["", ["-c", 'for t in /tasks/admin/*.md; do echo "$(grep -m1 ^status: $t)  ${t##*/}"; done']],
	["Every file can be written.", ["-c", 'echo "# Idea: a roadmap of roadmaps" > /notes/idea.md && cat /notes/idea.md']],
	["Which notes and tasks link to the note on late payers?", ["note", "backlinks", "/notes/business/late-payers.md"]],
	["Find by words and by meaning, in notes, tasks and mail, offline: the model is fitted on this desk's own text.", ["search", "-n", "4", "what the sign maker wants"]],
	["Mail is Markdown, every message a file; the source is kept byte for byte. What is new?", ["-c", "mail list --unread | cut -f 2-"]],
	["An old webmail named no character set. The first letters of an id are enough:", ["mail", "read", "xzst"]],
	["Who answered whom about the unpaid invoice?", ["-c", "mail thread f2w2iq | cut -f 2-"]],
	["Next week; in a terminal it is drawn by the hour.", ["-c", "calendar week next | cut -f 1,2,4"]],
	["Plan as you would say it, and look before it is done.", ["calendar", "schedule", "Ring Roland about the sofa", "monday", "2pm", "for", "15m", "--dry-run"]],
	["Who decides at the bakery?", ["contact", "show", "gunilla"]],
	["Cards that may be one person:", ["contact", "duplicates"]],
	["What does her business believe, and why? Each piece of evidence counts by its source and age.", ["belief", "why", "in-autumn"]],
	["Exports of ads and shops come in by their headings; who brought the conversions?", ["perf", "import", join(root, "samples", "exports", "paths.csv")]],
	["", ["perf", "report", "--model", "markov"]],
	["Without a key, answers come from this machine alone; --dry-run shows what would go along, with its weight.", ["ask", "--biz", "whom should the next letter be for?", "--dry-run"]],
	["", ["summarize", "--local", "-n", "2", "/notes/meeting-notes.md"]],
	["What is to be done next?", ["task", "next"]],
	["Write a task as you would say it; the rent comes back each month.", ["task", "add", "Pay the studio rent", "--due", "friday", "--repeat", "monthly", "--list", "admin"]],
	["Every change is in the log, and can be taken back.", ["undo"]],
	["The log is a chain of hashes: nobody can alter it unseen.", ["log", "verify"]],
];

const terminal = process.stdin.isTTY && process.stdout.isTTY;
for (const [what, args] of terminal ? [] : TOUR) {
	const words = args.map((arg) => (/["$]/.test(arg) ? `'${arg}'` : /\s/.test(arg) ? `"${arg}"` : arg));
	console.log(`\n${what === "" ? "" : `# ${what}\n`}$ desk ${words.join(" ")}`);
	desk(args);
}
if (!terminal) {
	console.log("\nThat was the tour; the demo desk is gone again. In a terminal, `npm start` leaves you in it.");
	console.log("Your own: `npm i -g .`, `desk init`, `desk import notes ~/vault`, `desk import mail ~/Mail`, `desk ls /notes`.");
	process.exit(0);
}

console.log(`
You are in a demo desk. Mara is a freelance designer; all of it is invented, and it vanishes when you leave (exit or Ctrl-D). Try

  ls /notes                                          cat /notes/start-here.md
  search clients who pay late                        similar /notes/business/rates.md
  grep -ri roadmap /notes                            grep -rio roadmap /notes | cut -d: -f1 | sort | uniq -c
  mail list                                          mail thread f2w2iq
  mail search price of the signs                     mail reply hqvosu
  calendar week next                                 calendar month december
  calendar schedule lunch with tove thursday noon    contact show gunilla
  task next                                          task add "Pay the rent" --due friday --repeat monthly
  belief list                                        belief why in-autumn
  context month                                      ask --biz "whom should the next letter be for?"
  echo "# Idea" > /notes/idea.md                     for t in /tasks/*/*.md; do echo "\${t##*/}"; done
  edit /notes/inbox.md                               history /notes/inbox.md ; undo
  help                                               Tab completes: commands, options, paths
`);
// Ctrl-C is the session's; it reaches this process too.
process.removeAllListeners("SIGINT");
process.on("SIGINT", () => undefined);
spawnSync(process.execPath, [join(root, "bin", "desk.js")], { stdio: "inherit", env });

// Mail: an import against `notmuch new` over the same messages, and what is asked of 50,000 of them.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeMails } from "./mail-corpus.mjs";

const COUNT = Number(process.env.DESK_MAILS) || 50_000;

/** Run a program. @returns its wall time (s), and the most memory that it had (MB) */
async function measured(command, args, env) {
	const started = process.hrtime.bigint();
	const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "pipe"] });
	let errors = "";
	child.stderr.on("data", (text) => (errors = `${errors}${text}`.slice(-2000)));
	let peak = 0;
	const look = setInterval(() => {
		try {
			peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1000);
		} catch {
			// It has ended.
		}
	}, 20);
	const status = await new Promise((resolve) => child.on("exit", resolve));
	clearInterval(look);
	if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${status} ${errors}`);
	return { seconds: Number(process.hrtime.bigint() - started) / 1e9, peak };
}

export async function benchMail({ root, folder, env, time, median, row }) {
	if (spawnSync("notmuch", ["--version"]).status !== 0) return console.log("skip mail: notmuch is not installed (Debian: notmuch)");
	const bin = join(root, "bin", "desk.js");
	const place = join(folder, "mail");
	const bytes = writeMails(place, COUNT);
	console.log(`${COUNT} mails, ${(bytes / 1e6).toFixed(0)} MB`);
	const maildir = join(place, "maildir");
	const config = join(place, "notmuch-config");
	const there = { ...env, DESK_HOME: join(folder, "mail-desk"), NOTMUCH_CONFIG: config };
	const desk = (...args) => time(process.execPath, [bin, ...args], { env: there });
	writeFileSync(config, `[database]\npath=${maildir}\n[user]\nname=Me\nprimary_email=me@example.com\n[new]\ntags=unread;inbox\n[maildir]\nsynchronize_flags=true\n`);

	desk("init", "--key", "file");
	const ours = await measured(process.execPath, [bin, "import", "-q", "mail", maildir], there);
	const notmuch = await measured("notmuch", ["new", "--quiet"], there);
	rmSync(join(maildir, ".notmuch"), { recursive: true });
	row(`import of ${COUNT} mails: speed`, notmuch.seconds, ours.seconds, "s; `notmuch new` against `desk import mail`", 5, true);
	row("import of a Maildir: peak memory", ours.peak, 1, "MB", 300);

	const head = join(folder, "head.sh");
	writeFileSync(head, `"${process.execPath}" "${bin}" ls /mail/inbox | head\n`);
	row("cold `desk ls /mail/inbox | head`", median(Array.from({ length: 7 }, () => time("bash", [head], { env: there }))), 1, "ms", 200);
	row("the same mails again, from an mbox: nothing new", (await measured(process.execPath, [bin, "import", "-q", "mail", join(place, "inbox.mbox")], there)).seconds, ours.seconds, "s of the first import", 0.5);
	const search = (...args) => median(Array.from({ length: 5 }, () => desk(...args)));
	row("cold `desk search xylographer in /mail --mode text`", search("search", "xylographer", "in", "/mail", "--mode", "text"), 1, "ms", 400);
}

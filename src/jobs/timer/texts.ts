/** What makes a machine run `desk jobs work` again and again: the texts of systemd, launchd and cron. Pure. */
import { createHash } from "node:crypto";
import { DeskError } from "../../base/errors.ts";

/** What is run, and how often. */
export interface Run {
	/** The desk: its folder. */
	readonly home: string;
	/** Node and the launcher, absolute. */
	readonly program: readonly string[];
	/** The command: `["jobs", "work"]`. */
	readonly argv: readonly string[];
	/** Minutes between two runs: a divisor of 60. */
	readonly every: number;
	readonly variables: Readonly<Record<string, string>>;
}

/** Minutes between runs that all three can say. */
export const INTERVALS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60] as const;

/** Stands for a desk in names of units: one machine may have several. */
export function deskId(home: string): string {
	return createHash("sha256").update(home).digest("hex").slice(0, 8);
}

/** systemd.service(5) and systemd.timer(5), by their file names. */
export function systemdUnits(run: Run): Readonly<Record<string, string>> {
	const name = `desk-jobs-${deskId(run.home)}`;
	const head = `# Made by \`desk jobs install\`; \`desk jobs uninstall\` takes it away.\n[Unit]\nDescription=${percents(oneLine(`Jobs of the desk at ${run.home}`))}\n`;
	const environment = Object.entries(run.variables).map(([key, value]) => `Environment=${quoted(`${key}=${value}`)}\n`);
	const words = [...run.program, ...run.argv].map((word) => quoted(word).replaceAll("$", "$$$$"));
	return {
		[`${name}.service`]: `${head}\n[Service]\nType=oneshot\n${environment.join("")}ExecStart=${words.join(" ")}\nNice=10\n# 1: a job failed, which \`desk jobs\` tells of; 130: it was stopped, and goes on next time.\nSuccessExitStatus=1 130\n`,
		[`${name}.timer`]: `${head}\n[Timer]\nOnCalendar=${run.every === 60 ? "hourly" : `*:0/${run.every}`}\n# After the machine was off: once, soon.\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n`,
	};
}

/** A string of a unit file: systemd.syntax(7), systemd.unit(5) for `%`. */
function quoted(text: string): string {
	return `"${percents(text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n"))}"`;
}

function percents(text: string): string {
	return text.replaceAll("%", "%%");
}

function oneLine(text: string): string {
	return text.replace(/\p{Cc}/gu, "?").replaceAll("\\", "/");
}

/** launchd.plist(5), by its file name. */
export function launchdPlist(run: Run): Readonly<Record<string, string>> {
	const name = `net.deskfs.jobs-${deskId(run.home)}`;
	const string = (text: string) => `<string>${escaped(text)}</string>`;
	const variables = Object.entries(run.variables).map(([key, value]) => `<key>${escaped(key)}</key>${string(value)}`);
	return {
		[`${name}.plist`]: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by desk jobs install; desk jobs uninstall takes it away. -->
<plist version="1.0">
<dict>
	<key>Label</key>${string(name)}
	<key>ProgramArguments</key><array>${[...run.program, ...run.argv].map(string).join("")}</array>
	<key>EnvironmentVariables</key><dict>${variables.join("")}</dict>
	<key>StartInterval</key><integer>${run.every * 60}</integer>
	<key>ProcessType</key>${string("Background")}
</dict>
</plist>
`,
	};
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * A line of a crontab(5), without its newline. What jobs print is dropped; what goes wrong is mailed by cron.
 * @throws DeskError EINVAL for a path that no line can hold
 */
export function crontabLine(run: Run): string {
	const words = Object.entries(run.variables).map(([key, value]) => `${key}=${shellQuoted(value)}`);
	const command = [...words, ...[...run.program, ...run.argv].map(shellQuoted)].join(" ");
	if (/[\n\r]/.test(command))
		throw new DeskError("EINVAL", "a crontab cannot hold a path with a line break", {
			at: run.home,
			todo: "rename the folder",
		});
	const minutes = run.every === 60 ? "0" : `*/${run.every}`;
	return `${minutes} * * * * ${command.replaceAll("%", "\\%")} > /dev/null ${crontabMark(run.home)}`;
}

/** The end of the line that belongs to a desk. */
export function crontabMark(home: string): string {
	return `# desk-jobs-${deskId(home)}`;
}

/** A crontab with a desk's line (in place of the one that it had) or without it. */
export function crontabWith(text: string, mark: string, line: string | undefined): string {
	const kept = text.split(/(?<=\n)/).filter((other) => !other.trimEnd().endsWith(` ${mark}`));
	if (line === undefined) return kept.join("");
	const before = kept.join("");
	return `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${line}\n`;
}

function shellQuoted(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Puts a timer for `desk jobs work` into the user's own systemd, launchd or crontab, and takes it out again. Never root's. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { codeOf, DeskError } from "../../base/errors.ts";
import { crontabLine, crontabMark, crontabWith, deskId, launchdPlist, type Run, systemdUnits } from "./texts.ts";

export type TimerKind = "systemd" | "launchd" | "cron";

/** The user's surroundings. */
export interface Host {
	readonly platform: NodeJS.Platform;
	/** The user's number; undefined where there is none. */
	readonly uid: number | undefined;
	readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What would be, or was, done: files with their texts, a line of the crontab, and programs that were run. */
export interface TimerChange {
	readonly kind: TimerKind;
	readonly files: Readonly<Record<string, string>>;
	readonly line?: string;
	readonly commands: readonly (readonly string[])[];
	/** Whether something is there, or gone, that was not before. */
	readonly isNew: boolean;
}

/** How long a program of the host may take (ms). */
const PATIENCE = 30_000;

/** The timer that this machine has. @throws DeskError ENOENT when it has none that is known */
export function timerOf(host: Host, { cron = false } = {}): TimerKind {
	if (cron) return "cron";
	if (host.platform === "darwin") return "launchd";
	const runtime = host.variables.XDG_RUNTIME_DIR ?? `/run/user/${host.uid}`;
	if (host.platform === "linux" && existsSync(join(runtime, "systemd"))) return "systemd";
	if (hasProgram(host, "crontab")) return "cron";
	throw new DeskError("ENOENT", "there is no systemd of this user, no launchd and no crontab", {
		at: "jobs install",
		todo: "let another program run `desk jobs work` from time to time, or leave `desk jobs work --watch` running",
	});
}

/** What an installation comes to. */
export function timerPlan(kind: TimerKind, run: Run, host: Host): Omit<TimerChange, "isNew"> {
	if (kind === "cron") return { kind, files: {}, line: crontabLine(run), commands: [["crontab", "-"]] };
	const id = deskId(run.home);
	const [folder, texts, commands] =
		kind === "systemd"
			? [
					systemdFolder(host),
					systemdUnits(run),
					[
						["systemctl", "--user", "daemon-reload"],
						["systemctl", "--user", "enable", "--now", `desk-jobs-${id}.timer`],
					],
				]
			: [
					launchdFolder(host),
					launchdPlist(run),
					[["launchctl", "bootstrap", `gui/${host.uid}`, join(launchdFolder(host), `net.deskfs.jobs-${id}.plist`)]],
				];
	const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [join(folder, name), text]));
	return { kind, files, commands };
}

/** @throws DeskError EPERM for root, EACCES, EFAILED when the host's program fails; then nothing is left behind */
export async function installTimer(kind: TimerKind, run: Run, host: Host, signal: AbortSignal): Promise<TimerChange> {
	mustNotBeRoot(host);
	const plan = timerPlan(kind, run, host);
	if (plan.line !== undefined) {
		const before = await crontab(host, signal);
		const after = crontabWith(before, crontabMark(run.home), plan.line);
		if (after === before) return { ...plan, commands: [], isNew: false };
		await program(host, ["crontab", "-"], signal, after);
		return { ...plan, isNew: true };
	}
	const before = new Map(Object.keys(plan.files).map((path) => [path, textOf(path)]));
	const isNew = Object.entries(plan.files).some(([path, text]) => before.get(path) !== text);
	// launchd does not take what it has.
	if (!isNew && kind === "launchd") return { ...plan, commands: [], isNew };
	try {
		for (const [path, text] of Object.entries(plan.files)) write(path, text);
		for (const command of plan.commands) await program(host, command, signal);
	} catch (error) {
		for (const [path, text] of before) {
			if (text === undefined) rmSync(path, { force: true });
			else write(path, text);
		}
		throw error;
	}
	return { ...plan, isNew };
}

/** What is there of a desk's timers, of any kind: what `uninstallTimers` takes away. */
export async function installedTimers(home: string, host: Host, signal: AbortSignal): Promise<TimerChange[]> {
	const id = deskId(home);
	const found: TimerChange[] = [];
	const there = (folder: string, names: readonly string[]) =>
		names
			.map((name) => [join(folder, name), textOf(join(folder, name))] as const)
			.filter(([, text]) => text !== undefined);
	const units = there(systemdFolder(host), [`desk-jobs-${id}.timer`, `desk-jobs-${id}.service`]);
	if (units.length > 0)
		found.push({
			kind: "systemd",
			files: Object.fromEntries(units) as Record<string, string>,
			commands: [["systemctl", "--user", "disable", "--now", `desk-jobs-${id}.timer`]],
			isNew: true,
		});
	const plists = there(launchdFolder(host), [`net.deskfs.jobs-${id}.plist`]);
	if (plists.length > 0)
		found.push({
			kind: "launchd",
			files: Object.fromEntries(plists) as Record<string, string>,
			commands: [["launchctl", "bootout", `gui/${host.uid}/net.deskfs.jobs-${id}`]],
			isNew: true,
		});
	if (hasProgram(host, "crontab")) {
		const text = await crontab(host, signal);
		const line = text.split("\n").find((other) => other.trimEnd().endsWith(` ${crontabMark(home)}`));
		if (line !== undefined) found.push({ kind: "cron", files: {}, line, commands: [["crontab", "-"]], isNew: true });
	}
	return found;
}

/** Take a desk's timers away, and nothing else; root has none. @throws DeskError EACCES, EFAILED */
export async function uninstallTimers(home: string, host: Host, signal: AbortSignal): Promise<TimerChange[]> {
	if (host.uid === 0) return [];
	const found = await installedTimers(home, host, signal);
	for (const { kind, files, commands } of found) {
		if (kind === "cron") {
			const rest = crontabWith(await crontab(host, signal), crontabMark(home), undefined);
			await (rest === "" ? program(host, ["crontab", "-r"], signal) : program(host, ["crontab", "-"], signal, rest));
			continue;
		}
		// What runs must be stopped while its file is there; a timer whose manager is gone does not run.
		let failure: unknown;
		for (const command of commands)
			await program(host, command, signal).catch((error: unknown) => {
				failure = error;
			});
		const wanted = Object.keys(files).map((path) => join(dirname(path), "timers.target.wants", basename(path)));
		for (const path of [...Object.keys(files), ...(kind === "systemd" ? wanted : [])]) remove(path);
		if (kind === "systemd" && failure === undefined)
			await program(host, ["systemctl", "--user", "daemon-reload"], signal);
	}
	return found;
}

function mustNotBeRoot({ uid }: Host): void {
	if (uid !== 0) return;
	throw new DeskError("EPERM", "this is root, whose timers are not for a person's desk", {
		at: "jobs install",
		todo: "run it as the user whose desk it is, without sudo",
	});
}

function systemdFolder({ variables }: Host): string {
	return join(variables.XDG_CONFIG_HOME ?? join(homeOf(variables), ".config"), "systemd", "user");
}

function launchdFolder({ variables }: Host): string {
	return join(homeOf(variables), "Library", "LaunchAgents");
}

/** @throws DeskError ENOENT */
function homeOf({ HOME }: Host["variables"]): string {
	if (HOME?.startsWith("/")) return HOME;
	throw new DeskError("ENOENT", "HOME names no folder", { at: "jobs install", todo: "set HOME" });
}

function hasProgram({ variables }: Host, name: string): boolean {
	return (variables.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, name)));
}

function textOf(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
		throw unwritable(path, error);
	}
}

function write(path: string, text: string): void {
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text, { mode: 0o644 });
	} catch (error) {
		throw unwritable(path, error);
	}
}

function remove(path: string): void {
	try {
		rmSync(path, { force: true });
	} catch (error) {
		throw unwritable(path, error);
	}
}

function unwritable(at: string, error: unknown): DeskError {
	return new DeskError("EACCES", `it cannot be read or written (${codeOf(error)})`, {
		at,
		todo: "check its owner and permissions",
		cause: error,
	});
}

/** The user's crontab; "" when there is none. */
async function crontab(host: Host, signal: AbortSignal): Promise<string> {
	return await program(host, ["crontab", "-l"], signal).catch((error: unknown) => {
		if (error instanceof DeskError && /no crontab/i.test(error.message)) return "";
		throw error;
	});
}

/** Run a program of the host, without a shell. @returns its stdout @throws DeskError EFAILED with what it said, ENOTFOUND */
function program(
	{ variables }: Host,
	[name = "", ...argv]: readonly string[],
	signal: AbortSignal,
	stdin = "",
): Promise<string> {
	return new Promise((resolve, reject) => {
		const options = { env: { ...variables, LC_ALL: "C" }, timeout: PATIENCE, signal, maxBuffer: 16 * 1024 ** 2 };
		const child = execFile(name, argv, options, (error, stdout, stderr) => {
			if (signal.aborted) reject(signal.reason);
			else if (error === null) resolve(stdout);
			else {
				const said = stderr.trim().split("\n").at(-1) ?? "";
				const why = codeOf(error);
				const what =
					why === "ENOENT"
						? "there is no such program"
						: said !== ""
							? said
							: `it failed (${why === "" ? error.message : why})`;
				const code = codeOf(error) === "ENOENT" ? "ENOTFOUND" : "EFAILED";
				reject(
					new DeskError(code, what, {
						at: [name, ...argv].join(" "),
						todo: "nothing was installed; `desk jobs install --dry-run` shows what would be",
					}),
				);
			}
		});
		child.stdin?.on("error", () => undefined); // it may end without reading
		child.stdin?.end(stdin);
	});
}

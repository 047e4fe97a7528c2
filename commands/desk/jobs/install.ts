import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, option } from "../../../src/command/index.ts";
import { type Host, type TimerChange, timers } from "../../../src/jobs/index.ts";
import { Store } from "../../../src/store/index.ts";
import { printable } from "../../../src/vfs/index.ts";

/** A timer, as `--json` prints it. */
interface TimerItem {
	timer: "systemd" | "launchd" | "cron";
	/** Path → text. */
	files: Readonly<Record<string, string>>;
	/** Of the crontab. */
	line: string | null;
	/** Programs that were, or would be, run. */
	commands: string[][];
	/** False: it was so before. */
	changed: boolean;
}

const EVERY = 15;
const CHOICES = ["1", "2", "3", "4", "5", "6", "10", "12", "15", "20", "30", "60"];
/** Variables that the worker finds its desk, its key and its time zone by. */
const TAKEN = ["DESK_KEYCHAIN", "TZ"];

const timerOutput = (z: typeof import("zod").z) =>
	z.object({
		timer: z.enum(["systemd", "launchd", "cron"]),
		files: z.record(z.string(), z.string()),
		line: z.string().nullable(),
		commands: z.array(z.array(z.string())),
		changed: z.boolean(),
	});

export const install = defineCommand({
	name: "install",
	summary: "Let this machine run `desk jobs work` from time to time",
	about:
		"Writes a timer of your own systemd, a launchd agent on macOS, or a line of your crontab; never root's. Each desk has its own. Done twice, it is there once. A timer has not the variables of your terminal: a key of a language model that is in one only is not there; `desk key add` keeps it where it is found. A desk with a passphrase cannot be opened by a timer. Timers of systemd run while you are logged in, or always after `loginctl enable-linger`.",
	args: {
		every: option(`minutes between two runs (default ${EVERY})`, { value: "MINUTES", choices: CHOICES }),
		cron: flag("a line of the crontab, whatever else there is"),
		onBattery: flag("also what waits for mains power"),
	},
	changes: true,
	output: timerOutput,
	examples: [
		["desk jobs install --cron --dry-run", "the line that would be added to your crontab"],
		["desk help jobs install", "what it needs to know"],
	],
	async *run(context, args): AsyncGenerator<TimerItem> {
		const { installTimer, timerOf, timerPlan } = await timers();
		const host = hostOf(context);
		Store.mustExist(context.home);
		if (Store.describeKey(context.home).store === "passphrase")
			throw new DeskError("EKEY", "a timer cannot type the passphrase of this desk", {
				at: "jobs install",
				todo: "leave `desk jobs work --watch` running in a terminal, or keep the key elsewhere: `desk key --help`",
			});
		const kind = timerOf(host, { cron: args.cron });
		const run = {
			home: context.home,
			program: programOf(),
			argv: ["jobs", "work", "--quiet", ...(args.onBattery ? ["--on-battery"] : [])],
			every: Number(args.every ?? EVERY),
			variables: { DESK_HOME: context.home, ...taken(context) },
		};
		const change = context.dryRun
			? { ...timerPlan(kind, run, host), isNew: true }
			: await installTimer(kind, run, host, context.signal);
		yield itemOf(change);
		if (kind === "cron" && Store.describeKey(context.home).store === "keychain")
			context.note(
				"this desk's key is in the keychain, which cron may not reach: see whether `desk jobs` shows that jobs are done",
			);
		if (!context.dryRun && !context.json)
			context.note(
				change.isNew
					? `installed; \`desk jobs uninstall\` takes it away`
					: "it was installed already; nothing was changed",
			);
	},
	line: lineOf,
});

export const uninstall = defineCommand({
	name: "uninstall",
	summary: "Take away what `desk jobs install` wrote, nothing else",
	args: {},
	changes: true,
	output: timerOutput,
	examples: [["desk help jobs uninstall", "what it takes away"]],
	async *run(context): AsyncGenerator<TimerItem> {
		const { installedTimers, uninstallTimers } = await timers();
		const work = context.dryRun ? installedTimers : uninstallTimers;
		const found = await work(context.home, hostOf(context), context.signal);
		if (found.length === 0) {
			context.note("nothing is installed for this desk");
			context.setStatus(1);
		}
		for (const change of found) yield itemOf(change);
	},
	line: lineOf,
});

function hostOf({ variables }: Context): Host {
	return { platform: process.platform, uid: process.getuid?.(), variables };
}

function taken({ variables }: Context): Record<string, string> {
	return Object.fromEntries(
		TAKEN.flatMap((name) => {
			const value = variables[name];
			return value === undefined || value === "" ? [] : [[name, value]];
		}),
	);
}

/** Node and the launcher, as they run now. */
function programOf(): string[] {
	return [process.execPath, ...process.argv.slice(1, 2)];
}

function itemOf({ kind, files, line, commands, isNew }: TimerChange): TimerItem {
	return { timer: kind, files, line: line ?? null, commands: commands.map((command) => [...command]), changed: isNew };
}

function lineOf({ timer, files, line, commands, changed }: TimerItem, { dryRun, verbose }: Context): string {
	if (!dryRun && !verbose) return changed ? [timer, ...Object.keys(files).map(printable)].join("\t") : timer;
	return [
		...Object.entries(files).map(([path, text]) => `# ${printable(path)}\n${text}`),
		...(line === null ? [] : [`# crontab\n${line}\n`]),
		...commands.map((command) => `$ ${command.map(printable).join(" ")}`),
	].join("\n");
}

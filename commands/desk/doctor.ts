import { messageOf } from "../../src/base/errors.ts";
import { wrap } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag } from "../../src/command/index.ts";
import { asDeskError, DATABASE_FILE, isDamage, Store } from "../../src/store/index.ts";
import { checkDeep, checkDesk, checkHome, type Finding, printable } from "../../src/vfs/index.ts";

/** `desk doctor`: is the desk well? */
export const doctor = defineCommand({
	name: "doctor",
	summary: "Check the desk's health",
	about:
		"Looks at the key, the disk, the settings, and what killed processes left. With --deep also at every database page, the whole log, the tree and every stored byte, and names the files that are affected. It changes nothing but what opening a desk always does. Status 0: no errors (warnings are advice); 1: something is wrong; 8: the key does not fit.",
	args: { deep: flag("read and verify everything that is stored") },
	output: (z) =>
		z.object({
			check: z.string(),
			level: z.enum(["ok", "warning", "error"]),
			detail: z.string(),
			path: z.string().optional(),
		}),
	examples: [
		["desk doctor", "a quick look"],
		["desk doctor --deep", "verify every byte; before and after moving a desk, or once a month from cron"],
		["desk doctor --deep --json | jq -r 'select(.level == \"error\").path'", "the paths that are damaged"],
	],
	async *run(context, args) {
		if (!Store.exists(context.home)) await context.open(); // says so
		for await (const finding of examine(context, args.deep)) {
			if (finding.level === "error") context.setStatus(1);
			yield finding;
		}
	},
	line: ({ level, check, path, detail }: Finding, { style, terminal }) => {
		const said = `${check}: ${path === undefined ? "" : `${style.strong(printable(path))}: `}${printable(detail)}`;
		if (!terminal.stdout) return `${level}\t${said}`;
		const mark = { ok: style.good("✓"), warning: style.warning("!"), error: style.bad("✗") }[level];
		return `${mark} ${wrap(said, terminal.columns, 2).trimStart()}`;
	},
});

async function* examine(context: Context, deep: boolean): AsyncGenerator<Finding> {
	yield* await checkHome(context.home);
	try {
		const vfs = await context.open();
		yield* await checkDesk(vfs.reader());
		if (deep)
			yield* checkDeep(vfs, {
				signal: context.signal,
				progress: (label, total) => context.progress(label, total),
				killable: (work) => context.killable(work),
			});
	} catch (error) {
		// A key that does not fit is no damage: it ends with its own status.
		if (!isDamage(error)) throw error;
		yield { check: "pages", level: "error", detail: messageOf(asDeskError(error, DATABASE_FILE)), path: DATABASE_FILE };
	}
}

import { localMinute, now } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { shorten, table, widthOf } from "../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	defineGroup,
	numberOption,
	option,
	optionalOperand,
	pacer,
} from "../../src/command/index.ts";
import { joinPath, packPath, printable } from "../../src/vfs/index.ts";
import { show } from "./log-show.ts";
import { type LogEntry, type LogRow, logEntryOutput, toLogEntry } from "./shared/log-entry.ts";

const list = defineCommand({
	name: "list",
	summary: "Changes, newest first",
	args: {
		actor: option("only by this actor: user, agent:NAME, connector:NAME (a trailing * matches any rest)", {
			value: "ACTOR",
		}),
		since: option("only from then on (2026-11-01, yesterday, 2 weeks ago)", { value: "WHEN" }),
		until: option("only before then", { value: "WHEN" }),
		count: numberOption("only the newest N", { short: "n" }),
		path: optionalOperand("PATH", "only what touched this path or what lies below it", "path"),
	},
	reads: ["path"],
	output: logEntryOutput,
	examples: [
		["desk log -n 5", "the last five changes"],
		["desk log --actor 'agent:*' --since yesterday", "what agents did since yesterday"],
		["desk log --json /notes | jq .cause", "for another program"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const instant = async (text: string) =>
			(await import("../../src/base/when.ts")).parseInstant(text, new Date(now() / 1000));
		const path = args.path === undefined ? undefined : context.path(args.path);
		const below = path === undefined ? "" : joinPath(path, "");
		const rows = vfs.store.database.all<LogRow>(
			`SELECT id, operation, at, actor, cause, undoes, hash, (SELECT count(*) FROM change WHERE change_set = s.id) AS files FROM change_set s
			WHERE at >= @since AND at < @until AND (@actor IS NULL OR actor GLOB @actor)
			AND (@path IS NULL OR id IN (SELECT change_set FROM change WHERE path = @path OR to_path = @path OR (path >= @below AND path < @end)))
			ORDER BY id DESC LIMIT @count`,
			{
				since: args.since === undefined ? 0 : await instant(args.since),
				until: args.until === undefined ? Number.MAX_SAFE_INTEGER : await instant(args.until),
				actor: args.actor?.replace(/[[?]/g, "[$&]") ?? null,
				path: path === undefined ? null : packPath(path),
				below,
				end: `${below.slice(0, -1)}0`,
				count: args.count ?? -1,
			},
		);
		if (rows.length === 0) context.setStatus(1);
		for (const row of rows) yield toLogEntry(row);
	},
	line: (entry: LogEntry) =>
		[entry.change, entry.at, entry.actor, entry.files, printable(entry.cause ?? "")].join("\t"),
	screen(entries: LogEntry[], context: Context) {
		const { style, terminal } = context;
		const left = table(
			entries.map((entry) => [
				style.strong(String(entry.change)),
				localMinute(Date.parse(entry.at) * 1000),
				style.name(entry.actor),
				`${entry.files} ${entry.files === 1 ? "file" : "files"}`,
			]),
			["right", "left", "left", "right"],
		).split("\n");
		const room = Math.max(20, terminal.columns - 2 - Math.max(0, ...left.map(widthOf)));
		return entries
			.map(({ cause, undoes }, index) => {
				const what =
					cause === null
						? style.faint("(erased)")
						: shorten(printable(cause), room - (undoes === null ? 0 : ` (undoes ${undoes})`.length));
				return `${left[index]}  ${what}${undoes === null ? "" : style.faint(` (undoes ${undoes})`)}`;
			})
			.join("\n");
	},
});

const verify = defineCommand({
	name: "verify",
	summary: "Check that nobody tampered with the log",
	about:
		"Each entry's hash covers the entry before it and every payload; this recomputes them all. Note the head it prints somewhere else: `--head HASH` later proves that nothing up to then was cut off or rewritten.",
	args: { head: option("an earlier head that must still be in the chain", { value: "HASH" }) },
	output: (z) => z.object({ entries: z.number(), head: z.string(), problems: z.array(z.string()) }),
	examples: [["desk log verify", "status 0 when the chain is whole, 1 with what does not fit"]],
	async *run(context, args) {
		const { log } = (await context.open()).store;
		const result = await log.verifyInTurns(pacer(context), args.head);
		if (context.json) yield result;
		else if (result.problems.length === 0) yield { ...result };
		for (const problem of result.problems.slice(0, context.json ? 0 : 20))
			context.fail(
				new DeskError("EIO", problem, {
					at: "log",
					todo: "restore the desk from a backup, or find out who changed it",
				}),
			);
		if (result.problems.length > 0) context.setStatus(1);
	},
	line: (item: { entries: number; head: string }) => `${item.entries} entries, the chain is whole; head ${item.head}`,
});

/** `desk log`: every change of the desk, and the proof that none is missing. */
export const log = defineGroup({
	name: "log",
	summary: "Show and verify the log of all changes",
	commands: [list, show, verify],
	fallback: "list",
});

import { setTimeout as sleep } from "node:timers/promises";
import { type Run, Runs, runHead, stepText } from "../../../src/agents/index.ts";
import { toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { shorten, table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, option, optionalOperand } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";

interface LogItem {
	run: number;
	agent: string;
	status: string;
	at: string;
	seconds: number | null;
	model: string | null;
	tokens: number;
	cost: number | null;
	change: number | null;
	task: string;
	error: string | null;
}

/** How often --follow looks (ms). */
const LOOKS = 200;
const STATUSES = ["running", "done", "waiting", "refused", "failed", "cancelled", "conflict", "killed"];

export const logs = defineCommand({
	name: "logs",
	summary: "List runs, or show what one said and did",
	about:
		"Transcripts are also files: /agents/.runs/RUN.md. They hold what the agent read; `desk erase` of such a file removes them.",
	args: {
		follow: flag("show what comes, until the run ends", "f"),
		status: option("only runs with this status", { value: "STATUS", choices: STATUSES }),
		what: optionalOperand("RUN|AGENT", "the number of a run, or an agent for its runs", "agent"),
	},
	output: (z) =>
		z.object({
			run: z.number(),
			agent: z.string(),
			status: z.string(),
			at: z.string(),
			seconds: z.number().nullable(),
			model: z.string().nullable(),
			tokens: z.number(),
			cost: z.number().nullable(),
			change: z.number().nullable(),
			task: z.string(),
			error: z.string().nullable(),
		}),
	examples: [["desk agent logs", "all runs, the newest first"]],
	async *run(context, args): AsyncGenerator<LogItem> {
		const runs = new Runs((await context.open()).store);
		const isRun = args.what !== undefined && /^\d+$/.test(args.what);
		if (isRun) return await showRun(context, runs, Number(args.what), args.follow);
		if (args.follow)
			throw new DeskError("EUSAGE", "--follow takes the number of a run", { at: "agent logs", todo: "name one" });
		for (const run of runs.list({ agent: args.what }))
			if (args.status === undefined || run.status === args.status) yield itemOf(run);
	},
	line: ({ run, status, agent, at, task }: LogItem) => [run, status, agent, at, printable(task)].join("\t"),
	screen: (items: LogItem[], { style, terminal }) =>
		table(
			items.map(({ run, status, agent, at, tokens, error, task }) => [
				String(run),
				status === "waiting" ? style.warning(status) : status === "done" ? style.good(status) : style.bad(status),
				style.name(agent),
				at.slice(0, 16).replace("T", " "),
				tokens === 0 ? "" : `${tokens} tokens`,
				shorten(printable((error ?? task).split("\n")[0] ?? ""), Math.max(20, terminal.columns - 70)),
			]),
			["right"],
		),
});

function itemOf(run: Run): LogItem {
	const { id, agent, status, model, tokens, cost, change, task, error, at, ended } = run;
	const seconds = ended === null ? null : Math.round((ended - at) / 1e5) / 10;
	return { run: id, agent, status, at: toDate(at).toISOString(), seconds, model, tokens, cost, change, task, error };
}

/** A transcript, and with `follows` what is added to it. */
async function showRun(context: Context, runs: Runs, id: number, follows: boolean): Promise<void> {
	let run = runs.get(id);
	if (context.json) await context.stdout.write(`${JSON.stringify(itemOf(run))}\n`);
	else await context.stdout.write(runHead(run));
	for (let last = 0; ; ) {
		for (const step of runs.steps(id, last)) {
			await context.stdout.write(context.json ? `${JSON.stringify(step)}\n` : stepText(step));
			last = step.seq;
		}
		await context.stdout.flush?.();
		if (!follows || run.status !== "running") return;
		await sleep(LOOKS, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
		run = runs.get(id);
	}
}

import { parseDefinition, type RunRequest, runAgent } from "../../src/agents/index.ts";
import { localDay, now, toDate } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands, options } from "../../src/command/index.ts";
import { decide, hashOf, waits } from "./agent/shared/approve.ts";
import { openGateway, placeOf, showSent } from "./agent/shared/place.ts";
import { planText } from "./agent/shared/plan-text.ts";

/** The built-in agent: as a file of /agents it would be this. */
const DEFINITION = `---
description: Does what is asked for, in one plan of changes
tools: [shell]
reads: [/**]
writes: [/**]
budget: 150000
deadline: 15m
---
The user asks for a change of the desk in a sentence. Find what is meant with as few commands as you can, and make just
that change: nothing is deleted but by \`rm\`, which keeps it in /trash. Look before you change. Useful commands:

- files: ls, tree, find, cat, head, grep -r, search WORDS, mv, cp, mkdir, rm, sed -i, touch; /notes, /tasks, /files
- mail: mail list [FOLDER] --json (from, subject, date, flags), mail search, mail read ID, mail archive ID..., mail move
  FOLDER ID..., mail flag; newsletters are mail of a list (\`mail list --help\` shows the filters)
- tasks: task list, task add TITLE --due WHEN, task done NAME; calendar agenda, calendar schedule; contact list
- each has --help and --json

If nothing fits, change nothing and say so. At the end say in one or two sentences what you have changed, and why just
that.
`;

interface DoItem {
	run: number;
	status: string;
	answer: string;
	changes: { op: string; path: string; to: string | null }[];
	change: number | null;
}

/** `desk do`: a sentence becomes a plan of changes. */
export const doCommand = defineCommand({
	name: "do",
	summary: "Do what a sentence says, after showing what would change",
	about:
		"A language model works out the changes on a draft of the desk. They are shown as a plan; in a terminal you say yes or no, elsewhere they wait for `desk agent approve` (status 4), or --yes makes them. All is one change, so one `desk undo` takes it back. It sees all but /sys, /trash, /search, /agents and /prompts, and can neither send mail nor change rules or agents. --dry-run shows what would be sent to the model, and sends nothing.",
	args: {
		yes: flag("make the changes without asking", "y"),
		reads: options("let it read only this", { value: "GLOB" }),
		writes: options("let it change only this", { value: "GLOB" }),
		request: operands("TEXT", "what to do", { required: true }),
	},
	changes: true,
	output: (z) =>
		z.object({
			run: z.number(),
			status: z.string(),
			answer: z.string(),
			changes: z.array(z.object({ op: z.string(), path: z.string(), to: z.string().nullable() })),
			change: z.number().nullable(),
		}),
	examples: [
		["desk do --dry-run 'archive newsletters older than a month'", "what would be sent, and its price at most"],
	],
	async *run(context, args): AsyncGenerator<DoItem> {
		const asked = args.request.join(" ").trim();
		if (asked === "")
			throw new DeskError("EUSAGE", "it needs a request", {
				at: "do",
				todo: 'such as `desk do "archive old newsletters"`',
			});
		const vfs = await context.open();
		const built = parseDefinition("do.md", DEFINITION);
		const definition = {
			...built,
			...(args.reads.length === 0 ? {} : { reads: args.reads }),
			...(args.writes.length === 0 ? {} : { writes: args.writes }),
		};
		const request: RunRequest = {
			definition,
			hash: hashOf(DEFINITION),
			task: `${asked}\n\nToday is ${localDay(toDate(now()))}.`,
			paths: [],
		};
		const gateway = await openGateway(context, vfs);
		const place = placeOf(context, vfs);
		if (context.dryRun) return await showSent(context, request, place, gateway);
		if (!(await gateway.available()))
			throw new DeskError("EKEY", "this needs a language model, and there is no key for one", {
				at: "do",
				todo: "add one with `desk key add openai`, or a server of your own with `desk key add http://localhost:11434/v1 --model NAME`",
			});
		const finished = await runAgent(request, place, gateway);
		const { run, answer, plan } = finished;
		try {
			const decided = await decide(context, vfs, finished, request, args.yes);
			const changes = plan.effects.map(({ op, path, to }) => ({ op, path, to: to ?? null }));
			if (decided.status === "waiting" && !context.json)
				await showPlanned(context, planText(plan.effects, context.style, definition.writes));
			yield { run, status: decided.status, answer, changes, change: decided.change };
			if (decided.status !== "done") waits(context, run, plan.effects, decided.status);
		} finally {
			finished.draft.close();
		}
	},
	line: (item: DoItem) => (item.answer === "" ? undefined : item.answer.replace(/\n$/, "")),
});

async function showPlanned({ stdout }: Context, text: string): Promise<void> {
	await stdout.write(`${text}\n\n`);
}

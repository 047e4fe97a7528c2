import { localMinute, now, toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Zone, zoneOf } from "../../../src/base/zone.ts";
import { shorten, table } from "../../../src/cli/index.ts";
import { defineCommand } from "../../../src/command/index.ts";
import { isCron, next, parseCron } from "../../../src/jobs/index.ts";
import { agentPaths, nameOfAgent, readAgent } from "./shared/definitions.ts";

interface AgentItem {
	name: string;
	path: string;
	description: string;
	reads: string[];
	writes: string[];
	tools: string[];
	schedule: string | null;
	/** When it is due next (ISO 8601, UTC). */
	next: string | null;
	approve: string;
	problem: string | null;
}

export const list = defineCommand({
	name: "list",
	summary: "List agents with what they may read and write",
	args: {},
	output: (z) =>
		z.object({
			name: z.string(),
			path: z.string(),
			description: z.string(),
			reads: z.array(z.string()),
			writes: z.array(z.string()),
			tools: z.array(z.string()),
			schedule: z.string().nullable(),
			next: z.string().nullable(),
			approve: z.string(),
			problem: z.string().nullable(),
		}),
	examples: [["desk agent list", "all of them"]],
	async *run(context): AsyncGenerator<AgentItem> {
		const vfs = await context.open();
		const zone = zoneOf(context.variables);
		for (const path of await agentPaths(vfs)) {
			const bare = {
				name: nameOfAgent(path),
				path,
				description: "",
				reads: [],
				writes: [],
				tools: [],
				schedule: null,
				next: null,
				approve: "ask",
			};
			try {
				const { name, description, reads, writes, tools, schedule, approve } = (await readAgent(vfs, path)).definition;
				yield {
					name,
					path,
					description,
					reads: [...reads],
					writes: [...writes],
					tools: [...tools],
					schedule: schedule ?? null,
					next: nextRun(schedule, zone),
					approve,
					problem: null,
				};
			} catch (error) {
				// A newer program may refuse what an older one took.
				if (!(error instanceof DeskError)) throw error;
				yield { ...bare, problem: error.sentence };
			}
		}
	},
	line: (item: AgentItem) => `${item.name}\t${item.problem ?? item.description}`,
	screen: (items: AgentItem[], { style, terminal }) =>
		table(
			items.map(({ name, description, reads, writes, problem, schedule, next: at }) => [
				style.name(name),
				problem === null ? shorten(description, Math.max(20, terminal.columns - 60)) : style.bad(problem),
				style.faint(`reads ${reads.join(" ") || "what is named"}`),
				writes.length === 0 ? "" : style.warning(`writes ${writes.join(" ")}`),
				at === null ? "" : style.faint(`${schedule}, next ${localMinute(Date.parse(at) * 1000)}`),
			]),
		),
});

/** When a schedule is due next; null without one. */
function nextRun(schedule: string | undefined, zone: Zone): string | null {
	const cron = schedule === undefined ? undefined : parseCron(schedule);
	const at = cron === undefined || !isCron(cron) ? undefined : next(cron, zone, now() / 1e6);
	return at === undefined ? null : toIso(at * 1e6);
}

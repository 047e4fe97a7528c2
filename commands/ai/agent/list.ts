import { DeskError } from "../../../src/base/errors.ts";
import { table } from "../../../src/cli/index.ts";
import { defineCommand } from "../../../src/command/index.ts";
import { agentPaths, nameOfAgent, readAgent } from "./shared/definitions.ts";

interface AgentItem {
	name: string;
	path: string;
	description: string;
	reads: string[];
	writes: string[];
	tools: string[];
	schedule: string | null;
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
			approve: z.string(),
			problem: z.string().nullable(),
		}),
	examples: [["desk agent list", "all of them"]],
	async *run(context): AsyncGenerator<AgentItem> {
		const vfs = await context.open();
		for (const path of await agentPaths(vfs)) {
			const bare = {
				name: nameOfAgent(path),
				path,
				description: "",
				reads: [],
				writes: [],
				tools: [],
				schedule: null,
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
	screen: (items: AgentItem[], { style }) =>
		table(
			items.map(({ name, description, reads, writes, problem }) => [
				style.name(name),
				problem === null ? description : style.bad(problem),
				style.faint(`reads ${reads.join(" ") || "what is named"}`),
				writes.length === 0 ? "" : style.warning(`writes ${writes.join(" ")}`),
			]),
		),
});

import type { Mount } from "../../src/vfs/index.ts";

const views = () => import("./views.ts");

/** /agents: who may do what by itself; one Markdown file each, validated. `.runs` has what they did, and is not listed. */
export const agents: Mount = {
	name: "agents",
	summary: "Agents: what each may read, write and run, and its instructions",
	names: "portable",
	shape: [
		{
			path: ".runs/<id>.md",
			kind: "file",
			what: "the transcript of a run",
			unlisted: true,
			view: {
				find: async ({ id = "" }, tree) => (await views()).findRun(id, tree),
				read: async ({ id = "" }, tree) => (await views()).readRun(id, tree),
			},
		},
		{
			path: ".runs",
			kind: "directory",
			what: "transcripts of runs",
			unlisted: true,
			view: { list: async (_, tree) => (await views()).listRuns(tree) },
		},
		{ path: "**/<name>.md", kind: "file", what: "an agent", parsed: true },
		{ path: "**", kind: "directory", what: "a folder of agents" },
	],
	format: async () => (await import("./mount-format.ts")).format,
	jobs: [
		{
			name: "agents.run",
			summary: "Run the agents whose files have a schedule",
			// A run has a deadline of its own, of an hour at most.
			timeout: 65 * 60_000,
			attempts: 5,
			work: async () => (await import("./jobs.ts")).agentRuns,
		},
	],
};

import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, flag, option, options } from "../../../src/command/index.ts";
import { DEFAULT_READS, planMcp, serveMcp } from "../../../src/serve/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";

interface Grant {
	reads: string[];
	writes: string[];
	approval: "none" | "ask" | "given";
	tools: string[];
}

/** `desk mcp`: the tree for an MCP client, on standard input and output. */
export const mcp = defineCommand({
	name: "mcp",
	summary: "Serve the desk to an MCP client, such as an assistant or an editor",
	about:
		"It speaks the Model Context Protocol on standard input and output; the client starts it. Resources are the files of the tree, tools are commands, prompts are those of /prompts.\n" +
		`Without --reads a client reads ${DEFAULT_READS.map((glob) => glob.slice(0, -"/**".length)).join(", ")}: no mail, no money, no journal, nothing that was deleted. ` +
		"Without --writes it changes nothing. Each change is asked about at the client, where that can ask (elicitation), unless --yes is given; else it waits for `desk agent approve`. Changes are in the log under the client's name (mcp:NAME), and `desk undo` takes them back.\n" +
		'In the client\'s configuration: {"mcpServers": {"desk": {"command": "desk", "args": ["mcp", "--reads", "/notes/**"]}}}',
	args: {
		reads: options("what may be read; may be given several times", { value: "GLOB", completes: "path" }),
		writes: options("what may be changed; may be given several times", { value: "GLOB", completes: "path" }),
		agent: option("what the file of an agent lets it read, write and run (/agents/NAME.md)", { value: "NAME" }),
		tools: option("the commands that are tools, with commas between them; `all`: whatever the permissions allow", {
			value: "NAMES",
		}),
		yes: flag("changes within --writes need no approval", "y"),
	},
	changes: true,
	output: (z) =>
		z.object({
			reads: z.array(z.string()),
			writes: z.array(z.string()),
			approval: z.enum(["none", "ask", "given"]),
			tools: z.array(z.string()),
		}),
	examples: [
		["desk mcp --dry-run", "what a client would see and may do"],
		[
			"desk mcp --reads '/notes/**' --writes '/notes/inbox/**' --tools ls,cat,write --dry-run",
			"as little as is needed",
		],
		["desk mcp --agent summarizer --dry-run", "what its file allows an agent"],
		["desk mcp --reads '/mail/**' --tools mail --dry-run --json", "all verbs of mail that such a client may use"],
	],
	async *run(context, args): AsyncGenerator<Grant, void, undefined> {
		const vfs = await context.open();
		const agent = args.agent === undefined ? undefined : await grantOfAgent(vfs, args.agent);
		const reads = [...(agent?.reads ?? []), ...args.reads];
		const grant = {
			reads: reads.length > 0 || agent !== undefined ? reads : DEFAULT_READS,
			writes: [...(agent?.writes ?? []), ...args.writes],
			tools: args.tools?.split(",").map((name) => name.trim()) ?? agent?.tools,
			commandsOn: (hand: Vfs) => context.commandsOn(hand),
		};
		if (context.dryRun) {
			const approval = grant.writes.length === 0 ? "none" : args.yes ? "given" : "ask";
			yield { reads: grant.reads, writes: grant.writes, approval, tools: await planMcp(vfs, grant) };
			return;
		}
		if (context.terminal.stdin && context.terminal.stdout)
			throw new DeskError("EUSAGE", "it talks to a program, not to a person", {
				at: "mcp",
				todo: "put it into the configuration of an MCP client; `desk mcp --dry-run` shows what that would see",
			});
		const { stdout } = context;
		const { planText } = await import("../../ai/agent/shared/plan-text.ts");
		await serveMcp(vfs, {
			...grant,
			yes: args.yes,
			input: context.stdin,
			output: { write: (bytes) => stdout.write(bytes), flush: () => stdout.flush?.() },
			prompts: (await import("./prompts.ts")).prompts,
			planText: (effects) => planText(effects, context.style, grant.writes),
			signal: context.signal,
			note: (text) => context.note(text),
		});
	},
	line: ({ reads, writes, approval, tools }) => {
		const changes = {
			none: "nothing",
			ask: `${writes.join(" ")} (each change is asked about at the client)`,
			given: `${writes.join(" ")} (without asking)`,
		};
		return `reads    ${reads.join(" ")}\nchanges  ${changes[approval]}\ntools    ${tools.join(" ")}`;
	},
});

/** What an agent's file grants; a whole shell is no tool here, so that the usual tools stand for it. */
async function grantOfAgent(
	vfs: Vfs,
	name: string,
): Promise<{ reads: readonly string[]; writes: readonly string[]; tools: string[] | undefined }> {
	const { loadAgent } = await import("../../ai/agent/shared/definitions.ts");
	const { SHELL } = await import("../../../src/agents/index.ts");
	const { reads, writes, tools } = (await loadAgent(vfs, name)).definition;
	const named = tools.filter((tool) => tool !== SHELL);
	return { reads, writes, tools: named.length === 0 ? undefined : named };
}

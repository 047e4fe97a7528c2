/** Who lets a client's changes happen: the owner at start (`--yes`), or the person at the client, who is asked by it. */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { DeskError } from "../../base/errors.ts";
import type { CommandTool, ToolRun } from "../../command/index.ts";

/** How long a person may take to answer (ms). */
const PATIENCE = 10 * 60_000;
/** Lines of a plan that a question shows. */
const LINES = 20;

const ONCE = "this once";
const SESSION = "for this tool, until the client ends";

/** Asks before changes. */
export class Approval {
	readonly #server: Server;
	readonly #isGiven: boolean;
	/** Tools that were let do what they like in this session. */
	readonly #tools = new Set<string>();

	/** @param isGiven whether the owner has said yes to all changes within `--writes` */
	constructor(server: Server, isGiven: boolean) {
		this.#server = server;
		this.#isGiven = isGiven;
	}

	/** Returns when a change may be made. @param plan what it comes to, a line each @throws DeskError EACCES */
	async ask(tool: CommandTool, run: ToolRun, plan: readonly string[], signal: AbortSignal): Promise<void> {
		if (this.#isGiven || this.#tools.has(tool.name)) return;
		const name = tool.words.join(" ");
		if (this.#server.getClientCapabilities()?.elicitation?.form === undefined)
			throw new DeskError("EACCES", "nobody can be asked whether this change may be made", {
				at: name,
				todo: "the owner may start the server with --yes, or use a client that can ask (MCP elicitation)",
			});
		const answer = await this.#server.elicitInput(
			{
				message: question(name, run, plan),
				requestedSchema: {
					type: "object",
					properties: { allow: { type: "string", title: "Allow it", enum: [ONCE, SESSION], default: ONCE } },
				},
			},
			{ signal, timeout: PATIENCE },
		);
		if (answer.action !== "accept")
			throw new DeskError("EACCES", "the person at the client did not allow it; nothing was changed", { at: name });
		if (answer.content?.allow === SESSION) this.#tools.add(tool.name);
	}
}

/** What is to be done, as it would be typed, and what it comes to. Text of files cannot pose as the question: it stands on lines of its own, marked. */
function question(name: string, run: ToolRun, plan: readonly string[]): string {
	const words = run.argv
		.filter((word) => word !== "--")
		.map((word) => (/^[\w./=@%+:,-]+$/.test(word) ? word : JSON.stringify(word)));
	const input = run.stdin === undefined ? "" : ` (with ${Buffer.byteLength(run.stdin)} bytes of text)`;
	const shown = plan.slice(0, LINES).map((line) => `  | ${line.slice(0, 200)}`);
	const more = plan.length > LINES ? [`  | … and ${plan.length - LINES} more`] : [];
	return [
		`May this be done on your desk? ${`desk ${name} ${words.join(" ")}`.slice(0, 500)}${input}`,
		...shown,
		...more,
	].join("\n");
}

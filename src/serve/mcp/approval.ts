/** Who lets a client's changes happen: the owner at start (`--yes`), or the person at the client, who is asked by it. */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { Runs } from "../../agents/index.ts";
import { DeskError } from "../../base/errors.ts";
import type { Effect, Vfs } from "../../vfs/index.ts";
import type { Proposal } from "./tools.ts";

/** How long a person may take to answer (ms). */
const PATIENCE = 10 * 60_000;
/** Characters of a plan that a question shows. */
const LONGEST = 4000;

const ONCE = "this once";
const SESSION = "for this tool, until the client ends";

/** Asks before changes. */
export class Approval {
	readonly #server: Server;
	readonly #isGiven: boolean;
	readonly #planText: (effects: readonly Effect[]) => string;
	/** Tools that were let do what they like in this session. */
	readonly #tools = new Set<string>();

	/**
	 * @param isGiven whether the owner has said yes to all changes within `--writes`
	 * @param planText a plan as a person reads it, in which no file's text can pose as the program's
	 */
	constructor(server: Server, isGiven: boolean, planText: (effects: readonly Effect[]) => string) {
		this.#server = server;
		this.#isGiven = isGiven;
		this.#planText = planText;
	}

	/**
	 * Returns when a change may be made. Where nobody can be asked, the plan is kept for the owner.
	 * @param vfs the client's view
	 * @throws DeskError EACCES
	 */
	async ask(vfs: Vfs, proposal: Proposal, signal: AbortSignal): Promise<void> {
		const { tool, plan } = proposal;
		if (this.#isGiven || this.#tools.has(tool.name)) return;
		const name = tool.words.join(" ");
		if (this.#server.getClientCapabilities()?.elicitation?.form === undefined) {
			const run = await keep(vfs, proposal);
			throw new DeskError("EACCES", "nothing is changed yet: the owner has to approve it", {
				at: name,
				todo: `\`desk agent show ${run}\` shows it, \`desk agent approve ${run}\` does it; do not try again`,
			});
		}
		const answer = await this.#server.elicitInput(
			{
				message: question(proposal, this.#planText(plan.effects)),
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

/** What the client asked for as it would be typed, and all that it comes to. */
function question(proposal: Proposal, plan: string): string {
	const shown = plan.length > LONGEST ? `${plan.slice(0, LONGEST)} …` : plan;
	return `May this be done on your desk?  ${lineOf(proposal)}\n${shown}`;
}

/** A call as a command line, on one line whatever its words hold. */
function lineOf({ tool, run }: Pick<Proposal, "tool" | "run">): string {
	const words = run.argv.filter((word) => word !== "--");
	const shown = words.map((word) => (/^[\w./=@%+:,-]+$/.test(word) ? word : JSON.stringify(word)));
	const input = run.stdin === undefined ? "" : ` (with ${Buffer.byteLength(run.stdin)} bytes of text)`;
	return `${["desk", ...tool.words, ...shown].join(" ").slice(0, 500)}${input}`;
}

/** Keep a plan as that of a run that waits. @returns the run's number */
async function keep(vfs: Vfs, proposal: Proposal): Promise<number> {
	const { draft, plan } = proposal;
	const permissions = vfs.access?.permissions;
	if (permissions === undefined) throw new TypeError("the view of an MCP client has no permissions");
	const runs = new Runs(vfs.store);
	const run = await runs.start({ agent: vfs.actor, definition: "", task: lineOf(proposal), permissions });
	await runs.keep(run, draft.changes, plan.signature);
	await runs.end(run, "waiting");
	return run;
}

/** From a finished run to changes in the desk: by a grant, by --yes, by a person's word, or not yet. */
import { createHash } from "node:crypto";
import { actorOfRun, type Definition, type Finished, Runs } from "../../../../src/agents/index.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import type { Context } from "../../../../src/command/index.ts";
import { applyDraft, type Change, type Effect, type Vfs } from "../../../../src/vfs/index.ts";
import { planText, quoted } from "./plan-text.ts";

/** What became of the changes of a run. */
export interface Decided {
	readonly status: "done" | "waiting" | "refused";
	/** The change set in the log. */
	readonly change: number | null;
}

/** Agents whose changes are made without asking as long as this process lives; by name and hash. */
const session = new Set<string>();

/**
 * Ask for what a run wants to change, and do it.
 * @throws DeskError ECONFLICT when the desk has moved on; the plan is kept
 */
export async function decide(
	context: Context,
	vfs: Vfs,
	finished: Finished,
	agent: { readonly definition: Definition; readonly hash: string },
	yes: boolean,
): Promise<Decided> {
	const { run, draft, plan, answer } = finished;
	const runs = new Runs(vfs.store);
	const { definition, hash } = agent;
	if (plan.effects.length === 0) {
		await runs.end(run, "done", { answer });
		return { status: "done", change: null };
	}
	await runs.keep(run, draft.changes, plan.signature);
	const choice =
		yes || isGranted(runs, definition, hash)
			? "y"
			: await ask(context, finished, definition).catch(async (error: unknown) => {
					// Who leaves the question by Ctrl-C may still answer it.
					await runs.end(run, "waiting", { answer });
					throw error;
				});
	if (choice === undefined) {
		await runs.end(run, "waiting", { answer });
		return { status: "waiting", change: null };
	}
	if (choice === "n") {
		await runs.end(run, "refused", { answer });
		return { status: "refused", change: null };
	}
	if (choice === "s") session.add(`${definition.name} ${hash}`);
	if (choice === "a") await runs.grant(definition.name, hash);
	return { status: "done", change: await applied(context, vfs, run, draft.changes, plan.signature, answer) };
}

function isGranted(runs: Runs, { name, approve }: Definition, hash: string): boolean {
	if (approve === "ask") return false;
	return session.has(`${name} ${hash}`) || (approve === "always" && runs.isGranted(name, hash));
}

/** @returns a letter; undefined where there is nobody to ask */
async function ask(
	context: Context,
	{ answer, plan: { effects } }: Finished,
	{ name, approve, writes }: Definition,
): Promise<string | undefined> {
	if (!context.terminal.stdin || !context.terminal.stderr) return undefined;
	const { style } = context;
	await context.stdout.flush?.();
	const said = quoted(answer, context.terminal.columns);
	const parts = [
		...(said === "" ? [] : [`${style.strong(`${name} says:`)}\n${said}`]),
		`${style.strong(`${name} would change ${count(effects)}:`)}\n${planText(effects, style, writes, context.terminal.columns)}`,
	];
	await context.stderr.write(`\n${parts.join("\n\n")}\n\n`);
	const offers = [
		"[y]es, once",
		...(approve === "ask" ? [] : ["for this [s]ession"]),
		...(approve === "always" ? ["[a]lways, while its file stays as it is"] : []),
		"[n]o",
	];
	const words = ["yes", "no", ...(approve === "ask" ? [] : ["session"]), ...(approve === "always" ? ["always"] : [])];
	for (;;) {
		const said = (await context.ask(`Do it? ${offers.join(", ")}: `))?.trim().toLowerCase();
		if (said === undefined) return undefined;
		// All of a word or its letter: `stop` is no `s`.
		const word = words.find((each) => said === each || said === each.charAt(0));
		if (word !== undefined) return word.charAt(0);
	}
}

export function count(effects: readonly unknown[]): string {
	return `${effects.length} ${effects.length === 1 ? "thing" : "things"}`;
}

/** Make a run's changes. @returns the change set; null when nothing was left to change */
export async function applied(
	context: Context,
	vfs: Vfs,
	run: number,
	changes: readonly Change[],
	signature: string,
	answer?: string,
): Promise<number | null> {
	const runs = new Runs(vfs.store);
	const { agent, permissions, task } = runs.get(run);
	const isTool = agent.startsWith("mcp:");
	const hand = vfs.as(actorOfRun({ agent }), { permissions });
	try {
		const { set } = await applyDraft(hand, changes, signature, isTool ? task : `desk agent run ${agent} (run ${run})`);
		await runs.end(run, "done", { ...(answer === undefined ? {} : { answer }), change: set?.id });
		if (set !== undefined)
			context.note(`changed ${count(changes)} as ${hand.actor}; \`desk undo ${set.id}\` takes it back`);
		return set?.id ?? null;
	} catch (error) {
		if (error instanceof DeskError && error.code === "ECONFLICT") {
			await runs.end(run, "conflict", { ...(answer === undefined ? {} : { answer }), error: error.sentence });
			error.todo = `nothing was changed; its plan is kept: \`desk agent show ${run}\`, or run it again`;
		}
		throw error;
	}
}

/** Say that changes wait for somebody. */
export function waits(context: Context, run: number, effects: readonly Effect[], status: "waiting" | "refused"): void {
	context.fail(
		status === "refused"
			? new DeskError("EACCES", "refused; nothing was changed", {
					at: `run ${run}`,
					todo: "run it again with another task",
				})
			: new DeskError("EACCES", `${count(effects)} would change, and nobody has said yes`, {
					at: `run ${run}`,
					todo: `look with \`desk agent show ${run}\`, then \`desk agent approve ${run}\`; or run it with --yes`,
				}),
	);
}

/** For definitions that are in the program. */
export function hashOf(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

import { dangerousOf, plainText, Runs, transcript } from "../../../src/agents/index.ts";
import { type Context, defineCommand, operand } from "../../../src/command/index.ts";
import type { Effect, Vfs } from "../../../src/vfs/index.ts";
import { loadAgent } from "./shared/definitions.ts";
import { keptEffects } from "./shared/kept.ts";
import { planText } from "./shared/plan-text.ts";

export const show = defineCommand({
	name: "show",
	summary: "Show what an agent may do, or the plan of a run",
	args: { what: operand("AGENT|RUN", "an agent, or the number of a run", "agent") },
	examples: [["desk agent show newsletters", "its permissions and instructions"]],
	async run(context, args) {
		const vfs = await context.open();
		const isRun = /^\d+$/.test(args.what);
		await context.stdout.write(
			isRun ? await showRun(context, vfs, Number(args.what)) : await showAgent(context, vfs, args.what),
		);
	},
});

async function showRun(context: Context, vfs: Vfs, id: number): Promise<string> {
	const runs = new Runs(vfs.store);
	const run = runs.get(id);
	const isKept = run.status === "waiting" || run.status === "conflict";
	const effects: readonly Effect[] = isKept ? await keptEffects(vfs, run) : [];
	if (context.json)
		return `${JSON.stringify({ ...run, changes: effects.map(({ op, path, to }) => ({ op, path, to: to ?? null })) })}\n`;
	const head = transcript(run, []);
	if (!isKept) return `${head}\n${run.answer === null ? "" : `${plainText(run.answer)}\n`}`;
	return `${head}\n${context.style.strong(`It would change ${effects.length} ${effects.length === 1 ? "thing" : "things"}:`)}\n${planText(effects, context.style, run.permissions.writes)}\n\nDo it with \`desk agent approve ${id}\`.\n`;
}

async function showAgent(context: Context, vfs: Vfs, name: string): Promise<string> {
	const { definition, path, hash } = await loadAgent(vfs, name);
	const { data, tags, ...rest } = definition;
	const isGranted = definition.approve === "always" && new Runs(vfs.store).isGranted(definition.name, hash);
	const dangerous = dangerousOf(definition.writes);
	if (context.json) return `${JSON.stringify({ ...rest, path, granted: isGranted, dangerous })}\n`;
	const list = (values: readonly string[], none: string) => (values.length === 0 ? none : plainText(values.join(", ")));
	const lines = [
		`${context.style.strong(definition.name)}  ${plainText(definition.description)}`,
		`may read    ${list(definition.reads, "what is named when it is run")}`,
		`may write   ${list(definition.writes, "nothing")}`,
		`may run     ${list(definition.tools, "nothing")}`,
		`model       ${plainText(definition.model ?? "the usual one")}`,
		`at most     ${definition.budget} tokens, ${definition.steps} calls, ${definition.deadline / 1000} seconds`,
		`changes     ${definition.approve === "ask" ? "are asked for each time" : isGranted ? "are made without asking, while its file stays as it is" : `may be approved ${definition.approve === "session" ? "for a session" : "for good"}`}`,
		...(dangerous.length === 0
			? []
			: [
					context.style.bad(
						`! It may write to ${list(dangerous, "")}: that sends mail, or changes what agents and rules do.`,
					),
				]),
	];
	return `${lines.join("\n")}\n\n${plainText(definition.body)}\n`;
}

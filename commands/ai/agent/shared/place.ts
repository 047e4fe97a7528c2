/** What a command gives an agent to work in. */
import { plainText, planAgent, type RunPlace, type RunRequest, Runs } from "../../../../src/agents/index.ts";
import { shorten } from "../../../../src/cli/index.ts";
import type { Context } from "../../../../src/command/index.ts";
import { Gateway } from "../../../../src/llm/index.ts";
import type { Vfs } from "../../../../src/vfs/index.ts";

/** The way to language models. */
export async function openGateway(context: Context, vfs: Vfs): Promise<Gateway> {
	return await Gateway.open(vfs, {
		home: context.home,
		variables: context.variables,
		warn: (text) => context.note(text),
		signal: context.signal,
	});
}

/** The desk of a command, its commands, and an eye on what is done. */
export function placeOf(context: Context, vfs: Vfs): RunPlace {
	return {
		vfs,
		home: context.home,
		runs: new Runs(vfs.store),
		signal: context.signal,
		commandsOn: (view) => context.commandsOn(view),
		onStep(title) {
			if (!context.verbose && !context.terminal.stderr) return;
			const [line = ""] = plainText(title).split("\n");
			context.note(`│ ${shorten(line.replaceAll("\t", " "), context.terminal.columns - 4)}`);
		},
	};
}

/** --dry-run: what would be sent first, and what it costs at most; no socket is opened. */
export async function showSent(
	context: Context,
	request: RunRequest,
	place: RunPlace,
	gateway: Gateway | undefined,
): Promise<void> {
	const { definition, paths } = request;
	const { name, reads, writes, tools, budget, steps, deadline } = definition;
	const { call: plan, known = [] } = gateway === undefined ? {} : await planAgent(request, place, gateway);
	const passages = known.map(({ path, line, lastLine, weight = 0 }) => ({ path, line, lastLine, weight }));
	if (context.json) {
		await context.stdout.write(
			`${JSON.stringify({ agent: name, reads: [...reads, ...paths], writes, tools, budget, steps, known: passages, plan: plan ?? null })}\n`,
		);
		return;
	}
	const lines = [
		`agent: ${name}`,
		`reads: ${[...reads, ...paths].join(", ") || "nothing"}`,
		`writes: ${writes.join(", ") || "nothing"}`,
		`tools: ${tools.join(", ")}`,
	];
	if (plan === undefined) lines.push("model: none; an extractive summary is made on this machine");
	else
		lines.push(
			`model: ${plan.provider}/${plan.model} at ${plan.url}`,
			`tokens: ${plan.tokens} in the first call; at most ${budget} in all, in ${steps} calls, within ${deadline / 1000} seconds`,
			`cost: ${plan.cost === undefined ? "unknown" : `at most $${plan.cost.amount.toFixed(4)} for the first call`}`,
			...passages.map(
				({ path, line, lastLine, weight }) => `passage: ${path}:${line}-${lastLine}  weight ${weight.toFixed(2)}`,
			),
			...plan.redacted.map(({ kind, count }) => `redacted: ${count} × ${kind}`),
			...plan.warnings.map((warning) => `note: ${warning}`),
			"",
			plan.system ?? "",
			...plan.messages.map(({ content }) => `\n${content}`),
		);
	await context.stdout.write(`${lines.map(plainText).join("\n")}\n`);
}

/** A run as Markdown: what `/agents/.runs/<id>.md` and `desk agent logs` show. */
import { toDate } from "../base/clock.ts";
import { plainText } from "./fence.ts";
import type { Run, Step } from "./runs.ts";

const HEADINGS: Readonly<Record<Step["kind"], string>> = {
	system: "Instructions",
	task: "Task",
	answer: "Answer",
	call: "Tool",
	result: "Result",
	note: "Note",
};

/** The front of a transcript. */
export function runHead(run: Run): string {
	const fields: [string, unknown][] = [
		["run", run.id],
		["agent", run.agent],
		["status", run.status],
		["started", toDate(run.at).toISOString()],
		["ended", run.ended === null ? undefined : toDate(run.ended).toISOString()],
		["model", run.model ?? undefined],
		["tokens", run.tokens],
		["cost", run.tokens === 0 ? undefined : (run.cost ?? "unknown")],
		["change", run.change ?? undefined],
		["error", run.error ?? undefined],
		["reads", run.permissions.reads],
		["writes", run.permissions.writes],
	];
	const lines = fields.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`]));
	return `---\n${lines.join("\n")}\n---\n`;
}

/** One step. What was data stands in a fence that it cannot end. */
export function stepText(step: Step): string {
	const text = plainText(step.text);
	const title = `## ${HEADINGS[step.kind]}${step.kind === "result" && step.title === "failed" ? " (failed)" : ""}`;
	if (step.kind === "answer" || step.kind === "note") return `\n${title}\n\n${text}\n`;
	const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((ticks) => ticks.length));
	const fence = "`".repeat(longest + 1);
	return `\n${title}\n\n${fence}\n${text}\n${fence}\n`;
}

export function transcript(run: Run, steps: readonly Step[]): string {
	return runHead(run) + steps.map(stepText).join("");
}

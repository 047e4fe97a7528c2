/** What `--dry-run` shows of a feature that may ask a language model. */
import { printable } from "../vfs/index.ts";
import { money } from "./budget.ts";
import type { CallPlan } from "./message.ts";

/** What `--dry-run` yields. */
export interface PlanItem {
	route: "local" | "api";
	why: string;
	/** What the answer would be called. */
	by: string;
	plan?: CallPlan | undefined;
	sources: string[];
	/** Passages that have no room. */
	left: number;
}

/** The shape of a `PlanItem`. */
export const planShape = (z: typeof import("zod").z) =>
	z.object({
		route: z.enum(["local", "api"]),
		why: z.string(),
		by: z.string(),
		plan: z
			.object({
				provider: z.string(),
				model: z.string(),
				url: z.string(),
				system: z.string().optional(),
				messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).readonly(),
				sound: z.object({ bytes: z.number(), type: z.string() }).optional(),
				tokens: z.number(),
				maxTokens: z.number(),
				cost: z.object({ amount: z.number(), currency: z.literal("USD") }).optional(),
				redacted: z.array(z.object({ kind: z.string(), count: z.number() })).readonly(),
				warnings: z.array(z.string()).readonly(),
			})
			.optional(),
		sources: z.array(z.string()),
		left: z.number(),
	});

export function isPlan(item: object): item is PlanItem {
	return "route" in item && "why" in item;
}

/** A plan as people read it: who, why, what it costs at most, and the text as it would be sent. */
export function planText({ route, why, by, plan, sources, left }: PlanItem): string {
	const rows: [string, string][] = [["route", `${route}: ${why}`]];
	if (plan === undefined) rows.push(["answer", by]);
	else {
		const cost = plan.cost === undefined ? "unknown" : `at most ${money(plan.cost.amount)}`;
		rows.push(
			["model", `${plan.provider}/${plan.model}`],
			["sent to", plan.url],
			["tokens", `about ${plan.tokens}, and at most ${plan.maxTokens} of the answer`],
			["price", cost],
		);
		if (plan.sound !== undefined)
			rows.push([
				"sound",
				`${plan.sound.bytes} bytes of ${plan.sound.type}, as they are: no text to be judged or redacted`,
			]);
		if (plan.redacted.length > 0)
			rows.push(["redacted", plan.redacted.map(({ kind, count }) => `${kind} (${count})`).join(", ")]);
		for (const warning of plan.warnings) rows.push(["note", warning]);
	}
	for (const source of sources) rows.push(["reads", source]);
	if (left > 0) rows.push(["left out", `${left} passages, for want of room (ask.input_tokens)`]);
	const head = rows.map(([name, value]) => `${name.padEnd(9)} ${printable(value)}`).join("\n");
	if (plan === undefined) return head;
	const parts: [string, string][] = [
		...(plan.system === undefined ? [] : [["system", plan.system] as [string, string]]),
		...plan.messages.map(({ role, content }): [string, string] => [role, content]),
	];
	return `${head}\n${parts.map(([role, text]) => `\n--- ${role}\n${text.trimEnd()}`).join("\n")}`;
}

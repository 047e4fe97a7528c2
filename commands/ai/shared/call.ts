/** How AI commands come to an answer: who gives it, what a dry run shows, text as it streams in. */
import { safeForTerminal } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import {
	type Answer,
	type CallPlan,
	type CallRequest,
	Gateway,
	money,
	type Route,
	routeOf,
	type Situation,
} from "../../../src/llm/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";

/** The gateway of a command. */
export async function openGateway(context: Context, vfs: Vfs): Promise<Gateway> {
	return await Gateway.open(vfs, {
		home: context.home,
		variables: context.variables,
		warn: (text) => context.note(text),
		signal: context.signal,
	});
}

/** Who answers. @throws DeskError EUSAGE for `--local` where only a language model can */
export async function decide(
	gateway: Gateway,
	situation: Omit<Situation, "available" | "degradation">,
): Promise<Route> {
	return await routeOf({
		...situation,
		available: await gateway.available(),
		degradation: gateway.degradation(situation.task),
	});
}

/** The safety gate before a local answer; the gateway is one itself. @throws CrisisStop; the signal's reason */
export async function passGate(context: Context, vfs: Vfs, texts: readonly string[], feature: string): Promise<void> {
	const { mustPass } = await import("../../../src/safety/index.ts");
	context.signal.throwIfAborted();
	await mustPass(vfs, texts, feature, context.signal);
}

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

/** Whether text is printed as it comes: to a person. A pipe or a file gets all of an answer, or nothing when the call fails. */
export function streams(context: Context, noStream: boolean): boolean {
	return context.terminal.stdout && !context.json && !noStream;
}

/** Make a call and print its text as it comes. @returns the answer; its text is printed, with a newline at its end */
export async function streamed(context: Context, gateway: Gateway, request: CallRequest): Promise<Answer> {
	let last = "\n";
	for await (const event of gateway.stream(request, context.signal)) {
		if (event.type === "note") context.note(event.text);
		else if (event.type === "text") {
			// What could drive a terminal is shown and not obeyed: a model says what files made it say.
			const text = safeForTerminal(event.text);
			last = text.at(-1) ?? last;
			await context.stdout.write(text);
			await context.stdout.flush?.();
		} else {
			if (last !== "\n") await context.stdout.write("\n");
			tellOfEnd(context, event.answer);
			return event.answer;
		}
	}
	throw new Error("a call ended without an answer");
}

/** A text of a model as it may be printed. */
export function shown(context: Context, text: string): string {
	return context.terminal.stdout ? safeForTerminal(text) : text;
}

/** Make a call and wait for all of it. */
export async function called(context: Context, gateway: Gateway, request: CallRequest): Promise<Answer> {
	const answer = await gateway.call(request, context.signal);
	tellOfEnd(context, answer);
	return answer;
}

function tellOfEnd(context: Context, { stop }: Answer): void {
	if (stop === "length") context.note("the answer is cut: the model's limit was reached");
	if (stop === "refusal") {
		context.note("the model or its provider refuses to answer");
		context.setStatus(1);
	}
}

/** What an answer cost, for `--json`. */
export function costOf({ provider, model, usage, cost, milliseconds }: Answer) {
	return { provider, model, usage, cost: cost ?? null, milliseconds };
}

/** The shape of `costOf`. */
export const costShape = (z: typeof import("zod").z) => ({
	provider: z.string().optional(),
	model: z.string().optional(),
	usage: z
		.object({
			input: z.number(),
			output: z.number(),
			cached: z.number(),
			written: z.number().optional(),
			estimated: z.boolean(),
		})
		.optional(),
	cost: z
		.object({ amount: z.number(), currency: z.literal("USD") })
		.nullable()
		.optional(),
	milliseconds: z.number().optional(),
});

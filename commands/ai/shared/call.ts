/** How AI commands come to an answer: who gives it, text as it streams in. */
import { safeForTerminal } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import { type Answer, type CallRequest, Gateway, type Route, routeOf, type Situation } from "../../../src/llm/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";

export { isPlan, type PlanItem, planShape, planText } from "../../../src/llm/index.ts";

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

/** Whether text is printed as it comes: to a person. A pipe or a file gets all of an answer, or nothing when the call fails. */
export function streams(context: Context, noStream: boolean): boolean {
	return context.terminal.stdout && !context.json && !noStream;
}

/** Make a call and print its text as it comes. @returns the answer; its text is printed, with a newline at its end */
export async function streamed(context: Context, gateway: Gateway, request: CallRequest): Promise<Answer> {
	let last = "\n";
	let answer: Answer | undefined;
	try {
		for await (const event of gateway.stream(request, context.signal)) {
			if (event.type === "note") context.note(event.text);
			else if (event.type === "text") {
				// What could drive a terminal is shown and not obeyed: a model says what files made it say.
				const text = safeForTerminal(event.text);
				last = text.at(-1) ?? last;
				await context.stdout.write(text);
				await context.stdout.flush?.();
			} else answer = event.answer;
		}
	} finally {
		// Also when it broke off: what is said of that begins a line.
		if (last !== "\n") await context.stdout.write("\n");
		await context.stdout.flush?.();
	}
	if (answer === undefined) throw new Error("a call ended without an answer");
	tellOfEnd(context, answer);
	return answer;
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

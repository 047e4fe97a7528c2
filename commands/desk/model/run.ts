import { collect, toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, operand, optionalOperand } from "../../../src/command/index.ts";
import { classify, type Route, route, shipped, shippedNames, type Warn } from "../../../src/inference/index.ts";
import { judge } from "../../../src/safety/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { noSuchModel } from "./shared.ts";

interface RunItem {
	text: string;
	label: string;
	probability: number;
	by: "model" | "rules";
}

/** `desk model run`. */
export const run = defineCommand({
	name: "run",
	summary: "What a classifier says of a text, and how sure it is",
	about:
		"Of the text, or of each line of the input. Where the model cannot be used, that is said and rules answer, if there are any for it. In a pipe: label, probability, text.",
	args: {
		name: operand("NAME", "a classifier of `desk model list`", "model"),
		text: optionalOperand("TEXT", "what to classify; default: each line of the input"),
	},
	standalone: true,
	output: (z) =>
		z.object({ text: z.string(), label: z.string(), probability: z.number(), by: z.enum(["model", "rules"]) }),
	examples: [
		["desk model run route 'when is my dentist appointment'", "local: no language model is needed for that"],
		["printf 'list my tasks\\nplan my week\\n' | desk model run route --json", "one object a line"],
	],
	async *run(context, { name, text }): AsyncGenerator<RunItem> {
		if (!shippedNames().includes(name) && !(name in WITH_RULES)) throw noSuchModel(name, context.home);
		const warn: Warn = (sentence) => void context.stderr.write(`desk: ${printable(sentence)}\n`);
		const answer = WITH_RULES[name] ?? ((line, say) => withoutRules(name, line, say));
		for (const line of text === undefined ? await linesOf(context) : [text]) {
			context.signal.throwIfAborted();
			const { label, probability, by } = await answer(line, warn);
			yield { text: line, label, probability, by };
		}
	},
	line: ({ text, label, probability }: RunItem) => `${label}\t${probability.toFixed(3)}\t${printable(text)}`,
});

type Answer = (text: string, warn: Warn) => Promise<Omit<Route, "label"> & { label: string }>;

/** Classifiers that rules stand in for. */
const WITH_RULES: Readonly<Record<string, Answer>> = {
	route: (text, warn) => route(text, warn),
	crisis: async (text, warn) => {
		const { verdict, stage, score } = await judge(text, { warn });
		return {
			label: verdict,
			probability: verdict === "ok" ? 1 - score : score,
			by: stage === "model" ? "model" : "rules",
		};
	},
};

async function withoutRules(name: string, text: string, warn: Warn): ReturnType<Answer> {
	const model = await shipped(name, warn);
	if (model === undefined)
		throw new DeskError("EFAILED", "it cannot be used, and there are no rules for it", {
			at: name,
			todo: "install deskfs again",
		});
	return { ...(await classify(model, text)), by: "model" };
}

async function linesOf({ stdin }: Context): Promise<string[]> {
	return toText(await collect(stdin))
		.split("\n")
		.filter((line) => line !== "");
}

import { type Command, defineCommand, operands } from "../../src/command/index.ts";

/** A command that looks at none of its words. */
function constant(name: string, status: number, about: string): Command {
	return defineCommand({
		name,
		summary: about,
		args: {
			words: operands("WORD", "not looked at", { verbatim: (before, word) => before.length > 0 || word !== "--help" }),
		},
		examples: [status === 0 ? ["desk true && echo yes", "prints yes"] : ["desk false || echo no", "prints no"]],
		standalone: true,
		async run(context) {
			context.setStatus(status);
		},
	});
}

/** `desk true` and `desk false`: an exit status and nothing else. */
export const trueCommand = constant("true", 0, "Do nothing, with success");
export const falseCommand = constant("false", 1, "Do nothing, without success");

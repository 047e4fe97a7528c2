import { getoptsStep } from "../language/getopts.ts";
import type { Shell } from "../shell.ts";

export interface LetterOptions {
	/** In their order; the value of those that take one. */
	readonly options: readonly (readonly [letter: string, value: string])[];
	/** What follows them. */
	readonly words: readonly string[];
}

/**
 * The options of a builtin: `-a`, `-ab`, `-n5`, `-n 5`, up to `--` or the first other word.
 * @param specification letters as `getopts` takes them: a `:` behind one that has a value
 * @returns nothing after a message
 */
export async function letterOptions(
	shell: Shell,
	name: string,
	args: readonly string[],
	specification: string,
): Promise<LetterOptions | undefined> {
	const options: [string, string][] = [];
	let state = { index: 1, offset: 0 };
	for (;;) {
		const { status, option, argument = "", index, offset } = getoptsStep(`:${specification}`, args, state);
		if (status === 1) return { options, words: args.slice(index - 1) };
		if (option === "?" || option === ":") {
			const what = option === "?" ? "invalid option" : "option requires an argument";
			await shell.complain(`${name}: -${argument}: ${what}`);
			return undefined;
		}
		options.push([option, argument]);
		state = { index, offset };
	}
}

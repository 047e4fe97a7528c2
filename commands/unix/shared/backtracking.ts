/** Patterns of JavaScript's engine that might never come to an end: run with a limit. */
import { createContext, Script } from "node:vm";

/** How long one line may take (ms). */
const PATIENCE = 1000;
/** Shorter lines (UTF-16) end in time whatever the pattern. */
const SHORT = 24;

/** A line has more ways to match than can be tried. */
export class BacktrackingLimit extends Error {
	static readonly todo = "make the pattern plainer: no repetition of a group that repeats itself";

	constructor() {
		super("exceeded the pattern's backtracking limit");
		this.name = "BacktrackingLimit";
	}
}

/** Whether a group is repeated without bound, or refers back: only then can the ways to match be too many. */
function isRisky({ source }: RegExp): boolean {
	return /\)(?:[*+]|\{\d+,\d*\})|\\[1-9]|\\k</.test(source);
}

/** A function of a line that uses a regex, ended when it takes too long. @throws BacktrackingLimit from what it returns */
export function limited<Rest extends unknown[], Result>(
	regex: RegExp,
	body: (line: string, ...rest: Rest) => Result,
): (line: string, ...rest: Rest) => Result {
	if (!isRisky(regex)) return body;
	const sandbox: { run?: () => Result } = {};
	createContext(sandbox);
	const script = new Script("run()");
	return (line, ...rest) => {
		if (line.length <= SHORT) return body(line, ...rest);
		sandbox.run = () => body(line, ...rest);
		try {
			return script.runInContext(sandbox, { timeout: PATIENCE }) as Result;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new BacktrackingLimit();
			throw error;
		}
	};
}

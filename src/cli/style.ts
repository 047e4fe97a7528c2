import type { Style } from "../command/index.ts";

const same = (text: string) => text;

/** No colour: what pipes, `NO_COLOR` (https://no-color.org) and `--color never` get. */
export const plainStyle: Style = {
	on: false,
	directory: same,
	name: same,
	faint: same,
	strong: same,
	match: same,
	good: same,
	warning: same,
	bad: same,
	added: same,
	removed: same,
};

/** Whether to colour, from `--color auto|always|never`, the environment and what stdout is. */
export function wantsColour(choice: string | undefined, terminal: boolean): boolean {
	if (choice === "always") return true;
	if (choice === "never" || (process.env.NO_COLOR ?? "") !== "") return false;
	return terminal && process.env.TERM !== "dumb";
}

/** Colours by meaning, from the terminal's own sixteen, so that they fit any theme. */
export async function colourStyle(): Promise<Style> {
	const { Chalk } = await import("chalk");
	const chalk = new Chalk({ level: 1 });
	return {
		on: true,
		directory: chalk.bold.blue,
		name: chalk.magenta,
		faint: chalk.dim,
		strong: chalk.bold,
		match: chalk.bold.red,
		good: chalk.green,
		warning: chalk.yellow,
		bad: chalk.red,
		added: chalk.green,
		removed: chalk.red,
	};
}

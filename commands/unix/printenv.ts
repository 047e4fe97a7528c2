import { defineCommand, flag, operands } from "../../src/command/index.ts";
import { setVariables } from "./shared/environment.ts";
import { say } from "./shared/say.ts";

/** `desk printenv`: values of variables. */
export const printenv = defineCommand({
	name: "printenv",
	summary: "Print variables of the environment",
	about: "Without a NAME all of them, as env does. Status 1 when one is not set.",
	args: {
		null: flag("end lines in NUL", "0"),
		names: operands("NAME", "the variables whose values are printed"),
	},
	output: (z) => z.object({ name: z.string(), value: z.string() }),
	examples: [
		["desk printenv HOME", "one value"],
		["desk printenv | desk sort", "all of them"],
	],
	failsWith: 2,
	standalone: true,
	async run(context, args) {
		const variables = setVariables(context);
		const end = args.null ? "\0" : "\n";
		const names = args.names.length === 0 ? Object.keys(variables) : args.names;
		for (const name of names) {
			const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
			if (value === undefined) context.setStatus(1);
			else await say(context, { name, value }, args.names.length === 0 ? `${name}=${value}` : value, end);
		}
	},
});

import { DeskError } from "../../src/base/errors.ts";
import {
	AFTER_FIRST,
	type ArgTable,
	defineCommand,
	flag,
	operands,
	option,
	options,
	parseArgs,
} from "../../src/command/index.ts";
import { setVariables, splitString } from "./shared/environment.ts";
import { say } from "./shared/say.ts";

const ARGS = {
	ignoreEnvironment: flag("begin with an empty environment", "i"),
	unset: options("without this variable", { short: "u", value: "NAME" }),
	chdir: option("in this directory", { short: "C", value: "DIR", completes: "directory" }),
	splitString: option("split TEXT into words, which go before the others", { short: "S", value: "TEXT" }),
	null: flag("end lines in NUL", "0"),
	debug: flag("say what is done", "v"),
	words: operands("[NAME=VALUE]... [COMMAND [ARG]...]", "what to set, and to run", {
		completes: "command",
		verbatim: AFTER_FIRST,
	}),
} satisfies ArgTable;

/** `desk env`: the environment, and commands in another one. */
export const env = defineCommand({
	name: "env",
	summary: "Print the environment, or run a command in a changed one",
	about:
		"Status: 125 when env itself fails, 126 and 127 when COMMAND cannot be run or is not there, else that of COMMAND. A lone `-` is -i.",
	args: ARGS,
	output: (z) => z.object({ name: z.string(), value: z.string() }),
	examples: [
		["desk env", "all variables"],
		["desk -c 'env TZ=Asia/Tokyo date'", "the time in Tokyo"],
		["desk -c 'env -i LANG=C env'", "nothing but LANG"],
	],
	failsWith: 125,
	standalone: true,
	async run(context, given) {
		let args = given;
		if (given.splitString !== undefined) {
			const words = splitString(given.splitString, setVariables(context));
			if (words === undefined)
				throw usage(
					"-S has a quote, a `\\` or a `$` that means nothing",
					"write variables with braces, and close quotes",
				);
			const more = parseArgs(ARGS, [...words, ...given.words], "env");
			args = { ...given, ...more, unset: [...given.unset, ...more.unset], chdir: more.chdir ?? given.chdir };
			for (const name of ["ignoreEnvironment", "null", "debug"] as const) args[name] = given[name] || more[name];
		}
		const clear = args.ignoreEnvironment || args.words[0] === "-";
		const words = args.words[0] === "-" ? args.words.slice(1) : args.words;
		const variables = clear ? {} : setVariables(context);
		for (const name of args.unset) {
			if (name === "" || name.includes("=")) throw usage(`-u takes a name, not '${name}'`, "leave out the =");
			delete variables[name];
		}
		const isSetting = (word: string) => word.indexOf("=") >= 0;
		const end = words.findIndex((word) => !isSetting(word));
		for (const word of end < 0 ? words : words.slice(0, end)) {
			const equals = word.indexOf("=");
			variables[word.slice(0, equals)] = word.slice(equals + 1);
		}
		if (end < 0) {
			if (args.chdir !== undefined) throw usage("-C needs a command", "name what to run there");
			for (const [name, value] of Object.entries(variables))
				await say(context, { name, value }, `${name}=${value}`, args.null ? "\0" : "\n");
			return;
		}
		if (args.null) throw usage("-0 is for printing", "leave it out with a command");
		const streams = { variables };
		if (args.chdir === undefined) return context.setStatus(await context.execute(words.slice(end), streams));
		const stat = await context.stat(args.chdir);
		if (stat.kind !== "directory")
			throw new DeskError("ENOTDIR", "this is not a directory", { at: args.chdir, todo: "name a directory" });
		context.setStatus(await context.execute(words.slice(end), { ...streams, cwd: stat.path }));
	},
});

function usage(what: string, todo: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "env", todo });
}

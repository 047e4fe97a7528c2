import { parseDefinition } from "../../../src/agents/index.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, numberOption, operand, option, options } from "../../../src/command/index.ts";
import { setFrontMatter } from "../../../src/text/index.ts";
import { changeLine, changeOutput, isTold, toChangeItems } from "../../unix/shared/changes.ts";
import { pathOfAgent } from "./shared/definitions.ts";

const BODY = "Say here what the agent is to do, when it is done, and what it must leave alone.\n";

export const newAgent = defineCommand({
	name: "new",
	summary: "Make an agent: a file in /agents",
	about:
		"reads and writes are globs: `*` stays within a folder, `**` goes below. A path without them covers what lies in it, too. What is not named, an agent does not see. /sys, /trash, /search, /agents, /prompts, the outbox and rules of mail are opened only by globs that spell them out. Tools are commands (`cat`, `mail list`, `mail` for all of its verbs) and `shell`, a sandbox of all that the permissions allow. One with a schedule is run by `desk jobs work` (`desk jobs install`); its changes wait for `desk agent approve`, unless they were granted for good.",
	args: {
		about: option("what it is for, in a line", { value: "TEXT" }),
		instructions: option("what it is to do", { short: "m", value: "TEXT" }),
		reads: options("what it may read", { short: "r", value: "GLOB" }),
		writes: options("what it may write", { short: "w", value: "GLOB" }),
		tools: options("what it may run", { short: "t", value: "COMMAND" }),
		business: option("whose knowledge goes along: beliefs by their weight", {
			short: "b",
			value: "NAME",
			completes: "business",
		}),
		model: option("`model` or `provider/model`", { value: "MODEL", completes: "model" }),
		budget: numberOption("tokens of a run (default 100000)", { value: "TOKENS" }),
		deadline: option("of a run, at most 60m (default 10m)", { value: "TIME" }),
		schedule: option("when it runs by itself, as in a crontab, or `daily`", { value: "SCHEDULE" }),
		approve: option("when its changes are made without asking", {
			value: "WHEN",
			choices: ["ask", "session", "always"],
		}),
		name: operand("NAME", "its name"),
	},
	changes: true,
	output: changeOutput,
	examples: [
		[
			"desk agent new diarist --about 'Sums up a day' -r '/notes/**' -w '/notes/daily/**' -m 'Sum up the day.'",
			"an agent with its permissions",
		],
		[
			"desk agent new copywriter -b lindqvist -r '/context/lindqvist/**' -m 'Word the next letter.'",
			"one that is told what a business believes",
		],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const path = pathOfAgent(args.name);
		const text = setFrontMatter(`${args.instructions ?? BODY}\n`, {
			...(args.about === undefined ? {} : { description: args.about }),
			...(args.model === undefined ? {} : { model: args.model }),
			...(args.tools.length === 0 ? {} : { tools: args.tools }),
			reads: args.reads,
			writes: args.writes,
			...(args.business === undefined ? {} : { business: args.business }),
			...(args.budget === undefined ? {} : { budget: args.budget }),
			...(args.deadline === undefined ? {} : { deadline: args.deadline }),
			...(args.schedule === undefined ? {} : { schedule: args.schedule }),
			...(args.approve === undefined ? {} : { approve: args.approve }),
		});
		try {
			parseDefinition(path, text);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			// Lines of a file that is not there yet help nobody.
			throw new DeskError(error.code, error.message, {
				at: args.name,
				...(error.todo === undefined ? {} : { todo: error.todo }),
			});
		}
		const result = await vfs.write(path, text, {
			cause: context.cause,
			dryRun: context.dryRun,
			expect: null,
			parents: true,
		});
		if (!context.dryRun && !context.json)
			context.note(`made ${path}; \`desk edit ${path}\` changes it, \`desk agent run ${args.name}\` runs it`);
		if (isTold(context)) yield* toChangeItems(result);
	},
	line: changeLine,
});

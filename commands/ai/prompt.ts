import { parsePrompt, type Variable } from "../../fs-mounts/prompts/format.ts";
import { shorten, table } from "../../src/cli/index.ts";
import { defineCommand, defineGroup, flag, operand, operands, options } from "../../src/command/index.ts";
import { printable } from "../../src/vfs/index.ts";
import { edit } from "../unix/edit.ts";
import { ask } from "./ask.ts";
import { MODEL_ARGS } from "./shared/options.ts";
import { promptName, promptPath } from "./shared/prompts.ts";

/** A prompt as `--json` prints it. */
interface PromptItem {
	name: string;
	path: string;
	description: string;
	model: string | null;
	variables: { name: string; about: string; default: string | null }[];
}

const shape = (z: typeof import("zod").z) => ({
	name: z.string(),
	path: z.string(),
	description: z.string(),
	model: z.string().nullable(),
	variables: z.array(z.object({ name: z.string(), about: z.string(), default: z.string().nullable() })),
});

const variable = ({ name, about, fallback }: Variable) => ({ name, about, default: fallback ?? null });

const list = defineCommand({
	name: "list",
	summary: "List prompts",
	args: {},
	output: (z) => z.object(shape(z)),
	examples: [["desk prompt list", "prompts of /prompts, with what they are for"]],
	async *run(context) {
		const vfs = await context.open();
		await vfs.load("/prompts");
		const tree = vfs.reader();
		const items = tree
			.all<{ node: number; description: string; model: string | null; variables: string }>("SELECT * FROM prompt")
			.map(({ node, description, model, variables }) => ({
				path: tree.pathOf(node) ?? "",
				description,
				model,
				variables: (JSON.parse(variables) as Variable[]).map(variable),
			}))
			.filter(({ path }) => path.startsWith("/prompts/"))
			.map((item): PromptItem => ({ name: promptName(item.path), ...item }))
			.sort((a, b) => (a.name < b.name ? -1 : 1));
		if (items.length === 0) context.setStatus(1);
		yield* items;
	},
	line: ({ name, description }: PromptItem) => `${printable(name)}\t${printable(description)}`,
	screen: (items: PromptItem[], { style, terminal }) =>
		table(
			items.map(({ name, description, variables }) => [
				style.name(printable(name)),
				shorten(printable(description), Math.max(20, terminal.columns - 40)),
				style.faint(variables.map((each) => each.name).join(", ")),
			]),
		),
});

const NAME = operand("PROMPT", "its name, or its path", "prompt");

const show = defineCommand({
	name: "show",
	summary: "Show a prompt: its text and its variables",
	args: { prompt: NAME },
	output: (z) => z.object({ ...shape(z), text: z.string() }),
	examples: [["desk prompt show reply", "what it says, and what it needs"]],
	async *run(context, args) {
		const vfs = await context.open();
		const path = await promptPath(vfs, args.prompt);
		const { description, model, variables, body } = parsePrompt((await vfs.readAll(path)).toString("utf8"));
		yield {
			name: promptName(path),
			path,
			description,
			model: model ?? null,
			variables: variables.map(variable),
			text: body,
		};
	},
	line: (item: PromptItem & { text: string }, { style }) =>
		[
			style.strong(printable(item.description)),
			...item.variables.map(
				({ name, about, default: value }) =>
					`  ${style.name(name)}  ${printable(about)}${value === null ? "" : style.faint(` (default: ${printable(value)})`)}`,
			),
			"",
			item.text.trim(),
		].join("\n"),
});

const editPrompt = defineCommand({
	name: "edit",
	summary: "Write or change a prompt in your editor",
	about:
		"A prompt is a Markdown file of /prompts: text with {{variables}}, which its front matter declares (variables: {tone: {about: how it sounds, default: friendly}}); {{input}} is what is piped in and the files named. It may have a description, a model, and a schema for answers in JSON.",
	args: { prompt: operand("PROMPT", "its name; a new one is made", "prompt") },
	changes: true,
	examples: [["desk prompt edit shorter", "in $EDITOR"]],
	run(context, { prompt: name }) {
		const path = name.startsWith("/") ? name : `/prompts/${name.replace(/\.md$/i, "")}.md`;
		return edit.run(context, { path }) as AsyncIterable<never>;
	},
	...(edit.line === undefined ? {} : { line: edit.line }),
});

const run = defineCommand({
	name: "run",
	summary: "Run a prompt over files or what is piped in: `desk ask -t`",
	args: {
		param: options("a variable of the prompt", { short: "p", value: "NAME=VALUE" }),
		...MODEL_ARGS,
		extract: flag("print only the first fenced block of code", "x"),
		noStream: flag("print the answer when all of it is there"),
		prompt: NAME,
		paths: operands("PATH", "files, folders or globs", { completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	...(ask.output === undefined ? {} : { output: ask.output }),
	examples: [
		["desk mail read xzst | desk prompt run reply -p tone=formal --dry-run", "what would be sent"],
		["desk prompt run decisions /notes/meeting-notes.md --dry-run", "JSON by the prompt's schema"],
	],
	run(context, { prompt: name, paths, ...args }) {
		const others = { schema: undefined, continue: false, conversation: undefined, local: false, api: false };
		return ask.run(context, { ...args, ...others, prompt: name, question: ["", ...paths] }) as AsyncIterable<never>;
	},
	...(ask.line === undefined ? {} : { line: ask.line }),
});

/** `desk prompt`: prompts with variables. */
export const prompt = defineGroup({
	name: "prompt",
	summary: "List, show, edit and run prompts of /prompts",
	commands: [list, show, editPrompt, run],
	fallback: "list",
});

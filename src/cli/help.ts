import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { type Arg, type Command, type CommandGroup, isGroup, longName, summaryOf } from "../command/index.ts";
import type { Surroundings } from "./context.ts";
import { definitions, wrap } from "./layout.ts";
import type { Program } from "./main.ts";
import { tableOf } from "./options.ts";
import { colourStyle, plainStyle, wantsColour } from "./style.ts";
import { TOPICS } from "./topics.ts";

/** `desk help`, `desk help ls`, `desk help status`, `desk task --help`. @returns exit status 0 @throws DeskError ENOTFOUND */
export async function showHelp(
	program: Program,
	words: readonly string[],
	surroundings: Surroundings,
): Promise<number> {
	const { terminal, stdout: out } = surroundings;
	const style = wantsColour(undefined, terminal.stdout) ? await colourStyle() : plainStyle;
	const width = Math.min(100, Math.max(40, terminal.columns));
	await out.write(await helpText(program, words, style.strong, width));
	await out.flush();
	return 0;
}

async function helpText(
	program: Program,
	[name, verb]: readonly string[],
	strong: (text: string) => string,
	width: number,
): Promise<string> {
	if (name === undefined) return await overview(program, strong, width);
	const topic = TOPICS.find((candidate) => candidate.name === name);
	const entry = program.commands.find((candidate) => candidate.name === name);
	if (topic !== undefined) return topic.render(strong, width);
	if (entry === undefined) {
		const close = nearest(
			name,
			[...program.commands, ...TOPICS].map((candidate) => candidate.name),
		);
		throw new DeskError("ENOTFOUND", "there is no such command", {
			at: name,
			todo: close === undefined ? "`desk --help` lists them" : `did you mean \`desk help ${close}\`?`,
		});
	}
	const loaded = await entry.load();
	if (!isGroup(loaded)) return commandHelp(loaded, loaded.name, strong, width);
	if (verb === undefined) return groupHelp(loaded, strong, width);
	const command = loaded.commands.find((candidate) => candidate.name === verb);
	if (command === undefined)
		throw new DeskError("ENOTFOUND", `there is no '${verb}'`, { at: name, todo: `see \`desk ${name} --help\`` });
	return commandHelp(command, `${name} ${verb}`, strong, width);
}

/** The headings of the overview, in this order; others follow as they come. */
const HEADINGS = ["Files", "Text", "Notes and tasks", "Mail, calendar and contacts", "History", "Desk"];

async function overview(program: Program, strong: (text: string) => string, width: number): Promise<string> {
	const groups = new Map<string, [string, string][]>(HEADINGS.map((heading) => [heading, []]));
	for (const entry of program.commands) {
		const rows = groups.get(entry.group) ?? [];
		rows.push([entry.name, await summaryOf(entry)]);
		groups.set(entry.group, rows);
	}
	const widest = Math.max(...program.commands.map((entry) => entry.name.length));
	const parts = [
		`${strong("desk")} ${program.version}: your notes, tasks, files and more, one private, encrypted tree`,
		"",
		`${strong("Usage:")} desk COMMAND [OPTIONS] [PATHS]     desk COMMAND --help`,
	];
	for (const [group, rows] of groups) {
		if (rows.length > 0)
			parts.push(
				"",
				strong(group),
				definitions(
					rows.map(([name, summary]) => [name.padEnd(widest), summary]),
					width,
				),
			);
	}
	parts.push(
		"",
		strong("More help"),
		definitions(
			TOPICS.map(({ name, summary }) => [`help ${name}`, summary]),
			width,
		),
		"",
		wrap(
			"Paths start at /: /notes/idea.md, /tasks/work/offer.md, /files/logo.svg. `desk ls /` shows the mounts. PATH@2 is revision 2 of a file.",
			width,
		),
		wrap(
			"Every command takes --json (one object per line), -q, -v, --color WHEN; those that write take --dry-run.",
			width,
		),
		"",
	);
	return parts.join("\n");
}

function groupHelp(group: CommandGroup, strong: (text: string) => string, width: number): string {
	const rows = group.commands.map((command): [string, string] => [
		`${group.name} ${command.name}`,
		command.summary + (command.name === group.fallback ? " (what it does without a verb)" : ""),
	]);
	const examples = group.commands.flatMap(({ name, examples }) =>
		group.exampleVerbs?.includes(name) === false ? [] : examples.slice(0, 1),
	);
	return [
		`${strong(`desk ${group.name}`)}: ${group.summary}`,
		"",
		`${strong("Usage:")} desk ${group.name} ${group.fallback === undefined ? "VERB" : "[VERB]"} [OPTIONS]`,
		"",
		definitions(rows, width),
		"",
		strong("Examples"),
		exampleRows(examples, width),
		"",
		`\`desk ${group.name} VERB --help\` tells more.`,
		"",
	].join("\n");
}

function commandHelp(command: Command, title: string, strong: (text: string) => string, width: number): string {
	const all = Object.entries(tableOf(command));
	const own = all.filter(([name]) => name in command.args || name === "dryRun");
	const operands = own.filter(([, arg]) => arg.kind === "operand");
	const options = own.filter(([, arg]) => arg.kind !== "operand");
	const usage = [
		"desk",
		title,
		...(options.length > 0 ? ["[OPTIONS]"] : []),
		...operands.map(([, arg]) => operandUsage(arg)),
	].join(" ");
	const parts = [`${strong(`desk ${title}`)}: ${command.summary}`, "", `${strong("Usage:")} ${usage}`];
	if (command.about !== undefined) parts.push("", wrap(command.about, width));
	if (operands.length > 0)
		parts.push(
			"",
			strong("Arguments"),
			definitions(
				operands.map(([, arg]) => [arg.value ?? "", described(arg)]),
				width,
			),
		);
	if (options.length > 0)
		parts.push(
			"",
			strong("Options"),
			definitions(
				options.map(([name, arg]) => [optionUsage(name, arg), described(arg)]),
				width,
			),
		);
	const common = all.filter((row) => !own.includes(row)).map(([name, arg]) => commonUsage(name, arg));
	parts.push("", `  Also ${common.join(", ")} (see \`desk --help\`).`);
	if (command.examples.length > 0) parts.push("", strong("Examples"), exampleRows(command.examples, width));
	return `${parts.join("\n")}\n`;
}

/** An option that every command has, in short: its letter unless the command uses that for something else. */
function commonUsage(name: string, arg: Arg): string {
	return arg.short === undefined ? optionUsage(name, arg).trim() : `-${arg.short}`;
}

function described(arg: Arg): string {
	const choices = arg.choices === undefined ? "" : ` (${arg.choices.join(", ")})`;
	const fallback =
		arg.fallback === undefined || arg.fallback === false || arg.many === true
			? ""
			: ` (default ${String(arg.fallback)})`;
	return arg.about + choices + fallback;
}

function exampleRows(examples: Command["examples"], width: number): string {
	return examples.map(([line, what]) => `  $ ${line}\n${wrap(what, width, 6)}`).join("\n");
}

function operandUsage(arg: Arg): string {
	const name = `${arg.value ?? ""}${arg.many === true ? "..." : ""}`;
	return arg.required === true ? name : `[${name}]`;
}

function optionUsage(name: string, arg: Arg): string {
	const short = arg.short === undefined ? "    " : `-${arg.short}, `;
	return `${short}--${longName(name)}${arg.kind === "option" ? ` ${arg.value ?? "VALUE"}` : ""}`;
}

import { DeskError } from "../base/errors.ts";
import { type Arg, type Command, type CommandGroup, isGroup, longName } from "../command/index.ts";
import type { Surroundings } from "./context.ts";
import { table } from "./columns.ts";
import type { Program } from "./main.ts";
import { tableOf } from "./options.ts";
import { colourStyle, plainStyle, wantsColour } from "./style.ts";

/** `desk help`, `desk help ls`, `desk task --help`. @returns exit status 0 @throws DeskError ENOTFOUND */
export async function showHelp(program: Program, words: readonly string[], surroundings: Surroundings): Promise<number> {
	const { terminal, stdout: out } = surroundings;
	const style = wantsColour(undefined, terminal.stdout) ? await colourStyle() : plainStyle;
	const width = Math.min(100, Math.max(60, terminal.columns));
	const [name, verb] = words;
	if (name === undefined) await out.write(await overview(program, style.strong));
	else {
		const entry = program.commands.find((candidate) => candidate.name === name);
		if (entry === undefined) throw new DeskError("ENOTFOUND", "there is no such command", { at: name, todo: "`desk --help` lists them" });
		const loaded = await entry.load();
		if (!isGroup(loaded)) await out.write(commandHelp(loaded, loaded.name, style.strong, width));
		else if (verb === undefined) await out.write(groupHelp(loaded, style.strong));
		else {
			const command = loaded.commands.find((candidate) => candidate.name === verb);
			if (command === undefined) throw new DeskError("ENOTFOUND", `there is no '${verb}'`, { at: name, todo: `see \`desk ${name} --help\`` });
			await out.write(commandHelp(command, `${name} ${verb}`, style.strong, width));
		}
	}
	await out.flush();
	return 0;
}

async function overview(program: Program, strong: (text: string) => string): Promise<string> {
	const groups = new Map<string, string[][]>();
	for (const entry of program.commands) {
		const { summary } = await entry.load();
		const rows = groups.get(entry.group) ?? [];
		rows.push([`  ${entry.name}`, summary]);
		groups.set(entry.group, rows);
	}
	const parts = [
		`${strong("desk")} ${program.version}: your notes, tasks, files and more, one private, encrypted tree`,
		"",
		`${strong("Usage:")} desk COMMAND [OPTIONS] [PATHS]     desk COMMAND --help`,
	];
	const widest = Math.max(...[...groups.values()].flat().map((row) => row[0]?.length ?? 0));
	for (const [group, rows] of groups) {
		parts.push("", strong(group), table(rows.map(([left, right]) => [(left ?? "").padEnd(widest), right ?? ""])));
	}
	parts.push("", "Paths start at /: /notes/idea.md, /tasks/work/offer.md, /files/logo.svg. `desk ls /` shows the mounts.",
		"Every command takes --json (one object per line), -q, -v, --color WHEN; those that write take --dry-run.", "");
	return parts.join("\n");
}

function groupHelp(group: CommandGroup, strong: (text: string) => string): string {
	const rows = group.commands.map((command) => [`  ${group.name} ${command.name}`, command.summary]);
	const examples = group.commands.flatMap((command) => command.examples.slice(0, 1));
	return [
		`${strong(`desk ${group.name}`)}: ${group.summary}`, "", table(rows), "", strong("Examples"), exampleRows(examples), "",
		`\`desk ${group.name} VERB --help\` tells more.`, "",
	].join("\n");
}

function commandHelp(command: Command, title: string, strong: (text: string) => string, width: number): string {
	const all = Object.entries(tableOf(command));
	const own = all.filter(([name]) => name in command.args || name === "dryRun");
	const operands = own.filter(([, arg]) => arg.kind === "operand");
	const options = own.filter(([, arg]) => arg.kind !== "operand");
	const usage = ["desk", title, ...(options.length > 0 ? ["[OPTIONS]"] : []), ...operands.map(([, arg]) => operandUsage(arg))].join(" ");
	const parts = [`${strong(`desk ${title}`)}: ${command.summary}`, "", `${strong("Usage:")} ${usage}`];
	if (command.about !== undefined) parts.push("", wrap(command.about, width));
	if (operands.length > 0) parts.push("", table(operands.map(([, arg]) => [`  ${arg.value ?? ""}`, arg.about])));
	if (options.length > 0) parts.push("", strong("Options"), table(options.map(([name, arg]) => [`  ${optionUsage(name, arg)}`, described(arg)])));
	parts.push("", "  Also --json, -0, -q, -v, --color WHEN, --help (see `desk --help`).");
	if (command.examples.length > 0) parts.push("", strong("Examples"), exampleRows(command.examples));
	return `${parts.join("\n")}\n`;
}

function described(arg: Arg): string {
	const choices = arg.choices === undefined ? "" : ` (${arg.choices.join(", ")})`;
	const fallback = arg.fallback === undefined || arg.fallback === false || arg.many === true ? "" : ` (default ${String(arg.fallback)})`;
	return arg.about + choices + fallback;
}

function exampleRows(examples: Command["examples"]): string {
	return examples.map(([line, what]) => `  $ ${line}\n      ${what}`).join("\n");
}

function operandUsage(arg: Arg): string {
	const name = `${arg.value ?? ""}${arg.many === true ? "..." : ""}`;
	return arg.required === true ? name : `[${name}]`;
}

function optionUsage(name: string, arg: Arg): string {
	const short = arg.short === undefined ? "    " : `-${arg.short}, `;
	return `${short}--${longName(name)}${arg.kind === "option" ? ` ${arg.value ?? "VALUE"}` : ""}`;
}

/** Paragraphs filled to a width. */
function wrap(text: string, width: number): string {
	return text.split("\n").map((paragraph) => {
		const lines: string[] = [];
		let line = "";
		for (const word of paragraph.split(" ")) {
			if (line !== "" && line.length + word.length + 1 > width) {
				lines.push(line);
				line = word;
			} else line = line === "" ? word : `${line} ${word}`;
		}
		return [...lines, line].join("\n");
	}).join("\n");
}

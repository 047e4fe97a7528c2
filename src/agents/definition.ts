/** An agent's file: front matter that says what it may do, and its instructions. */
import { DeskError } from "../base/errors.ts";
import { isCron, parseCron } from "../jobs/index.ts";
import {
	choiceField,
	declaredTags,
	type Field,
	listField,
	numberField,
	parseFrontMatter,
	readFields,
	textField,
	uniqueTags,
	valueError,
} from "../text/index.ts";
import { Access, joinPath, splitExtension } from "../vfs/index.ts";
import { exposureOf } from "./exposure.ts";
import { permissionsOf } from "./permissions.ts";

/** When its changes are made without asking: never, for the session once approved, or for good. */
export type Approval = "ask" | "session" | "always";

/** An agent as it is written. */
export interface Definition {
	readonly name: string;
	readonly description: string;
	/** `model` or `provider/model`. */
	readonly model?: string;
	/** Commands (`cat`, `mail list`, `mail` for all of its verbs), and `shell`. */
	readonly tools: readonly string[];
	readonly reads: readonly string[];
	readonly writes: readonly string[];
	/** The business whose knowledge goes along: a folder of /context. */
	readonly business?: string;
	/** Tokens of a run. */
	readonly budget: number;
	/** Of a run (ms). */
	readonly deadline: number;
	/** Model calls of a run. */
	readonly steps: number;
	/** When it runs by itself, as in a crontab (`src/jobs/cron.ts`). */
	readonly schedule?: string;
	readonly approve: Approval;
	/** What it does without a key. */
	readonly local?: "summary";
	readonly tags: readonly string[];
	readonly data: Readonly<Record<string, unknown>>;
	/** The instructions. */
	readonly body: string;
}

const MINUTE = 60_000;
/** The longest run. */
const LONGEST = 60 * MINUTE;
const DEADLINE = 10 * MINUTE;
const BUDGET = 100_000;
const STEPS = 40;
/** The tool that is a whole shell. */
export const SHELL = "shell";

const duration: Field<number> = {
	what: "is no time up to 60 minutes",
	todo: "write `90s` or `10m`, at most `60m`",
	read(value) {
		const [, count = "", unit = ""] = /^(\d{1,5})\s*(s|m|min)$/.exec(String(value).trim()) ?? [];
		const milliseconds = Number(count) * (unit === "s" ? 1000 : MINUTE);
		return count === "" || milliseconds === 0 || milliseconds > LONGEST ? undefined : milliseconds;
	},
};

const anyText = (what: string) =>
	textField(`is no ${what}`, "write words, or leave it out", (text) => text.trim() !== "");

const FIELDS = {
	description: anyText("description"),
	model: textField("is no model", "write `model` or `provider/model`", (text) => /^\S+$/.test(text)),
	tools: listField("is no list of commands", "write `tools: [cat, grep, shell]`"),
	reads: listField("is no list of paths", "write `reads: [/notes/**]`"),
	writes: listField("is no list of paths", "write `writes: [/notes/summaries/**]`"),
	business: textField("is no business", "write the name of a folder of /context", (text) => /^[^/]+$/.test(text)),
	budget: numberField(1, 100_000_000, "write the tokens of a run, such as 50000"),
	deadline: duration,
	steps: numberField(1, 1000, "write how many times it may ask the model, such as 40"),
	schedule: anyText("schedule"),
	approve: choiceField<Approval>("way to approve", ["ask", "session", "always"]),
	local: choiceField<"summary">("thing that is done without a model", ["summary"]),
} satisfies { [key: string]: Field<unknown> };

const KNOWN = new Set([...Object.keys(FIELDS), "tags", "title"]);

/**
 * Read an agent's file.
 * @param file its name: `summarizer.md`
 * @throws DeskError EFORMAT with line and column
 */
export function parseDefinition(file: string, text: string): Definition {
	const { data, body } = frontMatterOf(text);
	const unknown = Object.keys(data).find((key) => !KNOWN.has(key));
	if (unknown !== undefined)
		throw valueError(text, [unknown], `an agent has no \`${unknown}\``, `it has ${[...KNOWN].join(", ")}`);
	const {
		reads = [],
		writes = [],
		tools = [],
		budget,
		deadline,
		steps,
		approve,
		...rest
	} = readFields(text, data, FIELDS);
	checked(text, "reads", () => permissionsOf(reads, []));
	checked(text, "writes", () => permissionsOf([], writes));
	if (rest.business !== undefined) checkBusiness(text, rest.business, reads);
	for (const [at, tool] of tools.entries())
		checkTool(text, tool, Array.isArray(data.tools) ? ["tools", at] : ["tools"]);
	if (rest.schedule !== undefined) checkSchedule(text, rest.schedule);
	if (body.trim() === "")
		throw new DeskError("EFORMAT", "an agent needs instructions", {
			todo: "write below the front matter what it is to do",
		});
	return {
		...rest,
		name: splitExtension(file)[0],
		description: rest.description ?? "",
		tools: tools.length === 0 ? [SHELL] : tools,
		reads,
		writes,
		budget: budget ?? BUDGET,
		deadline: deadline ?? DEADLINE,
		steps: steps ?? STEPS,
		approve: approve ?? "ask",
		tags: uniqueTags(declaredTags(data)),
		data,
		body: body.trim(),
	};
}

/** @throws DeskError EFORMAT at the key, for what is no path of the tree */
function checked(text: string, key: string, work: () => unknown): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		throw valueError(text, [key], error.message, error.todo ?? "write a path");
	}
}

/** @throws DeskError EFORMAT; for a schedule that YAML takes for something else, with how it is written */
function frontMatterOf(text: string): ReturnType<typeof parseFrontMatter> {
	try {
		return parseFrontMatter(text);
	} catch (error) {
		const [, schedule] =
			error instanceof DeskError
				? (/^schedule:\s*([*@].*?)\s*$/.exec(text.split("\n")[(error.line ?? 0) - 1] ?? "") ?? [])
				: [];
		if (schedule !== undefined) (error as DeskError).todo = `put it in quotes: \`schedule: "${schedule}"\``;
		throw error;
	}
}

/** @throws DeskError EFORMAT at the field of the schedule that is wrong */
function checkSchedule(text: string, schedule: string): void {
	const read = parseCron(schedule);
	if (isCron(read)) return;
	const {
		line = 1,
		column = 1,
		message,
		todo,
	} = valueError(text, ["schedule"], `\`schedule\`: ${read.what}`, read.todo);
	const at = text.split("\n")[line - 1]?.indexOf(schedule, column - 1) ?? -1;
	throw new DeskError("EFORMAT", message, {
		line,
		column: at < 0 ? column : at + read.at + 1,
		todo: todo ?? read.todo,
	});
}

/** An agent that is told of a business must be allowed to read of it. @throws DeskError EFORMAT */
function checkBusiness(text: string, business: string, reads: readonly string[]): void {
	const folder = joinPath("/context", business);
	const access = new Access(permissionsOf(reads, []));
	if (access.reads(folder, "portable") || access.leads(folder, "portable")) return;
	throw valueError(text, ["business"], `it may read nothing of ${folder}`, `add \`${folder}/**\` to \`reads\``);
}

/** A group's verbs may be tools one by one, or all that are for others at once. @throws DeskError EFORMAT */
function checkTool(text: string, tool: string, at: (string | number)[]): void {
	if (tool === SHELL || exposureOf(tool) !== "owner" || isGroupForOthers(tool)) return;
	throw valueError(
		text,
		at,
		`'${tool}' is no command that an agent may have`,
		"`desk agent new --help` says which there are",
	);
}

function isGroupForOthers(name: string): boolean {
	return GROUPS.has(name);
}

const GROUPS = new Set(["note", "task", "mail", "calendar", "contact", "context", "biz"]);

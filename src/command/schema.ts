/**
 * Commands as tools (MCP, agents): a JSON Schema of what a command takes and gives, and the way back, from the JSON object of a tool call
 * to argv. The schemas keep to what OpenAI's strict mode and Anthropic take: objects without further properties, `type`, `enum`,
 * `items`, `description`; no `pattern`, `minimum` or `default`, which are said in words.
 */
import type { ZodType } from "zod";
import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { type Arg, type ArgTable, longName } from "./args.ts";
import { type Command, type CommandEntry, isGroup, mayChange } from "./command.ts";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [key: string]: unknown };

/** A command under the name that tools have: letters, digits and `_`, at most 64 (what all providers take). */
export interface CommandTool {
	/** `mail_list` */
	readonly name: string;
	/** What it is on a command line: `["mail", "list"]`. */
	readonly words: readonly string[];
	readonly command: Command;
}

/** The property that stands for what a pipe would bring. */
export const STDIN = "standardInput";
const MORE: Readonly<Record<string, Arg>> = {
	dryRun: { kind: "flag", type: "boolean", about: "show what would happen, change nothing" },
};

/** The tools of a registered command: itself, or each verb of a noun. */
export async function toolsOf(entry: CommandEntry): Promise<CommandTool[]> {
	const loaded = await entry.load();
	if (!isGroup(loaded)) return [{ name: toolName([entry.name]), words: [entry.name], command: loaded }];
	return loaded.commands.map((command) => {
		const words = [entry.name, command.name];
		return { name: toolName(words), words, command };
	});
}

/** The tool of a command line's first words: `mail list` is `mail_list`. */
export function toolName(words: readonly string[]): string {
	return words.join("_").replaceAll("-", "_");
}

/** What a tool call may give: the command's own arguments, and `dryRun` where it changes something. */
function tableOf(command: Command): ArgTable {
	return { ...(mayChange(command) ? MORE : {}), ...command.args };
}

/**
 * The schema of a tool call's arguments.
 * @param options.strict every property is required, what may be left out may be null: OpenAI's strict mode
 */
export function argsSchema(command: Command, options: { strict?: boolean } = {}): JsonSchema {
	const properties: Record<string, JsonSchema> = {};
	const required: string[] = [];
	const table = tableOf(command);
	const add = (name: string, isRequired: boolean, schema: JsonSchema) => {
		properties[name] = options.strict === true && !isRequired ? orNull(schema) : schema;
		if (isRequired || options.strict === true) required.push(name);
	};
	for (const [name, arg] of Object.entries(table)) add(name, arg.required === true, argSchema(arg));
	add(STDIN, false, { type: "string", description: "text that it reads as its standard input" });
	return { type: "object", properties, required, additionalProperties: false };
}

function argSchema(arg: Arg): JsonSchema {
	const value: JsonSchema = {
		type: arg.type === "number" ? (arg.fraction === true ? "number" : "integer") : arg.type,
		...(arg.choices === undefined ? {} : { enum: arg.choices }),
	};
	return { ...(arg.many === true ? { type: "array", items: value } : value), description: descriptionOf(arg) };
}

function descriptionOf(arg: Arg): string {
	const isNamed = arg.value !== undefined && arg.value !== "VALUE" && arg.value !== "N";
	const notes = [
		...(arg.kind !== "flag" && isNamed ? [arg.value] : []),
		...(arg.type === "number" ? ["from 0 on"] : []),
		...(arg.many === true && arg.required === true ? ["at least one"] : []),
	];
	return notes.length === 0 ? arg.about : `${arg.about} (${notes.join(", ")})`;
}

function orNull(schema: JsonSchema): JsonSchema {
	return {
		...schema,
		type: [schema.type, "null"],
		...(Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {}),
	};
}

/** The zod schema of one item of a command's output, and that as JSON Schema; undefined for a command that only writes bytes. */
export async function outputOf(command: Command): Promise<{ zod: ZodType; schema: JsonSchema } | undefined> {
	if (command.output === undefined) return undefined;
	const { z } = await import("zod");
	const zod = command.output(z);
	const { $schema, ...schema } = z.toJSONSchema(zod, {
		override: ({ jsonSchema }) => withoutTuple(jsonSchema),
	}) as Record<string, unknown>;
	return { zod, schema };
}

/**
 * A tuple as an array of so many items: `prefixItems` with `items: false` is 2020-12, and clients that read schemas as draft 7, as the
 * official one of MCP does, would refuse every such array.
 */
function withoutTuple(schema: {
	prefixItems?: unknown;
	items?: unknown;
	minItems?: unknown;
	maxItems?: unknown;
}): void {
	const { prefixItems } = schema;
	if (!Array.isArray(prefixItems)) return;
	const kinds = [...new Map(prefixItems.map((item) => [JSON.stringify(item), item])).values()];
	delete schema.prefixItems;
	schema.items = kinds.length === 1 ? kinds[0] : { anyOf: kinds };
	schema.minItems = prefixItems.length;
	schema.maxItems = prefixItems.length;
}

/** A tool call, ready to be run. */
export interface ToolRun {
	/** Arguments of the command, without its name. */
	readonly argv: readonly string[];
	readonly stdin: string | undefined;
	readonly dryRun: boolean;
	/** The values by the command's table, as `parseArgs` gives them for `argv`, but for what was not given. */
	readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Read a tool call's arguments; null is as good as left out. All that is wrong is told at once, so that a model can mend it.
 * @throws DeskError EUSAGE naming each property and what it takes
 */
export function readCall(tool: CommandTool, given: unknown): ToolRun {
	const problems: string[] = [];
	const table = tableOf(tool.command);
	if (typeof given !== "object" || given === null || Array.isArray(given))
		throw refusal(tool, ["the arguments are a JSON object"]);
	const values: Record<string, unknown> = {};
	let stdin: string | undefined;
	for (const [name, value] of Object.entries(given)) {
		if (value === null || value === undefined) continue;
		if (name === STDIN) {
			if (typeof value === "string") stdin = value;
			else problems.push(`'${STDIN}' is a string, not ${nameOfType(value)}`);
		} else if (Object.hasOwn(table, name)) {
			const problem = problemOf(table[name] as Arg, value);
			if (problem === undefined) values[name] = value;
			else problems.push(`'${name}' ${problem}`);
		} else {
			const close = nearest(name, [...Object.keys(table), STDIN]);
			problems.push(`there is no property '${name}'${close === undefined ? "" : ` (did you mean '${close}'?)`}`);
		}
	}
	for (const [name, arg] of Object.entries(table)) {
		const value = values[name];
		if (arg.required === true && (value === undefined || (Array.isArray(value) && value.length === 0)))
			if (!problems.some((problem) => problem.startsWith(`'${name}' `))) problems.push(`'${name}' is missing`);
		if (arg.overrides !== undefined && isGiven(value) && isGiven(values[arg.overrides]))
			problems.push(`'${name}' and '${arg.overrides}' exclude each other`);
	}
	if (problems.length === 0) problems.push(...misplaced(table, values));
	if (problems.length > 0) throw refusal(tool, problems);
	return { argv: toArgv(table, values, tool), stdin, dryRun: values.dryRun === true, values };
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== false;
}

/** Words are told apart by their order: one that is left out must not be followed by others. */
function misplaced(table: ArgTable, values: Readonly<Record<string, unknown>>): string[] {
	const optional = Object.keys(table).filter(
		(name) => table[name]?.kind === "operand" && table[name]?.required !== true,
	);
	const missing = optional.find((name) => table[name]?.many !== true && values[name] === undefined);
	if (missing === undefined) return [];
	return optional
		.slice(optional.indexOf(missing) + 1)
		.filter((name) => values[name] !== undefined && !(Array.isArray(values[name]) && values[name].length === 0))
		.map((name) => `'${name}' needs '${missing}', too`);
}

const TYPES = { boolean: "true or false", string: "a string", number: "a number" } as const;

/** What is wrong with a value, as the end of a sentence about it. */
function problemOf(arg: Arg, value: unknown): string | undefined {
	if (arg.many !== true) return problemOfOne(arg, value);
	if (!Array.isArray(value)) return `is an array of strings, not ${nameOfType(value)}`;
	const at = value.findIndex((one) => problemOfOne(arg, one) !== undefined);
	return at < 0 ? undefined : `at ${at} ${problemOfOne(arg, value[at])}`;
}

function problemOfOne(arg: Arg, value: unknown): string | undefined {
	const type: string = typeof value;
	if (type !== arg.type) return `is ${TYPES[arg.type]}, not ${nameOfType(value)}`;
	if (typeof value === "number") {
		const isCount = Number.isInteger(value) || (arg.fraction === true && Number.isFinite(value));
		if (!isCount || value < 0 || value > Number.MAX_SAFE_INTEGER)
			return `is ${arg.fraction === true ? "a number" : "a whole number"} from 0 on, not ${value}`;
	}
	if (arg.choices !== undefined && !arg.choices.includes(value as string))
		return `is one of ${arg.choices.join(", ")}, not '${String(value).slice(0, 40)}'`;
	return undefined;
}

function nameOfType(value: unknown): string {
	return Array.isArray(value)
		? "an array"
		: value === null
			? "null"
			: typeof value === "object"
				? "an object"
				: `a ${typeof value}`;
}

function refusal(tool: CommandTool, problems: readonly string[]): DeskError {
	return new DeskError("EUSAGE", problems.slice(0, 10).join("; "), { at: tool.words.join(" ") });
}

/** Options first, each value attached to its name, then `--` and the words: nothing that is given can be taken for an option. */
function toArgv(table: ArgTable, values: Readonly<Record<string, unknown>>, tool: CommandTool): string[] {
	const argv: string[] = [];
	const words: string[] = [];
	for (const [name, arg] of Object.entries(table)) {
		const value = values[name];
		if (value === undefined) continue;
		const texts = (Array.isArray(value) ? value : [value]).map(textOf);
		if (arg.kind === "operand") words.push(...texts);
		else if (arg.kind === "option") argv.push(...texts.map((text) => `--${longName(name)}=${text}`));
		else if (value === true) argv.push(`--${longName(name)}`);
	}
	if (words.length === 0) return argv;
	// Some commands take `--` as a word of their own, and all others, too (`true`, `xxd`).
	const verbatim = Object.values(table).find((arg) => arg.verbatim !== undefined)?.verbatim;
	if (verbatim?.([], "--") !== true) return [...argv, "--", ...words];
	const refused = words.find((word, index) => !verbatim(words.slice(0, index), word));
	if (refused !== undefined) throw refusal(tool, [`'${refused}' cannot be given by a tool`]);
	return [...argv, ...words];
}

/** As `parseArgs` reads it: numbers without an exponent. */
function textOf(value: unknown): string {
	if (typeof value !== "number") return String(value);
	const text = String(value);
	return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

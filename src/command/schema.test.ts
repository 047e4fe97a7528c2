import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import { mountCommands } from "../../fs-mounts/registry.ts";
import { DeskError } from "../base/errors.ts";
import { tableOf } from "../cli/options.ts";
import { type Arg, parseArgs } from "./args.ts";
import { argsSchema, type CommandTool, outputOf, readCall, STDIN, toolsOf } from "./schema.ts";

let tools: CommandTool[];
beforeAll(async () => {
	tools = (await Promise.all([...commands, ...mountCommands].map(toolsOf))).flat();
});
const OPTIONS = { strict: true, allErrors: true, allowUnionTypes: true };
const ajv = new Ajv2020(OPTIONS);
const ajv7 = new Ajv(OPTIONS);
const tool = (name: string) => tools.find((one) => one.name === name) as CommandTool;

test("each tool has a name of its own that all providers take", () => {
	expect(tools.length).toBeGreaterThan(150);
	for (const { name } of tools) expect(name).toMatch(/^[a-zA-Z0-9_]{1,64}$/);
	expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
});

/** What OpenAI's strict mode and Anthropic's tools both take. */
const KEYWORDS = new Set(["type", "properties", "required", "additionalProperties", "items", "enum", "description"]);

function keywordsOf(schema: Record<string, unknown>): string[] {
	const children = [...Object.values(schema.properties ?? {}), ...(schema.items === undefined ? [] : [schema.items])];
	return [...Object.keys(schema), ...children.flatMap((child) => keywordsOf(child as Record<string, unknown>))];
}

test("each command's arguments have a valid schema, of the keywords that providers take", () => {
	for (const { name, command } of tools) {
		for (const strict of [false, true]) {
			const schema = argsSchema(command, { strict });
			expect(() => ajv.compile(schema), name).not.toThrow();
			expect(
				keywordsOf(schema).filter((word) => !KEYWORDS.has(word)),
				name,
			).toEqual([]);
			expect(Object.keys(schema.properties as object).filter((key) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(key))).toEqual([]);
			if (strict) expect(schema.required).toEqual(Object.keys(schema.properties as object));
		}
		expect(Object.keys(command.args), name).not.toContain(STDIN);
	}
});

test("each command's output has a schema that is valid by draft 2020-12 and by draft 7, and means the same in both", async () => {
	for (const { name, command } of tools) {
		const output = await outputOf(command);
		if (output === undefined) continue;
		for (const validator of [ajv, ajv7]) expect(() => validator.compile(output.schema), name).not.toThrow();
		expect(JSON.stringify(output.schema), name).not.toMatch(
			/"(?:prefixItems|\$ref|\$defs|dependentRequired|unevaluatedProperties)"/,
		);
	}
});

/** Any values of an argument that its schema allows. */
function valuesOf(arg: Arg): fc.Arbitrary<unknown> {
	const text: fc.Arbitrary<unknown> = fc.oneof(
		fc.string({ unit: "grapheme" }),
		fc.constantFrom("--", "-", "-n", "--help", "--json", "--dry-run", "", "=", "a=b", "-5", "/notes/a b.md", "\n"),
	);
	const one: fc.Arbitrary<unknown> =
		arg.type === "boolean"
			? fc.boolean()
			: arg.type === "number"
				? arg.fraction === true
					? fc.oneof(
							fc.double({ min: 1e-12, max: 1e9, noNaN: true }).map((x) => Number(x.toFixed(12))),
							fc.nat(),
						)
					: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER))
				: arg.choices !== undefined
					? fc.constantFrom(...arg.choices)
					: text;
	return arg.many === true ? fc.array(one, { minLength: arg.required === true ? 1 : 0, maxLength: 4 }) : one;
}

test("values → argv → values gives back what was given, for every command", () => {
	let given = 0;
	for (const one of tools) {
		const { command, words } = one;
		const record = Object.fromEntries(Object.entries(command.args).map(([name, arg]) => [name, valuesOf(arg)]));
		const requiredKeys = Object.entries(command.args).flatMap(([name, arg]) => (arg.required === true ? [name] : []));
		fc.assert(
			fc.property(fc.record(record, { requiredKeys }), (values) => {
				let run: ReturnType<typeof readCall>;
				try {
					run = readCall(one, JSON.parse(JSON.stringify(values)));
				} catch (error) {
					// What no command line can say is refused with a sentence.
					expect((error as DeskError).code).toBe("EUSAGE");
					expect((error as DeskError).message).toMatch(/exclude each other|needs|cannot be given/);
					return;
				}
				given++;
				const table = tableOf(command);
				const own = Object.entries(command.args).find(([, arg]) => arg.verbatim?.([], "--") === true)?.[0];
				const isJson = command.output !== undefined;
				const parsed: Record<string, unknown> = parseArgs(
					table,
					[...(isJson ? ["--json"] : []), ...run.argv],
					words.join(" "),
				);
				// Such a command reads all of its words itself, its options, too.
				if (own !== undefined) expect(parsed[own]).toEqual(run.argv);
				for (const [name, arg] of Object.entries(own === undefined ? command.args : {}))
					expect(parsed[name], `${words.join(" ")} ${name}`).toEqual(
						values[name] ?? (arg.many === true ? [] : arg.fallback),
					);
				if (isJson && command.args.json === undefined) expect(parsed.json).toBe(true);
				if (command.args.help === undefined) expect(parsed.help, words.join(" ")).toBe(false);
			}),
			{ numRuns: 40 },
		);
	}
	expect(given).toBeGreaterThan(tools.length * 20);
});

test("what the schema allows is taken and what it forbids is refused, as ajv sees it", () => {
	const anything = fc.oneof(
		fc.boolean(),
		fc.integer(),
		fc.double(),
		fc.string(),
		fc.array(fc.string()),
		fc.constant({}),
	);
	for (const one of tools) {
		const validate = ajv.compile(argsSchema(one.command));
		const names = [...Object.keys(one.command.args), STDIN, "dryRun", "other"];
		fc.assert(
			fc.property(fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 }), (values) => {
				if (validate(values)) return;
				expect(() => readCall(one, values)).toThrow(DeskError);
			}),
			{ numRuns: 15 },
		);
	}
});

describe("errors say which property", () => {
	const message = (name: string, given: unknown): string => {
		try {
			readCall(tool(name), given);
		} catch (error) {
			return (error as DeskError).sentence;
		}
		return "";
	};
	test.each<[string, unknown, string]>([
		["cat", [], "cat: the arguments are a JSON object"],
		["cat", "x", "cat: the arguments are a JSON object"],
		["cat", { paths: "/notes/a.md" }, "cat: 'paths' is an array of strings, not a string"],
		["cat", { paths: ["/a", 5] }, "cat: 'paths' at 1 is a string, not a number"],
		["cat", { path: ["/a"] }, "cat: there is no property 'path' (did you mean 'paths'?)"],
		["cat", { number: "yes" }, "cat: 'number' is true or false, not a string"],
		["mkdir", {}, "mkdir: 'paths' is missing"],
		["mkdir", { paths: [] }, "mkdir: 'paths' is missing"],
		[
			"task_add",
			{ title: ["x"], priority: "urgent" },
			"task add: 'priority' is one of low, medium, high, not 'urgent'",
		],
		["grep", { maxCount: -1 }, "grep: 'maxCount' is a whole number from 0 on, not -1"],
		[
			"grep",
			{ maxCount: 1.5, words: 3 },
			"grep: 'maxCount' is a whole number from 0 on, not 1.5; 'words' is an array of strings, not a number",
		],
		[
			"head",
			{ lines: "5", bytes: "5" },
			"head: 'lines' and 'bytes' exclude each other; 'bytes' and 'lines' exclude each other",
		],
		["uniq", { output: "/notes/x.md" }, "uniq: 'output' needs 'input', too"],
		["write", { path: "/notes/a.md", standardInput: 5 }, "write: 'standardInput' is a string, not a number"],
		["cat", { __proto__: null, constructor: 1 }, "cat: there is no property 'constructor'"],
	])("%s %j", (name, given, expected) => {
		expect(message(name, given)).toBe(expected);
	});
});

test("null is as good as left out, and standard input and a dry run are told", () => {
	expect(
		readCall(tool("write"), { path: "/notes/a.md", expect: null, dryRun: true, standardInput: "text" }),
	).toMatchObject({
		argv: ["--dry-run", "--", "/notes/a.md"],
		stdin: "text",
		dryRun: true,
	});
	expect(argsSchema(tool("ls").command).properties).not.toHaveProperty("dryRun");
});

import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import { mountCommands } from "../../fs-mounts/registry.ts";
import { exposureOf } from "../../src/agents/index.ts";
import { tableOf } from "../../src/cli/options.ts";
import { type CommandSet, type CommandTool, parseArgs, type StageIo, toolsOf } from "../../src/command/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { ServedMcp } from "../support/mcp.ts";

const samples = fileURLToPath(new URL("../../samples", import.meta.url));
let desk: TestDesk;
let vfs: Vfs;
let served: ServedMcp;
const client = new Client({ name: "conformance", version: "1" });
/** What the command itself printed last. */
let printed = "";

beforeAll(async () => {
	desk = await makeDesk();
	for (const mount of ["notes", "tasks", "files", "mail", "calendar", "contacts", "prompts"])
		await desk.ok("import", "-q", mount, `${samples}/${mount}`);
	await desk.ok("append", "/notes/meeting-notes.md", "- until later");
	vfs = await desk.vfs();
	served = new ServedMcp(vfs, desk.home, {
		reads: ["/**", "/prompts/**", "/trash/**"],
		writes: ["/**", "/trash/**", "/mail/outbox/**"],
		tools: ["all"],
		yes: true,
		wrap: listening,
	});
	await client.connect(served.transport());
});
afterAll(async () => {
	await client.close();
	await served.done;
	vfs.store.close();
	desk.remove();
});

/** The same commands, and what they print. */
function listening(set: CommandSet): CommandSet {
	const { entries, names, mounts } = set;
	const run = async (argv: readonly string[], io: StageIo) => {
		printed = "";
		const stdout = {
			write: (bytes: Uint8Array | string) => {
				printed += Buffer.from(bytes as string).toString();
				return io.stdout.write(bytes);
			},
			flush: () => io.stdout.flush(),
		};
		return await set.run(argv, { ...io, stdout });
	};
	return { entries, names, mounts, run, has: (name) => set.has(name), open: () => set.open() };
}

/** The words of a line without anything that only a shell does; undefined for other lines. */
function wordsOf(line: string): string[] | undefined {
	const words: string[] = [];
	for (const [, single, double, plain] of line.matchAll(/\s*(?:'([^']*)'|"([^"$`\\]*)"|([^\s'"]+))(?=\s|$)/g))
		words.push(single ?? double ?? plain ?? "");
	const isPlain =
		words.join("").length === line.replace(/\s+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/g, "").replace(/['"]/g, "").length;
	return isPlain && !words.some((word) => /^[|<>&;]|[|;]$|^\d?>/.test(word)) ? words : undefined;
}

/** An example as the arguments of a tool call. */
function callOf(tool: CommandTool, line: string): Record<string, unknown> | undefined {
	const words = wordsOf(line)?.slice(1 + tool.words.length);
	if (words === undefined || /[$`*?~{]|\d?[<>|&]/.test(line.replace(/'[^']*'/g, ""))) return undefined;
	let values: Record<string, unknown>;
	try {
		values = parseArgs(tableOf(tool.command), words, tool.name);
	} catch {
		return undefined;
	}
	const names = [...Object.keys(tool.command.args), "dryRun"];
	return Object.fromEntries(
		Object.entries(values).filter(([name, value]) => {
			const isEmpty = value === undefined || value === false || (Array.isArray(value) && value.length === 0);
			return names.includes(name) && !isEmpty && value !== tool.command.args[name]?.fallback;
		}),
	);
}

/** What `tail -f` and others wait for does not come. */
const WAITS = /tail -f|tail -F|sleep|watch|yes\b/;

/** Calls that no example makes: of what reads standard input, and of options that change what items are. */
const MORE: readonly (readonly [string, Record<string, unknown>])[] = [
	["write", { path: "/notes/new.md", standardInput: "# New\n" }],
	["tee", { paths: ["/notes/tee.md"], standardInput: "text\n" }],
	["jq", { words: [".a"], standardInput: '{"a":[1,2]}' }],
	["tr", { set1: "a-z", more: ["A-Z"], standardInput: "text" }],
	["base64", { standardInput: "text" }],
	["base32", { standardInput: "text" }],
	["xxd", { standardInput: "text" }],
	["od", { standardInput: "text" }],
	["hexdump", { standardInput: "text" }],
	["sort", { standardInput: "b\na\n" }],
	["wc", { standardInput: "one two\n" }],
	["grep", { words: ["o"], standardInput: "one two\n" }],
	["grep", { filesWithMatches: true, recursive: true, words: ["the", "/notes"] }],
	["grep", { filesWithoutMatch: true, recursive: true, words: ["the", "/notes"] }],
	["grep", { words: ["no such text anywhere", "/notes/meeting-notes.md"] }],
	["cat", { paths: ["/notes/meeting-notes.md", "/notes/none.md"] }],
	["cat", { standardInput: "\u0000\u0001" }],
	["head", { lines: "1", paths: ["/notes/meeting-notes.md", "/notes/new.md"] }],
	["ls", { long: true, recursive: true, paths: ["/notes"] }],
	["note_daily", {}],
	["calendar_export", {}],
	["diff", { from: "/notes/meeting-notes.md", to: "/notes/new.md" }],
	["date", { isoFormat: "seconds" }],
	["rm", { paths: ["/notes/new.md"], dryRun: true }],
];

/** Calls of a tool, with the line of the help that they come from. */
function callsOf(tool: CommandTool): (readonly [string, Record<string, unknown>])[] {
	const begins = `desk ${tool.words.join(" ")}`;
	const examples = tool.command.examples.flatMap(([line]) => {
		const given = line.startsWith(begins) && !WAITS.test(line) ? callOf(tool, line) : undefined;
		return given === undefined ? [] : [[line, given] as const];
	});
	return [...examples, ...MORE.filter(([name]) => name === tool.name)];
}

test("what each tool gives for the examples of its help fits its output schema, field by field", async () => {
	const { tools: listed } = await client.listTools();
	const schemas = new Map(listed.map(({ name, outputSchema }) => [name, outputSchema]));
	const all = (await Promise.all([...commands, ...mountCommands].map(toolsOf))).flat();
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	const tried = new Set<string>();
	const worked = new Set<string>();
	const problems: string[] = [];
	for (const tool of all) {
		if (!schemas.has(tool.name)) continue;
		const validate = ajv.compile(schemas.get(tool.name) as object);
		for (const [line, given] of callsOf(tool)) {
			tried.add(tool.name);
			printed = "";
			const result = await client.callTool({ name: tool.name, arguments: given });
			const { structuredContent, isError } = result;
			const where = `${line} ${JSON.stringify(given)} → ${JSON.stringify(result).slice(0, 300)}`;
			if (JSON.stringify(result).includes("bug in deskfs")) problems.push(`${where} ${printed.slice(0, 300)}`);
			if (structuredContent === undefined) {
				if (isError !== true) problems.push(where);
				continue;
			}
			if (!validate(structuredContent)) problems.push(`${where} ${ajv.errorsText(validate.errors)}`);
			const { items, cut } = structuredContent as { items?: unknown[]; cut: boolean };
			if (items === undefined || isError === true || cut) continue;
			// Nothing was taken out because the schema does not know of it.
			const lines = printed.split("\n").filter((one) => one !== "");
			if (
				!isDeepStrictEqual(
					items,
					lines.map((one) => JSON.parse(one) as unknown),
				)
			)
				problems.push(`more fields: ${where} ${printed.slice(0, 300)}`);
			if (items.length > 0) worked.add(tool.name);
		}
	}
	expect(problems).toEqual([]);
	const untried = all.filter(({ name }) => schemas.has(name) && !tried.has(name)).map(({ name }) => name);
	console.info(`output schemas: ${tried.size} tools tried, ${worked.size} with items; not tried: ${untried.join(" ")}`);
	expect(tried.size).toBeGreaterThan(60);
	expect(worked.size).toBeGreaterThan(40);
}, 120_000);

test("no tool is offered that the table of exposures keeps for the owner", async () => {
	const all = (await Promise.all([...commands, ...mountCommands].map(toolsOf))).flat();
	const offered = new Set((await client.listTools()).tools.map(({ name }) => name));
	for (const { name, words } of all.filter(({ name }) => offered.has(name)))
		expect([name, exposureOf(words.join(" "))]).not.toEqual([name, "owner"]);
	expect(offered.size).toBeGreaterThan(100);
});

test("resources come in pages that hold each file once, whatever changes in between", async () => {
	await desk.ok("mkdir", "-p", "/files/many/sub");
	const store = await desk.vfs();
	const staged = await Promise.all(Array.from({ length: 450 }, () => store.stage("x")));
	await store.change(
		staged.map((content, index) => ({
			op: "write" as const,
			path: `/files/many/${index % 3 === 0 ? "sub/" : ""}file-${index}.txt`,
			content,
		})),
		{ cause: "test" },
	);
	store.store.close();
	const uris: string[] = [];
	let cursor: string | undefined;
	let pages = 0;
	do {
		const page = await client.listResources(cursor === undefined ? {} : { cursor });
		uris.push(...page.resources.map(({ uri }) => uri));
		cursor = page.nextCursor;
		if (++pages === 1) await desk.ok("rm", "/files/many/file-1.txt", "/files/many/sub/file-0.txt");
	} while (cursor !== undefined);
	expect(pages).toBeGreaterThan(2);
	expect(new Set(uris).size).toBe(uris.length);
	const many = uris.filter((uri) => uri.includes("/files/many/"));
	expect(many.length).toBeGreaterThanOrEqual(448);
	for (const uri of uris.filter((_, index) => index % 40 === 0)) await client.readResource({ uri });
}, 60_000);

test("prompts are those of /prompts", async () => {
	const { prompts } = await client.listPrompts();
	expect(prompts.length).toBeGreaterThan(0);
	const [prompt] = prompts;
	const values = Object.fromEntries((prompt?.arguments ?? []).map(({ name }) => [name, `value of ${name}`]));
	const filled = await client.getPrompt({ name: prompt?.name ?? "", arguments: values });
	expect(JSON.stringify(filled.messages)).toContain("value of");
});

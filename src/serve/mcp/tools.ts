/** Commands as MCP tools: what they are, and what a call of one gives. */
import type { ZodType } from "zod";
import { toTextStrict } from "../../base/bytes.ts";
import { DeskError } from "../../base/errors.ts";
import {
	argsSchema,
	type CommandHost,
	type CommandTool,
	type JsonSchema,
	mayChange,
	outputOf,
	readCall,
	type ToolRun,
} from "../../command/index.ts";
import { mustPass } from "../../safety/index.ts";
import { Draft, type DraftPlan, type Vfs } from "../../vfs/index.ts";
import { type Ran, type RunOptions, runTool } from "./run-tool.ts";
import { Turns } from "./turns.ts";

/** Characters of a command's own explanation that a model is told. */
const ABOUT_LIMIT = 800;

/** A tool, as `tools/list` shows it. */
export interface ToolEntry {
	[key: string]: unknown;
	name: string;
	title: string;
	description: string;
	inputSchema: { [key: string]: unknown; type: "object" };
	outputSchema: { [key: string]: unknown; type: "object" };
	annotations: { readOnlyHint: boolean; destructiveHint: boolean; openWorldHint: boolean };
}

/** What a call gives. */
export interface ToolResult {
	[key: string]: unknown;
	content: { type: "text"; text: string }[];
	structuredContent?: Record<string, unknown>;
	isError?: boolean;
}

/** How a call is done. */
export interface Call {
	readonly signal: AbortSignal;
	/** Bytes of output so far. */
	onProgress?(bytes: number): void;
	/** Asked before something is changed: returns when it may be. @throws DeskError EACCES */
	approve(proposal: Proposal): Promise<void>;
}

/** What a call would change. */
export interface Proposal {
	readonly tool: CommandTool;
	readonly run: ToolRun;
	readonly draft: Draft;
	readonly plan: DraftPlan;
}

const NEWLINE = 0x0a;

interface Output {
	/** Of one item; undefined: the output is text. */
	readonly item: { zod: ZodType; schema: JsonSchema } | undefined;
}

/** The tools of one client. */
export class Tools {
	readonly #vfs: Vfs;
	readonly #commandsOn: (vfs: Vfs) => CommandHost;
	readonly #tools: ReadonlyMap<string, CommandTool>;
	readonly #outputs = new Map<string, Output>();

	/** Drafts hold the lock for writing while their commands work. */
	readonly #drafting = new Turns(1);

	/** @param vfs the client's view, with its permissions */
	constructor(vfs: Vfs, commandsOn: (vfs: Vfs) => CommandHost, tools: readonly CommandTool[]) {
		this.#vfs = vfs;
		this.#commandsOn = commandsOn;
		this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
	}

	async list(): Promise<ToolEntry[]> {
		const entries: ToolEntry[] = [];
		for (const tool of this.#tools.values()) entries.push(await this.#entryOf(tool));
		return entries;
	}

	async #entryOf(tool: CommandTool): Promise<ToolEntry> {
		const { command } = tool;
		const changes = this.#canChange(tool);
		return {
			name: tool.name,
			title: command.summary,
			description: describe(tool),
			inputSchema: { ...argsSchema(command), type: "object" },
			outputSchema: resultSchema((await this.#outputOf(tool)).item?.schema),
			annotations: { readOnlyHint: !changes, destructiveHint: changes, openWorldHint: false },
		};
	}

	/** Whether calls of a tool can change anything with these permissions. */
	#canChange({ command }: CommandTool): boolean {
		return mayChange(command) && this.#vfs.access?.permissions.writes.length !== 0;
	}

	async #outputOf(tool: CommandTool): Promise<Output> {
		const known = this.#outputs.get(tool.name);
		if (known !== undefined) return known;
		const item = await outputOf(tool.command);
		const output = { item: item === undefined || isText(item.schema) ? undefined : item };
		this.#outputs.set(tool.name, output);
		return output;
	}

	/** Call a tool. What the command refuses is a result that says so; @throws DeskError EINTR, ENOTFOUND for a name that is no tool */
	async call(name: string, given: unknown, call: Call): Promise<ToolResult> {
		const tool = this.#tools.get(name);
		if (tool === undefined) throw new DeskError("ENOTFOUND", "there is no such tool", { at: name.slice(0, 64) });
		try {
			return await this.#run(tool, readCall(tool, given ?? {}), call);
		} catch (error) {
			if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
			return refused(error.sentence);
		}
	}

	async #run(tool: CommandTool, run: ToolRun, call: Call): Promise<ToolResult> {
		const { item } = await this.#outputOf(tool);
		const options = {
			json: item !== undefined,
			signal: call.signal,
			...(call.onProgress === undefined ? {} : { onProgress: (bytes: number) => call.onProgress?.(bytes) }),
		};
		if (this.#canChange(tool) && !run.dryRun) return await this.#change(tool, run, call, options);
		const commands = this.#commandsOn(this.#vfs);
		const ran = await runTool(commands, tool, run, options);
		if (!ran.isCut || item === undefined || ran.output.includes(NEWLINE)) return await this.#resultOf(tool, ran, item);
		// One item is longer than the bound: its beginning as text is better than nothing.
		const plain = await runTool(commands, tool, run, { ...options, json: false });
		const { content } = await this.#resultOf(tool, { ...plain, isCut: true }, undefined);
		return { content, structuredContent: { items: [], status: plain.status, cut: true } };
	}

	/** Run a command on a draft, and make what it comes to one change set once that is approved; all of it or nothing. */
	async #change(tool: CommandTool, run: ToolRun, call: Call, options: RunOptions): Promise<ToolResult> {
		const { item } = await this.#outputOf(tool);
		const draft = await Draft.open(this.#vfs);
		try {
			const { ran, plan } = await this.#drafting.take(call.signal, async () => {
				const done = await draft.run(() => runTool(this.#commandsOn(draft.vfs), tool, run, options));
				return { ran: done, plan: await draft.plan() };
			});
			if (plan.effects.length === 0) return await this.#resultOf(tool, ran, item);
			if (isFailure(ran))
				return await this.#resultOf(tool, { ...ran, notes: [...ran.notes, "Nothing was changed."] }, item);
			await call.approve({ tool, run, draft, plan });
			const { set } = await draft.apply(plan, ["desk", ...tool.words, ...run.argv].join(" ").slice(0, 1000));
			const undo = set === undefined ? [] : [`change ${set.id}; the owner can take it back: desk undo ${set.id}`];
			return await this.#resultOf(tool, { ...ran, notes: [...ran.notes, ...undo] }, item, set?.id);
		} finally {
			draft.close();
		}
	}

	/** @param change the change set that it became */
	async #resultOf(tool: CommandTool, ran: Ran, item: Output["item"], change?: number): Promise<ToolResult> {
		const { text, structured } = item === undefined ? textOf(ran) : itemsOf(tool, ran, item.zod, change);
		// Commands show parts of personal writing, whatever they are about: all of it is judged.
		const prose = item === undefined ? [text] : proseIn(structured.items);
		await mustPass(this.#vfs, prose.length === 0 ? [] : [prose.join("\n")], "mcp");
		const isError = isFailure(ran);
		const remarks = [
			...ran.errors,
			...ran.notes,
			...(ran.isCut ? ["There is more: the output was cut. Ask for less, or for a part."] : []),
			...(ran.status !== 0 && ran.errors.length === 0 ? [`exit status ${ran.status}`] : []),
		];
		const contents = [text, remarks.join("\n")].filter((part) => part !== "");
		return {
			content: contents.map((part) => ({ type: "text", text: part })),
			structuredContent: { ...structured, status: ran.status, cut: ran.isCut },
			...(isError ? { isError } : {}),
		};
	}
}

/** 1 without a word is "nothing matched", or "they differ". */
function isFailure({ errors, status }: Ran): boolean {
	return errors.length > 0 || status > 1;
}

/** A result that says why there is none. */
export function refused(sentence: string): ToolResult {
	return { content: [{ type: "text", text: sentence }], isError: true };
}

function describe({ command }: CommandTool): string {
	const about = command.about ?? "";
	const shown = about.length > ABOUT_LIMIT ? `${about.slice(0, about.lastIndexOf(" ", ABOUT_LIMIT))} …` : about;
	return `${command.summary}.${shown === "" ? "" : `\n${shown}`}`;
}

/** Whether items are pieces of the bytes that a command writes. */
function isText(schema: JsonSchema): boolean {
	const names = Object.keys((schema.properties as object | undefined) ?? {});
	return names.length === 2 && names.includes("text") && names.includes("base64");
}

/** The schema of a call's structured result. */
export function resultSchema(item: JsonSchema | undefined): { [key: string]: unknown; type: "object" } {
	const status = { type: "integer", description: "exit status; 0: done, 1: nothing matched" };
	const cut = { type: "boolean", description: "whether there was more output than is shown" };
	const result =
		item === undefined
			? {
					text: { type: "string", description: "what it printed" },
					base64: { type: "string", description: "what it printed, where that is not text" },
				}
			: { items: { type: "array", items: item } };
	return {
		type: "object",
		properties: { ...result, status, cut },
		required: [...(item === undefined ? [] : ["items"]), "status", "cut"],
		additionalProperties: false,
	};
}

/** What people may have written, among the values of items: texts of more than a word. */
function proseIn(value: unknown): string[] {
	if (typeof value === "string") return /\s/.test(value.trim()) ? [value] : [];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(proseIn) : [];
}

interface Shown {
	readonly text: string;
	readonly structured: Record<string, unknown>;
}

function textOf(ran: Ran): Shown {
	// A character that the bound cut in two is left out.
	const whole = ran.isCut ? withoutHalf(ran.output) : ran.output;
	const text = whole.includes(0) ? undefined : toTextStrict(whole);
	if (text !== undefined) return { text, structured: { text } };
	const base64 = ran.output.toString("base64");
	return { text: `${ran.output.length} bytes that are not text, in base64:\n${base64}`, structured: { base64 } };
}

function withoutHalf(bytes: Buffer): Buffer {
	let end = bytes.length;
	while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
	return end > 0 && (bytes[end - 1] ?? 0) >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}

function itemsOf(tool: CommandTool, ran: Ran, zod: ZodType, change: number | undefined): Shown {
	const lines = ran.output.toString("utf8").split("\n");
	// The last one ends in a newline, or was cut.
	lines.pop();
	const items = lines.map((line) => {
		const item = JSON.parse(line) as object;
		// The draft numbered its change set by itself.
		if (change !== undefined && "change" in item && typeof item.change === "number") item.change = change;
		const parsed = zod.safeParse(item);
		if (parsed.success) return parsed.data as object;
		throw new DeskError("EFAILED", `this is a bug in deskfs: an item is not as its schema says`, {
			at: tool.words.join(" "),
			todo: "please report it",
			cause: parsed.error,
		});
	});
	return {
		text: items.every(isFileText) ? fileTexts(items) : items.map((one) => JSON.stringify(one)).join("\n"),
		structured: { items },
	};
}

interface FileText {
	readonly path: string;
	readonly text: string;
}

/** A file's text with its path and revision, as cat, head and tail give it. */
function isFileText(item: unknown): item is FileText {
	const names = Object.keys(item as object)
		.sort()
		.join();
	return names === "path,revision,size,text";
}

/** As `head` shows several files; of one, its text alone. */
function fileTexts(items: readonly FileText[]): string {
	if (items.length === 1) return items[0]?.text ?? "";
	return items.map(({ path, text }) => `==> ${path} <==\n${text}`).join("\n");
}

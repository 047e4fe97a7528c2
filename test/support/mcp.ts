import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { prompts } from "../../commands/desk/mcp/prompts.ts";
import commands from "../../commands/registry.ts";
import mounts, { mountCommands } from "../../fs-mounts/registry.ts";
import { DeskCommands } from "../../src/cli/desk-commands.ts";
import type { CommandSet } from "../../src/command/index.ts";
import { DEFAULT_READS, type McpOptions, serveMcp } from "../../src/serve/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";

const program = { version: "0.0.0-test", commands: [...commands, ...mountCommands], mounts };

/** The MCP server in this process, and its client's end of the two streams. */
export class ServedMcp {
	/** What the server told its owner. */
	readonly notes: string[] = [];
	/** Lines that came from the server and that nobody has taken. */
	readonly lines: string[] = [];
	readonly done: Promise<void>;
	#onLine: ((line: string) => void) | undefined;
	#wake: () => void = () => {};
	readonly #input: Buffer[] = [];
	#isOver = false;
	#rest = "";

	/** @param options.wrap what is put around the commands, to look at them */
	constructor(
		vfs: Vfs,
		home: string,
		{ wrap = (set) => set, ...options }: Partial<McpOptions> & { wrap?: (set: CommandSet) => CommandSet } = {},
	) {
		this.done = serveMcp(vfs, {
			input: this.#bytes(),
			output: { write: (bytes) => this.#received(bytes), flush() {} },
			reads: DEFAULT_READS,
			writes: [],
			tools: undefined,
			yes: false,
			prompts,
			planText: (effects) => effects.map(({ op, path }) => `${op} ${path}`).join("\n"),
			commandsOn: (view) =>
				wrap(new DeskCommands(program, { home, actor: view.actor, open: () => Promise.resolve(view) })),
			signal: new AbortController().signal,
			note: (text) => this.notes.push(text),
			...options,
		});
	}

	async *#bytes(): AsyncGenerator<Uint8Array, void, undefined> {
		for (;;) {
			const next = this.#input.shift();
			if (next !== undefined) yield next;
			else if (this.#isOver) return;
			else
				await new Promise<void>((resolve) => {
					this.#wake = resolve;
				});
		}
	}

	#received(bytes: Uint8Array | string): void {
		const lines = (this.#rest + Buffer.from(bytes as string).toString()).split("\n");
		this.#rest = lines.pop() ?? "";
		for (const line of lines) {
			if (this.#onLine === undefined) this.lines.push(line);
			else this.#onLine(line);
		}
	}

	/** Send bytes as they are. */
	send(bytes: string | Uint8Array): void {
		this.#input.push(
			typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
		);
		this.#wake();
	}

	/** The client is gone. */
	end(): void {
		this.#isOver = true;
		this.#wake();
	}

	/** For the SDK's client. */
	transport(): Transport {
		const transport: Transport = {
			start: () => {
				this.#onLine = (line) => transport.onmessage?.(JSON.parse(line) as JSONRPCMessage);
				return Promise.resolve();
			},
			send: (message) => {
				this.send(`${JSON.stringify(message)}\n`);
				return Promise.resolve();
			},
			close: () => {
				this.end();
				transport.onclose?.();
				return Promise.resolve();
			},
		};
		return transport;
	}
}

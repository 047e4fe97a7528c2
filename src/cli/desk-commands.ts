import { DeskError } from "../base/errors.ts";
import type { CommandEntry, CommandSet, StageIo, Suggestion } from "../command/index.ts";
import { printable, type Vfs } from "../vfs/index.ts";
import type { Surroundings } from "./context.ts";
import { main, type Program } from "./main.ts";

/** What `DeskCommands` needs to know of where they run. */
export interface Whereabouts {
	/** The folder that holds the desk. @throws DeskError ENOENT when nothing says where it is */
	readonly home: string;
	readonly actor: string;
	/** Opens the desk, which whoever opened it closes. */
	readonly open: () => Promise<Vfs>;
}

/** The commands of the program on an open desk, for shells, agents and MCP: each run brings its streams and its environment. */
export class DeskCommands implements CommandSet {
	readonly names: readonly string[];
	readonly #program: Program;
	readonly #where: Whereabouts;
	readonly #known: ReadonlySet<string>;

	constructor(program: Program, where: Whereabouts) {
		this.#program = program;
		this.#where = where;
		this.names = program.commands.map((entry) => entry.name);
		this.#known = new Set([...this.names, "help"]);
	}

	get entries(): readonly CommandEntry[] {
		return this.#program.commands;
	}

	get mounts(): readonly string[] {
		return this.#program.mounts.map((mount) => mount.name);
	}

	get isOpen(): boolean {
		return true;
	}

	has(name: string): boolean {
		return this.#known.has(name);
	}

	/** Other words than commands would be scripts or options of a shell, whose texts may lie on the host: they are not run. */
	async run(argv: readonly string[], io: StageIo): Promise<number> {
		const [name = ""] = argv;
		if (!this.has(name)) {
			const error = new DeskError("ENOTFOUND", "there is no such command", { at: printable(name) });
			await io.stderr.write(`desk: ${error.sentence}\n`);
			return error.status;
		}
		const where = this.#where;
		const surroundings: Surroundings = {
			stdin: io.stdin,
			stdout: io.stdout,
			stderr: io.stderr,
			terminal: io.terminal,
			get home() {
				return where.home;
			},
			actor: where.actor,
			cwd: io.cwd,
			variables: io.variables,
			signal: io.signal,
			execute: (words, streams) => io.execute(words, streams),
			device: (path) => io.device(path),
			unixStatus: true,
			open: () => this.open(),
		};
		return await main(this.#program, argv, surroundings);
	}

	/** What fits as the last word; nothing where the desk is locked or there is none. */
	async complete(words: readonly string[], cwd: string): Promise<readonly Suggestion[]> {
		const { suggestions } = await import("./complete.ts");
		const locked = () => Promise.reject(new DeskError("EKEY", "the desk is not open"));
		return await suggestions(words, {
			program: this.#program,
			open: () => (this.isOpen ? this.open() : locked()),
			cwd,
		});
	}

	open(): Promise<Vfs> {
		return this.#where.open();
	}
}

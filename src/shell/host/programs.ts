/** Programs of the host, for the user's own shell. What runs them is loaded with the first. */
import type { StageIo } from "../../command/index.ts";
import type { Vfs } from "../../vfs/index.ts";
import type { ProgramHost, ProgramStreams } from "../world.ts";
import { findProgram } from "./find.ts";
import type { Workspace } from "./workspace.ts";

/** Where programs of the host run. */
export interface ProgramsOptions {
	/** The tree whose paths they get. */
	open(): Promise<Vfs>;
	/** Whether this process has a terminal, whose keys send signals to it and to what it starts. */
	readonly hasTerminal: boolean;
	/** Where the private folder is made; default `$XDG_RUNTIME_DIR`, else the system's folder for temporary files. */
	readonly folder?: string;
}

export class Programs implements ProgramHost {
	readonly #options: ProgramsOptions;
	#workspace: Workspace | undefined;

	constructor(options: ProgramsOptions) {
		this.#options = options;
	}

	get hasTerminal(): boolean {
		return this.#options.hasTerminal;
	}

	find(name: string, variables: Readonly<Record<string, string | undefined>>): string | undefined {
		return findProgram(name, variables);
	}

	async run(program: string, argv: readonly string[], io: StageIo, streams: ProgramStreams): Promise<number> {
		const [{ Workspace }, { runProgram }] = await Promise.all([import("./workspace.ts"), import("./run.ts")]);
		this.#workspace ??= new Workspace(this.#options.folder);
		return await runProgram({ program, argv, io, streams }, this.#workspace, this.#options);
	}

	close(): void {
		this.#workspace?.close();
		this.#workspace = undefined;
	}
}

/** The composition root: wires the two registries into the command line. */
import commands from "../commands/registry.ts";
import mounts, { mountCommands } from "../fs-mounts/registry.ts";
import { main, type Program } from "../src/cli/index.ts";
import { Store } from "../src/store/index.ts";
import { Vfs } from "../src/vfs/index.ts";

declare const DESK_VERSION: string;
/** What the build found out, so that a list of all commands need not load them: summaries by name. */
declare const DESK_SUMMARIES: Readonly<Record<string, string>>;

/** All commands and mounts. */
const program: Program = {
	version: DESK_VERSION,
	commands: [...commands, ...mountCommands].map((entry) => ({ ...entry, summary: DESK_SUMMARIES[entry.name] })),
	mounts,
};

/** Run `desk` with these arguments. @returns the exit status */
export async function desk(argv: readonly string[]): Promise<number> {
	return await main(program, argv);
}

/** The gateway, for benches: loaded when asked for, as commands do. */
export const gateway = () => import("../src/llm/index.ts");

/** What a long-lived process (a bench, later the shell) works with: one open desk for many command lines. */
export { main, mounts, program, Store, Vfs };

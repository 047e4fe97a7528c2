/** The composition root: wires the two registries into the command line. */
import commands from "../commands/registry.ts";
import mounts, { mountCommands } from "../fs-mounts/registry.ts";
import { main } from "../src/cli/index.ts";

declare const DESK_VERSION: string;

/** Run `desk` with these arguments. @returns the exit status */
export async function desk(argv: readonly string[]): Promise<number> {
	return await main({ version: DESK_VERSION, commands: [...commands, ...mountCommands], mounts }, argv);
}

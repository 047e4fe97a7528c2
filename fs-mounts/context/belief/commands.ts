/** `desk belief`. */
import { defineGroup } from "../../../src/command/index.ts";
import { changes } from "./change.ts";
import { list, why } from "./list.ts";

export const beliefCommands = defineGroup({
	name: "belief",
	summary: "What a business believes, how surely, and why",
	commands: [list, why, ...changes],
	fallback: "list",
	exampleVerbs: ["list", "why", "add", "confirm"],
});

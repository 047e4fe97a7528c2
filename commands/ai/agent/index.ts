import { defineGroup } from "../../../src/command/index.ts";
import { approve } from "./approve.ts";
import { cancel } from "./cancel.ts";
import { list } from "./list.ts";
import { logs } from "./logs.ts";
import { newAgent } from "./new.ts";
import { run } from "./run.ts";
import { show } from "./show.ts";

/** `desk agent`: agents that work on the desk with permissions. */
export const agent = defineGroup({
	name: "agent",
	summary: "Run agents on the desk, each with its own permissions",
	commands: [list, newAgent, show, run, logs, cancel, approve],
	fallback: "list",
});

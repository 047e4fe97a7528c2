import { defineGroup } from "../../../src/command/index.ts";
import { add } from "./add.ts";
import { cancel, retry } from "./change.ts";
import { install, uninstall } from "./install.ts";
import { list } from "./list.ts";
import { show } from "./show.ts";
import { work } from "./work.ts";

/** `desk jobs`: work in the background. */
export const jobs = defineGroup({
	name: "jobs",
	summary: "Work in the background: what waits, what failed, and who does it",
	commands: [list, show, add, work, cancel, retry, install, uninstall],
	fallback: "list",
	exampleVerbs: ["list", "work", "install"],
});

import { defineGroup } from "../../src/command/index.ts";
import { add } from "./commands/add.ts";
import { duplicates } from "./commands/duplicates.ts";
import { edit } from "./commands/edit.ts";
import { exportContacts } from "./commands/export.ts";
import { list } from "./commands/list.ts";
import { merge } from "./commands/merge.ts";
import { show } from "./commands/show.ts";

/** `desk contact`: people and organisations. */
export const contact = defineGroup({
	name: "contact",
	summary: "Find, add, change and merge contacts",
	fallback: "list",
	commands: [list, show, add, edit, merge, duplicates, exportContacts],
});

import { defineGroup } from "../../../src/command/index.ts";
import { archive, flagCommand, move } from "./change.ts";
import { list } from "./list.ts";

/** `desk mail`: what came, and what is sent. */
export const mail = defineGroup({
	name: "mail",
	summary: "List, read, search, sort and write mail",
	fallback: "list",
	commands: [list, flagCommand, move, archive],
});

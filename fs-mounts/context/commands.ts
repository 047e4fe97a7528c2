/** `desk context`: what a business plans, and what it draws from its texts. */
import { defineGroup } from "../../src/command/index.ts";
import { calendarCommands } from "./calendar/commands.ts";
import { extract } from "./extraction/commands.ts";
import { review } from "./review/commands.ts";

export const contextCommands = defineGroup({
	name: "context",
	summary: "A business's marketing calendar, and what its weeks, months and quarters have shown",
	commands: [...calendarCommands, extract, review],
	fallback: "list",
});

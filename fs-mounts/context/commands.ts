/** `desk context`: what a business plans, and what it draws from its texts. */
import { defineGroup } from "../../src/command/index.ts";
import { calendarCommands } from "./calendar/commands.ts";
import { extract } from "./extraction/commands.ts";
import { review } from "./review/commands.ts";

export const contextCommands = defineGroup({
	name: "context",
	summary: "The marketing calendar, and what a time has shown",
	commands: [...calendarCommands, extract, review],
	fallback: "list",
});

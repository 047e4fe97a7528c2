import { defineGroup } from "../../src/command/index.ts";
import { cancel, edit, respond } from "./commands/change.ts";
import { exportCalendar } from "./commands/export.ts";
import { free } from "./commands/free.ts";
import { list } from "./commands/list.ts";
import { agenda, month, week } from "./commands/look.ts";
import { move } from "./commands/move.ts";
import { scheduleCommand } from "./commands/schedule.ts";
import { show } from "./commands/show.ts";

/** `desk calendar`: what happens when, and planning. */
export const calendarCommands = defineGroup({
	name: "calendar",
	summary: "See, plan and change what is in your calendars",
	fallback: "agenda",
	commands: [
		agenda,
		week,
		month,
		list,
		show,
		free,
		scheduleCommand("schedule"),
		scheduleCommand("new"),
		edit,
		move,
		cancel,
		respond,
		exportCalendar,
	],
});

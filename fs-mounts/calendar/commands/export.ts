import { rawBytes } from "../../../src/base/raw-text.ts";
import { defineCommand, optionalOperand } from "../../../src/command/index.ts";
import { knownCalendars } from "./here.ts";

export const exportCalendar = defineCommand({
	name: "export",
	summary: "Print a calendar as one .ics file",
	about:
		"Without a name all calendars are joined. What an import has split comes out as it was, byte for byte, if nobody has edited it.",
	args: { name: optionalOperand("NAME", "the calendar", "calendar") },
	examples: [["desk calendar export work > work.ics", "a file for another program"]],
	async run(context, { name }) {
		const vfs = await context.open();
		await vfs.tables("/calendar");
		const tree = vfs.reader();
		const [folder] = knownCalendars(name === undefined ? [] : [name], tree) ?? [];
		const { exportCalendar: joined } = await import("../import/export.ts");
		const text = joined(tree, folder === undefined ? "/calendar" : `/calendar/${folder}`);
		if (text === "") return context.setStatus(1);
		await context.stdout.write(rawBytes(text));
	},
});

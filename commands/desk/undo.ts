import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, optionalOperand, pacer } from "../../src/command/index.ts";
import { undo as undoChange } from "../../src/vfs/index.ts";
import { type ChangeItem, changeLine, changeOutput, toChangeItems } from "../unix/shared/changes.ts";

/** The most changes that a terminal shows without -v: the undo of an import may have thousands. */
const SHOWN = 20;

/** `desk undo`: take back a whole command. */
export const undo = defineCommand({
	name: "undo",
	summary: "Take back the last change, or a given one",
	about:
		"Everything that one command did goes back as one change, which is itself in the log: undoing an undo does it again. Without CHANGE it is the newest change that a connector or job did not make. If a file has been changed since, nothing happens and the status is 6.",
	args: { change: optionalOperand("CHANGE", "number of a change, from `desk log` or `desk history`") },
	changes: true,
	output: changeOutput,
	examples: [
		["desk undo", "take back the last change; again to do it again"],
		["desk undo 3 --dry-run", "show what taking back change 3 would do"],
	],
	async *run(context, args) {
		const number = args.change === undefined ? undefined : Number(args.change);
		if (number !== undefined && !Number.isSafeInteger(number)) {
			throw new DeskError("EUSAGE", `CHANGE is a number, not '${args.change}'`, {
				at: "undo",
				todo: "`desk log` lists the changes",
			});
		}
		const result = await undoChange(await context.open(), number, {
			cause: context.cause,
			dryRun: context.dryRun,
			pace: pacer(context),
		});
		context.note(
			`${context.dryRun ? "would take back" : "took back"} change ${result.undone.operation}${result.undone.cause === null ? "" : ` (${result.undone.cause})`}${result.set === undefined ? "" : "; `desk undo` does it again"}`,
		);
		yield* toChangeItems(result);
	},
	line: changeLine,
	screen(items: ChangeItem[], context) {
		const { verbose, style } = context;
		const shown = verbose ? items : items.slice(0, SHOWN);
		const left = items.length - shown.length;
		const lines = shown.map((item) => changeLine(item, context));
		if (left > 0) lines.push(style.faint(`… and ${left.toLocaleString("en")} more (-v shows all)`));
		return lines.join("\n");
	},
});

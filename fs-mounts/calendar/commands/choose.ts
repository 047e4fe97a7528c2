import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import type { Choose } from "../words/reading.ts";
import type { Typist } from "../words/schedule.ts";
import { type Here, hereOf } from "./here.ts";

/**
 * Which reading is meant: asked on a terminal.
 * @returns what throws a DeskError EUSAGE with all readings where nobody can be asked, or no reading is chosen
 */
export function chooser(context: Context): Choose {
	return async (what, readings) => {
		if (context.terminal.stdin) {
			const rows = readings.map(({ say }, index) => `${index + 1}  ${printable(say)}`).join("\n");
			for (let tries = 0; tries < 3; tries++) {
				const answer = await context.ask(`${rows}\nWhich one is ${printable(what)}? [1-${readings.length}] `);
				const chosen = Number(answer?.trim());
				if (Number.isInteger(chosen) && chosen >= 1 && chosen <= readings.length) return chosen - 1;
				if (answer === undefined || answer.trim() === "") break;
			}
		}
		const all = readings.map(({ say }) => say);
		const writes = readings.map(({ write }) => `\`${write}\``);
		throw new DeskError("EUSAGE", `${what} may mean ${all.join(" or ")}`, { todo: `write ${writes.join(" or ")}` });
	};
}

/** Who types: the reader of words asks this person. */
export function typistOf(context: Context, here: Here = hereOf(context)): Typist {
	return { now: here.now, zone: here.zone, habits: here.habits, choose: chooser(context) };
}

import { constants } from "node:os";
import { DeskError } from "../../../src/base/errors.ts";

/** The number of a signal, from `TERM`, `SIGTERM`, `term` or `15`. @throws DeskError EUSAGE */
export function signalNumber(text: string, command: string): number {
	const name = text.toUpperCase().replace(/^(?!SIG)/, "SIG");
	const number = /^\d{1,2}$/.test(text) ? Number(text) : constants.signals[name as NodeJS.Signals];
	if (number === undefined)
		throw new DeskError("EUSAGE", `there is no signal '${text}'`, {
			at: command,
			todo: "write TERM, INT, HUP or KILL",
		});
	return number;
}

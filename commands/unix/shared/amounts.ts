/** Sizes as GNU split takes them: `100`, `10k`, `1MB`, `512b`. */
import { DeskError } from "../../../src/base/errors.ts";

const UNITS = "KMGTPEZY";

/** @throws DeskError EUSAGE */
export function parseSize(text: string, command: string): number {
	const found = /^\+?(\d+)(b|[kKmMGTPEZY](?:i?B)?)?$/.exec(text);
	const refuse = () =>
		new DeskError("EUSAGE", `'${text}' is no size`, { at: command, todo: "write it as 100, 10k or 1M" });
	if (found === null) throw refuse();
	const suffix = found[2] ?? "";
	const power = UNITS.indexOf(suffix.slice(0, 1).toUpperCase()) + 1;
	const factor = suffix === "" ? 1 : suffix === "b" ? 512 : (/^.B$/.test(suffix) ? 1000 : 1024) ** power;
	const value = Number(found[1]) * factor;
	if (value === 0) throw refuse();
	return Math.min(value, Number.MAX_SAFE_INTEGER);
}

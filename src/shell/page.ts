/** The pager for a command of its own: `less`, `more`. */
import { openSync } from "node:fs";
import { isatty, ReadStream } from "node:tty";
import type { ByteWriter } from "../command/index.ts";
import { ProcessTerminal } from "./editor/index.ts";
import { Pager } from "./pager.ts";

/**
 * A pager on the terminal of this process; its keys come from the terminal also where stdin is a pipe.
 * @param out takes what fits the screen, unless it opens `always`
 */
export function openPager(out: ByteWriter, options: { colour: boolean; always: boolean }): Pager {
	const input = isatty(0) ? process.stdin : new ReadStream(openSync("/dev/tty", "r"));
	return new Pager({ terminal: new ProcessTerminal(input), out, ...options });
}

import { rawText } from "../base/raw-text.ts";
import { readLineOrStop } from "./interruptible.ts";
import type { Shell } from "./shell.ts";

/** What a person answered to `select`. */
export interface Selection {
	reply: string;
	/** The chosen item; "" for a number that is none. */
	item: string;
	/** An empty line: show the list again. */
	again: boolean;
}

/** Show a list on stderr, and read a choice from stdin; undefined at its end. */
export async function readSelection(
	shell: Shell,
	items: readonly string[],
	shows: boolean,
): Promise<Selection | undefined> {
	if (shows) await shell.write(2, menu(items, Number(shell.variables.get("COLUMNS")) || 80));
	await shell.write(2, shell.variables.get("PS3") ?? "#? ");
	const line = await readLineOrStop(shell, shell.descriptors.source(0));
	if (line === undefined) {
		await shell.write(1, "\n");
		return undefined;
	}
	const reply = rawText(line).replace(/\n$/, "");
	if (reply === "") return { reply, item: "", again: true };
	return { reply, item: (/^\s*\d+\s*$/.test(reply) ? items[Number(reply) - 1] : undefined) ?? "", again: false };
}

/** Blanks between a number and its item: `) `. */
const MARK = 2;
const TAB = 8;

/** `1) first  2) second`, in columns, down and then across, as bash draws it (execute_cmd.c, print_select_list). */
function menu(items: readonly string[], columns: number): string {
	const digits = String(items.length).length;
	const width = Math.max(...items.map((item) => item.length)) + digits + MARK + 2;
	let across = Math.max(1, Math.floor(columns / width));
	let rows = Math.ceil(items.length / across);
	across = Math.ceil(items.length / rows);
	if (rows === 1) {
		rows = across;
		across = 1;
	}
	const firstDigits = String(rows).length;
	let text = "";
	for (let row = 0; row < rows; row++) {
		for (let at = row, from = 0; at < items.length; at += rows, from += width) {
			const cell = `${String(at + 1).padStart(from === 0 ? firstDigits : digits)}) ${items[at]}`;
			text += cell;
			if (at + rows < items.length) text += indent(from + cell.length, from + width);
		}
		text += "\n";
	}
	return text;
}

/** From one column to another, with tabs where they fit. */
function indent(from: number, to: number): string {
	let text = "";
	for (let at = from; at < to; ) {
		const tabs = Math.floor(to / TAB) > Math.floor(at / TAB);
		text += tabs ? "\t" : " ";
		at += tabs ? TAB - (at % TAB) : 1;
	}
	return text;
}

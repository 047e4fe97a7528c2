import { readLine } from "./pipe.ts";
import { rawText } from "../base/raw-text.ts";
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
export async function readSelection(shell: Shell, items: readonly string[], shows: boolean): Promise<Selection | undefined> {
	if (shows) await shell.write(2, menu(items, Number(shell.variables.get("COLUMNS")) || 80));
	await shell.write(2, shell.variables.get("PS3") ?? "#? ");
	const line = await readLine(shell.descriptors.source(0));
	if (line === undefined) {
		await shell.write(1, "\n");
		return undefined;
	}
	const reply = rawText(line).replace(/\n$/, "");
	if (reply === "") return { reply, item: "", again: true };
	return { reply, item: (/^\s*\d+\s*$/.test(reply) ? items[Number(reply) - 1] : undefined) ?? "", again: false };
}

/** `1) first  2) second`, in columns, down and then across. */
function menu(items: readonly string[], columns: number): string {
	const digits = String(items.length).length;
	const width = Math.max(...items.map((item) => item.length)) + digits + 2;
	const across = Math.max(1, Math.floor(columns / (width + 2)));
	const rows = items.length <= across && items.length > 1 && width * items.length > columns ? items.length : Math.ceil(items.length / across);
	const lines: string[] = [];
	const down = rows === 1 ? items.length : rows;
	for (let row = 0; row < down; row++) {
		let line = "";
		for (let at = row; at < items.length; at += down) {
			const cell = `${String(at + 1).padStart(digits)}) ${items[at]}`;
			line += at + down < items.length ? cell.padEnd(width + 2) : cell;
		}
		lines.push(line);
	}
	return `${lines.join("\n")}\n`;
}

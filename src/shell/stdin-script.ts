import { rawText } from "../base/raw-text.ts";
import { replaceAliases, usesAliases } from "./alias.ts";
import { readLineOrStop } from "./interruptible.ts";
import { runText } from "./run.ts";
import type { Shell } from "./shell.ts";
import { isUnfinished, parseSource } from "./syntax.ts";

/** Run the script that comes on stdin: each command is run when it is complete, and may read what follows it. A mistake in its syntax ends it. */
export async function runStdin(shell: Shell, name: string): Promise<number> {
	const input = shell.descriptors.source(0);
	let status = 0;
	let firstLine = 1;
	let text = "";
	let lines = 0;
	for (;;) {
		const next = await readLineOrStop(shell, input);
		if (next !== undefined) {
			text += rawText(next);
			lines++;
		}
		const source = { name, text, firstLine };
		const aliased = usesAliases(shell) ? replaceAliases(shell, source, true)?.parsed.source.text : undefined;
		if (next !== undefined && isUnfinished(aliased ?? text)) continue;
		if (text.trim() !== "") {
			const { mistake } = parseSource(aliased ?? text, name, firstLine);
			status = await runText(shell, text, name, firstLine);
			if (mistake !== undefined) return status;
		}
		if (next === undefined) return status;
		firstLine += lines;
		text = "";
		lines = 0;
	}
}

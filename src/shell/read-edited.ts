import { completeLine } from "./complete.ts";
import { LineEditor, ProcessTerminal } from "./editor/index.ts";
import type { Shell } from "./shell.ts";

/** A builtin whose words are paths: what is read is completed as they are. */
const BEFORE = "source ";

/**
 * A line that is edited on this process's terminal as the session's lines are: `read -e`. Without history; Tab completes paths.
 * @param signal gives it up
 * @returns nothing at Ctrl-D, or when it was given up
 */
export async function readEdited(
	shell: Shell,
	prompt: string,
	initial: string,
	signal: AbortSignal,
): Promise<string | undefined> {
	const none = () => undefined;
	const editor = new LineEditor(new ProcessTerminal(), {
		prompt: () => prompt,
		continuation: "",
		history: { line: none, count: () => 0, previous: none, next: none, search: none, suggest: none },
		complete: async (line, cursor) => {
			const { from, to, items } = await completeLine(shell, BEFORE + line, BEFORE.length + cursor);
			return { from: from - BEFORE.length, to: to - BEFORE.length, items };
		},
		isUnfinished: () => false,
		// The terminal sends no signal while keys are read one by one.
		interrupted: () => void process.kill(0, "SIGINT"),
		colour: shell.world.colour === true,
	});
	const cancel = () => editor.cancel();
	signal.addEventListener("abort", cancel, { once: true });
	try {
		return await editor.read(initial);
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}

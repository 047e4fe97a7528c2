/** The line editor of a session: its prompts, history, completion and colours. */
import { completeLine } from "./complete.ts";
import { LineEditor } from "./editor/index.ts";
import { highlight } from "./highlight.ts";
import type { History } from "./history.ts";
import { continuationPrompt, sessionPrompt } from "./session-prompt.ts";
import type { SessionTerminal } from "./session-screen.ts";
import type { Shell } from "./shell.ts";
import { isUnfinished } from "./syntax.ts";

/** How a session's lines are edited. */
export interface EditingOptions {
	readonly colour: boolean;
	/** Edit a text in the user's own editor. */
	edit?(text: string): Promise<string>;
}

/** An editor of lines for a shell. */
export function sessionEditor(
	shell: Shell,
	terminal: SessionTerminal,
	history: History,
	{ colour, edit }: EditingOptions,
): LineEditor {
	const unicode = /utf-?8/i.test(process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || "");
	return new LineEditor(terminal, {
		prompt: () => sessionPrompt(shell, { colour, unicode, columns: terminal.columns }),
		get continuation() {
			return continuationPrompt(shell);
		},
		history,
		complete: (line, cursor) => completeLine(shell, line, cursor),
		isUnfinished,
		...(colour ? { highlight: (text: string) => highlight(shell, text) } : {}),
		...(edit === undefined ? {} : { edit }),
		interrupted: () => {
			shell.status = 130;
			shell.pipeStatus = [130];
		},
		colour,
	});
}

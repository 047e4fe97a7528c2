/** A session without a shell, for `test/editor.test.ts`: reads lines and says what they were. */
import { LineEditor, ProcessTerminal } from "../../src/shell/editor/index.ts";
import { History } from "../../src/shell/history.ts";

const COMMANDS = [
	{ text: "grep", description: "find lines", suffix: " " },
	{ text: "groups", description: "of contacts", suffix: " " },
	{ text: "ls", description: "list a directory", suffix: " " },
];

async function main(): Promise<void> {
	const history = new History(undefined, { size: 100 });
	for (const line of ["cat /notes/meeting.md", "ls -l /tasks", "echo three"]) history.add(line);
	const editor = new LineEditor(new ProcessTerminal(), {
		prompt: () => "\x1b[1;34m/notes\x1b[0m $ ",
		continuation: "> ",
		history,
		complete: async (line, cursor) => {
			const from = line.lastIndexOf(" ", cursor - 1) + 1;
			const word = line.slice(from, cursor);
			return { from, to: cursor, items: COMMANDS.filter(({ text }) => text.startsWith(word)) };
		},
		isUnfinished: (text) => text.split('"').length % 2 === 0,
		colour: (process.env.NO_COLOR ?? "") === "",
	});
	for (;;) {
		const line = await editor.read();
		if (line === undefined) break;
		history.add(line);
		if (line.startsWith("sleep ")) await new Promise((resolve) => setTimeout(resolve, Number(line.slice(6)) * 1000));
		process.stdout.write(`read ${JSON.stringify(line)}${line === "partial" ? "" : "\n"}`);
	}
	process.stdout.write("bye\n");
}

void main();

/** `help` in a session: what somebody needs who has just come in. */

interface Section {
	readonly title: string;
	/** `[what to type, what it does]`. */
	readonly rows: readonly (readonly [string, string])[];
}

const SECTIONS: readonly Section[] = [
	{
		title: "Moving around: everything is one tree",
		rows: [
			["ls /   cd /notes   cd -", "its mounts; go somewhere; go back"],
			["ls -l   tree   cat inbox.md", "look at what is here"],
			["Tab   ↑ ↓   → or Ctrl-R", "complete; older lines; take or search one"],
		],
	},
	{
		title: "Finding",
		rows: [
			["grep -ri roadmap /notes", "lines with a word, below a directory"],
			["find / -name '*.md' -mtime -7", "files by name, age or size"],
			["task next   note backlinks PATH", "what to do next; what links to a note"],
		],
	},
	{
		title: "Writing: bash as you know it",
		rows: [
			['echo "# Idea" > /notes/idea.md', "pipes and redirections work everywhere"],
			["edit /notes/idea.md", "in your own editor"],
			['task add "Pay rent" --due friday', "a task, as you would say it"],
			["for t in /tasks/*/*.md; do …; done", "loops, functions, variables"],
		],
	},
	{
		title: "Taking it back: nothing is lost",
		rows: [
			["undo", "takes back the last change"],
			["log   history PATH   diff PATH", "what was changed, when, by whom"],
			["restore PATH@1   ls /trash", "older revisions; what was deleted"],
		],
	},
	{
		title: "The shell",
		rows: [
			["COMMAND &   jobs   fg   wait", "run in the background"],
			["Ctrl-C   Ctrl-D or exit", "stop a command; leave"],
			["history   alias ll='ls -l'", "what you typed; short names"],
			["edit /files/.deskrc", "aliases, functions, PS1 for every session"],
		],
	},
];

const MORE = "`help grep` (or `grep --help`) tells all about a command; `help commands` lists them.";

/** The page, for a terminal of this width. @param strong marks headings */
export function helpPage(columns: number, strong: (text: string) => string): string {
	const widest = Math.max(...SECTIONS.flatMap(({ rows }) => rows.map(([words]) => words.length)));
	const beside = columns >= widest + 44;
	const lines = SECTIONS.flatMap(({ title, rows }) => [
		strong(title),
		...rows.flatMap(([words, what]) =>
			beside ? [`  ${words.padEnd(widest)}  ${what}`] : [`  ${words}`, `      ${what}`],
		),
		"",
	]);
	return `${[...lines, ...filled(MORE, columns)].join("\n")}\n`;
}

function filled(text: string, columns: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const last = lines.at(-1);
		if (last === undefined || last.length + word.length + 1 > columns) lines.push(word);
		else lines[lines.length - 1] = `${last} ${word}`;
	}
	return lines;
}

/** `help` in a session: what somebody needs who has just come in. */

interface Section {
	readonly title: string;
	/** `[what to type, what it does]`. */
	readonly rows: readonly (readonly [string, string])[];
}

const SECTIONS: readonly Section[] = [
	{
		title: "Moving around",
		rows: [
			["ls /    cd /notes    cd -", "everything is one tree; `ls /` shows its mounts"],
			["ls -l    tree -L 2    cat inbox.md", "look at what is here"],
			["Tab    ↑ ↓    → or Ctrl-R", "complete; older lines; take or search a suggestion"],
		],
	},
	{
		title: "Finding",
		rows: [
			["grep -ri roadmap /notes", "every line with a word"],
			["find / -name '*.md' -mtime -7", "files by name, age or size"],
			["task next    note backlinks PATH", "what is to be done; what links to a note"],
		],
	},
	{
		title: "Writing",
		rows: [
			['echo "# Idea" > /notes/idea.md', "every file can be written: > >> | and the rest of bash"],
			["edit /notes/idea.md", "in your own editor"],
			['task add "Pay the rent" --due friday', "a task, as you would say it"],
			['for t in /tasks/*/*.md; do echo "$t"; done', "loops, functions, variables as in bash"],
		],
	},
	{
		title: "Taking it back",
		rows: [
			["undo", "takes back the last change, whatever it was"],
			["log    history PATH    diff PATH", "what was changed, by whom, and how"],
			["cat PATH@1    restore PATH@1    ls /trash", "older revisions, and what was deleted"],
		],
	},
	{
		title: "The shell",
		rows: [
			["COMMAND &    jobs    fg    wait", "run in the background"],
			["Ctrl-C    Ctrl-D or exit", "stop a command; leave"],
			["history    alias ll='ls -l'", "what was typed; short names (a line with a space before it is not kept)"],
			["edit /files/.deskrc", "aliases, functions, PS1: run when a session begins (`desk -i --norc` does not)"],
		],
	},
];

const MORE = "help COMMAND tells all about one (or COMMAND --help); help commands lists them all; help status: exit statuses.";

/** The page, for a terminal of this width. @param strong marks headings */
export function helpPage(columns: number, strong: (text: string) => string): string {
	const widest = Math.max(...SECTIONS.flatMap(({ rows }) => rows.map(([words]) => words.length)));
	const beside = columns >= widest + 40;
	const lines = SECTIONS.flatMap(({ title, rows }) => [
		strong(title),
		...rows.flatMap(([words, what]) => (beside ? [`  ${words.padEnd(widest)}  ${what}`] : [`  ${words}`, `      ${what}`])),
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

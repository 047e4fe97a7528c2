/** Help that belongs to no single command: `desk help environment`, `desk help status`. */
import { CONFIG, variableOf } from "../base/config.ts";
import { Status, type StatusName } from "../base/errors.ts";
import { definitions, wrap } from "./layout.ts";

export interface Topic {
	readonly name: string;
	readonly summary: string;
	render(strong: (text: string) => string, width: number): string;
}

/** What each exit status says. */
const STATUSES: Record<StatusName, string> = {
	ok: "Done. What was written is on the disk.",
	failed: "It failed, or nothing matched (as with grep), or two things differ (as with diff).",
	usage: "The command line makes no sense: an unknown option, a missing argument.",
	notFound: "There is no such file, mount or change.",
	denied: "It may not be read or written: a view, a foreign folder, a missing right.",
	invalid:
		"The data is not what it must be: a format error with its line, a wrong setting, an impossible name. What was to be written is kept in /sys/rejected.",
	conflict: "The file has moved on since it was read. What was to be written is kept in /sys/rejected.",
	budget: "The budget is used up; nothing was sent.",
	key: "The key is missing, locked or wrong.",
	network: "The network or a provider failed.",
	safety: "Stopped by the safety gate.",
	bug: "A bug in deskfs: please report it.",
	timeout: "Not finished in the time allowed.",
	notExecutable: "A program of the host could not be run.",
	commandNotFound: "There is no such command or program.",
	interrupted: "Interrupted with Ctrl-C.",
};

/** Variables that say where the desk is and how `desk` behaves. */
const GENERAL: readonly (readonly [string, string])[] = [
	["DESK_HOME", "The folder that holds the desk: desk.db, blobs, key, config.toml. Default $XDG_DATA_HOME/desk."],
	["XDG_DATA_HOME", "Default ~/.local/share."],
	["DESK_ACTOR", "Who writes, in the log: letters, digits and _ : . @ -, such as cron:backup. Default user."],
	["DESK_NOW", "An ISO 8601 instant that stands for the present, to make examples and tests repeatable."],
	["DESK_OFFLINE", "1 forbids every network connection."],
	["DESK_DEBUG", "1 shows stack traces."],
	["VISUAL, EDITOR", "The editor of `desk edit`, unless the setting edit.command names one."],
	["NO_COLOR", "Anything but empty: no colours. --color WHEN goes before it."],
	["TERM", "dumb: no colours."],
	[
		"LC_ALL, LC_CTYPE, LANG",
		"Whether the terminal shows UTF-8: the prompt of a session is plain ASCII where it does not.",
	],
	["COLUMNS", "Width of the terminal, instead of what it says itself."],
	["TZ", "The time zone of dates that people see; JSON is in UTC."],
	["PATH", "Where programs of the host are found: editors, `desk open --with`."],
	["TMPDIR", "Where `desk edit` and `desk open` put copies."],
];

/** Variables that carry a secret or say where the key is. */
const SECRETS: readonly (readonly [string, string])[] = [
	[
		"DESK_PASSPHRASE",
		"The passphrase of a desk that has one; goes before asking. Other processes of yours can read it: prefer the next.",
	],
	["DESK_PASSPHRASE_FILE", "A file whose first line is the passphrase."],
	[
		"DESK_NEW_PASSPHRASE",
		"The new passphrase for `desk key passphrase` and `desk key import` without a terminal; or --new-passphrase-file FILE.",
	],
	[
		"OPENAI_API_KEY, ANTHROPIC_API_KEY, OPENROUTER_API_KEY",
		"Keys of providers of language models; they go before those of `desk key add`. DESK_NAME_API_KEY for one that was added as NAME.",
	],
	["DESK_EMBEDDING_KEY", "The key of an embeddings API that `desk model add --api` added; it is kept nowhere."],
	["DESK_KEYCHAIN", "off: do not use the system's keychain."],
	["DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR", "Where the keychain is reached on Linux."],
];

/** What a session has beside the commands. */
const SESSION: readonly (readonly [string, string])[] = [
	["desk", "In a terminal: a session, until Ctrl-D or `exit`. `desk -i` too, with options of `set`: `desk -i -u`."],
	["desk -c TEXT", "Run a line; `desk FILE` a script, and without a terminal `desk` what stdin says."],
	["/files/.deskrc", "Run when a session begins: aliases, functions, variables, PS1. `desk --norc` begins without it."],
	["PS1, PS2, PROMPT_COMMAND", "The prompts, as in bash: \\w is the directory, \\j the number of jobs, $? the status."],
	["Tab", "Completes commands, options, values, paths and variables; again: a menu."],
	["Right, Ctrl-E", "Take the faint suggestion, which is from the history. Ctrl-R searches it; Up goes back in it."],
	[
		"history",
		"Kept in the desk, encrypted (shell.history_size); a line that begins with a space, or has a key in it (sk-…, ghp_…), is not kept.",
	],
	["Ctrl-X Ctrl-E", "Edit the line in $VISUAL or $EDITOR."],
	["Ctrl-C", "Ends the command; `COMMAND &` runs one in the background, `jobs`, `fg`, `wait`, `kill %1`."],
	[
		"pager",
		"Output longer than the screen is shown by the screen (space, b, /, n, g, G, q); shell.pager = off: never.",
	],
];

export const TOPICS: readonly Topic[] = [
	{
		name: "session",
		summary: "the shell: keys, prompt, history, .deskrc",
		render: (strong, width) =>
			[
				`${strong("desk help session")}: the shell that \`desk\` opens in a terminal`,
				"",
				definitions(SESSION, width),
				"",
			].join("\n"),
	},
	{
		name: "environment",
		summary: "environment variables and settings",
		render: (strong, width) =>
			[
				`${strong("desk help environment")}: environment variables and settings`,
				"",
				strong("General"),
				definitions(GENERAL, width),
				"",
				strong("Key and passphrase"),
				definitions(SECRETS, width),
				"",
				strong("Settings"),
				wrap(
					"Each setting of $DESK_HOME/config.toml (`desk config`) has a variable that goes before the file, for one command or one cron job.",
					width,
					2,
				),
				"",
				definitions(
					Object.entries(CONFIG).map(([key, { about }]) => [variableOf(key), `${about} (${key})`]),
					width,
				),
				"",
			].join("\n"),
	},
	{
		name: "status",
		summary: "exit statuses",
		render: (strong, width) =>
			[
				`${strong("desk help status")}: exit statuses, the same in every release`,
				"",
				definitions(
					Object.entries(STATUSES).map(([name, what]) => [String(Status[name as StatusName]).padStart(3), what]),
					width,
				),
				"",
				wrap(
					"A command that works on several files goes on after a failure and ends with the status of the first. Errors go to stderr in one line, `desk: WHERE: WHAT; WHAT TO DO`; with --json as one object in the form of RFC 9457, with `status`, `detail` and `instance`.",
					width,
					2,
				),
				"",
			].join("\n"),
	},
];

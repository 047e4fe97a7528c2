/** The backslash escapes of prompts (PS1, PS4, `${value@P}`), as bash 5.2. */
import { strftime } from "../../base/strftime.ts";
import { zoneOf } from "../../base/zone.ts";
import { byteText } from "./escapes.ts";

/** What the escapes stand for. */
export interface PromptValues {
	user: string;
	host: string;
	cwd: string;
	home: string;
	/** The shell's name, `\s`. */
	shell: string;
	/** `5.2.15`: `\v` is its first two numbers, `\V` all of it. */
	version: string;
	jobs: number;
	/** The number of this command in the history, `\!`, and in this session, `\#`. */
	history: number;
	command: number;
	/** Whether `\$` is `#`. */
	root: boolean;
	now: Date;
	/** TZ; `undefined` is the machine's own zone. */
	zone?: string | undefined;
	/** The base name of the terminal, `\l`. */
	terminal?: string;
	/** PROMPT_DIRTRIM: how many of the last directories of `\w` are shown; 0 for all. */
	keep?: number;
	/** What `\[` and `\]` are: marks for the line editor around what takes no room. Default: nothing. */
	brackets?: readonly [open: string, close: string];
}

type Escape = (values: PromptValues) => string;

const time = (format: string): Escape => {
	return ({ now, zone }) => {
		const instant = { seconds: Math.floor(now.getTime() / 1000), nanos: 0 };
		return strftime(format, instant, zoneOf(zone === undefined ? {} : { TZ: zone }));
	};
};

const ESCAPES: Readonly<Record<string, Escape>> = {
	a: () => "\u0007",
	d: time("%a %b %d"),
	e: () => "\u001b",
	h: ({ host }) => host.replace(/\..*/s, ""),
	H: ({ host }) => host,
	j: ({ jobs }) => String(jobs),
	l: ({ terminal }) => terminal ?? "tty",
	n: () => "\n",
	r: () => "\r",
	s: ({ shell }) => shell.replace(/.*\//s, ""),
	t: time("%H:%M:%S"),
	T: time("%I:%M:%S"),
	"@": time("%I:%M %p"),
	A: time("%H:%M"),
	u: ({ user }) => user,
	v: ({ version }) => version.split(".").slice(0, 2).join("."),
	V: ({ version }) => version,
	w: ({ cwd, home, keep }) => trimmed(tilde(cwd, home), keep ?? 0),
	W: ({ cwd, home }) => (cwd === home ? "~" : cwd.replace(/.*\/(?=.)/s, "")),
	"!": ({ history }) => String(history),
	"#": ({ command }) => String(command),
	$: ({ root }) => (root ? "#" : "$"),
	"[": ({ brackets }) => brackets?.[0] ?? "",
	"]": ({ brackets }) => brackets?.[1] ?? "",
	"\\": () => "\\",
};

/** The prompt with its escapes replaced; `$x` and the like in it are for the caller. An unknown escape stays as it is. */
export function expandPrompt(text: string, values: PromptValues): string {
	return text.replace(
		/\\(?:([0-7]{1,3})|D\{([^}]*)\}|(.))/gs,
		(whole, octal?: string, format?: string, letter = "") => {
			if (octal !== undefined) return byteText(Number.parseInt(octal, 8));
			if (format !== undefined) return time(format === "" ? "%X" : format)(values);
			return ESCAPES[letter]?.(values) ?? whole;
		},
	);
}

function tilde(cwd: string, home: string): string {
	if (home === "" || home === "/") return cwd;
	return cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
}

/** The last directories, with `...` for those before them. */
function trimmed(path: string, keep: number): string {
	if (keep <= 0) return path;
	const [root = "", ...names] = path.split("/");
	return names.length <= keep ? path : `${root === "" ? "" : `${root}/`}.../${names.slice(-keep).join("/")}`;
}

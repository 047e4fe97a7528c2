/** How a shell is called (bash(1), Invocation): the same words for `desk` on the command line and for `bash`, `sh` and `desk` in a script. */
import { DeskError } from "../base/errors.ts";
import { setOptions, shopt } from "./builtins/options.ts";
import type { Shell } from "./shell.ts";

/** What the words say. */
export interface Invocation {
	/** Where the script is: in the words, in a file, or on stdin. */
	readonly from: "command" | "file" | "stdin";
	/** The text of `-c`, or the file's path; empty for stdin. */
	readonly script: string;
	/** `$0`, where the words give it. */
	readonly name: string | undefined;
	readonly args: readonly string[];
	/** As `applyOptions` takes them: `-e`, `-o`, `pipefail`, `-O`, `extglob`. */
	readonly options: readonly string[];
	/** Long options, without their dashes, and `interactive` for `-i`. */
	readonly flags: ReadonlySet<string>;
}

/** Bash's long options; most mean nothing without its start-up files and its editor. */
const LONG: ReadonlySet<string> = new Set(
	"debugger help login noediting noprofile norc posix pretty-print restricted verbose version".split(" "),
);
/** Those that take the next word. */
const WITH_VALUE: ReadonlySet<string> = new Set(["init-file", "rcfile"]);

/**
 * Read the words after the shell's name.
 * @param own long options besides bash's
 * @throws DeskError EUSAGE
 */
export function readInvocation(argv: readonly string[], own: readonly string[] = []): Invocation {
	const options: string[] = [];
	const flags = new Set<string>();
	let isCommand = false;
	let isStdin = false;
	let at = 0;
	for (; at < argv.length; at++) {
		const word = argv[at] as string;
		if (word === "--" || word === "-") {
			at++;
			break;
		}
		if (word.startsWith("--")) {
			const name = word.slice(2);
			if (WITH_VALUE.has(name)) at++;
			else if (LONG.has(name) || own.includes(name)) flags.add(name);
			else throw new DeskError("EUSAGE", "there is no such option", { at: word, todo: "`desk --help` lists them" });
			continue;
		}
		if (!/^[-+]./.test(word)) break;
		for (const letter of word.slice(1)) {
			if (letter === "c") isCommand = true;
			else if (letter === "s") isStdin = true;
			else if (letter === "i") flags.add("interactive");
			else if (letter === "l" || letter === "r" || letter === "D") continue;
			else {
				options.push(`${word[0]}${letter}`);
				if ((letter === "o" || letter === "O") && at + 1 < argv.length) options.push(argv[++at] as string);
			}
		}
	}
	if (flags.has("posix")) options.push("-o", "posix");
	if (flags.has("verbose")) options.push("-v");
	const [script = "", ...rest] = argv.slice(at);
	if (isCommand) {
		if (at >= argv.length)
			throw new DeskError("EUSAGE", "-c needs a script", { at: "desk", todo: "as in `desk -c 'ls /notes'`" });
		return { from: "command", script, name: rest[0], args: rest.slice(1), options, flags };
	}
	if (at >= argv.length || isStdin)
		return { from: "stdin", script: "", name: undefined, args: argv.slice(at), options, flags };
	return { from: "file", script, name: script, args: rest, options, flags };
}

/** Set the options that a shell is called with. @returns whether all are known; if not, after a message */
export async function applyOptions(shell: Shell, options: readonly string[]): Promise<boolean> {
	for (let at = 0; at < options.length; at++) {
		const word = options[at] as string;
		const value = /^[-+][oO]$/.test(word) ? options[++at] : undefined;
		const words = value === undefined ? [word] : [word, value];
		const known =
			word[1] === "O"
				? (await shopt(
						shell,
						value === undefined ? (word === "-O" ? [] : ["-p"]) : [word === "-O" ? "-s" : "-u", value],
					)) === 0 || value === undefined
				: (await setOptions(shell, words)) === words.length;
		if (!known) return false;
	}
	return true;
}

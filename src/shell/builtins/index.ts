/** The table of builtins. */
import type { Shell } from "../shell.ts";
import type { Argument } from "../simple.ts";
import * as completion from "./completion.ts";
import * as control from "./control.ts";
import * as declare from "./declare.ts";
import * as directory from "./directory.ts";
import * as jobs from "./jobs.ts";
import { letterOptions } from "./letter-options.ts";
import * as lookup from "./lookup.ts";
import { mapfile } from "./mapfile.ts";
import * as options from "./options.ts";
import * as output from "./output.ts";
import { read } from "./read.ts";
import * as scripts from "./scripts.ts";
import * as session from "./session.ts";
import { unset } from "./unset.ts";

export type Builtin = (shell: Shell, args: readonly Argument[]) => Promise<number> | number;

/** A builtin that takes words only. */
type WordBuiltin = (shell: Shell, args: readonly string[]) => Promise<number> | number;

function words(builtin: WordBuiltin): Builtin {
	return (shell, args) =>
		builtin(
			shell,
			args.map((argument) => (typeof argument === "string" ? argument : argument.text)),
		);
}

/** A builtin that gets its options apart from its words: the last value of each letter. */
type LetteredBuiltin = (
	shell: Shell,
	words: readonly string[],
	options: ReadonlyMap<string, string>,
) => Promise<number> | number;

/** What `letterOptions` reads comes first; other options are refused with status 2. */
function lettered(name: string, specification: string, builtin: LetteredBuiltin): [string, Builtin] {
	const run = words(async (shell, args) => {
		const found = await letterOptions(shell, name, args, specification);
		return found === undefined ? 2 : await builtin(shell, found.words, new Map(found.options));
	});
	return [name, run];
}

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
	[":", () => 0],
	["true", () => 0],
	["false", () => 1],
	["break", words(control.breakLoop)],
	["continue", words(control.continueLoop)],
	["return", words(control.returnFrom)],
	["exit", words(control.exit)],
	["logout", words(control.logout)],
	["trap", words(control.trap)],
	lettered("eval", "", scripts.evaluate),
	lettered(".", "", scripts.source),
	lettered("source", "", scripts.source),
	lettered("exec", "cla:", scripts.exec),
	["bash", words(scripts.newShell("bash"))],
	["sh", words(scripts.newShell("sh"))],
	["desk", words(scripts.desk)],
	["declare", declare.declare],
	["typeset", declare.declare],
	["local", declare.local],
	["export", declare.exportVariables],
	["readonly", declare.readonlyVariables],
	lettered("unset", "fnv", unset),
	["shift", words(options.shift)],
	["set", words(options.set)],
	["shopt", words(options.shopt)],
	["getopts", words(options.getopts)],
	["let", words(options.letBuiltin)],
	lettered("cd", "LPe@", directory.cd),
	lettered("pwd", "LP", directory.pwd),
	["pushd", words(directory.pushd)],
	["popd", words(directory.popd)],
	["dirs", words(directory.dirs)],
	lettered("umask", "Sp", directory.umask),
	lettered("ulimit", "HSabcdefiklmnpqrstuvxPRT", directory.ulimit),
	["echo", words(output.echo)],
	["printf", words(output.printf)],
	["test", words(output.test)],
	["[", words(output.bracket)],
	lettered("times", "", output.times),
	["caller", words(output.caller)],
	["read", words(read)],
	["mapfile", words(mapfile)],
	["readarray", words(mapfile)],
	["wait", words(jobs.wait)],
	["jobs", words(jobs.list)],
	["fg", words(jobs.foreground)],
	["bg", words(jobs.background)],
	["kill", words(jobs.kill)],
	["disown", words(jobs.disown)],
	lettered("type", "afptP", lookup.type),
	lettered("command", "pvV", lookup.command),
	lettered("builtin", "", lookup.builtin),
	["which", words(lookup.which)],
	lettered("hash", "dlp:rt", lookup.hash),
	lettered("enable", "adnpsf:", lookup.enable),
	["compgen", words(completion.compgen)],
	["complete", words(completion.complete)],
	lettered("compopt", "o:DEI", completion.compopt),
	lettered("bind", "lvpVPsSXf:q:u:m:r:x:", () => 0),
	lettered("fc", "e:lnrs", session.fc),
	lettered("suspend", "f", control.suspend),
	lettered("alias", "p", session.alias),
	lettered("unalias", "a", session.unalias),
	["history", words(session.history)],
	lettered("help", "dms", session.help),
	["clear", session.clear],
]);

/** Builtins that are programs elsewhere, and no builtins of bash: these are what `exec`, `env` and `type -t` know. */
const PROGRAMS_ONLY: ReadonlySet<string> = new Set("bash sh desk which clear".split(" "));
/** Builtins of which every Unix has a program too. */
const PROGRAMS_TOO: ReadonlySet<string> = new Set("[ echo false kill printf pwd test true".split(" "));

/** Whether a builtin can be run as a program, also when it is switched off. */
export function isProgram(name: string): boolean {
	return PROGRAMS_ONLY.has(name) || PROGRAMS_TOO.has(name);
}

/** Names of the builtins that bash has too, sorted, as it lists them. */
export function builtinNames(): string[] {
	return [...BUILTINS.keys()].filter((name) => !PROGRAMS_ONLY.has(name)).sort();
}

/** POSIX special builtins (XCU 2.14). */
const SPECIAL: ReadonlySet<string> = new Set(
	"break : continue . eval exec exit export readonly return set shift trap unset".split(" "),
);

export function isSpecial(name: string): boolean {
	return SPECIAL.has(name);
}

const DECLARATIONS: ReadonlySet<string> = new Set(["declare", "typeset", "local", "export", "readonly", "alias"]);

/** Whether the first words of a command make its assignments real ones: `export A=*`, `command declare x=1`. */
export function isDeclaration(words: readonly string[]): boolean {
	const first = words.find((word) => word !== "command" && word !== "builtin" && !word.startsWith("-"));
	return first !== undefined && DECLARATIONS.has(first) && first !== "alias";
}

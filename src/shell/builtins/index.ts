/** The table of builtins. */
import type { Shell } from "../shell.ts";
import type { Argument } from "../simple.ts";
import * as control from "./control.ts";
import * as declare from "./declare.ts";
import * as directory from "./directory.ts";
import * as jobs from "./jobs.ts";
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

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
	[":", () => 0],
	["true", () => 0],
	["false", () => 1],
	["break", words(control.breakLoop)],
	["continue", words(control.continueLoop)],
	["return", words(control.returnFrom)],
	["exit", words(control.exit)],
	["logout", words(control.exit)],
	["trap", words(control.trap)],
	["eval", words(scripts.evaluate)],
	[".", words(scripts.source)],
	["source", words(scripts.source)],
	["exec", words(scripts.exec)],
	["bash", words(scripts.newShell("bash"))],
	["sh", words(scripts.newShell("sh"))],
	["desk", words(scripts.desk)],
	["declare", declare.declare],
	["typeset", declare.declare],
	["local", declare.local],
	["export", declare.exportVariables],
	["readonly", declare.readonlyVariables],
	["unset", words(unset)],
	["shift", words(options.shift)],
	["set", words(options.set)],
	["shopt", words(options.shopt)],
	["getopts", words(options.getopts)],
	["let", words(options.letBuiltin)],
	["cd", words(directory.cd)],
	["pwd", words(directory.pwd)],
	["pushd", words(directory.pushd)],
	["popd", words(directory.popd)],
	["dirs", words(directory.dirs)],
	["umask", words(directory.umask)],
	["ulimit", words(directory.ulimit)],
	["echo", words(output.echo)],
	["printf", words(output.printf)],
	["test", words(output.test)],
	["[", words(output.bracket)],
	["times", words(output.times)],
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
	["type", words(lookup.type)],
	["command", words(lookup.command)],
	["builtin", words(lookup.builtin)],
	["which", words(lookup.which)],
	["hash", words(lookup.hash)],
	["enable", words(lookup.enable)],
	["compgen", words(lookup.compgen)],
	["complete", () => 0],
	["compopt", () => 0],
	["bind", () => 0],
	["alias", words(session.alias)],
	["unalias", words(session.unalias)],
	["history", words(session.history)],
	["help", words(session.help)],
	["clear", session.clear],
]);

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

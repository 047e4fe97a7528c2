import { hostname, userInfo } from "node:os";
import { OPTION_NAMES } from "./options.ts";
import { printCommand } from "./print-command.ts";
import type { Shell } from "./shell.ts";
import type { DynamicVariable } from "./variables.ts";

/** What `$BASH_VERSION` says: scripts ask for it to know the language, and this is the bash whose language it is. */
export const BASH_VERSION = "5.2.15(1)-release";

/** The process id of a shell; a subshell gets one when it asks, and can be sent signals from then on. */
export function processIdOf(shell: Shell): number {
	if (shell.subshellDepth > 0 && !shell.hasOwnPid) {
		shell.pid = shell.world.nextPid++;
		shell.hasOwnPid = true;
		shell.world.subshells.set(shell.pid, new WeakRef(shell));
	}
	return shell.pid;
}

/** What `FUNCNAME`, `BASH_SOURCE` and `BASH_LINENO` tell, innermost first; only a script in a file has an entry of its own. */
export function callStack(shell: Shell): { name: string; source: string; line: number }[] {
	// What is defined in no file (variables.c and shell.c: where they are set).
	const nowhere = shell.from === "stdin" ? "main" : "environment";
	const calls = shell.frames.map(({ kind, name, source, line }) => ({
		name: kind === "source" ? "source" : name,
		source: source.name === "desk" ? nowhere : source.name,
		line,
	}));
	if (shell.from === "file") calls.unshift({ name: "main", source: shell.name, line: 0 });
	return calls.reverse();
}

/** Variables that compute their values (bash(1), Shell Variables). */
export function dynamicVariables(shell: Shell): Map<string, DynamicVariable> {
	let seed = (Math.random() * 0x7fffffff) | 0;
	const random = (): number => {
		// Park and Miller's generator, as bash uses it (lib/sh/random.c).
		const value = seed === 0 ? 123459876 : seed;
		const low = 16807 * (value % 127773) - 2836 * Math.floor(value / 127773);
		seed = low < 0 ? low + 0x7fffffff : low;
		return ((seed >>> 16) ^ (seed & 0xffff)) & 0x7fff;
	};
	const table: Record<string, DynamicVariable> = {
		RANDOM: {
			get: () => String(random()),
			set: (value) => {
				seed = Number.parseInt(value, 10) | 0;
			},
		},
		SRANDOM: { get: () => String((Math.random() * 0x100000000) >>> 0) },
		SECONDS: {
			get: () => String(Math.floor((Date.now() - shell.secondsFrom) / 1000)),
			set: (value) => {
				shell.secondsFrom = Date.now() - (Number.parseInt(value, 10) || 0) * 1000;
			},
		},
		LINENO: { get: () => String(shell.line), set: () => undefined },
		EPOCHSECONDS: { get: () => String(Math.floor(Date.now() / 1000)) },
		EPOCHREALTIME: {
			get: () => {
				const now = performance.timeOrigin + performance.now();
				return `${Math.floor(now / 1000)}.${String(Math.floor((now % 1000) * 1000)).padStart(6, "0")}`;
			},
		},
		BASHPID: { get: () => String(processIdOf(shell)) },
		PPID: { get: () => String(shell.parentPid), readonly: true },
		UID: { get: () => String(userInfo().uid), readonly: true },
		EUID: { get: () => String(userInfo().uid), readonly: true },
		GROUPS: { get: () => [String(userInfo().gid)] },
		HOSTNAME: { get: () => hostname() },
		BASH_VERSION: { get: () => BASH_VERSION },
		BASH_VERSINFO: { get: () => ["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"], readonly: true },
		BASH_SUBSHELL: { get: () => String(shell.subshellDepth) },
		BASH: { get: () => "desk" },
		HOSTTYPE: { get: () => "x86_64" },
		MACHTYPE: { get: () => "x86_64-pc-linux-gnu" },
		OSTYPE: { get: () => "linux-gnu" },
		PIPESTATUS: { get: () => shell.pipeStatus.map(String) },
		FUNCNAME: {
			get: () =>
				shell.frames.some((frame) => frame.kind === "function") ? callStack(shell).map(({ name }) => name) : [],
		},
		BASH_SOURCE: { get: () => callStack(shell).map(({ source }) => source) },
		BASH_LINENO: { get: () => callStack(shell).map(({ line }) => String(line)) },
		DIRSTACK: { get: () => [shell.cwd, ...shell.directories] },
		SHELLOPTS: {
			readonly: true,
			get: () =>
				OPTION_NAMES.filter((name) => shell.options[name])
					.sort()
					.join(":"),
		},
		BASHOPTS: { get: () => [...shell.options.shopt].sort().join(":"), readonly: true },
		BASH_COMMAND: {
			get: () => (shell.command === undefined ? "" : printCommand(shell.command)),
		},
		COLUMNS: { get: () => String(shell.world.columns()), set: () => undefined },
		BASH_ARGV0: {
			get: () => shell.name,
			set: (value) => {
				shell.name = value;
			},
		},
		BASH_ALIASES: { get: () => new Map(shell.aliases) },
	};
	if (!shell.world.interactive) delete table.COLUMNS;
	return new Map(Object.entries(table));
}

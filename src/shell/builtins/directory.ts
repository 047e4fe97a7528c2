/** Builtins about the current directory, and what a process has besides. */
import { DeskError } from "../../base/errors.ts";
import { applySymbolicMode, symbolicMode } from "../language/file-mode.ts";
import type { Shell } from "../shell.ts";

/** Go somewhere. @throws DeskError ENOENT, ENOTDIR */
async function go(shell: Shell, text: string): Promise<void> {
	const path = shell.path(text === "" ? "." : text);
	if (path !== "/") {
		const vfs = await shell.world.commands.open();
		const stat = await vfs.stat(path);
		if (stat.kind !== "directory")
			throw new DeskError("ENOTDIR", "this is not a directory", { at: text, todo: "name a directory" });
	}
	const set = (name: string, value: string) => {
		const variable = shell.variables.make(name);
		if (!variable.readonly) variable.value = value;
	};
	set("OLDPWD", shell.cwd);
	shell.variables.make("OLDPWD").exported = true;
	shell.cwd = path;
	set("PWD", path);
}

export async function cd(shell: Shell, words: readonly string[]): Promise<number> {
	if (words.length > 1) {
		await shell.complain("cd: too many arguments");
		return 1;
	}
	const [word] = words;
	if (word === undefined) {
		const home = shell.variables.get("HOME");
		if (home === undefined) {
			await shell.complain("cd: HOME not set");
			return 1;
		}
		await go(shell, home);
		return 0;
	}
	if (word === "-") {
		const before = shell.variables.get("OLDPWD");
		if (before === undefined) {
			await shell.complain("cd: OLDPWD not set");
			return 1;
		}
		await go(shell, before);
		await shell.write(1, `${shell.cwd}\n`);
		return 0;
	}
	const searched = shell.variables.get("CDPATH");
	if (searched !== undefined && searched !== "" && !/^\.{0,2}(\/|$)/.test(word)) {
		const vfs = await shell.world.commands.open();
		for (const prefix of searched.split(":")) {
			const at = `${prefix === "" ? "." : prefix}/${word}`;
			if ((await vfs.find(shell.path(at)))?.kind !== "directory") continue;
			await go(shell, at);
			if (prefix !== "" && prefix !== ".") await shell.write(1, `${shell.cwd}\n`);
			return 0;
		}
	}
	await go(shell, word);
	return 0;
}

export async function pwd(shell: Shell): Promise<number> {
	await shell.write(1, `${shell.cwd}\n`);
	return 0;
}

function shown(shell: Shell, path: string, long: boolean): string {
	const home = shell.variables.get("HOME") ?? "";
	if (long || home === "" || home === "/") return path;
	return path === home ? "~" : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

async function show(shell: Shell, long = false): Promise<number> {
	await shell.write(1, `${[shell.cwd, ...shell.directories].map((path) => shown(shell, path, long)).join(" ")}\n`);
	return 0;
}

/** `+N` counts from the left, `-N` from the right; undefined when there is none. */
function indexOf(shell: Shell, word: string): number | undefined {
	const size = shell.directories.length + 1;
	const number = Number(word.slice(1));
	const index = word.startsWith("+") ? number : size - 1 - number;
	return index >= 0 && index < size ? index : undefined;
}

export async function pushd(shell: Shell, args: readonly string[]): Promise<number> {
	const words = args.filter((word) => word !== "-n" && word !== "--");
	const stays = args.includes("-n");
	const [word] = words;
	if (word === undefined || /^[+-]\d+$/.test(word)) {
		if (shell.directories.length === 0 && word === undefined) {
			await shell.complain("pushd: no other directory");
			return 1;
		}
		const index = word === undefined ? 1 : indexOf(shell, word);
		if (index === undefined) {
			await shell.complain(`pushd: ${word}: directory stack index out of range`);
			return 1;
		}
		const all = [shell.cwd, ...shell.directories];
		// Without a number the first two change places; with one, the stack is turned.
		const turned =
			word === undefined
				? [all[1] as string, all[0] as string, ...all.slice(2)]
				: [...all.slice(index), ...all.slice(0, index)];
		if (!stays) await go(shell, turned[0] as string);
		shell.directories = turned.slice(1);
		return await show(shell);
	}
	const from = shell.cwd;
	if (stays) shell.directories.unshift(shell.path(word));
	else {
		await go(shell, word);
		shell.directories.unshift(from);
	}
	return await show(shell);
}

export async function popd(shell: Shell, args: readonly string[]): Promise<number> {
	const stays = args.includes("-n");
	const [word = "+0"] = args.filter((arg) => arg !== "-n" && arg !== "--");
	if (shell.directories.length === 0) {
		await shell.complain("popd: directory stack empty");
		return 1;
	}
	const index = indexOf(shell, word);
	if (index === undefined) {
		await shell.complain(`popd: ${word}: directory stack index out of range`);
		return 1;
	}
	if (index === 0 && !stays) {
		await go(shell, shell.directories[0] as string);
		shell.directories.shift();
	} else shell.directories.splice(Math.max(0, index - 1), 1);
	return await show(shell);
}

export async function dirs(shell: Shell, args: readonly string[]): Promise<number> {
	const wrong = args.find((word) => word !== "--" && !/^([-+]\d+|-[clpv]+)$/.test(word));
	if (wrong !== undefined) {
		await shell.complain(`dirs: ${wrong}: invalid option`);
		return 2;
	}
	const letters = args.filter((word) => /^-[clpv]+$/.test(word)).join("");
	if (letters.includes("c")) {
		shell.directories = [];
		return 0;
	}
	const all = [shell.cwd, ...shell.directories].map((path) => shown(shell, path, letters.includes("l")));
	const which = args.find((word) => /^[+-]\d+$/.test(word));
	if (which !== undefined) {
		const index = indexOf(shell, which);
		if (index === undefined) {
			await shell.complain(`dirs: ${which}: directory stack index out of range`);
			return 1;
		}
		await shell.write(1, `${all[index]}\n`);
	} else if (letters.includes("v"))
		await shell.write(1, all.map((path, at) => `${String(at).padStart(2)}  ${path}\n`).join(""));
	else if (letters.includes("p")) await shell.write(1, `${all.join("\n")}\n`);
	else await shell.write(1, `${all.join(" ")}\n`);
	return 0;
}

/** The mask of new files; kept so that scripts can set and ask it. */
export async function umask(
	shell: Shell,
	[mode]: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	const isSymbolic = options.has("S");
	if (mode !== undefined) {
		const isOctal = /^\d/.test(mode);
		const open = isOctal
			? /^[0-7]+$/.test(mode)
				? ~Number.parseInt(mode, 8) & 0o777
				: undefined
			: applySymbolicMode(mode, ~shell.umask & 0o777);
		if (open === undefined) {
			await shell.complain(`umask: ${mode}: ${isOctal ? "octal number out of range" : "invalid symbolic mode"}`);
			return 1;
		}
		shell.umask = ~open & 0o777;
		if (!isSymbolic) return 0;
	}
	const text = isSymbolic ? symbolicMode(~shell.umask & 0o777) : shell.umask.toString(8).padStart(4, "0");
	const again = options.has("p") && mode === undefined ? `umask ${isSymbolic ? "-S " : ""}` : "";
	await shell.write(1, `${again}${text}\n`);
	return 0;
}

/** There are no limits to ask for or set: only the words are looked at. */
export async function ulimit(shell: Shell, [limit]: readonly string[]): Promise<number> {
	if (limit === undefined) await shell.write(1, "unlimited\n");
	else if (!/^(\d+|hard|soft|unlimited)$/.test(limit)) {
		await shell.complain(`ulimit: ${limit}: invalid number`);
		return 1;
	}
	return 0;
}

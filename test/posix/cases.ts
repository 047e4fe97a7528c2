/**
 * What the cases are written in. A case is a script: each line an expectation, then a call of `syscalls.c` with its arguments:
 *
 *     0             mkdir n0 0755          it succeeds
 *     ENOENT|EPERM  unlink n1              it fails with one of these
 *     dir,*,$c      lstat n0 type,size,ctime   fields one by one: a value, anything, or keep it as `c`
 *     =m,>c         stat n0 mtime,ctime    equal to what was kept, greater than it (`<` less)
 *
 * It runs in an empty directory of its own. The cases are our port of those of pjdfstest (https://github.com/pjd/pjdfstest): `file` is the
 * numbered file there, so that a failure of the original is found here.
 */

/** What a case needs that not every file system has; `desk`: the refusals that only a desk has. */
export type Need = "devices" | "links" | "desk";

export interface Case {
	/** `chmod/00` as in pjdfstest, or `linux/…`, which are our own. */
	file: string;
	title: string;
	script: string;
	needs?: Need;
}

export const TYPES = ["regular", "dir", "fifo", "block", "char", "socket", "symlink"] as const;
export type Type = (typeof TYPES)[number];

/** All types but some. */
export const typesBut = (...left: readonly Type[]): Type[] => TYPES.filter((type) => !left.includes(type));

const MAKE: Record<Type, (name: string) => string> = {
	regular: (name) => `0 create ${name} 0644`,
	dir: (name) => `0 mkdir ${name} 0755`,
	fifo: (name) => `0 mkfifo ${name} 0644`,
	block: (name) => `0 mknod ${name} b 0644 1 2`,
	char: (name) => `0 mknod ${name} c 0644 1 2`,
	socket: (name) => `0 bind ${name}`,
	symlink: (name) => `0 symlink test ${name}`,
};

/** The line that makes a node. */
export const make = (type: Type, name: string): string => MAKE[type](name);

/** The line that removes it. */
export const remove = (type: Type, name: string): string => `0 ${type === "dir" ? "rmdir" : "unlink"} ${name}`;

/** Time enough for the next time stamp to differ: a jiffy is 10 ms at most. */
export const WAIT = "0 sleep 20";

/** What these types need. */
export function needsOf(...types: readonly Type[]): { needs?: Need } {
	return types.some((type) => type === "block" || type === "char") ? { needs: "devices" } : {};
}

/** One case for each type. */
export function forTypes(
	types: readonly Type[],
	file: string,
	title: string,
	script: (type: Type) => string | readonly string[],
): Case[] {
	return types.map((type) => ({
		file,
		title: `${title}: ${type}`,
		script: [script(type)].flat().join("\n"),
		...needsOf(type),
	}));
}

/** Whether the lines between change the times of a node: `lstat` before, a wait, the lines, `lstat` after. */
export function times(
	before: readonly string[],
	node: string,
	lines: readonly string[],
	after: { mtime?: boolean; ctime?: boolean; atime?: boolean },
	nodeAfter = node,
): string[] {
	const names = (["mtime", "ctime", "atime"] as const).filter((name) => after[name] !== undefined);
	return [
		...before,
		`${names.map((name) => `$${name}`).join(",")} lstat ${node} ${names.join(",")}`,
		WAIT,
		...lines,
		`${names.map((name) => `${after[name] === true ? ">" : "="}${name}`).join(",")} lstat ${nodeAfter} ${names.join(",")}`,
	];
}

/** Names and paths of exactly the longest length that Linux takes, and one byte more. */
export const LONGEST_NAME = "n".repeat(255);
export const TOO_LONG_NAME = "n".repeat(256);
const PART = "d".repeat(127);
const PARENTS = Array.from({ length: 31 }, (_, at) =>
	Array(at + 1)
		.fill(PART)
		.join("/"),
);
/** 4,095 bytes: PATH_MAX counts the NUL. */
export const LONGEST_PATH = `${PARENTS.at(-1)}/${"n".repeat(127)}`;
export const TOO_LONG_PATH = `${LONGEST_PATH}x`;
/** The lines that make the directories that `LONGEST_PATH` lies in. */
export const MAKE_PARENTS = PARENTS.map((parent) => `0 mkdir ${parent} 0755`).join("\n");

/** A case from lines. */
export function one(file: string, title: string, lines: readonly string[], needs?: Need): Case {
	return { file, title, script: lines.join("\n"), ...(needs === undefined ? {} : { needs }) };
}

/** Path operands as POSIX utilities take them: what a trailing slash, `.` and `..` say, and where a copy or a move goes. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Context } from "../../../src/command/index.ts";
import { joinPath, nameOfPath, namesOf, type Stat, type Vfs } from "../../../src/vfs/index.ts";

/** A path as it was typed. */
export interface Operand {
	text: string;
	path: string;
	/** Its last name; "" when that is `.`, `..` or the root. */
	name: string;
	/** `x/`, `.` and `..` name directories only (POSIX.1-2017 XBD 4.13). */
	directory: boolean;
}

/** @throws DeskError EINVAL, ENAMETOOLONG: those of `resolvePath` */
export function operandOf(context: Pick<Context, "path">, text: string): Operand {
	const path = context.path(text);
	const last = nameOfPath(text.replace(/\/+$/, ""));
	const dots = last === "." || last === ".." || last === "";
	return { text, path, name: dots ? "" : nameOfPath(path), directory: dots || text.endsWith("/") };
}

/**
 * What lies at an operand. @param follows whether a link is followed where no slash after it says so
 * @throws DeskError ENOENT, ENOTDIR (a file with a slash after it)
 */
export async function statOperand(vfs: Vfs, operand: Operand, follows = true): Promise<Stat> {
	const stat = follows || operand.directory ? await vfs.stat(operand.path) : await vfs.lstat(operand.path);
	if (operand.directory && stat.kind !== "directory") throw notDirectory(operand.path);
	return stat;
}

/** The path of an operand that is to be a file. @throws DeskError EISDIR for `x/`, `.` and `..` */
export function filePath(context: Pick<Context, "path">, text: string): string {
	const { path, directory } = operandOf(context, text);
	if (directory)
		throw new DeskError("EISDIR", "this names a directory", {
			at: path,
			todo: "name a file, without a slash after it",
		});
	return path;
}

/**
 * Refuse to remove or move what is not a plain entry: the root, a mount, `.` or `..`, a view.
 * @throws DeskError EACCES, EINVAL, EROFS
 */
export function refuseFixed(operand: Operand, stat: Stat, done: "removed" | "moved"): void {
	const { path, name } = operand;
	if (path === "/")
		throw new DeskError("EACCES", `the root of the tree cannot be ${done}`, { at: path, todo: "name what is meant" });
	if (namesOf(path).length === 1) {
		throw new DeskError("EACCES", `${path} is a mount and cannot be ${done}`, {
			at: path,
			todo: `name what is meant in it; \`desk ls ${path}\` shows it`,
		});
	}
	if (name === "")
		throw new DeskError("EINVAL", `'.' and '..' cannot be ${done}`, {
			at: operand.text,
			todo: "name the directory itself",
		});
	if (stat.view)
		throw new DeskError("EROFS", `this is a view and cannot be ${done}`, {
			at: path,
			todo: "it is computed from other files: change those",
		});
}

/** Where the operands of cp and mv go. */
export interface Placing {
	sources: Operand[];
	destination: Operand;
	/** Into the destination, under their own names; else the one source becomes the destination. */
	into: boolean;
	/** What lies at the destination now. */
	found: Stat | undefined;
}

export interface PlacingArgs {
	sources: readonly string[];
	destination: string;
	targetDirectory: string | undefined;
	noTargetDirectory: boolean;
}

/**
 * Read the operands as GNU cp and mv do (`SOURCE DEST`, `SOURCE... DIRECTORY`, `-t DIRECTORY SOURCE...`, `-T SOURCE DEST`).
 * @throws DeskError EUSAGE, ENOENT, ENOTDIR: the whole command line makes no sense
 */
export async function placing(context: Context, vfs: Vfs, command: string, args: PlacingArgs): Promise<Placing> {
	const usage = (what: string) =>
		new DeskError("EUSAGE", what, { at: command, todo: `see \`desk ${command} --help\`` });
	const { targetDirectory, noTargetDirectory } = args;
	if (targetDirectory !== undefined && noTargetDirectory) throw usage("-t and -T exclude each other");
	if (targetDirectory === undefined && args.sources.length === 0)
		throw usage(`DEST is missing after '${args.destination}'`);
	if (noTargetDirectory && args.sources.length > 1)
		throw usage(`-T takes one SOURCE and one DEST, '${args.destination}' is one too many`);
	const words = targetDirectory === undefined ? args.sources : [...args.sources, args.destination];
	const sources = words.map((text) => operandOf(context, text));
	const destination = operandOf(context, targetDirectory ?? args.destination);
	const needsDirectory = targetDirectory !== undefined || sources.length > 1;
	const found = needsDirectory ? await vfs.stat(destination.path) : await vfs.find(destination.path);
	const isDirectory = found?.kind === "directory";
	if (!isDirectory && (needsDirectory || (destination.directory && found !== undefined)))
		throw notDirectory(destination.path);
	return { sources, destination, into: isDirectory && !noTargetDirectory, found };
}

/** The path that a source will have. */
export function targetOf({ destination, into }: Pick<Placing, "destination" | "into">, name: string): string {
	return into && name !== "" ? joinPath(destination.path, name) : destination.path;
}

/** The same as it is shown: by the destination as it was typed. */
export function shownTarget({ destination, into }: Pick<Placing, "destination" | "into">, name: string): string {
	const { text } = destination;
	return into && name !== "" ? `${text}${text.endsWith("/") ? "" : "/"}${name}` : text;
}

/** A file cannot become `new/`. @throws DeskError ENOTDIR */
export function refuseSlash({ destination, into }: Placing, stat: Pick<Stat, "kind">): void {
	if (!into && destination.directory && stat.kind !== "directory") {
		throw new DeskError("ENOTDIR", "there is no such directory", {
			at: destination.path,
			todo: `make it with \`desk mkdir -p ${destination.path}\``,
		});
	}
}

/**
 * Whether `path` lies below a directory, under whatever spelling: /notes/Work and /notes/work are one.
 * The directory itself does not count.
 */
export async function isBelow(vfs: Vfs, path: string, directory: Pick<Stat, "path" | "inode">): Promise<boolean> {
	if (directory.path === "/") return path !== "/";
	const names = namesOf(path);
	for (let depth = names.length - 1; depth > 0; depth--) {
		if ((await vfs.find(`/${names.slice(0, depth).join("/")}`))?.inode === directory.inode) return true;
	}
	return false;
}

function notDirectory(path: string): DeskError {
	return new DeskError("ENOTDIR", "this is not a directory", {
		at: path,
		todo: "name a directory, or leave out the slash after it",
	});
}

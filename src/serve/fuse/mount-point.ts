/** Mount points: whether a folder can be one, mounting as root, unmounting. */
import { execFile, spawnSync } from "node:child_process";
import {
	accessSync,
	closeSync,
	constants,
	openSync,
	readdirSync,
	readFileSync,
	realpathSync,
	statfsSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { codeOf, DeskError } from "../../base/errors.ts";
import { FUSE_TYPE, mountedAt } from "./mount-table.ts";

export interface MountOptions {
	/** Whatever writes gets EROFS. */
	readOnly: boolean;
	/** Other users may look, as far as modes allow. */
	allowOther: boolean;
}

const DEVICE = "/dev/fuse";
/** What a user who is not root mounts and unmounts with. */
const FUSERMOUNT = "fusermount3";
const WEBDAV = "or open the tree as a network folder: `desk serve webdav`";

const isRoot = () => process.getuid?.() === 0;

/** Options of every mount, as mount(8) and fusermount3(1) take them. The kernel checks modes, so that nobody gets at more than `ls -l` says. */
export function mountWords({ readOnly, allowOther }: Partial<MountOptions>): string[] {
	const words = ["default_permissions", "nosuid", "nodev"];
	if (readOnly) words.push("ro");
	if (allowOther) words.push("allow_other");
	return words;
}

/** @throws DeskError EFAILED where FUSE does not work, EPERM where `--allow-other` is not this user's to give */
export function checkSystem({ allowOther }: MountOptions): void {
	if (process.platform !== "linux")
		throw new DeskError("EFAILED", "mounting works on Linux only", { todo: WEBDAV.slice(3) });
	try {
		accessSync(DEVICE, constants.R_OK | constants.W_OK);
	} catch (error) {
		const isMissing = codeOf(error) === "ENOENT";
		throw new DeskError(
			"EFAILED",
			isMissing ? `there is no ${DEVICE}` : `${DEVICE} cannot be opened (${codeOf(error)})`,
			{
				todo: `${isMissing ? "load it with `modprobe fuse` as root (in a container, give it the device)" : `let users open it with \`chmod 666 ${DEVICE}\` as root`}, ${WEBDAV}`,
			},
		);
	}
	if (allowOther && !isRoot() && !/^\s*user_allow_other\s*$/m.test(fuseConfiguration()))
		throw new DeskError("EPERM", "only root may let other users in here", {
			todo: "write `user_allow_other` into /etc/fuse.conf as root, or leave --allow-other out",
		});
}

function fuseConfiguration(): string {
	try {
		return readFileSync("/etc/fuse.conf", "utf8");
	} catch {
		return "";
	}
}

/** Where a directory really is; its own mount may be dead, so it is looked at from above. */
export function locate(directory: string): string {
	const path = resolve(directory);
	try {
		return realpathSync(path);
	} catch (error) {
		if (codeOf(error) !== "ENOTCONN" && codeOf(error) !== "EACCES") return path;
		return join(realpathSync(dirname(path)), basename(path));
	}
}

/**
 * The real path of a directory that can be mounted at. A dead mount of ours there is taken away first.
 * @param home the desk's own folder, which a mount must neither hide nor lie in
 * @throws DeskError ENOENT, ENOTDIR, ENOTEMPTY without `force`, EBUSY when something is mounted there, EINVAL, EACCES
 */
export async function prepareMountPoint(directory: string, home: string, force: boolean): Promise<string> {
	const path = locate(directory);
	await heal(path);
	const present = mountedAt(path);
	if (present !== undefined)
		throw new DeskError("EBUSY", `${present.type === FUSE_TYPE ? "a desk" : "something"} is mounted there already`, {
			at: path,
			todo: present.type === FUSE_TYPE ? "see `desk mount`, take it away with `desk umount`" : "choose another folder",
		});
	const names = listing(path);
	const desk = realpathSync(home);
	if (holds(desk, path) || holds(path, desk))
		throw new DeskError("EINVAL", "the desk's own folder cannot be mounted on, nor hidden", {
			at: path,
			todo: `choose a folder that has nothing to do with ${desk}`,
		});
	// fusermount3 would refuse it, and libfuse keep the reason to itself.
	if (!canWrite(path))
		throw new DeskError("EACCES", "only who may write to a folder may mount there", {
			at: path,
			todo: "choose one of your own",
		});
	if (names.length > 0 && !force)
		throw new DeskError("ENOTEMPTY", "the folder is not empty", {
			at: path,
			todo: "choose an empty one, or hide what it holds as long as the mount lasts with --force",
		});
	return path;
}

const holds = (outer: string, inner: string) => inner === outer || inner.startsWith(outer === "/" ? "/" : `${outer}/`);

function canWrite(path: string): boolean {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** @throws DeskError ENOENT, ENOTDIR, EACCES */
function listing(path: string): string[] {
	try {
		return readdirSync(path);
	} catch (error) {
		const code = codeOf(error);
		if (code === "ENOENT")
			throw new DeskError("ENOENT", "there is no such folder", { at: path, todo: `make it: \`mkdir -p ${path}\`` });
		if (code === "ENOTDIR") throw new DeskError("ENOTDIR", "this is no folder", { at: path, todo: "choose a folder" });
		throw new DeskError("EACCES", `the folder cannot be read (${code})`, { at: path, todo: "choose one of your own" });
	}
}

/** Whether nothing answers any longer for the mount at a path. What stat(2) shows, the kernel remembers for a second; it must be asked. */
export function isDead(path: string): boolean {
	try {
		statfsSync(path);
		return false;
	} catch (error) {
		return codeOf(error) === "ENOTCONN" || codeOf(error) === "ECONNABORTED";
	}
}

/** Take away what a killed daemon left. @returns whether there was something */
export async function heal(path: string): Promise<boolean> {
	if (mountedAt(path)?.type !== FUSE_TYPE || !isDead(path)) return false;
	await unmount(path, { lazy: true });
	return true;
}

/**
 * Take a mount away. The daemon itself may do so: meanwhile it goes on answering, as umount(8) looks at the mount.
 * @param options.lazy at once, for those who come later; programs that have files open keep them until they close them
 * @throws DeskError EBUSY when programs use it, EPERM when it is another user's, EFAILED
 */
export async function unmount(path: string, { lazy = false }: { lazy?: boolean } = {}): Promise<void> {
	const [program, words] = isRoot()
		? ["umount", lazy ? ["-i", "-l"] : ["-i"]]
		: [FUSERMOUNT, lazy ? ["-u", "-z"] : ["-u"]];
	const [error, stderr] = await new Promise<[Error | null, string]>((resolve) => {
		execFile(program, [...words, "--", path], { cwd: "/", env: inEnglish() }, (failure, _out, said) =>
			resolve([failure, said]),
		);
	});
	if (error === null) return;
	if (codeOf(error) === "ENOENT") throw missingProgram(program);
	if (/busy/i.test(stderr))
		throw new DeskError("EBUSY", "programs use it", {
			at: path,
			todo: "close their files and leave its folders, or use --force",
		});
	const isDenied = /not permitted|permission|not owner|entry for .* not found/i.test(stderr);
	throw new DeskError(isDenied ? "EPERM" : "EFAILED", `unmounting failed: ${oneLine(stderr)}`, {
		at: path,
		todo: "see `desk mount --status`",
	});
}

/**
 * Mount as root, by mount(8) and an open /dev/fuse.
 * @returns the descriptor that answers for the mount
 */
export function mountAsRoot(path: string, options: Partial<MountOptions>): number {
	const fd = openSync(DEVICE, "r+");
	const owner = [`user_id=${process.getuid?.()}`, `group_id=${process.getgid?.()}`];
	const words = ["fd=3", "rootmode=40000", ...owner, ...mountWords(options)];
	const args = ["-i", "-t", FUSE_TYPE, "-o", words.join(","), "--", "desk", path];
	const { status, stderr, error } = spawnSync("mount", args, {
		stdio: ["ignore", "ignore", "pipe", fd],
		encoding: "utf8",
		cwd: "/",
		env: inEnglish(),
	});
	if (status === 0) return fd;
	closeSync(fd);
	if (error !== undefined) throw missingProgram("mount");
	throw mountFailed(path, stderr);
}

/** @param said by the program that was to mount */
export function mountFailed(path: string, said: string): DeskError {
	return new DeskError("EFAILED", `mounting failed: ${oneLine(said)}`, { at: path, todo: WEBDAV.slice(3) });
}

/** What programs say is read. */
const inEnglish = () => ({ ...process.env, LC_ALL: "C" });

function missingProgram(program: string): DeskError {
	const fuse = program === FUSERMOUNT;
	return new DeskError("EFAILED", `there is no program ${program} here`, {
		todo: `install it (${fuse ? "Debian: `apt install fuse3`" : "util-linux"}), ${WEBDAV}`,
	});
}

const oneLine = (text: string) => text.trim().split("\n").join("; ") || "no reason was given";

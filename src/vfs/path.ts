import { DeskError } from "../base/errors.ts";
import { nameBytes, packName, unpackName } from "../store/index.ts";

/**
 * Paths of the tree: absolute, `/`-separated, without `.`, `..`, doubled or trailing slashes. `/` is the root.
 * What a name may be depends on the mount.
 */
export type NameRules = "portable" | "posix";

/** Longest name in bytes of UTF-8: 200 everywhere but under POSIX rules. */
const NAME_LIMIT: Record<NameRules, number> = { portable: 200, posix: 255 };
/** Longest whole path in bytes: what a program can name (Linux's PATH_MAX, 4,096) below any directory that it can name. */
const PATH_LIMIT = 8192;

/**
 * The absolute path that the user meant.
 * @throws DeskError EINVAL for NUL, an empty path or one that leaves the tree; ENAMETOOLONG over 8,192 bytes.
 */
export function resolvePath(text: string, directory = "/"): string {
	const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
	if (text === "") throw new DeskError("EINVAL", "the path is empty", { todo: "name a file such as /notes/idea.md" });
	if (text.includes("\0"))
		throw new DeskError("EINVAL", "the path holds a NUL character", {
			at: shown.replaceAll("\0", "\\0"),
			todo: "remove it",
		});
	const names: string[] = [];
	for (const name of (text.startsWith("/") ? text : `${directory}/${text}`).split("/")) {
		if (name === "" || name === ".") continue;
		if (name !== "..") names.push(name);
		else if (names.pop() === undefined) {
			throw new DeskError("EINVAL", "the path leaves the tree", {
				at: shown,
				todo: "paths start at /, which has no parent; `desk ls /` shows what is there",
			});
		}
	}
	const path = `/${names.join("/")}`;
	if (path.length > 1000 && nameBytes(path).length > PATH_LIMIT)
		throw new DeskError("ENAMETOOLONG", `the path is longer than ${PATH_LIMIT} bytes`, {
			at: shown,
			todo: "shorten it",
		});
	return path;
}

/** The names along a path, from the mount's down. */
export function namesOf(path: string): string[] {
	return path === "/" ? [] : path.slice(1).split("/");
}

/** The first name of a path, which is its mount's; "" for the root. */
export function mountNameOf(path: string): string {
	const end = path.indexOf("/", 1);
	return end < 0 ? path.slice(1) : path.slice(1, end);
}

export function joinPath(directory: string, name: string): string {
	return directory === "/" ? `/${name}` : `${directory}/${name}`;
}

export function parentOf(path: string): string {
	const cut = path.lastIndexOf("/");
	return cut <= 0 ? "/" : path.slice(0, cut);
}

export function nameOfPath(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether `path` is `directory` or lies below it. */
export function isWithin(path: string, directory: string): boolean {
	return directory === "/" || path === directory || path.startsWith(`${directory}/`);
}

/** A name split before its last extension: `a.b.md` is `["a.b", ".md"]`, `.profile` is `[".profile", ""]`. */
export function splitExtension(name: string): [string, string] {
	const dot = name.lastIndexOf(".");
	return dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

/** The form under which a mount compares names: folded case and NFC, or the name itself under POSIX rules. */
export function nameKey(name: string, rules: NameRules): string {
	if (rules === "posix" || /^[\x20-\x40\x5b-\x7e]*$/.test(name)) return name;
	// Both small sigmas are Σ: which one toLowerCase() picks depends on the letters around it.
	return name.normalize("NFC").toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

/** By bytes, as `LC_ALL=C ls` sorts. */
export function compareNames(a: string, b: string): number {
	if (a === b) return 0;
	// UTF-16 and UTF-8 sort alike but for surrogates.
	if (SURROGATES.test(a) || SURROGATES.test(b)) return Buffer.compare(nameBytes(a), nameBytes(b));
	return a < b ? -1 : 1;
}

const SURROGATES = /[\uD800-\uDFFF]/;

/** A name as it is stored: NFC, but for POSIX rules, where it is kept as given. */
export function storedName(name: string, rules: NameRules): string {
	return rules === "posix" ? name : name.normalize("NFC");
}

/**
 * Refuse a name that the mount cannot hold.
 * @throws DeskError ENAMETOOLONG, EINVAL
 */
export function checkName(name: string, rules: NameRules, path: string): void {
	const at = path.length > 80 ? `${path.slice(0, 80)}…` : path;
	const bytes = nameBytes(name).length;
	if (bytes > NAME_LIMIT[rules]) {
		throw new DeskError("ENAMETOOLONG", `the name has ${bytes} bytes, at most ${NAME_LIMIT[rules]} are allowed`, {
			at,
			todo: "choose a shorter name",
		});
	}
	if (name.includes("\0"))
		throw new DeskError("EINVAL", "the name holds a NUL character", { at: printable(at), todo: "remove it" });
	// Lone surrogates stand for invalid bytes (PEP 383); any other would come back as another name.
	if (unpackName(packName(name)) !== name)
		throw new DeskError("EINVAL", "the name holds half a character", { at: printable(at), todo: "rename it" });
	if (rules === "posix") return;
	if (/[\p{Cc}]/u.test(name))
		throw new DeskError("EINVAL", "the name holds a control character", { at: printable(at), todo: "remove it" });
	if (/[\uD800-\uDFFF]/u.test(name))
		throw new DeskError("EINVAL", "the name is not valid UTF-8", {
			at: printable(at),
			todo: "rename it, or keep the file under /files",
		});
	if (/[. ]$/.test(name))
		throw new DeskError("EINVAL", "the name ends in a dot or a space, which some systems drop", {
			at,
			todo: "remove it",
		});
}

/**
 * Files that editors and desktops drop beside one's own: kept in memory, never parsed, logged or indexed.
 * `.a.swp` `a~` `.#a` `#a#` `.~lock.a#` (LibreOffice) `4913` (Vim's probe) `.DS_Store` `._a` (macOS) `Thumbs.db` `desktop.ini` (Windows).
 */
export function isScratch(name: string): boolean {
	return /^(\..*\.sw[a-z]|.*~|\.#.*|\.~lock\..*#|#.*#|4913|\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/su.test(name);
}

/**
 * Names of the files that programs write beside the one which they mean, to rename them over it: `sed -i`, rsync and other users of `mkstemp`,
 * `perl -i` (template `XXXXXXXX`, of which six are random), Excel (eight hexadecimal digits), Qt, GLib, VS Code, LibreOffice, JetBrains, Python's
 * `tempfile` (eight of `a-z0-9_`) and mktemp(1). No name that a person would choose: where the mount does not take one, it is in memory alone.
 */
export function isTemporary(name: string): boolean {
	return TEMPORARY.some((pattern) => pattern.test(name));
}

const TEMPORARY: readonly RegExp[] = [
	/^sed[A-Za-z0-9]{6}$/,
	/^\.(?=.*\.\w*[A-Z0-9]).+\.\w{6,8}$/su,
	/^XX[A-Za-z0-9]{6}$/,
	/^(?=.*[A-F])(?=.*\d)[0-9A-F]{8}$/,
	/^.+\.(?=[A-Za-z]*[a-z])(?=[A-Za-z]+[A-Z])[A-Za-z]{6}$/su,
	/^\.goutputstream-\w+$/,
	/^.+\.(vsctmp|tmp)$/su,
	/^.+\.tmp([.-][\w.-]+|\d\w*)$/su,
	/^.+___jb_(tmp|old)___$/su,
	/^tmp(?:[a-z0-9_]{8}|[._-]?(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9]{6,10})(?:[.-].*)?$/su,
];

/** Text for a message: control characters and lone surrogates escaped, so that no name can drive the terminal. */
export function printable(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\uD800-\uDFFF]/gu, (char) => {
		const code = char.charCodeAt(0);
		if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
		return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
	});
}

/** What a program's arguments mean: paths of the tree become paths of copies. */
import { existsSync } from "node:fs";
import { isUnicode, rawBytes } from "../../base/raw-text.ts";
import { nameOfPath, namesOf, parentOf, resolvePath, type Vfs } from "../../vfs/index.ts";
import type { Mirror } from "./mirror.ts";

/**
 * The arguments as the program gets them. An argument, the value of `--option=VALUE` or `name=VALUE`, an absolute path right
 * after a one-letter option (`-o/files/a`) or an `@` is looked up in the tree:
 *
 * - What is there is copied. Relative words stay as they were typed, because the program runs in the copy of the shell's
 *   directory; absolute ones become the copy's path.
 * - What is not there, in a directory that is, is where the program may make it (outputs). An absolute one must look like a path and
 *   not be one of the host: `/notes/ && print` is a piece of perl.
 * - All else stays as it is: `/etc/hosts` is the host's.
 */
export async function mapArguments(words: readonly string[], cwd: string, vfs: Vfs, mirror: Mirror): Promise<string[]> {
	const mapped: string[] = [];
	for (const [index, word] of words.entries()) {
		const before = index === 0 ? "" : (words[index - 1] as string);
		mapped.push(await mapWord(word, before, cwd, vfs, mirror));
	}
	return mapped;
}

/** What may stand before a path within one argument. */
const HEADS = [/^(?:--?[\w-]+|[A-Za-z_]\w*)=(?=.)/, /^-[A-Za-z](?=\/)/, /^@(?=.)/];

async function mapWord(word: string, before: string, cwd: string, vfs: Vfs, mirror: Mirror): Promise<string> {
	const whole = await mapPath(word, before, cwd, vfs, mirror);
	if (whole !== undefined) return whole;
	for (const head of HEADS) {
		const [start] = head.exec(word) ?? [];
		if (start === undefined) continue;
		const value = await mapPath(word.slice(start.length), start, cwd, vfs, mirror);
		if (value !== undefined) return start + value;
	}
	return word;
}

/** Options whose value is a program's own text: `perl -ne '/notes/'`, `sh -c …`. */
const CODE = /^-\w*[ce]$/i;

/** @param before the argument or the part of one that it follows @returns undefined when it is no path of the tree */
async function mapPath(
	text: string,
	before: string,
	cwd: string,
	vfs: Vfs,
	mirror: Mirror,
): Promise<string | undefined> {
	const path = pathOf(text, cwd);
	if (path === undefined) return undefined;
	const stat = await vfs.find(path);
	if (stat !== undefined) {
		if (stat.kind === "directory" && text.endsWith("/") && CODE.test(before)) return undefined;
		await mirror.add(stat);
		// The tree may not care about the case of a name; the host does.
		return stat.path === path && !text.startsWith("/") && isUnicode(path) ? text : mirror.hostPath(stat.path);
	}
	if (text.startsWith("-") || !text.includes("/")) return undefined; // a new file in the program's own directory needs nothing
	if (namesOf(path).length < 2 || existsSync(rawBytes(text)) || !(looksLikePath(text) || isOutput(before)))
		return undefined;
	const parent = await vfs.find(parentOf(path));
	if (parent?.kind !== "directory") return undefined;
	const output = parent.path === "/" ? path : `${parent.path}/${nameOfPath(path)}`;
	mirror.addOutput(output);
	return text.startsWith("/") || output !== path || !isUnicode(path) ? mirror.hostPath(output) : text;
}

function pathOf(text: string, cwd: string): string | undefined {
	if (text === "" || text === "-" || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || text.startsWith("/dev/"))
		return undefined;
	try {
		return resolvePath(text, cwd);
	} catch {
		return undefined; // leaves the tree, or no path at all
	}
}

/** Letters, digits and what is usual in names; blanks only within them. */
function looksLikePath(text: string): boolean {
	return /^[\p{L}\p{M}\p{N}\uDC80-\uDCFF ._/@%+,:~=()-]+$/u.test(text) && !/(^|\/) | (\/|$)/.test(text);
}

function isOutput(before: string): boolean {
	return /^(-o|-O|--out(put)?([-_]?(file|dir))?=?)$/.test(before);
}

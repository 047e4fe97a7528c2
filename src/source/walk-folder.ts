import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { codeOf } from "../base/errors.ts";
import { nameOf } from "../store/index.ts";
import { isWithin, type SkipReason } from "../vfs/index.ts";
import { hostPath, realPath, said } from "./host.ts";

/** Why something does not come in. */
export type Reason = SkipReason;

/** One thing that was passed over. */
export interface Skipped {
	name: string;
	reason: Reason;
	/** A clause for people. */
	says: string;
}

/** A folder that the walk goes into. */
export interface Ahead {
	name: string;
	/** Below the source, `/`-separated; "" is the source itself. */
	below: string;
	/** Where it lies on the host, maybe behind a link. */
	host: string;
	/** The same without links. */
	real: string;
	/** Reached through a link: links to folders are not followed again from here. */
	linked: boolean;
}

/** One folder of a source, in byte order of names. */
export interface Folder extends Ahead {
	/** Names of regular files, and of links to such. */
	files: string[];
	/** Where the walk goes next; the reader takes out what it does not want, as with Python's `os.walk`. */
	folders: Ahead[];
	skipped: Skipped[];
}

/**
 * Every folder of a tree on the host, parents first. Nothing is opened but folders: devices, sockets and pipes are told,
 * never touched. A link inside the tree is followed once; one that leaves it, leads back into itself, or to nothing is
 * told. Holds one folder's names in memory, and the folders still ahead.
 * @throws what realpath(3) raises for the source itself
 */
export function* walkFolder(source: string): Generator<Folder> {
	const root = realPath(source);
	const stack: Ahead[] = [{ name: "", below: "", host: source, real: root, linked: false }];
	for (let ahead = stack.pop(); ahead !== undefined; ahead = stack.pop()) {
		const folder: Folder = { ...ahead, files: [], folders: [], skipped: [] };
		try {
			const entries = readdirSync(hostPath(ahead.host), { withFileTypes: true, encoding: "buffer" });
			for (const entry of entries) place(entry, folder, root);
		} catch (error) {
			if (codeOf(error) === "") throw error;
			folder.skipped.push({ name: "", reason: "unreadable", says: `the folder cannot be read (${said(error)})` });
		}
		folder.files.sort();
		folder.folders.sort((a, b) => (a.name < b.name ? -1 : 1));
		yield folder;
		for (const next of folder.folders.reverse()) stack.push(next);
	}
}

/** What can tell a file from a folder, a link and the rest. */
type Kinds = Pick<
	Dirent,
	"isFile" | "isDirectory" | "isSymbolicLink" | "isFIFO" | "isSocket" | "isCharacterDevice" | "isBlockDevice"
>;

function place(entry: Kinds & { name: Uint8Array }, folder: Folder, root: string): void {
	const name = nameOf(entry.name);
	const skip = (reason: Reason, says: string) => folder.skipped.push({ name, reason, says });
	try {
		// Some file systems do not say in a listing what an entry is.
		const kinds = isKnown(entry) ? entry : lstatSync(hostPath(`${folder.host}/${name}`));
		if (kinds.isFile()) folder.files.push(name);
		else if (kinds.isDirectory()) folder.folders.push(aheadOf(folder, name, `${folder.real}/${name}`, folder.linked));
		else if (kinds.isSymbolicLink()) placeLink(name, folder, root, skip);
		else skip("special", `it is ${specialName(kinds)}, not a file`);
	} catch (error) {
		if (codeOf(error) === "") throw error;
		skip("unreadable", `it cannot be read (${said(error)})`);
	}
}

function placeLink(name: string, folder: Folder, root: string, skip: (reason: Reason, says: string) => void): void {
	const host = `${folder.host}/${name}`;
	let target: string;
	try {
		target = realPath(host);
	} catch (error) {
		if (codeOf(error) === "ELOOP") skip("link-loop", "the link leads back to itself");
		else if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
			skip("dangling-link", "the link leads to nothing");
		else throw error;
		return;
	}
	if (!isWithin(target, root)) return void skip("link-outside", `the link leads out of the source, to ${target}`);
	const kinds = statSync(hostPath(target));
	if (kinds.isFile()) folder.files.push(name);
	else if (!kinds.isDirectory()) skip("special", `the link leads to ${specialName(kinds)}`);
	else if (isWithin(folder.real, target)) skip("link-loop", "the link leads back to a folder that it is in");
	else if (folder.linked) skip("nested-link", "a link to a folder, inside a linked folder, is not followed again");
	else folder.folders.push(aheadOf(folder, name, target, true));
}

function aheadOf(folder: Folder, name: string, real: string, linked: boolean): Ahead {
	const below = folder.below === "" ? name : `${folder.below}/${name}`;
	return { name, below, host: `${folder.host}/${name}`, real, linked };
}

function isKnown(kinds: Kinds): boolean {
	return kinds.isFile() || kinds.isDirectory() || kinds.isSymbolicLink() || isSpecial(kinds);
}

function isSpecial(kinds: Kinds): boolean {
	return kinds.isFIFO() || kinds.isSocket() || kinds.isCharacterDevice() || kinds.isBlockDevice();
}

function specialName(kinds: Kinds): string {
	return kinds.isFIFO() ? "a named pipe" : kinds.isSocket() ? "a socket" : "a device";
}

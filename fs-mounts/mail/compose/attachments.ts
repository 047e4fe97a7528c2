/** What a draft attaches: files of the tree, and what other messages hold. */
import { collect } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { mountNameOf, nameOfPath, parentOf, resolvePath, type Stat, type TreeReader } from "../../../src/vfs/index.ts";
import { findSource, listAttachments, readAttachment, readSource } from "../raw-views.ts";

/** A file that is there. */
export interface Attachable {
	/** Where it lies. */
	readonly path: string;
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	bytes(): Promise<Uint8Array>;
}

const SOURCE = /^\/mail\/\.raw\/([^/]+)\.eml$/;
const ATTACHMENT = /^\/mail\/\.attachments\/([^/]+)\/([^/]+)$/;
/** How many links are followed (as Linux has it). */
const MOST_LINKS = 40;

/**
 * What a path of the tree names, ready to be attached. `..` cannot lead out of the tree, and nothing of the host is ever looked at.
 * @throws DeskError EINVAL for a path that is not absolute, ENOENT, EISDIR, EACCES for what is computed
 */
export function findAttachment(written: string, tree: TreeReader): Attachable {
	if (!written.startsWith("/"))
		throw new DeskError("EINVAL", `the attachment '${written}' is no path from the root of the tree`, {
			todo: "write one such as /files/plan.pdf",
		});
	const path = resolvePath(written);
	const [, id = ""] = SOURCE.exec(path) ?? [];
	const [, message = "", name = ""] = ATTACHMENT.exec(path) ?? [];
	if (id !== "") return ofMessage(path, findSource(id, tree)?.size, () => collect(readSource(id, tree)));
	if (message !== "") {
		const size = listAttachments(message, tree).find((entry) => entry.name === name)?.size;
		return ofMessage(path, size, () => readAttachment(message, name, tree));
	}
	const stat = followed(path, tree);
	if (stat === undefined) throw notThere(path);
	if (stat.kind === "directory")
		throw new DeskError("EISDIR", `the attachment ${path} is a directory`, {
			todo: `attach its files, or \`desk tar -czf /files/x.tar.gz ${path}\``,
		});
	return { path: stat.path, name: nameOfPath(path), size: stat.size, bytes: async () => tree.read(stat.path) };
}

function ofMessage(path: string, size: number | undefined, bytes: () => Promise<Uint8Array>): Attachable {
	if (size === undefined) throw notThere(path);
	return { path, name: nameOfPath(path), size, bytes };
}

function notThere(path: string): DeskError {
	const isComputed = ["sys", "search"].includes(mountNameOf(path));
	if (isComputed)
		return new DeskError("EACCES", `the attachment ${path} is computed and cannot be attached`, {
			todo: `\`desk cp ${path} /files/\` makes a file of it`,
		});
	return new DeskError("ENOENT", `the attachment ${path} is not there`, {
		todo: `look with \`desk ls ${parentOf(path)}\``,
	});
}

/** What a stored path leads to, through links in any place of it. @throws DeskError ELOOP */
function followed(path: string, tree: TreeReader, links = 0): Stat | undefined {
	const names = path.split("/").slice(1);
	for (let depth = 1; depth <= names.length; depth++) {
		const at = `/${names.slice(0, depth).join("/")}`;
		const stat = tree.stat(at);
		if (stat === undefined) return undefined;
		if (stat.kind === "symlink") {
			if (links >= MOST_LINKS)
				throw new DeskError("ELOOP", `the attachment ${path} leads through too many links`, {
					todo: "name the file itself",
				});
			// What a link holds is where it leads.
			const target = resolvePath(tree.read(at).toString(), parentOf(at));
			return followed(resolvePath(names.slice(depth).join("/") || ".", target), tree, links + 1);
		}
		if (depth === names.length) return stat;
	}
	return undefined;
}

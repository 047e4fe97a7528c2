/** Extended attributes: those of programs, kept with the file, and what the desk knows of it (`user.desk.…`), which only it sets. */
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";
import { Errno } from "./operations.ts";

const CREATE = 1;
const REPLACE = 2;
const OURS = "user.desk.";

/** Asked for with every write (`security.capability`) and every `ls -l`: made once. */
const UNSUPPORTED = new Errno("ENOTSUP");
const NONE = new Errno("ENODATA");

type Computed = (mounted: Mounted, inode: number) => string | undefined | Promise<string | undefined>;

/** What the desk knows of a file. Lists have a line for each. */
const COMPUTED: Readonly<Record<string, Computed>> = {
	flags: ({ vfs }, inode) =>
		lines(vfs.reader().all("SELECT value FROM facet WHERE node = ? AND name = 'flags' ORDER BY value", inode)),
	revision: ({ vfs }, inode) => vfs.inodes.stat(inode)?.revision.toString(),
	tags: ({ vfs }, inode) => lines(vfs.reader().all("SELECT tag AS value FROM tag WHERE node = ? ORDER BY tag", inode)),
	title: async ({ vfs }, inode) => (await vfs.searched(inode))?.text.title,
};

function lines(rows: { value: string }[]): string | undefined {
	return rows.length === 0 ? undefined : rows.map(({ value }) => value).join("\n");
}

export function getAttribute(mounted: Mounted, node: Node, name: string): Uint8Array | Promise<Uint8Array> {
	mustBeOfUser(name);
	if (name.startsWith(OURS)) return computed(mounted, node, name.slice(OURS.length));
	const value = ofPrograms(mounted, node).get(name);
	if (value === undefined) throw NONE;
	return value;
}

async function computed(mounted: Mounted, node: Node, name: string): Promise<Uint8Array> {
	const of = Object.hasOwn(COMPUTED, name) ? COMPUTED[name] : undefined;
	const value = of === undefined || !isStored(mounted, node) ? undefined : await of(mounted, node.inode);
	if (value === undefined || value === "") throw NONE;
	return Buffer.from(value, "utf8");
}

export async function listAttributes(mounted: Mounted, node: Node): Promise<string[]> {
	const names = [...ofPrograms(mounted, node).keys()];
	if (!isStored(mounted, node)) return names;
	for (const [name, of] of Object.entries(COMPUTED)) {
		const value = await of(mounted, node.inode);
		if (value !== undefined && value !== "") names.push(OURS + name);
	}
	return names;
}

/** @param value null takes it away */
export async function setAttribute(
	mounted: Mounted,
	node: Node,
	name: string,
	value: Uint8Array | null,
	flags = 0,
): Promise<void> {
	mustBeOfUser(name);
	if (name.startsWith(OURS)) throw new Errno("EPERM");
	const { kind, view } = await mounted.stat(node);
	if (view) throw new Errno("EROFS");
	if (kind === "symlink") throw new Errno("EPERM");
	if (node.inode < 0) throw UNSUPPORTED;
	// In turn: a commit that is under way takes nothing more along.
	await mounted.inTurn(async () => {
		const isThere = ofPrograms(mounted, node).has(name);
		if (isThere && flags === CREATE) throw new Errno("EEXIST");
		if (!isThere && (flags === REPLACE || value === null)) throw NONE;
		const attributes = { [name]: value };
		const { file } = node;
		if (node.isGone) return;
		if (file?.isDirty === true) return file.set({ attributes: { ...file.pending.attributes, ...attributes } });
		await mounted.change([{ op: "setattr", path: mounted.nodes.path(node), attributes }]);
	});
}

/** What programs have set, with what waits to be committed. */
function ofPrograms({ vfs }: Mounted, { inode, file }: Node): Map<string, Uint8Array> {
	const attributes: Map<string, Uint8Array> = inode > 0 ? vfs.inodes.attributes(inode) : new Map();
	for (const [name, value] of Object.entries(file?.pending.attributes ?? {})) {
		if (value === null) attributes.delete(name);
		else attributes.set(name, value);
	}
	return attributes;
}

function isStored({ vfs }: Mounted, { inode }: Node): boolean {
	return inode > 1 && vfs.inodes.stat(inode)?.kind === "file";
}

/** Capabilities, ACLs and labels are not kept. @throws Errno ENOTSUP */
function mustBeOfUser(name: string): void {
	if (!name.startsWith("user.")) throw UNSUPPORTED;
}

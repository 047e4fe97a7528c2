/** Where messages lie: paths of many nodes at once. */
import { joinPath, nameOfPath, type TreeReader } from "../../src/vfs/index.ts";

/** A message and where it lies. */
export interface Located {
	readonly node: number;
	readonly path: string;
	/** Seconds UTC. */
	readonly date: number;
}

/** Paths of nodes by parent and name: each folder is looked up once. */
export function pathsOf(tree: TreeReader): (parent: number, name: string) => string {
	const folders = new Map<number, string>();
	return (parent, name) => {
		let folder = folders.get(parent);
		if (folder === undefined) {
			folder = tree.pathOf(parent) ?? "";
			folders.set(parent, folder);
		}
		return joinPath(folder, name);
	};
}

/** The messages that rows of `mail` name. @param where an SQL condition on `mail` */
export function located(tree: TreeReader, where: string, ...values: readonly (string | number)[]): Located[] {
	const pathOf = pathsOf(tree);
	return tree
		.all<{ node: number; parent: number; name: string; date: number }>(
			`SELECT mail.node, mail.date, node.parent, node.name FROM mail JOIN node ON node.id = mail.node WHERE ${where} ORDER BY mail.date, mail.id, mail.node`,
			...values,
		)
		.map(({ node, parent, name, date }) => ({ node, date, path: pathOf(parent, name) }));
}

/** The file of a message by its id; of several copies the one whose path comes first. */
export function byId(tree: TreeReader, id: string): Located | undefined {
	return located(tree, "mail.id = ?", id).sort((a, b) => (a.path < b.path ? -1 : 1))[0];
}

/** The id that ends a message's name, `2026-11-21-hello-abcdefghij.md`, whatever it was renamed to before that. */
export function idInName(name: string): string | undefined {
	return /(?:^|-)([a-z2-7]{10})(?:-\d+)?\.md$/.exec(nameOfPath(name))?.[1];
}

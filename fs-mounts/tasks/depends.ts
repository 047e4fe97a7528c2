import type { TreeReader } from "../../src/vfs/index.ts";
import { joinPath, parentOf } from "../../src/vfs/index.ts";

/**
 * The task that a dependency names, as a path: `slug` in the same list, else in the only list that has it; `list/slug`;
 * `/tasks/list/slug.md`. Undefined when there is none, or several.
 */
export function resolveTask(name: string, from: string, tree: TreeReader): string | undefined {
	const file = (path: string) => (/\.md$/i.test(path) ? path : `${path}.md`);
	const present = (path: string) => (tree.stat(path)?.kind === "file" ? tree.stat(path)?.path : undefined);
	if (name.startsWith("/")) return present(file(name));
	if (name.includes("/")) return present(file(`/tasks/${name}`));
	const here = present(joinPath(parentOf(from), file(name)));
	if (here !== undefined) return here;
	const elsewhere = tree
		.children("/tasks")
		.filter((list) => list.kind === "directory")
		.map((list) => present(joinPath(list.path, file(name))))
		.filter((path) => path !== undefined);
	return elsewhere.length === 1 ? elsewhere[0] : undefined;
}

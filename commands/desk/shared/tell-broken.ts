import type { Context } from "../../../src/command/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";

/** Say how many files of an import are there whole, but could not be read in full, and what is wrong with the first. */
export async function tellBroken(
	context: Context,
	vfs: Vfs,
	mounts: readonly string[],
	operation: number,
): Promise<void> {
	for (const name of mounts) {
		const { problems } = (await vfs.mountOf(`/${name}`))?.tables ?? {};
		const tree = vfs.reader();
		const hasTables = tree.get("SELECT 1 FROM projection WHERE mount = ?", name) !== undefined;
		if (problems === undefined || !hasTables) continue;
		const own = "SELECT node FROM change JOIN change_set ON change_set.id = change_set WHERE operation = ?";
		const found = tree.all<{ node: number; problem: string }>(
			`SELECT node, problem FROM (${problems}) WHERE node IN (${own})`,
			operation,
		);
		const first = found[0];
		if (first === undefined) continue;
		const files = found.length === 1 ? "1 file is kept as it came" : `${found.length} files are kept as they came`;
		const path = tree.pathOf(first.node) ?? name;
		context.note(
			`${files}, but could not be read in full: ${printable(`${path}: ${first.problem}`)}; \`desk doctor\` tells all`,
		);
	}
}

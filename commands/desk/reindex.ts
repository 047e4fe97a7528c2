import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, optionalOperand } from "../../src/command/index.ts";
import { reindex as rebuild, type Vfs } from "../../src/vfs/index.ts";

interface Item {
	mount: string;
	files: number;
	refused: string[];
}

/** `desk reindex`: projections from originals. */
export const reindex = defineCommand({
	name: "reindex",
	summary: "Rebuild the search index and all tables from the files",
	about:
		"Search text, tags, links and the tables behind commands such as `desk task` are computed from the files and can always be made anew. It is never needed in normal use; `desk doctor` says when it is. Others can read and write meanwhile. When it is interrupted nothing is lost: run it again.",
	args: {
		mount: optionalOperand("MOUNT", "only this mount", "mount"),
		vectors: flag("only prepare what search by meaning still lacks: passages and vectors of new files"),
	},
	changes: true,
	output: (z) => z.object({ mount: z.string(), files: z.number(), refused: z.array(z.string()) }),
	examples: [
		["desk reindex", "everything"],
		["desk reindex notes", "only /notes"],
		["desk reindex --vectors", "after an import: so that no search has to wait"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const name = args.mount?.replace(/^\/|\/$/g, "");
		if (name !== undefined && !vfs.mountNames.includes(name)) {
			throw new DeskError("ENOENT", "there is no such mount", {
				at: args.mount ?? "",
				todo: `it is one of ${vfs.mountNames.join(", ")}`,
			});
		}
		if (args.vectors) return await prepareVectors(context, vfs);
		const bar = context.progress("Reindexing");
		const options = { dryRun: context.dryRun, signal: context.signal, onProgress: bar.add };
		for await (const { mount, files, refused } of rebuild(vfs, name === undefined ? vfs.mountNames : [name], options)) {
			for (const { error } of refused) context.fail(error);
			yield { mount, files, refused: refused.map(({ path }) => path) };
		}
		bar.done();
		if (!context.dryRun) await prepareVectors(context, vfs);
	},
	line: (item: Item, context) =>
		`${item.mount}: ${context.dryRun ? "would index" : "indexed"} ${item.files} ${item.files === 1 ? "file" : "files"}${item.refused.length === 0 ? "" : `, ${item.refused.length} refused`}`,
});

/** What search by meaning stands on. */
async function prepareVectors(context: Context, vfs: Vfs): Promise<void> {
	if (context.dryRun) return;
	const { upkeep } = await import("../../src/search/index.ts");
	const bar = context.progress("Preparing search, %", 100);
	let shown = 0;
	await upkeep(vfs, {
		signal: context.signal,
		onProgress(done) {
			bar.add(Math.max(0, Math.floor(done * 100) - shown));
			shown = Math.max(shown, Math.floor(done * 100));
		},
	});
	bar.done();
}

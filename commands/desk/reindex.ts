import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, optionalOperand } from "../../src/command/index.ts";
import { reindex as rebuild, type Vfs } from "../../src/vfs/index.ts";

/** What was done for a mount, or at the end for the vectors of all. */
type Item = { mount: string; files: number; refused: string[] } | { vectors: number };

/** `desk reindex`: projections from originals. */
export const reindex = defineCommand({
	name: "reindex",
	summary: "Rebuild the search index and all tables from the files",
	about:
		"Search text, tags, links and the tables behind commands such as `desk task` are computed from the files and can always be made anew; so are the vectors by which searches find what is meant. It is never needed in normal use: searches make what is missing, and `desk doctor` says when more is. Others can read and write meanwhile. When it is interrupted nothing is lost: run it again.",
	args: {
		mount: optionalOperand("MOUNT", "only this mount", "mount"),
		text: flag("no vectors: the next search makes them"),
		vectors: flag("only the vectors of files that have none yet"),
	},
	changes: true,
	output: (z) =>
		z.union([
			z.object({ mount: z.string(), files: z.number(), refused: z.array(z.string()) }),
			z.object({ vectors: z.number() }),
		]),
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
		if (args.vectors && args.text)
			throw new DeskError("EUSAGE", "--text and --vectors exclude each other", {
				todo: "leave both out for everything",
			});
		if (args.vectors && name !== undefined)
			throw new DeskError("EUSAGE", "--vectors are those of all mounts", { todo: "leave out the mount" });
		if (!args.vectors) yield* rebuildText(context, vfs, name === undefined ? vfs.mountNames : [name]);
		// A dry run of all cannot count the vectors of files that are not indexed anew.
		if (!args.text && (args.vectors || !context.dryRun)) yield* makeVectors(context, vfs);
	},
	line(item: Item, { dryRun }) {
		const [done, would] = "vectors" in item ? ["embedded", "would embed"] : ["indexed", "would index"];
		const said = (count: number) => `${dryRun ? would : done} ${count} ${count === 1 ? "file" : "files"}`;
		if ("vectors" in item) return `vectors: ${said(item.vectors)}`;
		return `${item.mount}: ${said(item.files)}${item.refused.length === 0 ? "" : `, ${item.refused.length} refused`}`;
	},
});

async function* rebuildText(context: Context, vfs: Vfs, mounts: readonly string[]): AsyncGenerator<Item> {
	const bar = context.progress("Reindexing");
	const options = { dryRun: context.dryRun, signal: context.signal, onProgress: bar.add };
	for await (const { mount, files, refused } of rebuild(vfs, mounts, options)) {
		for (const { error } of refused) context.fail(error);
		yield { mount, files, refused: refused.map(({ path }) => path) };
	}
	bar.done();
}

/** What searches by meaning stand on, for files that have none. */
async function* makeVectors(context: Context, vfs: Vfs): AsyncGenerator<Item> {
	const { upkeep, waiting } = await import("../../src/search/index.ts");
	if (context.dryRun) return yield { vectors: waiting(vfs.store.database) };
	const bar = context.progress("Vectors, %", 100);
	let shown = 0;
	const { files } = await upkeep(vfs, {
		signal: context.signal,
		onProgress(done) {
			bar.add(Math.max(0, Math.floor(done * 100) - shown));
			shown = Math.max(shown, Math.floor(done * 100));
		},
	});
	bar.done();
	if (files > 0) yield { vectors: files };
}

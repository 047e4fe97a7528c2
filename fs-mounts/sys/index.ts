import type { Mount, Shape, Slots, TreeReader, View } from "../../src/vfs/index.ts";

const views = () => import("./views.ts");

/** A computed file at the top of the mount; its code is loaded when it is read. */
function file(path: string, what: string, read: (tree: TreeReader) => Promise<string>): Shape {
	return { path, kind: "file", what, view: { read: (_slots: Slots, tree) => read(tree) } };
}

const rejected: View = { list: async (_slots, tree) => (await views()).listRejected(tree) };
const rejectedFile: View = {
	async *read(slots, tree) {
		yield* (await views()).readRejected(slots.name ?? "", tree);
	},
};

/** /sys: what the desk says of itself, and the writes that it refused. All of it is computed. */
export const sys: Mount = {
	name: "sys",
	summary: "The desk's own state: health, settings, log, jobs, refused writes",
	names: "portable",
	shape: [
		file("config", "all settings", async (tree) => (await views()).config(tree)),
		file("health", "what `desk doctor` says", async (tree) => (await views()).health(tree)),
		file("jobs", "work in the background: what waits, runs, failed and ended", async (tree) =>
			(await views()).jobs(tree),
		),
		file("log", "the newest changes", async (tree) => (await views()).log(tree)),
		file("mounts", "all mounts, with counts and sizes", async (tree) => (await views()).mounts(tree)),
		file("usage", "what language models were asked, and what it cost", async (tree) => (await views()).usage(tree)),
		file("version", "versions of the program and its parts", async () => (await views()).version()),
		{ path: "rejected", kind: "directory", what: "refused writes", view: rejected },
		{ path: "rejected/<name>", kind: "file", what: "a refused write", view: rejectedFile },
	],
};

import type { Mount } from "../../src/vfs/index.ts";

const views = () => import("./views.ts");

/**
 * /search: a query is a folder, what it finds are the links in it, the best first. `saved` holds saved searches as text files; each is a
 * folder too, `@name`.
 */
export const search: Mount = {
	name: "search",
	summary: "Searches as folders: /search/QUERY holds links to what it finds; /search/saved keeps queries",
	names: "portable",
	shape: [
		{ path: "saved/<name>", kind: "file", what: "a saved search", parsed: true },
		{ path: "saved", kind: "directory", what: "saved searches" },
		{
			path: "",
			kind: "directory",
			what: "searches",
			view: { list: async (_slots, _tree, vfs) => (await views()).listSearches(vfs) },
		},
		{
			path: "<query>",
			kind: "directory",
			what: "what a search finds",
			view: {
				list: async (slots, _tree, vfs) => (await views()).listFound(slots.query ?? "", vfs),
				find: async (slots, _tree, vfs) => await (await views()).findSearch(slots.query ?? "", vfs),
			},
		},
		{ path: "<query>/<name>", kind: "symlink", what: "a file that was found", view: {} },
	],
	format: async () => (await import("./format.ts")).format,
	jobs: [
		{
			name: "search.vectors",
			summary: "Make what searches by meaning stand on, for files that have none yet",
			timeout: 6 * 3_600_000,
			attempts: 3,
			power: "mains",
			work: async () => (await import("./jobs.ts")).vectors,
		},
	],
};

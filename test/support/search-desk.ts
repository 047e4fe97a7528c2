/** A desk with something to find. */
import { expect } from "vitest";
import { makeDesk, type TestDesk } from "./desk.ts";

const FILES = {
	"/notes/garden/apples.md":
		"---\ntags: [home, garden/trees]\ndate: 2026-03-05\n---\n# Apple trees\n\nThe apple tree needs pruning in **early spring**.\nSee [the guide](https://example.org/guide) and [[tools|my tools]].\n",
	"/notes/garden/tools.md": "---\ntags: [home]\ndate: 2025-07-01\n---\n# Tools\n\nSaw, ladder, apple picker.\n",
	"/notes/work/Invoice plan.md":
		"---\ntags: [Work]\ntype: plan\n---\n# Invoicing\n\nInvoices go out on the first. Résumé of the year follows.\n",
	"/tasks/home/prune.md": "---\nstatus: pending\ndue: 2026-12-01\ntags: [garden]\n---\n# Prune the apple tree\n",
	"/tasks/home/buy.md": "---\nstatus: completed\n---\n# Buy a ladder for the apples\n",
	"/files/reports/q1.csv": "month,invoices\nJanuary,12\n",
	"/files/日本.txt": "りんごの木を剪定する。\n",
} as const;

/** A desk with a few files of each mount. */
export async function searchDesk(): Promise<TestDesk> {
	const made = await makeDesk();
	for (const [path, text] of Object.entries(FILES)) await made.put(path, text);
	return made;
}

/** The paths that `desk search` prints, sorted; nothing else is said, and the status fits. */
export async function pathsFound(desk: TestDesk, ...argv: string[]): Promise<string[]> {
	const { status, stdout, stderr } = await desk.run(["search", "--files", ...argv]);
	expect(stderr).toBe("");
	expect(status).toBe(stdout === "" ? 1 : 0);
	return stdout.split("\n").slice(0, -1).sort();
}

import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. */
export const sample: MountSample = {
	valid: [
		"weir/beliefs/chefs-buy-in-spring.md",
		"---\ncategory: timing\nconfidence: 0.6\nfirst_observed: 2026-03-01\n---\n# Chefs buy in spring\n\nBefore the terraces open.\n",
	],
	invalid: ["weir/beliefs/chefs-buy-in-spring.md", "---\ncategory: weather\n---\n# Chefs buy in spring\n"],
};

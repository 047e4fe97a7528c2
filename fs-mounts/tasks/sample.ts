import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. */
export const sample: MountSample = {
	valid: [
		"home/pay-rent.md",
		"---\nstatus: pending\ndue: 2026-12-01\ntags: [money]\n---\n# Pay the rent\n\nBy standing order.\n",
	],
	invalid: ["home/pay-rent.md", "---\nstatus: perhaps\n---\n# Pay the rent\n"],
};

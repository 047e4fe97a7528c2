import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. */
export const sample: MountSample = {
	valid: [
		"weir/profile.md",
		"---\nname: Weir Pottery\naudiences: [restaurants]\ncurrency: GBP\n---\n# Weir Pottery\n\nTableware from one kiln.\n",
	],
	invalid: ["weir/profile.md", "---\nname: Weir Pottery\ncurrency: pounds\n---\n"],
};

import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. */
export const sample: MountSample = {
	valid: [
		"garden/gardener.md",
		"---\ndescription: Waters the notes\nreads: [/notes/**]\nwrites: [/notes/garden/**]\ntools: [cat, shell]\nbudget: 5000\ndeadline: 5m\n---\nWater every note.\n",
	],
	invalid: ["garden/gardener.md", "---\nreads: [notes]\n---\nWater every note.\n"],
};

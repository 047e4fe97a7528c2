import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. A note is never refused. */
export const sample: MountSample = {
	valid: ["garden/idea.md", "---\ntags: [garden]\n---\n# Idea\n\nAbout #trees, and [[another idea]].\n"],
};

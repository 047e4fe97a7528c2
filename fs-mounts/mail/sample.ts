import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite: what is written by hand is a draft. */
export const sample: MountSample = {
	valid: [
		"drafts/trip/hello.md",
		"---\nto: Ann Example <ann@example.com>\nsubject: Hello\n---\nDear Ann,\n\nhow are you?\n",
	],
};

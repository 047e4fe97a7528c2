import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. */
export const sample: MountSample = {
	valid: [
		"mail/reply.md",
		"---\ndescription: Answer a letter\nvariables:\n  tone: {about: how it sounds, default: friendly}\n---\nWrite an answer to this letter, in a {{tone}} tone.\n\n{{input}}\n",
	],
	invalid: ["mail/reply.md", "---\ndescription: Answer a letter\n---\nWrite an answer in a {{tone}} tone.\n"],
};

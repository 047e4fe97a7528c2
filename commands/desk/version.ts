import { VERSION } from "../../src/base/version.ts";
import { defineCommand } from "../../src/command/index.ts";
import { sqliteVersion } from "../../src/store/index.ts";

interface Versions {
	deskfs: string;
	node: string;
	sqlite: string;
	cipher: string;
	platform: string;
}

/** `desk version`: what a bug report needs. */
export const version = defineCommand({
	name: "version",
	summary: "Show the versions of deskfs, Node and SQLite",
	args: {},
	standalone: true,
	output: (z) =>
		z.object({ deskfs: z.string(), node: z.string(), sqlite: z.string(), cipher: z.string(), platform: z.string() }),
	examples: [
		["desk version", "for a bug report"],
		["desk version --json | jq -r .deskfs", "the program's version alone"],
	],
	*run() {
		yield {
			deskfs: VERSION,
			node: process.versions.node,
			...sqliteVersion(),
			platform: `${process.platform}-${process.arch}`,
		};
	},
	line: ({ deskfs, node, sqlite, cipher, platform }: Versions) =>
		`desk ${deskfs} (node ${node}, sqlite ${sqlite}, ${cipher}, ${platform})`,
});

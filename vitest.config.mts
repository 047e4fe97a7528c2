import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { asScript } from "./scripts/script-text.mjs";

/** The test that takes longest comes first, so that all others run beside it. */
class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const isLong = ({ moduleId }: TestSpecification) => moduleId.endsWith("/differential.test.ts");
		return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
	}
}

export default defineConfig({
	plugins: [
		{
			name: "script-as-text", // what a worker thread runs, as in the build
			enforce: "pre",
			resolveId: (id, importer) => (id.endsWith("?script") && importer ? join(dirname(importer), id) : undefined),
			load: async (id) => (id.endsWith("?script") ? `export default ${JSON.stringify(await asScript(id))}` : undefined),
		},
		{
			name: "sql-as-text", // as esbuild's text loader does in the build
			enforce: "pre",
			load: (id) => (id.endsWith(".sql") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined),
		},
	],
	test: {
		projects: [
			// What lies beside the code works in process: it need not load the program anew for each file, which took a sixth of the time.
			{ extends: true, test: { name: "beside", include: ["{src,commands,fs-mounts,models,bin}/**/*.test.ts"], isolate: false } },
			{ extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], exclude: ["test/long/**"] } },
		],
		globalSetup: ["test/support/before-all.ts"],
		setupFiles: ["test/support/fixed-seed.ts"],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		// Many tests wait for programs or for time to pass: with one more than most machines of CI have cores, those do work meanwhile.
		maxWorkers: 3,
		sequence: { sequencer: LongestFirst },
	},
});

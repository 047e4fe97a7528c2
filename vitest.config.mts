import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
	plugins: [
		{
			name: "sql-as-text", // as esbuild's text loader does in the build
			enforce: "pre",
			load: (id) => (id.endsWith(".sql") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined),
		},
	],
	test: {
		include: ["{src,commands,fs-mounts,bin,test}/**/*.test.ts"],
		exclude: ["test/long/**", "node_modules/**"],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		maxWorkers: 2,
	},
});

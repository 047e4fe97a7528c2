// A module with all that it imports as one CommonJS text: what a worker thread runs (`import … from "./x.ts?script"`).
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * @param {string} id the module's file, with or without `?script`
 * @returns {Promise<string>} not minified: it may look at names of functions
 */
export async function asScript(id) {
	const file = id.startsWith("file:") ? fileURLToPath(id) : id;
	const { outputFiles } = await build({
		entryPoints: [file.replace(/\?script$/, "")],
		bundle: true,
		platform: "node",
		target: "node20",
		format: "cjs",
		legalComments: "none",
		logLevel: "warning",
		write: false,
	});
	return outputFiles[0].text;
}

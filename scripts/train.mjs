// Trains a shipped model: `node scripts/train.mjs route` reads the data in models/route and writes model.onnx, model.json and card.md
// beside it. The same data gives the same bytes; `--check` writes nothing and ends with status 1 when they differ.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [name, check] = process.argv.slice(2);
if (name === undefined) {
	console.error("usage: node scripts/train.mjs NAME [--check]");
	process.exit(2);
}
const folder = join(root, "models", name);
const cache = join(root, "node_modules", ".cache", `train-${process.pid}`);
mkdirSync(cache, { recursive: true });
let files;
try {
	const outfile = join(cache, "train.cjs");
	await build({ entryPoints: [join(folder, "train.ts")], outfile, bundle: true, platform: "node", format: "cjs", packages: "external", logLevel: "warning" });
	const { trainModel } = createRequire(import.meta.url)(outfile);
	files = await trainModel((file) => readFileSync(join(folder, file), "utf8"));
} finally {
	rmSync(cache, { recursive: true, force: true });
}
let status = 0;
for (const [file, content] of Object.entries(files)) {
	const path = join(folder, file);
	const bytes = Buffer.from(content);
	if (check !== "--check") writeFileSync(path, bytes);
	else if (!readFileSync(path).equals(bytes)) status = 1;
	console.log(`models/${name}/${file}: ${bytes.length} bytes${check === "--check" ? (status ? ", not what is there" : ", the same") : ""}`);
}
console.log(/^## Figures with one writer left out\n.*?(?=^## )/ms.exec(files["card.md"])?.[0] ?? "");
process.exit(status);

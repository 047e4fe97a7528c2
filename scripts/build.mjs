// Builds the program into dist/ (or --out DIR): desk.cjs, the libraries it loads on first use (lib-*.cjs), and V8's code cache.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { asScript } from "./script-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const flag = process.argv.indexOf("--out");
const dist = flag < 0 ? join(root, "dist") : resolve(process.argv[flag + 1]);

/** Libraries that few commands need: a bundle each, so that the others neither read nor compile them. */
const LAZY = [
	"yaml",
	"zod",
	"chrono-node/en",
	"diff",
	"smol-toml",
	"chalk",
	"@noble/hashes/argon2.js",
	"tar-stream",
	"onnx-proto",
	"@huggingface/tokenizers",
	"htmlparser2",
	"iconv-lite",
	"nodemailer/lib/mail-composer",
	"@pydantic/genai-prices",
	"js-tiktoken/ranks/o200k_base",
	"js-tiktoken/ranks/cl100k_base",
];
/** Libraries that share most of their code are one bundle: what it is called, and their modules. */
const TOGETHER = { "mcp-sdk": ["@modelcontextprotocol/sdk/server/index.js", "@modelcontextprotocol/sdk/types.js"] };
/** What runs in worker threads (`import … from "./x.ts?script"`): a text each, read on first use too. */
const SCRIPTS = ["commands/unix/shared/jq-worker.ts", "src/text/extract/extract-worker.ts", "fs-mounts/mail/import/reader-worker.ts"];
const lazyFile = (name) => `lib-${name.replace(/^@/, "").replace(/\.js$/, "").replaceAll("/", "-")}.cjs`;
const scriptFile = (path) => `lib-${basename(path).replace(/\.ts(\?script)?$/, "")}.cjs`;

const common = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	minify: true,
	legalComments: "none",
	logLevel: "warning",
	supported: { "dynamic-import": false }, // code run by node:vm may not import; require is as lazy
};

/** Leaves the lazy libraries out of the main bundle, and SQLite's addon where it is: looking for it costs a dozen stats. */
const outside = {
	name: "outside",
	setup(bundle) {
		const bundles = new Map([...LAZY.map((name) => [name, name]), ...Object.entries(TOGETHER).flatMap(([name, modules]) => modules.map((module) => [module, name]))]);
		bundle.onResolve({ filter: /^[@a-z]/ }, ({ path }) => (bundles.has(path) ? { path: `../${basename(dist)}/${lazyFile(bundles.get(path))}`, external: true } : undefined));
		bundle.onResolve({ filter: /\?script$/ }, ({ path }) => ({ path: `../${basename(dist)}/${scriptFile(path)}`, external: true }));
		bundle.onResolve({ filter: /^bindings$/ }, () => ({ path: "bindings", namespace: "addon" }));
		bundle.onLoad({ filter: /.*/, namespace: "addon" }, () => ({
			contents: 'module.exports = () => require("better-sqlite3/build/Release/better_sqlite3.node");',
			resolveDir: root,
		}));
	},
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
/** The program, told the summaries of its commands. */
const buildMain = (summaries) =>
	build({
		...common,
		entryPoints: { desk: join(root, "bin/main.ts") },
		outdir: dist,
		outExtension: { ".js": ".cjs" },
		loader: { ".sql": "text" },
		define: { DESK_VERSION: JSON.stringify(version), DESK_SUMMARIES: JSON.stringify(summaries) },
		external: ["better-sqlite3/build/*", "keytar", "keytar/*", "onnxruntime-node", "sqlite-vec"], // native addons find their own files
		plugins: [outside],
	});
for (const [name, modules] of [...LAZY.map((library) => [library, [library]]), ...Object.entries(TOGETHER)]) {
	const contents = `module.exports = ${modules.length === 1 ? `require("${modules[0]}")` : `{ ${modules.map((module) => `...require("${module}")`).join(", ")} }`};`;
	await build({ ...common, stdin: { contents, resolveDir: root }, outfile: join(dist, lazyFile(name)) });
}
for (const path of SCRIPTS) {
	writeFileSync(join(dist, scriptFile(path)), `module.exports = ${JSON.stringify(await asScript(join(root, path)))};\n`);
}
// Built once without them, it is asked for them: `desk --help` would load every command to list them.
await buildMain({});
const { program } = createRequire(import.meta.url)(join(dist, "desk.cjs"));
await buildMain(Object.fromEntries(await Promise.all(program.commands.map(async (entry) => [entry.name, (await entry.load()).summary]))));
// The launcher reads it as ASCII, which is faster. esbuild escapes the rest in strings, but not in regular expressions.
const main = join(dist, "desk.cjs");
writeFileSync(main, readFileSync(main, "utf8").replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
// Elsewhere than in the project, the launcher and the models go along.
const bin = flag < 0 ? join(root, "bin", "desk.js") : join(dist, "..", "bin", "desk.js");
if (flag >= 0) {
	mkdirSync(join(dist, "..", "bin"), { recursive: true });
	writeFileSync(bin, readFileSync(join(root, "bin", "desk.js"), "utf8").replace('"dist"', JSON.stringify(basename(dist))), { mode: 0o755 });
	cpSync(join(root, "models"), join(dist, "..", "models"), { recursive: true });
	const modules = join(dist, "..", "node_modules");
	if (!readdirSync(join(dist, "..")).includes("node_modules")) symlinkSync(join(root, "node_modules"), modules);
}

// Code that has run is in the cache compiled; so run what must start fast, and no more: a larger cache takes longer to load.
const home = mkdtempSync(join(tmpdir(), "desk-build-"));
const run = (...args) =>
	execFileSync(process.execPath, [bin, ...args], {
		env: { ...process.env, DESK_HOME: join(home, "desk"), DESK_WARM_CACHE: args[0] === "init" ? "0" : "1", DESK_KEYCHAIN: "off" },
		stdio: ["ignore", "ignore", "inherit"],
	});
try {
	run("init");
	run("ls", "/notes");
	run("--help");
} finally {
	rmSync(home, { recursive: true, force: true });
}
if (!readdirSync(dist).some((name) => name.endsWith(".cache"))) throw new Error("no code cache was written");

// Builds the program into dist/ (or --out DIR): its packs (packs.mjs) with V8's code caches, and the libraries they load on first use (lib-*.cjs).
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { MAIN, packsOf } from "./packs.mjs";
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
/** Those that code imports statically which often needs nothing of them: read when one of their functions is used, and not before. */
const BY_FUNCTION = ["yaml"];
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
		bundle.onResolve({ filter: /^[@a-z]/ }, ({ path, namespace }) => (BY_FUNCTION.includes(path) && namespace !== "by-function" ? { path, namespace: "by-function" } : undefined));
		bundle.onLoad({ filter: /.*/, namespace: "by-function" }, ({ path }) => {
			const names = Object.keys(createRequire(import.meta.url)(path)).filter((name) => /^[a-zA-Z]\w*$/.test(name));
			return { contents: `module.exports = { ${names.map((name) => `get ${name}() { return require("${path}").${name}; }`).join(", ")} };`, resolveDir: root };
		});
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
const packs = await packsOf(root, {
	...common,
	loader: { ".sql": "text" },
	define: { DESK_VERSION: JSON.stringify(version) },
	external: ["better-sqlite3/build/*", "keytar", "keytar/*", "onnxruntime-node", "sqlite-vec"], // native addons find their own files
	plugins: [outside],
});
/** Which pack a module came to lie in. */
const whose = new Map();
/** A pack of the program; the main one is told the summaries of the commands. */
const buildPack = async (name, summaries = {}) => {
	const options = packs.get(name);
	const outfile = join(dist, `${name}.cjs`);
	const { metafile } = await build({ ...options, outfile, metafile: true, define: { ...options.define, DESK_SUMMARIES: JSON.stringify(summaries) } });
	for (const path of Object.keys(metafile.inputs).filter((each) => !each.includes(":") && each !== `${name}.mjs`)) {
		const other = whose.get(path) ?? name;
		if (other !== name) throw new Error(`${path} is in two packs, ${other} and ${name}: its classes and state would be there twice`);
		whose.set(path, name);
	}
	// The launcher reads it as ASCII, which is faster. esbuild escapes the rest in strings, but not in regular expressions.
	writeFileSync(outfile, readFileSync(outfile, "utf8").replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
};
for (const [name, modules] of [...LAZY.map((library) => [library, [library]]), ...Object.entries(TOGETHER)]) {
	const contents = `module.exports = ${modules.length === 1 ? `require("${modules[0]}")` : `{ ${modules.map((module) => `...require("${module}")`).join(", ")} }`};`;
	await build({ ...common, stdin: { contents, resolveDir: root }, outfile: join(dist, lazyFile(name)) });
}
for (const path of SCRIPTS) {
	writeFileSync(join(dist, scriptFile(path)), `module.exports = ${JSON.stringify(await asScript(join(root, path)))};\n`);
}
// Elsewhere than in the project, the launcher and the models go along.
const bin = flag < 0 ? join(root, "bin", "desk.js") : join(dist, "..", "bin", "desk.js");
if (flag >= 0) {
	mkdirSync(join(dist, "..", "bin"), { recursive: true });
	writeFileSync(bin, readFileSync(join(root, "bin", "desk.js"), "utf8").replace('"dist"', JSON.stringify(basename(dist))), { mode: 0o755 });
	cpSync(join(root, "models"), join(dist, "..", "models"), { recursive: true });
	const modules = join(dist, "..", "node_modules");
	if (!readdirSync(join(dist, "..")).includes("node_modules")) symlinkSync(join(root, "node_modules"), modules);
}

for (const name of packs.keys()) await buildPack(name);
// Built once without them, it is asked for them: `desk --help` would load every command to list them.
const { program } = createRequire(import.meta.url)(bin).load(MAIN);
await buildPack(MAIN, Object.fromEntries(await Promise.all(program.commands.map(async (entry) => [entry.name, (await entry.load()).summary]))));

// Code that has run is in the cache compiled; so each pack runs what must start fast, and no more: a larger cache takes longer to load.
const home = mkdtempSync(join(tmpdir(), "desk-build-"));
const run = (packs, ...args) => {
	const { status } = spawnSync(process.execPath, [bin, ...args], {
		env: { ...process.env, DESK_HOME: join(home, "desk"), DESK_WARM_CACHE: packs, DESK_KEYCHAIN: "off" },
		stdio: ["ignore", "ignore", "inherit"],
	});
	if (status !== 0 && status !== 1) throw new Error(`desk ${args.join(" ")} ended with ${status}`); // 1: there is nothing to list
};
try {
	run("none", "init");
	run(MAIN, "ls", "/notes");
	run(MAIN, "--help");
	run("shell,unix,rest", "-c", "echo '# A note' > /notes/a.md; cat /notes/a.md | grep note | head -1");
	run("search", "search", "note");
	run("mail", "mail", "list");
	run("calendar", "calendar", "agenda");
	run("none", "biz", "init", "Shop");
	run("context", "belief", "list", "--quiet");
	run("llm", "usage");
	run("serve", "mount", "--status", "--quiet");
} finally {
	rmSync(home, { recursive: true, force: true });
}
for (const name of packs.keys()) {
	if (!readdirSync(dist).some((file) => file.startsWith(`${name}-`) && file.endsWith(".cache"))) throw new Error(`no code cache of ${name} was written`);
}

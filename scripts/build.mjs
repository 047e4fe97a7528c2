// Builds the program: one CommonJS bundle whose parts are evaluated when first used, then V8's code cache for it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

rmSync(join(root, "dist"), { recursive: true, force: true });
await build({
	entryPoints: { desk: join(root, "bin/main.ts") },
	outdir: join(root, "dist"),
	outExtension: { ".js": ".cjs" },
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	minify: true,
	legalComments: "none",
	loader: { ".sql": "text" },
	define: { DESK_VERSION: JSON.stringify(version) },
	external: ["better-sqlite3", "keytar", "keytar/*"], // native addons find their own files
	logLevel: "warning",
});

// Code that has run is in the cache compiled; so run what must start fast.
const home = mkdtempSync(join(tmpdir(), "desk-build-"));
const run = (...args) =>
	execFileSync(process.execPath, [join(root, "bin/desk.js"), ...args], {
		env: { ...process.env, DESK_HOME: join(home, "desk"), DESK_WARM_CACHE: "1", DESK_KEYCHAIN: "off" },
		input: "warm\n",
		stdio: ["pipe", "ignore", "inherit"],
	});
try {
	run("init");
	run("write", "/notes/warm.md");
	run("--help");
	run("ls", "/notes");
} finally {
	rmSync(home, { recursive: true, force: true });
}
if (!readdirSync(join(root, "dist")).some((name) => name.endsWith(".cache"))) throw new Error("no code cache was written");

// What `npm start` and `npm test` share: a fresh clone has nothing installed and nothing built.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Run a program with its output shown; the script ends with its status when it fails. */
export function run(command, args, options = {}) {
	const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
	if (error !== undefined) throw error;
	if (status !== 0) process.exit(status ?? 1);
}

/** Run programs side by side, the output of each shown when it ends; the script ends with the status of one that fails. */
export async function together(commands) {
	const statuses = commands.map(async ([command, args]) => {
		const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
		const parts = [];
		for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => parts.push(part));
		const status = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
		process.stdout.write(Buffer.concat(parts));
		return status ?? 1;
	});
	const failed = (await Promise.all(statuses)).find((status) => status !== 0);
	if (failed !== undefined) process.exit(failed);
}

/** Install what package-lock.json says, unless that has been done. */
export function install() {
	const [major, minor] = process.versions.node.split(".").map(Number);
	if (major < 20 || (major === 20 && minor < 19)) {
		console.error(`deskfs needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`);
		process.exit(1);
	}
	const done = join(root, "node_modules", ".package-lock.json");
	if (existsSync(done) && statSync(done).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs) return;
	console.log("Installing (SQLite is compiled once; this takes a minute or two)…");
	// Under `npm i -g .` npm's own settings would make this a global install too; and `prepare` is what is running.
	const { npm_config_global: _global, npm_config_location: _location, npm_config_prefix: _prefix, ...env } = process.env;
	// Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which some registry mirrors do not carry.
	run("npm", ["install", "--no-save", "--no-fund", "--no-audit", "--loglevel=error"], { env });
}

/** Build the program into dist/. */
export function build() {
	run(process.execPath, [join(root, "scripts", "build.mjs")]);
}

#!/usr/bin/env node
// The launcher: runs the built program from V8's compiled code, which lies beside it (compiling it anew at every start would cost
// more than opening the database). Plain CommonJS: loading ESM is slower too.

const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(dirname(__dirname), "dist");

const read = (path, encoding) => {
	try {
		return readFileSync(path, encoding);
	} catch (error) {
		if (error.code === "ENOENT") return undefined;
		throw error;
	}
};

/** The packs that run (scripts/packs.mjs): name → { exports, script, cacheFile, isCached }. */
const packs = new Map();

/** What a pack exports; loaded on first use. */
const load = (name) => {
	const known = packs.get(name);
	if (known !== undefined) return known.exports;
	const file = join(dist, `${name}.cjs`);
	// Pure ASCII.
	const source = read(file, "latin1");
	if (source === undefined) {
		process.stderr.write("desk: deskfs is not built; run `npm run build` in its folder\n");
		process.exit(70);
	}
	// V8 refuses code compiled by another version, so each has its own.
	const cacheFile = join(dist, `${name}-${process.versions.v8}-${process.arch}.cache`);
	const cachedData = read(cacheFile);
	const script = new Script(`(function (exports, require, module, __filename, __dirname, desk_module) {${source}\n})`, {
		filename: file,
		...(cachedData === undefined ? {} : { cachedData }),
	});
	const module = { exports: {} };
	// Our own `require` will do: what a pack loads it names from here or from node_modules.
	script.runInThisContext()(module.exports, require, module, file, dist, moduleOf);
	packs.set(name, {
		exports: module.exports,
		script,
		cacheFile,
		isCached: cachedData !== undefined && !script.cachedDataRejected,
	});
	return module.exports;
};

/** A module of a pack, for those of others. */
const moduleOf = (name, path) => load(name).modules[path]();

/** Keep the compiled code for the next start: the first time with a new Node, and when the build asks: of `all` packs, of `none`, or of those named. */
const keepCompiled = () => {
	const asked = process.env.DESK_WARM_CACHE;
	if (asked === "none") return;
	for (const [name, { script, cacheFile, isCached }] of packs) {
		if (isCached && asked !== "all" && !asked?.split(",").includes(name)) continue;
		try {
			writeFileSync(`${cacheFile}.${process.pid}`, script.createCachedData());
			renameSync(`${cacheFile}.${process.pid}`, cacheFile);
		} catch {
			// A read-only installation: every start compiles, nothing else is lost.
		}
	}
};

if (require.main === module) {
	load("desk")
		.desk(process.argv.slice(2))
		.then((status) => {
			keepCompiled();
			// Exit at once: nothing is pending that matters, and waiting for handles costs time.
			process.exit(status);
		});
}

module.exports = { load };

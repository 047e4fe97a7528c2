#!/usr/bin/env node
// The launcher: runs the built program from V8's compiled code, which lies beside it (compiling the bundle anew at every
// start would cost more than opening the database). Plain CommonJS: loading ESM is slower too.

const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(dirname(__dirname), "dist");
const file = join(dist, "desk.cjs");
// V8 refuses code compiled by another version, so each has its own.
const cacheFile = join(dist, `desk-${process.versions.v8}-${process.arch}.cache`);

const read = (path, encoding) => {
	try {
		return readFileSync(path, encoding);
	} catch (error) {
		if (error.code === "ENOENT") return undefined;
		throw error;
	}
};

// The bundle is pure ASCII.
const source = read(file, "latin1");
if (source === undefined) {
	process.stderr.write("desk: deskfs is not built; run `npm run build` in its folder\n");
	process.exit(70);
}
const cachedData = read(cacheFile);
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
	filename: file,
	...(cachedData === undefined ? {} : { cachedData }),
});
const program = { exports: {} };
// Our own `require` will do: what the bundle loads it names from here or from node_modules.
script.runInThisContext()(program.exports, require, program, file, dist);

/** Keep the compiled code for the next start: the first time with a new Node, and when the build asks (`1`, not `0`). */
const keepCompiled = () => {
	const asked = process.env.DESK_WARM_CACHE;
	if (asked === "0" || (asked !== "1" && cachedData !== undefined && !script.cachedDataRejected)) return;
	try {
		writeFileSync(`${cacheFile}.${process.pid}`, script.createCachedData());
		renameSync(`${cacheFile}.${process.pid}`, cacheFile);
	} catch {
		// A read-only installation: every start compiles, nothing else is lost.
	}
};

program.exports.desk(process.argv.slice(2)).then((status) => {
	keepCompiled();
	// Exit at once: nothing is pending that matters, and waiting for handles costs time.
	process.exit(status);
});

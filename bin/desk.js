#!/usr/bin/env node
// The launcher: runs the built program from V8's compiled code, which lies beside it (compiling the bundle anew at every
// start would cost more than opening the database). Plain CommonJS: loading ESM is slower too.
"use strict";
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
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

const source = read(file, "utf8");
if (source === undefined) {
	process.stderr.write("desk: deskfs is not built; run `npm run build` in its folder\n");
	process.exit(70);
}
const cachedData = read(cacheFile);
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
	filename: file,
	...(cachedData === undefined ? {} : { cachedData }),
});
const module_ = { exports: {} };
script.runInThisContext()(module_.exports, createRequire(file), module_, file, dist);

const keepCompiled = () => {
	if (cachedData !== undefined && !script.cachedDataRejected && process.env.DESK_WARM_CACHE === undefined) return;
	try {
		writeFileSync(`${cacheFile}.${process.pid}`, script.createCachedData());
		renameSync(`${cacheFile}.${process.pid}`, cacheFile);
	} catch {
		// A read-only installation: every start compiles, nothing else is lost.
	}
};

module_.exports.desk(process.argv.slice(2)).then((status) => {
	keepCompiled();
	// Exit at once: nothing is pending that matters, and waiting for handles costs time.
	process.exit(status);
});

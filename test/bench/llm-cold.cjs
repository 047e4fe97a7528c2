// One call of the gateway in a process of its own that opens the desk for it, started as bin/desk.js starts the program: from V8's compiled code.
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "..", "dist");
const file = join(dist, "desk.cjs");
const cachedData = readFileSync(join(dist, readdirSync(dist).find((name) => name.endsWith(".cache"))));
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "latin1")}\n})`, { filename: file, cachedData });
if (script.cachedDataRejected) throw new Error("V8 does not take its code cache: build again");
const program = { exports: {} };
script.runInThisContext()(program.exports, (name) => require(name.startsWith("../dist/") ? join(dist, name.slice(8)) : name), program, file, dist);

const { gateway, mounts, Store, Vfs } = program.exports;
const messages = [{ role: "user", content: "Which of my notes are about the garden?" }];
(async () => {
	const { Gateway } = await gateway();
	const store = await Store.open(process.env.DESK_HOME);
	const one = await Gateway.open(new Vfs(store, mounts, "user"), { home: process.env.DESK_HOME, warn() {} });
	await one.call({ feature: "bench", messages, model: "local", ...(process.argv[2] === "ungated" ? { personal: [] } : {}) });
	process.exit(0);
})();

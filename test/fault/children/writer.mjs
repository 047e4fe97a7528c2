// Loads the program, waits for its orders, then works until it is killed. Says the number of each operation that is acknowledged.
import { once } from "node:events";
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { bytesOf, operations } from "./operations.mjs";

const { collectGarbage, erase, mounts, Store, Vfs } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
writeSync(1, "up\n");
const [orders] = await once(process.stdin, "data");
const { seed, state } = JSON.parse(orders.toString());

const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");
const options = { cause: "writer" };

async function* pieces(bytes) {
	for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const DO = {
	write: ({ path, segments }) => vfs.write(path, pieces(bytesOf(segments)), { ...options, parents: true }),
	append: ({ path, segments }) => vfs.write(path, bytesOf(segments), { ...options, at: "end" }),
	rename: ({ path, to }) => vfs.change([{ op: "mkdir", path: to.slice(0, to.lastIndexOf("/")), parents: true }, { op: "rename", path, to, replace: true }], options),
	remove: ({ path }) => vfs.change([{ op: "remove", path }], options),
	several: async ({ writes }) => {
		const changes = [{ op: "mkdir", path: "/files/set", parents: true }];
		for (const [path, segments] of writes) changes.push({ op: "write", path, content: await vfs.stage(bytesOf(segments)) });
		await vfs.change(changes, options);
	},
	erase: ({ path }) => erase(vfs, path, { dryRun: false }),
	collect: () => collectGarbage(vfs, { history: 0, trash: 0, rejected: 0 }, { dryRun: false, cause: "gc" }),
};

let done = 0;
for (const { operation } of operations(seed, state)) {
	await DO[operation.op](operation);
	writeSync(1, `${++done}\n`);
}

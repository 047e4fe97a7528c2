// One of the bench's 20 writers: small files, one durable change set each, through the built program's own code.
import { createRequire } from "node:module";

const { mounts, Store, Vfs } = createRequire(import.meta.url)("../../bin/desk.js").load("desk");
const [id, count] = process.argv.slice(2);
const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");
for (let at = 0; at < Number(count); at++) {
	await vfs.write(`/files/writers/${id}/${at}.txt`, `writer ${id}, file ${at}\n`, { cause: "bench", parents: true });
}
store.close();

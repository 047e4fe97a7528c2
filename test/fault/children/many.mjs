// One of many writers at once: files of its own, lines to one common file, or one file that all overwrite. Says when each is done.
import { createRequire } from "node:module";

const { mounts, Store, Vfs } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
const [what, id, count] = process.argv.slice(2);
const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");

const WORK = {
	files: (at) => vfs.write(`/files/${id}/${at}.txt`, `writer ${id}, file ${at}\n`, { cause: "many", parents: true }),
	lines: (at) => vfs.write("/files/lines.txt", `writer ${id}, line ${at}, ${"x".repeat(Number(id))}\n`, { cause: "many", at: "end" }),
	// One letter throughout, as many as that letter stands for: a reader sees at once whether it has a mixture.
	same: (at) => {
		const letter = (Number(id) + at) % 20;
		return vfs.write("/files/same.txt", Buffer.alloc(letter % 2 === 0 ? 1000 + letter : 600_000 + letter, 97 + letter), { cause: "many" });
	},
};
for (let at = 0; at < Number(count); at++) await WORK[what](at);
store.close();

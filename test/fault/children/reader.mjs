// Reads until its input ends, and dies at the first torn file or failed listing. Says how often it has looked.
import { createRequire } from "node:module";

const { mounts, Store, Vfs } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
let going = true;
process.stdin.on("end", () => (going = false)).resume();
const SIZES = new Set(Array.from({ length: 20 }, (_, letter) => (letter % 2 === 0 ? 1000 + letter : 600_000 + letter)));
const seen = new Set();
let looks = 0;
const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");
while (going) {
	const bytes = await vfs.readAll("/files/same.txt");
	const letter = bytes[0] - 97;
	const size = letter % 2 === 0 ? 1000 + letter : 600_000 + letter;
	if (bytes.length !== size || !bytes.equals(Buffer.alloc(size, bytes[0]))) throw new Error(`torn: ${bytes.length} bytes that begin with ${bytes[0]}`);
	const stat = await vfs.stat("/files/same.txt");
	if (!SIZES.has(stat.size)) throw new Error(`size ${stat.size}`);
	const lines = (await vfs.readAll("/files/lines.txt")).toString();
	if (!/^(writer \d+, line \d+, x*\n)*$/.test(lines)) throw new Error("a torn line");
	for await (const entry of vfs.walk("/files")) if (entry.kind === "file") seen.add(entry.path);
	looks++;
	await new Promise((resolve) => setImmediate(resolve));
}
store.close();
process.stdout.write(JSON.stringify({ looks, seen: seen.size }));

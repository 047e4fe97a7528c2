// Collects with no retention at all, again and again until its input ends. Says how often.
import { createRequire } from "node:module";

const { collectGarbage, mounts, Store, Vfs } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
let going = true;
process.stdin.on("end", () => (going = false)).resume();
const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");
let rounds = 0;
while (going) {
	await collectGarbage(vfs, { history: 0, trash: 0, rejected: 0 }, { dryRun: false, cause: "gc" });
	rounds++;
	await new Promise((resolve) => setTimeout(resolve, 5));
}
store.close();
process.stdout.write(String(rounds));

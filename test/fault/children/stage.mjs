// Stages a large content, then dies as asked: after staging, after placing chunks in an open transaction, or after the commit.
import { createRequire } from "node:module";

const { Store } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
const [when, size] = process.argv.slice(2);
const store = await Store.open(process.env.DESK_HOME);
const bytes = Buffer.alloc(Number(size));
for (let at = 0; at < bytes.length; at += 4) bytes.writeInt32LE(Math.imul(at, 2_654_435_761), at);
const staged = await store.content.stage([bytes]);
if (when !== "staged") {
	store.database.driver.exec("BEGIN IMMEDIATE");
	store.content.commit(staged);
	if (when === "committed") store.database.driver.exec("COMMIT");
}
process.stdout.write("ready\n", () => process.kill(process.pid, "SIGKILL"));

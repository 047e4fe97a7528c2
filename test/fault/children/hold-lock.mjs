// Takes the write lock, says so, and keeps it for the given time (ms).
import { createRequire } from "node:module";

const { Store } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
const store = await Store.open(process.env.DESK_HOME);
store.database.driver.exec("BEGIN IMMEDIATE");
process.stdout.write("locked\n");
setTimeout(() => {
	store.database.driver.exec("ROLLBACK");
	store.close();
}, Number(process.argv[2]));

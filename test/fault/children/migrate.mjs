// Opens the database with the given migrations, as one of several processes at once.
import { createRequire } from "node:module";

const { Database } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
const [key, ...migrations] = process.argv.slice(2);
const database = Database.open(process.env.DESK_HOME, Buffer.from(key, "hex"), migrations);
if (database.get("SELECT 1 FROM sqlite_schema WHERE name = 'added'") === undefined) throw new Error("it was not migrated");
database.close();

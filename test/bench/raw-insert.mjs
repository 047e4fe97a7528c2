// The floor of an import: read every file of a folder, and insert it as a row and as full text, in one transaction.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const Driver = createRequire(import.meta.url)("better-sqlite3");
const [folder, file] = process.argv.slice(2);
const db = new Driver(file);
db.pragma("cipher='aegis'");
db.pragma(`key='raw:${"ab".repeat(32)}'`);
db.pragma("page_size=16384");
db.pragma("journal_mode=WAL");
db.pragma("synchronous=FULL");
db.exec("CREATE TABLE note (id INTEGER PRIMARY KEY, path TEXT, text TEXT); CREATE VIRTUAL TABLE ft USING fts5 (title, body, tokenize='porter unicode61 remove_diacritics 2')");
const put = db.prepare("INSERT INTO note VALUES (?, ?, ?)");
const index = db.prepare("INSERT INTO ft (rowid, title, body) VALUES (?, ?, ?)");
db.exec("BEGIN IMMEDIATE");
let id = 0;
for (const part of readdirSync(folder)) {
	for (const name of readdirSync(join(folder, part))) {
		const text = readFileSync(join(folder, part, name), "utf8");
		put.run(++id, `/notes/${part}/${name}`, text);
		index.run(id, name, text);
	}
}
db.exec("COMMIT");
db.close();

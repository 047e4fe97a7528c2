/** Text that takes long to get out of a file (`Format.extract`): kept by content, so that copies and moves cost nothing. */
import type { Database } from "../store/index.ts";

// Loaded when the first such file is met: most processes never need it.
const zlib = () => process.getBuiltinModule("node:zlib");

/** What is known of content's text: none of the three while it waits. */
interface Row {
	text: Buffer | null;
	error: string | null;
}

/** The extracted text of content, or "" until it is there; then `kind` is noted as waiting. Only inside the write transaction. */
export function extractedText(database: Database, content: number, kind: string): string {
	const known = readExtracted(database, content);
	if (known === undefined) database.run("INSERT OR IGNORE INTO extract (content, kind) VALUES (?, ?)", content, kind);
	return known ?? "";
}

/** The extracted text of content; undefined when none is kept: it is plain text, waits, or could not be extracted ("" then). */
export function readExtracted(database: Database, content: number): string | undefined {
	const row = database.get<Row>("SELECT text, error FROM extract WHERE content = ?", content);
	if (row === undefined) return undefined;
	return row.text === null ? "" : zlib().inflateRawSync(row.text).toString("utf8");
}

/** Keep what was extracted. Only inside the write transaction. */
export function keepExtracted(database: Database, content: number, found: { text: string } | { error: string }): void {
	const text = "text" in found ? zlib().deflateRawSync(found.text, { level: 3 }) : null;
	const error = "error" in found ? found.error : null;
	database.run("UPDATE extract SET text = ?, error = ? WHERE content = ?", text, error, content);
}

const WAITING = "SELECT content FROM extract WHERE text IS NULL AND error IS NULL";

/** Whether some file's text is to be extracted yet. */
export function isWaiting(database: Database): boolean {
	return database.get(WAITING) !== undefined;
}

/** The contents whose text is to be extracted yet, with their kinds. */
export function waiting(database: Database): { content: number; kind: string }[] {
	return database.all(`SELECT content, kind FROM extract WHERE content IN (${WAITING}) ORDER BY content`);
}

/** Try again what could not be extracted. Only inside the write transaction. */
export function retryExtraction(database: Database): void {
	database.run("UPDATE extract SET error = NULL WHERE error IS NOT NULL");
}

/** Remove the text of content that no file holds any more. Only inside the write transaction. */
export function forgetExtracted(database: Database, contents: Iterable<number>): void {
	for (const id of contents)
		database.run("DELETE FROM extract WHERE content = @id AND NOT EXISTS (SELECT 1 FROM node WHERE content = @id)", {
			id,
		});
}

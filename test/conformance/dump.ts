import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Vfs } from "../../src/vfs/index.ts";

/**
 * All rows of all tables, the terms of the search index, and the names of all chunk files: two equal dumps are the same desk.
 * Tables in `except` are left out.
 */
export async function dump(vfs: Vfs, except: readonly string[] = []): Promise<Record<string, unknown>> {
	const { database, home } = vfs.store;
	const names = database
		.all<{ name: string; sql: string | null }>("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
		.filter(
			({ name, sql }) =>
				!/^(text_|sqlite_)/.test(name) && !/^CREATE VIRTUAL/i.test(sql ?? "") && !except.includes(name),
		);
	const tables: Record<string, unknown> = {};
	for (const { name } of names)
		tables[name] = database.all<Record<string, unknown>>(`SELECT * FROM "${name}"`).map(row).sort();
	database.driver.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, text, 'instance')");
	tables.terms = database.all<Record<string, unknown>>("SELECT term, doc, col, offset FROM temp.terms").map(row).sort();
	database.driver.exec("DROP TABLE temp.terms");
	const blobs = join(home, "blobs");
	if (!except.includes("blobs")) {
		tables.blobs = existsSync(blobs)
			? readdirSync(blobs, { recursive: true, withFileTypes: true })
					.filter((entry) => entry.isFile())
					.map(({ name }) => name)
					.sort()
			: [];
	}
	return tables;
}

/** One row as text: bytes are shown as text where they are text. */
function row(values: Record<string, unknown>): string {
	return JSON.stringify(values, (_, value: unknown) => {
		const bytes =
			typeof value === "object" && value !== null && (value as { type?: string }).type === "Buffer"
				? Buffer.from((value as { data: number[] }).data)
				: undefined;
		return bytes === undefined ? value : bytes.toString("latin1").slice(0, 2000);
	});
}

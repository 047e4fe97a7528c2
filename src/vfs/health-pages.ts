import { DATABASE_FILE, type Database } from "../store/index.ts";
import type { Finding } from "./health.ts";
import { attempt, scan } from "./health-tree.ts";
import { KERNEL_TABLES } from "./project.ts";

/**
 * SQLite's own check of all pages, of the indexes and of what the search index keeps in them; when pages cannot be read, table by
 * table to say which are affected.
 * @param projections the mounts' own tables, which `desk reindex` makes anew
 */
export function checkPages(database: Database, projections: ReadonlySet<string>): Finding[] {
	const found = attempt(() => integrity(database, "integrity_check"));
	// After one page that cannot be read it says so of many, so the tables are asked one by one.
	if (found === "damaged" || found.some((row) => row.includes("unable to get the page")))
		return [...damagedTables(database, projections), ...checkIndex(database)];
	const lines = found.flatMap((row) => row.split("\n")).filter((line) => !/^\*\*\*|^$/.test(line));
	const isIndex = (line: string) => /\bfts5\b/i.test(line);
	// What `desk reindex` leaves where a damaged table was: no data, no harm.
	const isUnused = (line: string) => line.endsWith(": never used");
	const unused = lines.filter(isUnused).length;
	const findings = lines
		.filter((line) => !isIndex(line) && !isUnused(line))
		.slice(0, 20)
		.map(error);
	// SQLite ends its list after a hundred lines.
	const index = findings.length > 0 ? checkIndex(database) : [indexFinding(!lines.some(isIndex))];
	if (unused > 0)
		findings.unshift({
			check: "pages",
			level: "warning",
			detail: `${unused} pages that nothing uses, where a damaged table was`,
			path: DATABASE_FILE,
		});
	if (findings.length === 0) {
		const count = database.driver.pragma("page_count", { simple: true });
		findings.push({ check: "pages", level: "ok", detail: `${count} database pages, all whole` });
	}
	return [...findings, ...index];
}

function error(detail: string): Finding {
	return { check: "pages", level: "error", detail, path: DATABASE_FILE };
}

function damagedTables(database: Database, projections: ReadonlySet<string>): Finding[] {
	const tables: string[] = [];
	const listed = scan<{ name: string }>(
		database,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
		({ name }) => tables.push(name),
	);
	if (!listed) return [error("damaged where it lists its tables")];
	const damaged = tables.filter((table) => {
		const found = attempt(() => integrity(database, `quick_check("${table}")`));
		return found === "damaged" || found.length > 0;
	});
	if (damaged.length === 0) return [error("damaged in pages that no table uses")];
	return damaged.map((table) =>
		error(
			KERNEL_TABLES.includes(table) || table.startsWith("text_") || projections.has(table)
				? `damaged in table ${table}, which \`desk reindex\` makes anew`
				: `damaged in table ${table}; restore ${DATABASE_FILE} from a backup`,
		),
	);
}

/** The search index alone, which is a table without pages of its own. */
function checkIndex(database: Database): Finding[] {
	const found = attempt(() => integrity(database, 'quick_check("text")'));
	return [indexFinding(found !== "damaged" && found.length === 0)];
}

function indexFinding(isWhole: boolean): Finding {
	return isWhole
		? { check: "index", level: "ok", detail: "the search index is consistent" }
		: {
				check: "index",
				level: "error",
				detail: "the search index is damaged; `desk reindex` makes it anew",
				path: DATABASE_FILE,
			};
}

/** What SQLite complains of. @throws SQLITE_CORRUPT for a page that cannot be read */
function integrity(database: Database, pragma: string): string[] {
	const rows = database.driver.pragma(pragma) as Record<string, string>[];
	return rows.flatMap((row) => Object.values(row)).filter((text) => text !== "ok");
}

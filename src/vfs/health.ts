import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../base/config.ts";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { humanSize } from "../base/size.ts";
import {
	abandonedStaging,
	asDeskError,
	DATABASE_FILE,
	describeKey,
	isDamage,
	keyFileIsPrivate,
	SCHEMA_VERSION,
	unfinishedDatabases,
	unfinishedKeyFiles,
} from "../store/index.ts";
import type { TreeReader } from "./mount.ts";
import { isWithin } from "./path.ts";

/** What one check found. An `error` is something that is or may soon be lost; a `warning` is advice. */
export interface Finding {
	check: string;
	level: "ok" | "warning" | "error";
	/** A clause for people. */
	detail: string;
	/** The path in the tree, or the file below `$DESK_HOME`, that it is about. */
	path?: string;
}

const MIB = 2 ** 20;
/** Free space below which every write is at risk, and below which it is time to act (bytes). */
const SPACE = { error: 100 * MIB, warning: 1024 * MIB };
/** SQLite empties the write-ahead log at 16 MB; one this large means that a reader has been open for long. */
const LARGE_WAL = 64 * MIB;

const ok = (check: string, detail: string): Finding => ({ check, level: "ok", detail });

/** The checks that need no open database: they also run when it cannot be opened. */
const HOME_CHECKS: Readonly<Record<string, (home: string) => Finding | Promise<Finding>>> = {
	key(home) {
		const { store, protected: isProtected, note } = describeKey(home);
		if (isProtected) return ok("key", note);
		return {
			check: "key",
			level: store === "file" && !keyFileIsPrivate(home) ? "error" : "warning",
			detail: note,
		};
	},
	space(home) {
		const { bavail, bsize } = statfsSync(home);
		const free = bavail * bsize;
		const detail = `${humanSize(free)} free on the disk`;
		if (free >= SPACE.warning) return ok("space", detail);
		return {
			check: "space",
			level: free < SPACE.error ? "error" : "warning",
			detail: `only ${humanSize(free)} free on the disk; make room, or move DESK_HOME`,
		};
	},
	async config(home) {
		const settings = await readConfig(home);
		const changed = [...settings.values()].filter((setting) => setting.source !== "default").length;
		return ok(
			"config",
			changed === 0 ? "all settings at their defaults" : `${changed} ${changed === 1 ? "setting" : "settings"} changed`,
		);
	},
	wal(home) {
		const size = sizeOf(join(home, `${DATABASE_FILE}-wal`));
		if (size < LARGE_WAL) return ok("wal", `write-ahead log of ${humanSize(size)}`);
		const detail = `the write-ahead log has grown to ${humanSize(size)}; end the process that keeps the desk open, then run \`desk gc\``;
		return { check: "wal", level: "warning", detail, path: `${DATABASE_FILE}-wal` };
	},
	leftovers(home) {
		const count =
			unfinishedKeyFiles(home).length + unfinishedDatabases(home).length + abandonedStaging(join(home, "blobs")).length;
		if (count === 0) return ok("leftovers", "nothing left by killed processes");
		return {
			check: "leftovers",
			level: "warning",
			detail: `${count} left by killed processes; opening the desk removes ${count === 1 ? "it" : "them"}`,
		};
	},
};

/** What can be said without the database: key, disk, settings, leftovers. Never throws for what it finds. */
export async function checkHome(home: string): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const [check, run] of Object.entries(HOME_CHECKS)) {
		try {
			findings.push(await run(home));
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			findings.push({ check, level: "error", detail: error.sentence });
		}
	}
	return findings;
}

/** What the open desk says at once: schema, projections, files that could not be read in full. Never throws for damage. */
export async function checkDesk(tree: TreeReader): Promise<Finding[]> {
	const findings = guarded("schema", () => {
		const version = tree.get<{ version: number }>("SELECT user_version AS version FROM pragma_user_version")?.version;
		return [ok("schema", `schema ${version} of ${SCHEMA_VERSION}`)];
	});
	findings.push(
		...guarded("index", () => {
			if (tree.get("SELECT 1 FROM meta WHERE key = 'reindex'") === undefined) return [];
			return [
				{
					check: "index",
					level: "warning",
					detail:
						"the files were indexed by an older version, or a reindex was not finished, so searches may miss some; run `desk reindex`",
				},
			];
		}),
	);
	findings.push(
		...guarded("jobs", () => {
			const dead = tree.get<{ count: number }>("SELECT count(*) AS count FROM job WHERE status = 'dead'")?.count ?? 0;
			if (dead === 0) return [];
			const what = dead === 1 ? "a job has failed for good" : `${dead} jobs have failed for good`;
			const detail = `${what}; \`desk jobs list --status dead\` says why, \`desk jobs retry\` tries again`;
			return [{ check: "jobs", level: "warning", detail }];
		}),
	);
	findings.push(
		...guarded("extract", () =>
			tree
				.all<{ node: number; error: string | null }>(
					"SELECT node.id AS node, error FROM extract JOIN node ON node.content = extract.content WHERE text IS NULL",
				)
				.map(({ node, error }) => ({ error, path: tree.pathOf(node) ?? `node ${node}` }))
				.filter(({ path }) => !isWithin(path, "/trash"))
				.map(({ error, path }) => ({
					check: "extract",
					level: "warning",
					detail:
						error === null
							? "its text is not extracted yet; the next search, or `desk reindex`, does it"
							: `its text cannot be searched: ${error}`,
					path,
				})),
		),
	);
	findings.push(...guarded("vectors", () => vectorFindings(tree)));
	for (const entry of tree.mounts) {
		const { tables } = await entry.load();
		const { version, problems } = tables ?? {};
		if (version === undefined || problems === undefined) continue;
		findings.push(
			...guarded(entry.name, () => {
				// A table of another version is made anew when the mount is used.
				if (tree.get("SELECT 1 FROM projection WHERE mount = ? AND version = ?", entry.name, version) === undefined)
					return [];
				return tree.all<{ node: number; problem: string }>(problems).map(({ node, problem }) => ({
					check: entry.name,
					level: "warning",
					detail: problem,
					path: tree.pathOf(node) ?? `node ${node}`,
				}));
			}),
		);
	}
	return findings;
}

/** How much of what is searched has vectors. Searches make what is missing, so it is no fault. */
function vectorFindings(tree: TreeReader): Finding[] {
	const { files, waiting } = tree.get<{ files: number; waiting: number }>(
		"SELECT count(*) AS files, count(*) FILTER (WHERE id NOT IN (SELECT node FROM embedded)) AS waiting FROM text_docsize",
	) ?? { files: 0, waiting: 0 };
	if (files === 0) return [];
	if (waiting === 0) return [ok("vectors", `all ${files} files can be found by meaning`)];
	const detail = `${waiting} of ${files} files wait for their vectors; searches make them, or \`desk reindex --vectors\` at once`;
	return [ok("vectors", detail)];
}

/** Findings of a check; when it hits damage, that. @throws what is no damage */
export function guarded(check: string, run: () => Finding[]): Finding[] {
	try {
		return run();
	} catch (error) {
		return [damageFound(check, error)];
	}
}

/** What a check says that hit damage. @throws the error when it is none that damage causes */
export function damageFound(check: string, error: unknown): Finding {
	if (!isDamage(error)) throw error;
	return {
		check,
		level: "error",
		detail: `${messageOf(asDeskError(error, DATABASE_FILE))}; it could not be checked`,
		path: DATABASE_FILE,
	};
}

function sizeOf(file: string): number {
	try {
		return statSync(file).size;
	} catch (error) {
		if (codeOf(error) === "ENOENT") return 0;
		throw error;
	}
}

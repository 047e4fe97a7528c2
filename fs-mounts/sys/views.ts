/** What the files of /sys say. */
import { now, toIso } from "../../src/base/clock.ts";
import { CONFIG, type ConfigClass, readConfig, variableOf } from "../../src/base/config.ts";
import { DeskError } from "../../src/base/errors.ts";
import { VERSION } from "../../src/base/version.ts";
import { zoneOf } from "../../src/base/zone.ts";
import { listJobs } from "../../src/jobs/index.ts";
import { knownCost, periodsAt, totals } from "../../src/llm/index.ts";
import { sqliteVersion } from "../../src/store/index.ts";
import { checkDesk, checkHome, printable, rejectedName, type TreeReader, type ViewEntry } from "../../src/vfs/index.ts";

/** How many changes /sys/log shows; `desk log` shows all. */
const LOG_LENGTH = 1000;

/** All settings as TOML: class, where the value comes from, and what it is for, as comments. Secrets are never in it. */
export async function config(tree: TreeReader): Promise<string> {
	const head = "# The settings of this desk. Read-only here: `desk config set KEY VALUE` changes one.\n";
	let settings: Awaited<ReturnType<typeof readConfig>>;
	try {
		settings = await readConfig(tree.home);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return `${head}\n# ${printable(error.sentence)}\n`;
	}
	const sections = new Map<string, string[]>();
	for (const [key, { value, source }] of settings) {
		const known: { class: ConfigClass; fallback: unknown; about: string } = CONFIG[key];
		if (known.class === "secret") continue;
		const [section = "", name = ""] = key.split(".");
		const lines = sections.get(section) ?? [`\n[${section}]\n`];
		const from =
			source === "environment" ? `from ${variableOf(key)}` : source === "file" ? "from config.toml" : "the default";
		lines.push(
			`# ${known.about}\n# ${known.class}; ${from}; default ${JSON.stringify(known.fallback)}\n${name} = ${JSON.stringify(value)}\n`,
		);
		sections.set(section, lines);
	}
	return head + [...sections.values()].flat().join("");
}

/** What `desk doctor` says without `--deep`: level, check, path, detail; tab-separated. */
export async function health(tree: TreeReader): Promise<string> {
	const findings = [...(await checkHome(tree.home)), ...(await checkDesk(tree))];
	return findings.map(({ level, check, path, detail }) => line([level, check, path ?? "", detail])).join("");
}

/** All mounts with the number of files and their bytes: a header line, then one line each; tab-separated. */
export async function mounts(tree: TreeReader): Promise<string> {
	const counts = new Map(
		tree
			.all<{ name: string; files: number; bytes: number }>(
				`WITH RECURSIVE below (mount, id, kind, size) AS (
					SELECT name, id, kind, size FROM node WHERE parent = 1
					UNION ALL SELECT below.mount, node.id, node.kind, node.size FROM node JOIN below ON node.parent = below.id WHERE below.kind = 0)
				SELECT mount AS name, sum(kind <> 0) AS files, sum(size) AS bytes FROM below GROUP BY mount`,
			)
			.map((row) => [row.name, row]),
	);
	const rows = await Promise.all(
		tree.mounts.map(async (entry) => {
			const count = counts.get(entry.name);
			return [entry.name, count?.files ?? 0, count?.bytes ?? 0, (await entry.load()).summary];
		}),
	);
	return [["name", "files", "bytes", "summary"], ...rows].map(line).join("");
}

/** The newest changes, newest first: number, time (UTC), actor, files, cause; tab-separated. */
export async function log(tree: TreeReader): Promise<string> {
	return tree
		.all<{ id: number; at: number; actor: string; files: number; cause: string | null }>(
			`SELECT id, at, actor, cause, (SELECT count(*) FROM change WHERE change_set = s.id) AS files FROM change_set s ORDER BY id DESC LIMIT ${LOG_LENGTH}`,
		)
		.map((row) => line([row.id, toIso(row.at), row.actor, row.files, row.cause ?? "(erased)"]))
		.join("");
}

/** Calls of language models, of today and this month by feature and by model: a header line, then one line each; tab-separated. */
export function usage(tree: TreeReader): string {
	const zone = zoneOf(process.env);
	const { day, month } = periodsAt(now(), zone);
	const rows = [day, month].flatMap((period) =>
		(["feature", "model"] as const).flatMap((by) =>
			totals(tree, period.start, by, zone).map((sum) => [
				period.name,
				by,
				sum.key,
				sum.calls,
				sum.failed,
				sum.input,
				sum.output,
				sum.cached,
				knownCost(sum) ?? "unknown",
				sum.unpriced,
			]),
		),
	);
	const head = ["period", "by", "key", "calls", "failed", "input", "output", "cached", "cost", "unpriced"];
	return [head, ...rows].map(line).join("");
}

/** How many jobs /sys/jobs shows; `desk jobs list --status STATUS` shows all. */
const JOBS_LENGTH = 1000;

/** The newest jobs, newest first: a header line, then one line each; tab-separated. */
export function jobs(tree: TreeReader): string {
	const rows = listJobs(tree, { limit: JOBS_LENGTH }).map((job) => [
		...[job.id, job.kind, job.key, job.status, job.attempts, toIso(job.added), toIso(job.due)],
		...[job.ended === null ? "" : toIso(job.ended), job.done ?? "", job.total ?? "", job.note ?? "", job.error ?? ""],
	]);
	const head = ["job", "kind", "key", "status", "attempts", "added", "due", "ended", "done", "total", "note", "error"];
	return [head, ...rows].map(line).join("");
}

/** Versions, one a line: `deskfs 1.2.3`. */
export async function version(): Promise<string> {
	const { sqlite, cipher } = sqliteVersion();
	return `deskfs ${VERSION}\nnode ${process.versions.node}\nsqlite ${sqlite}\ncipher ${cipher}\nplatform ${process.platform}-${process.arch}\n`;
}

interface Rejected {
	id: number;
	path: string;
	at: number;
	content: number;
	size: number;
}

/** The refused writes that are kept. */
export function listRejected(tree: TreeReader): ViewEntry[] {
	return tree
		.all<Rejected>("SELECT r.id, path, at, content, size FROM rejected r JOIN content ON content.id = r.content")
		.map((row) => ({ name: rejectedName(row.id, row.path), size: row.size, mtime: row.at }));
}

/** The bytes of a refused write. @throws DeskError ENOENT */
export function readRejected(name: string, tree: TreeReader) {
	const row = tree.get<Rejected>("SELECT id, path, content FROM rejected WHERE id = ?", Number.parseInt(name, 10));
	if (row === undefined || rejectedName(row.id, row.path) !== name) {
		throw new DeskError("ENOENT", "there is no such refused write", {
			at: `/sys/rejected/${name}`,
			todo: "`desk rejected` lists them",
		});
	}
	return tree.stream(row.content);
}

function line(cells: readonly (string | number)[]): string {
	return `${cells.map((cell) => printable(String(cell))).join("\t")}\n`;
}

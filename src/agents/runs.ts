/** Runs of agents in the database: what they said, did and read, and plans that wait for an approval. */
import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { isOwnerAlive, ownerName, type Staged, type Store } from "../store/index.ts";
import { type Change, type Permissions, packPath, type TreeReader } from "../vfs/index.ts";

export type RunStatus = "running" | "done" | "waiting" | "refused" | "failed" | "cancelled" | "conflict" | "killed";
export type StepKind = "system" | "task" | "answer" | "call" | "result" | "note";

/** A run as it is remembered. */
export interface Run {
	readonly id: number;
	readonly agent: string;
	/** SHA-256 of its definition. */
	readonly definition: string;
	readonly task: string;
	readonly at: Micros;
	readonly ended: Micros | null;
	readonly status: RunStatus;
	readonly model: string | null;
	readonly tokens: number;
	/** USD; null when a price is not known. */
	readonly cost: number | null;
	readonly answer: string | null;
	readonly error: string | null;
	/** The change set that it made. */
	readonly change: number | null;
	readonly signature: string | null;
	readonly permissions: Permissions;
}

export interface Step {
	readonly seq: number;
	readonly at: Micros;
	readonly kind: StepKind;
	readonly title: string;
	readonly text: string;
}

type Row = Omit<Run, "permissions" | "change"> & {
	owner: string | null;
	permissions: string;
	change_set: number | null;
};

/** The actor of a run: `agent:NAME`; a kept change of an MCP client has the client's, `mcp:NAME`. */
export function actorOfRun({ agent }: Pick<Run, "agent">): string {
	return agent.startsWith("mcp:") ? agent : `agent:${agent}`;
}

/** Runs as they are remembered. */
export class RunReader {
	/** What is asked. */
	readonly rows: Pick<TreeReader, "all" | "get">;

	constructor(rows: Pick<TreeReader, "all" | "get">) {
		this.rows = rows;
	}

	/** Newest first. */
	list(filter: { agent?: string | undefined; limit?: number } = {}): Run[] {
		return this.rows
			.all<Row>(
				"SELECT * FROM agent_run WHERE coalesce(?, agent) = agent ORDER BY id DESC LIMIT ?",
				filter.agent ?? null,
				filter.limit ?? 1000,
			)
			.map(toRun);
	}

	/** @throws DeskError ENOENT */
	get(id: number): Run {
		const row = this.rows.get<Row>("SELECT * FROM agent_run WHERE id = ?", id);
		if (row !== undefined) return toRun(row);
		throw new DeskError("ENOENT", `there is no run ${id}`, { at: "agent", todo: "`desk agent logs` lists the runs" });
	}

	steps(run: number, after = 0): Step[] {
		return this.rows.all<Step>(
			"SELECT seq, at, kind, title, text FROM agent_step WHERE run = ? AND seq > ? ORDER BY seq",
			run,
			after,
		);
	}
}

/** The tables of runs of one desk. */
export class Runs extends RunReader {
	readonly #store: Store;

	constructor(store: Store) {
		super(store.database);
		this.#store = store;
	}

	/** A new run of this process. @returns its number */
	async start(run: { agent: string; definition: string; task: string; permissions: Permissions }): Promise<number> {
		const { database } = this.#store;
		const sql =
			"INSERT INTO agent_run (agent, definition, task, at, status, owner, permissions) VALUES (?, ?, ?, ?, 'running', ?, ?)";
		return await database.write(() =>
			Number(
				database.run(sql, run.agent, run.definition, run.task, now(), ownerName(), JSON.stringify(run.permissions))
					.lastInsertRowid,
			),
		);
	}

	/** Note what happened, with what was read for it. */
	async note(
		run: number,
		steps: readonly Omit<Step, "seq" | "at">[],
		reads: ReadonlyMap<string, number> = new Map(),
	): Promise<void> {
		const { database } = this.#store;
		await database.write(() => {
			if (database.get("SELECT 1 FROM agent_run WHERE id = ?", run) === undefined) return; // erased meanwhile
			const last =
				database.get<{ seq: number | null }>("SELECT max(seq) AS seq FROM agent_step WHERE run = ?", run)?.seq ?? 0;
			for (const [index, { kind, title, text }] of steps.entries())
				database.run(
					"INSERT INTO agent_step VALUES (?, ?, ?, ?, ?, ?)",
					run,
					last + 1 + index,
					now(),
					kind,
					title,
					text,
				);
			for (const [path, node] of reads)
				database.run(
					"INSERT OR IGNORE INTO agent_read VALUES (?, ?, ?)",
					run,
					packPath(path),
					node === 0 ? null : node,
				);
		});
	}

	/** What a call has used. */
	async spent(run: number, model: string, tokens: number, cost: number | undefined): Promise<void> {
		const { database } = this.#store;
		await database.write(() =>
			database.run(
				"UPDATE agent_run SET model = ?, cost = CASE WHEN ? IS NULL OR (cost IS NULL AND tokens > 0) THEN NULL ELSE coalesce(cost, 0) + ? END, tokens = tokens + ? WHERE id = ?",
				model,
				cost ?? null,
				cost ?? null,
				tokens,
				run,
			),
		);
	}

	/** How it ended, or that it waits. */
	async end(
		run: number,
		status: RunStatus,
		more: { answer?: string; error?: string; change?: number | undefined } = {},
	): Promise<void> {
		const { database } = this.#store;
		await database.write(() => {
			// What is done stays done, though somebody else has approved or refused the same plan at once.
			const sql =
				"UPDATE agent_run SET status = ?, ended = ?, owner = NULL, answer = coalesce(?, answer), error = ?, change_set = coalesce(?, change_set) WHERE id = ? AND status <> 'done'";
			database.run(sql, status, now(), more.answer ?? null, more.error ?? null, more.change ?? null, run);
			if (status !== "waiting" && status !== "conflict") database.run("DELETE FROM agent_change WHERE run = ?", run);
		});
	}

	/** Keep a plan until it is approved. */
	async keep(run: number, changes: readonly Change[], signature: string): Promise<void> {
		const { database, content } = this.#store;
		await database.write(() => {
			database.run("UPDATE agent_run SET signature = ? WHERE id = ?", signature, run);
			database.run("DELETE FROM agent_change WHERE run = ?", run);
			for (const [seq, change] of changes.entries()) {
				const isWrite = change.op === "write";
				const staged = isWrite ? (change.content as Staged) : undefined;
				const source = typeof staged?.source === "number" ? { source: staged.source } : {};
				const attributes =
					change.op === "setattr" && change.attributes !== undefined
						? {
								attributes: Object.entries(change.attributes).map(([name, value]) => [
									name,
									value === null ? null : Buffer.from(value).toString("base64"),
								]),
							}
						: {};
				const text = JSON.stringify({ ...change, ...(isWrite ? { content: source } : {}), ...attributes });
				const data = staged === undefined ? null : content.readAll(staged);
				database.run("INSERT INTO agent_change VALUES (?, ?, ?, ?)", run, seq, text, data);
			}
		});
	}

	/** A kept plan, ready to be made. */
	kept(run: number): Change[] {
		const { database, content } = this.#store;
		return database
			.all<{ change: string; data: Buffer | null }>(
				"SELECT change, data FROM agent_change WHERE run = ? ORDER BY seq",
				run,
			)
			.map(({ change, data }): Change => {
				const read = JSON.parse(change) as Change & {
					content?: { source?: number };
					attributes?: [string, string | null][];
				};
				if (read.op === "write")
					return { ...read, content: { ...content.stageBytes(data ?? Buffer.of()), ...read.content } };
				if (read.op !== "setattr" || read.attributes === undefined) return read;
				const attributes = (read.attributes as unknown as [string, string | null][]).map(([name, value]) => [
					name,
					value === null ? null : Buffer.from(value, "base64"),
				]);
				return { ...read, attributes: Object.fromEntries(attributes) };
			});
	}

	/** Ask a run, of any process, to end. */
	async cancel(run: number): Promise<void> {
		await this.#store.database.write(() =>
			this.#store.database.run("UPDATE agent_run SET asked_to_end = 1 WHERE id = ?", run),
		);
	}

	/** Whether somebody asked a run to end, or erased it. */
	isAskedToEnd(run: number): boolean {
		return this.#store.database.get("SELECT 1 FROM agent_run WHERE id = ? AND asked_to_end = 0", run) === undefined;
	}

	/** Whether an agent's changes are made without asking, as its file is now. */
	isGranted(agent: string, definition: string): boolean {
		return (
			this.#store.database.get("SELECT 1 FROM agent_grant WHERE agent = ? AND definition = ?", agent, definition) !==
			undefined
		);
	}

	/** From now on its changes are made without asking, as long as its file stays as it is. */
	async grant(agent: string, definition: string): Promise<void> {
		const { database } = this.#store;
		await database.write(() => {
			database.run("DELETE FROM agent_grant WHERE agent = ?", agent);
			database.run("INSERT INTO agent_grant VALUES (?, ?, ?)", agent, definition, now());
		});
	}
}

function toRun({ owner, permissions, change_set: change, status, ...row }: Row): Run {
	const isKilled = status === "running" && (owner === null || !isOwnerAlive(owner));
	return { ...row, change, status: isKilled ? "killed" : status, permissions: JSON.parse(permissions) as Permissions };
}

/** What a run reads, as it reads it: paths with their inodes. A folder stands for all in it. */
export function readings(): {
	readonly seen: Map<string, number>;
	readonly onRead: (path: string, inode: number) => void;
} {
	const seen = new Map<string, number>();
	return { seen, onRead: (path, inode) => void seen.set(path, inode === 0 ? (seen.get(path) ?? 0) : inode) };
}

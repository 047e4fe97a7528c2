/** What upkeep has to do, and how long that would take: files that wait, passages they will have, whether the embedder is out of date. */
import { FITTED, NONE } from "../inference/index.ts";
import type { Database } from "../store/index.ts";
import { stateOf } from "./database-state.ts";
import { type EmbedderDetail, embedderRow, isChosen } from "./embedders.ts";

/** The part of all passages that must be new, or gone, for the embedder to be fitted again. */
const CHANGED = 0.2;
/** What can be learnt of fewer is chance: such a desk is searched by words. */
const LEAST_PASSAGES = 40;
/** What things took on the two slow cores that this was measured on: ms for each passage. */
const READ_COST = 0.5;
const EMBED_COST = 0.6;
const FIT_COST = 1.5;
/** A sentence model is so much slower than a fitted one. */
const SENTENCE_FACTOR = 20;

/** How long `upkeep` would take now with this embedder (ms), about; 0 when nothing waits. */
export function upkeepTime(database: Database, chosen: string): number {
	if (chosen === NONE) return 0;
	const state = `${stateOf(database)} ${chosen}`;
	const known = estimates.get(database);
	if (known?.state === state) return known.time;
	const time = estimate(database, chosen);
	estimates.set(database, { state, time });
	return time;
}

/** Kept while nothing is written: every search asks. */
const estimates = new WeakMap<Database, { state: string; time: number }>();

function estimate(database: Database, chosen: string): number {
	const cost = READ_COST + EMBED_COST * (chosen === FITTED ? 1 : SENTENCE_FACTOR);
	if (mustFit(database, chosen)) return fitTime(database) + passagesIn(database, "text_docsize") * cost;
	const isReady = isChosen(embedderRow(database), chosen);
	if (isReady && waiting(database) === 0) return 0;
	if (chosen === FITTED && !isReady) return 0;
	return passagesIn(database, isReady ? "waits" : "text_docsize") * cost;
}

/** Files whose passages are not made yet. */
export function waiting(database: Database): number {
	// Only files with text have a row in either: as many rows are the same files.
	const rows = database.get<{ texts: number; done: number }>(
		"SELECT (SELECT count(*) FROM text_docsize) AS texts, (SELECT count(*) FROM embedded) AS done",
	);
	if (rows?.texts === rows?.done) return 0;
	return database.get<{ n: number }>(`SELECT count(*) AS n FROM (${WAITING})`)?.n ?? 0;
}

const WAITING = "SELECT id FROM text_docsize WHERE id NOT IN (SELECT node FROM embedded)";

/** The files themselves, by node, the oldest first. */
export function waitingNodes(database: Database): number[] {
	return database.all<{ id: number }>(`${WAITING} ORDER BY id`).map(({ id }) => id);
}

/** Passages of all files, or of those that wait, about. */
export function passagesIn(database: Database, which: "text_docsize" | "waits"): number {
	const ids = which === "waits" ? WAITING : "SELECT id FROM text_docsize";
	return (
		database.get<{ n: number }>(
			`SELECT coalesce(sum(1 + min(size, 4194304) / 1200), 0) AS n FROM node WHERE id IN (${ids})`,
		)?.n ?? 0
	);
}

/** How long fitting an embedder would take now (ms), about. */
export function fitTime(database: Database): number {
	return (
		passagesIn(database, "text_docsize") * READ_COST + Math.min(passagesIn(database, "text_docsize"), 40_000) * FIT_COST
	);
}

/** Whether there is no embedder but text, or one fitted on text of which a fifth is gone, or to which a fifth has come. */
export function mustFit(database: Database, chosen: string): boolean {
	if (chosen !== FITTED) return false;
	const row = embedderRow(database);
	if (row?.kind !== FITTED) return passagesIn(database, "text_docsize") >= LEAST_PASSAGES;
	const { passages = 0, last } = JSON.parse(row.detail) as EmbedderDetail;
	if (last === undefined) return false;
	const there = database.get<{ old: number; new: number }>(
		"SELECT count(*) - (SELECT count(*) FROM passage WHERE id > @last) AS old, (SELECT count(*) FROM passage WHERE id > @last) AS new FROM passage",
		{ last },
	);
	return there !== undefined && Math.max(there.new, passages - there.old) > Math.max(CHANGED * passages, 5);
}

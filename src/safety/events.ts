import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import type { Store } from "../store/index.ts";
import { normalise } from "./normalise.ts";
import type { Verdict } from "./verdict.ts";

/** What the user says of an event: the alarm was right, or false. */
export type Correction = "right" | "wrong";

/** That the gate stopped something: never what. */
export interface SafetyEvent {
	readonly id: number;
	readonly at: Micros;
	readonly feature: string;
	readonly stage: Verdict["stage"];
	readonly score: number;
	/** `crisis 1`, or `rules`. */
	readonly model: string;
	readonly correction: Correction | null;
}

/** Keep that the gate stopped a text: when, for what, by what; of the text, a keyed hash. @returns the event's number */
export async function recordEvent(
	{ database }: Store,
	text: string,
	feature: string,
	{ stage, score }: Verdict,
	model: string,
): Promise<number> {
	const salt = randomBytes(32);
	const { lastInsertRowid } = await database.write(() =>
		database.run(
			"INSERT INTO safety_event (at, feature, stage, score, model, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
			now(),
			feature,
			stage,
			score,
			model,
			salt,
			digestOf(salt, text),
		),
	);
	return Number(lastInsertRowid);
}

/** Whether the user has said of this very text that the alarm was false. */
export function isAllowed({ database }: Store, text: string): boolean {
	return database
		.all<{ salt: Uint8Array; digest: Uint8Array }>("SELECT salt, digest FROM safety_event WHERE correction = 'wrong'")
		.some(({ salt, digest }) => timingSafeEqual(digest, digestOf(salt, text)));
}

/** All events, oldest first. */
export function listEvents({ database }: Store): SafetyEvent[] {
	return database.all<SafetyEvent>(
		"SELECT id, at, feature, stage, score, model, correction FROM safety_event ORDER BY id",
	);
}

/** Keep what the user says of an event. Thresholds stay as they are. @throws DeskError ENOENT when there is no such event */
export async function correctEvent({ database }: Store, id: number, correction: Correction): Promise<SafetyEvent> {
	const { changes } = await database.write(() =>
		database.run("UPDATE safety_event SET correction = ? WHERE id = ?", correction, id),
	);
	const event = database.get<SafetyEvent>(
		"SELECT id, at, feature, stage, score, model, correction FROM safety_event WHERE id = ?",
		id,
	);
	if (changes === 0 || event === undefined)
		throw new DeskError("ENOENT", `there is no event ${id}`, {
			at: "safety review",
			todo: "`desk safety review --events` lists them",
		});
	return event;
}

function digestOf(salt: Uint8Array, text: string): Buffer {
	return createHmac("sha256", salt).update(normalise(text)).digest();
}

import { createHmac, randomBytes } from "node:crypto";
import { now } from "../base/clock.ts";
import type { Store } from "../store/index.ts";
import { normalise } from "./normalise.ts";
import type { Verdict } from "./verdict.ts";

/** Keep that the gate stopped a text: when, for what, by what; of the text, a keyed hash. @returns the event's number */
export async function recordEvent(store: Store, text: string, feature: string, verdict: Verdict): Promise<number> {
	const salt = randomBytes(32);
	const { database } = store;
	const { lastInsertRowid } = await database.write(() =>
		database.run(
			"INSERT INTO safety_event (at, feature, stage, score, model, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
			now(),
			feature,
			verdict.stage,
			verdict.score,
			"rules",
			salt,
			digestOf(salt, text),
		),
	);
	return Number(lastInsertRowid);
}

function digestOf(salt: Uint8Array, text: string): Buffer {
	return createHmac("sha256", salt).update(normalise(text)).digest();
}

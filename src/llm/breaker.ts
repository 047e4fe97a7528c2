import { type Micros, now } from "../base/clock.ts";
import type { Database } from "../store/index.ts";

/** So many failures in a row, and a provider is left alone. */
export const MOST_FAILURES = 5;
/** For so long (µs). Then one call may try it, whose end decides for all. */
export const PAUSE: Micros = 30e6;
/** A call that has not ended by then has been killed: another one may try (µs). */
const PROBE: Micros = 120e6;

interface Row {
	failures: number;
	opened: Micros | null;
	probe: Micros | null;
}

/** Which providers are left alone because they fail: kept in the database, because most processes make one call. */
export class Breaker {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	/**
	 * Ask to make a call. Who is let through says how it ended: `succeeded`, `failed`, or `released` when it does not tell.
	 * @returns how long the provider is left alone (ms); 0: go ahead
	 */
	async pause(provider: string): Promise<number> {
		// As a rule there is nothing to wait for, and nothing to write.
		if (this.#row(provider)?.opened == null) return 0;
		return await this.#database.writeUnsynced(() => {
			const row = this.#row(provider);
			const at = now();
			if (row?.opened == null) return 0;
			const left = row.probe === null ? row.opened + PAUSE - at : row.probe + PROBE - at;
			if (left > 0) return Math.ceil(Math.min(left, row.probe === null ? PAUSE : PROBE) / 1000);
			this.#database.run("UPDATE breaker SET probe = ? WHERE provider = ?", at, provider);
			return 0;
		});
	}

	/** It has answered, be it with a refusal. */
	async succeeded(provider: string): Promise<void> {
		if (this.#row(provider) === undefined) return;
		await this.#database.writeUnsynced(() => this.#database.run("DELETE FROM breaker WHERE provider = ?", provider));
	}

	/** It has failed. */
	async failed(provider: string): Promise<void> {
		await this.#database.writeUnsynced(() => {
			const failures = (this.#row(provider)?.failures ?? 0) + 1;
			this.#database.run(
				"INSERT OR REPLACE INTO breaker (provider, failures, opened, probe) VALUES (?, ?, ?, NULL)",
				provider,
				failures,
				failures >= MOST_FAILURES ? now() : null,
			);
		});
	}

	/** The call was broken off: it tells nothing. */
	async released(provider: string): Promise<void> {
		if (this.#row(provider)?.probe == null) return;
		await this.#database.writeUnsynced(() =>
			this.#database.run("UPDATE breaker SET probe = NULL WHERE provider = ?", provider),
		);
	}

	#row(provider: string): Row | undefined {
		return this.#database.get<Row>("SELECT failures, opened, probe FROM breaker WHERE provider = ?", provider);
	}
}

import { type Micros, now } from "../base/clock.ts";
import { DeskError, type ErrorCode } from "../base/errors.ts";
import { type Zone, zoneOf } from "../base/zone.ts";
import { isOwnerAlive, ownerName, type Store } from "../store/index.ts";
import {
	amountText,
	type Caps,
	clockTime,
	covers,
	dayOf,
	exceeded,
	type Limit,
	limitsOf,
	percentReached,
} from "./budget.ts";
import type { Cost, Usage } from "./message.ts";

/** How a call stands: `open` while it is made; `killed` when its process is gone without a word. */
export type CallStatus = "open" | "ok" | "error" | "refused" | "aborted" | "killed";

/** A call before it is made. */
export interface Reservation {
	readonly feature: string;
	readonly provider: string;
	readonly model: string;
	/** Of the prompt, and the most that the answer may have. */
	readonly tokens: number;
	/** At most; undefined when the price is not known. */
	readonly cost: Cost | undefined;
	/** The provider is a server on this machine: it may be asked under a money cap though its price is not known. */
	readonly isLocal?: boolean;
}

/** How a call ended. */
export interface Settlement {
	readonly status: "ok" | "error" | "refused" | "aborted";
	readonly error?: ErrorCode;
	readonly usage: Usage;
	readonly cost: Cost | undefined;
	readonly milliseconds: number;
	readonly attempts: number;
}

/** Sums of calls. */
export interface Total {
	/** Of what they have in common. */
	readonly key: string;
	readonly calls: number;
	/** Calls that were not answered. */
	readonly failed: number;
	readonly input: number;
	readonly output: number;
	readonly cached: number;
	/** What budgets count: also what open and killed calls have reserved. */
	readonly tokens: number;
	/** USD of the calls whose price is known. */
	readonly cost: number;
	/** Calls whose price is not known. */
	readonly unpriced: number;
	/** Calls whose tokens we counted ourselves, at least in part. */
	readonly estimated: number;
}

export type Grouping = "feature" | "model" | "provider" | "day";

/** How much of the caps is spent. */
export interface Standing {
	readonly limit: Limit;
	readonly spent: number;
}

const NANO = 1e9;

/** The account of all calls: what each may take is reserved before it is sent, and settled when it has ended. */
export class Ledger {
	readonly #store: Store;
	readonly #zone: Zone;
	readonly #owner = ownerName();

	/** @param variables where TZ may be: days and months are those of the user's zone */
	constructor(store: Store, variables: Readonly<Record<string, string | undefined>> = process.env) {
		this.#store = store;
		this.#zone = zoneOf(variables);
	}

	/**
	 * Put a call into the account before it is sent. One transaction: calls of any number of processes at once do not pass a cap.
	 * @returns its number, and what to tell the user of how near the caps are: each is said once
	 * @throws DeskError EBUDGET when it could pass a cap, or its price is not known and there is a cap on money; then nothing is reserved
	 */
	async reserve(call: Reservation, caps: Caps): Promise<{ id: number; warnings: string[] }> {
		return await this.#store.database.writeUnsynced(() => {
			this.#buryKilled();
			const standings = this.standings(call.feature, caps);
			const refusal = this.#refusal(call, standings);
			if (refusal !== undefined) throw refusal;
			const warnings = this.#newWarnings(standings);
			const { lastInsertRowid } = this.#store.database.run(
				`INSERT INTO llm_call (at, feature, provider, model, status, tokens, cost, owner)
				VALUES (?, ?, ?, ?, 'open', ?, ?, ?)`,
				now(),
				call.feature,
				call.provider,
				call.model,
				counted(call.tokens),
				nano(call.cost),
				this.#owner,
			);
			return { id: Number(lastInsertRowid), warnings };
		});
	}

	/** What `reserve` would throw now. */
	refusal(call: Reservation, caps: Caps): DeskError | undefined {
		return this.#refusal(call, this.standings(call.feature, caps));
	}

	#refusal(call: Reservation, standings: readonly Standing[]): DeskError | undefined {
		const tokens = counted(call.tokens);
		const cost = nano(call.cost);
		for (const { limit, spent } of standings) {
			if (limit.setting === "budget.month_cost") {
				if (cost === null && call.isLocal !== true) return unpriced(call);
				// In whole nano-dollars: 0.1 + 0.2 is not more than 0.3. What costs nothing can pass no cap.
				if (cost !== null && cost > 0 && Math.round(spent * NANO) + cost > Math.round(limit.amount * NANO))
					return exceeded(limit, spent, cost / NANO, this.#zone);
			} else if (spent + tokens > limit.amount) return exceeded(limit, spent, tokens, this.#zone);
		}
		return undefined;
	}

	/**
	 * Put down how a call has ended. From then on budgets count what it used.
	 * @returns what to tell the user of how near the caps are, as `reserve`
	 */
	async settle(id: number, end: Settlement, caps?: Caps): Promise<string[]> {
		const [input, output, cached] = [end.usage.input, end.usage.output, end.usage.cached].map(counted) as [
			number,
			number,
			number,
		];
		return await this.#store.database.writeUnsynced(() => {
			this.#store.database.run(
				`UPDATE llm_call SET status = ?, error = ?, tokens = ?, cost = ?, input = ?, output = ?, cached = ?, estimated = ?,
				milliseconds = ?, attempts = ? WHERE id = ? AND status IN ('open', 'killed')`,
				end.status,
				end.error ?? null,
				input + output,
				nano(end.cost),
				input,
				output,
				cached,
				end.usage.estimated ? 1 : 0,
				counted(end.milliseconds),
				counted(end.attempts),
				id,
			);
			if (caps === undefined) return [];
			const row = this.#store.database.get<{ feature: string }>("SELECT feature FROM llm_call WHERE id = ?", id);
			return row === undefined ? [] : this.#newWarnings(this.standings(row.feature, caps));
		});
	}

	/** How much is spent of each cap that a call of a feature counts for; without a feature, of all. What clocks that were wrong put into the future counts, too. */
	standings(feature: string | undefined, caps: Caps): Standing[] {
		return limitsOf(feature, caps, now(), this.#zone).map((limit) => ({ limit, spent: this.#spent(limit) }));
	}

	/** The largest spent share of the caps of a feature, from 0 on: what `degraded` goes by. */
	spentShare(feature: string, caps: Caps): number {
		return Math.max(0, ...this.standings(feature, caps).map(({ limit, spent }) => spent / limit.amount));
	}

	#spent({ setting, feature, period }: Limit): number {
		const { database } = this.#store;
		if (setting === "budget.month_cost")
			return (
				(database.get<{ sum: number | null }>("SELECT sum(cost) AS sum FROM llm_call WHERE at >= ?", period.start)
					?.sum ?? 0) / NANO
			);
		return database
			.all<{ feature: string; sum: number }>(
				"SELECT feature, sum(tokens) AS sum FROM llm_call WHERE at >= ? GROUP BY feature",
				period.start,
			)
			.filter((row) => feature === undefined || covers(feature, row.feature))
			.reduce((sum, row) => sum + row.sum, 0);
	}

	/** What to say of caps that have come nearer to their end since it was last said. */
	#newWarnings(standings: readonly Standing[]): string[] {
		return standings.flatMap(({ limit, spent }) => {
			const { setting, feature, amount, period } = limit;
			const percent = percentReached(spent, amount);
			if (percent === undefined) return [];
			const name = feature === undefined ? setting : `${setting} ${feature}`;
			const said = this.#store.database.get(
				"SELECT 1 FROM llm_warning WHERE cap = ? AND period = ? AND amount = ? AND percent >= ?",
				name,
				period.name,
				amount,
				percent,
			);
			if (said !== undefined) return [];
			this.#store.database.run("INSERT INTO llm_warning VALUES (?, ?, ?, ?)", name, period.name, amount, percent);
			return [
				`${percent} % of ${amountText(setting, amount)}${feature === undefined ? "" : ` for ${feature}`} are spent (${setting}, until ${clockTime(period.end, this.#zone)})`,
			];
		});
	}

	/** Put down which calls were killed, for whoever reads sums; `reserve` sees to it by itself. */
	async markKilled(): Promise<void> {
		await this.#store.database.writeUnsynced(() => this.#buryKilled());
	}

	/** Calls whose process is gone: what they had reserved counts as spent, since nobody knows what was sent. */
	#buryKilled(): void {
		const { database } = this.#store;
		for (const { owner } of database.all<{ owner: string }>(
			"SELECT DISTINCT owner FROM llm_call WHERE status = 'open' AND owner <> ?",
			this.#owner,
		)) {
			if (!isOwnerAlive(owner))
				database.run("UPDATE llm_call SET status = 'killed' WHERE status = 'open' AND owner = ?", owner);
		}
	}
}

/** What sums are read from: the database, or the tree that a view sees. */
export interface Rows {
	all<Row>(sql: string, ...values: number[]): Row[];
}

const COLUMNS: Record<Grouping, string> = {
	feature: "feature",
	model: "provider || '/' || model",
	provider: "provider",
	// Quarters of an hour, which every zone's days are made of.
	day: "at / 900000000",
};

/** Sums of the calls since an instant (µs UTC), in all (key "") or by something; days are those of the zone. */
export function totals(rows: Rows, since: Micros, by: Grouping | undefined, zone: Zone): Total[] {
	const sums = new Map<string, Total>();
	for (const { nano, ...row } of rows.all<Omit<Total, "key"> & { key: string | number; nano: number }>(
		`SELECT ${by === undefined ? "''" : COLUMNS[by]} AS key, count(*) AS calls, sum(status NOT IN ('ok', 'open')) AS failed,
			coalesce(sum(input), 0) AS input, coalesce(sum(output), 0) AS output, coalesce(sum(cached), 0) AS cached,
			sum(tokens) AS tokens, coalesce(sum(cost), 0) AS nano, sum(cost IS NULL) AS unpriced, sum(estimated) AS estimated
		FROM llm_call WHERE at >= ? GROUP BY 1 ORDER BY 1`,
		since,
	)) {
		const key = by === "day" ? dayOf(Number(row.key) * 900_000_000, zone) : String(row.key);
		const one = { ...row, key, cost: nano / NANO };
		const sum = sums.get(key);
		sums.set(key, sum === undefined ? one : added(sum, one));
	}
	return [...sums.values()];
}

/** What is known of the cost of calls (USD); null where that is nothing but calls that were not charged. */
export function knownCost({ cost, unpriced }: Pick<Total, "cost" | "unpriced">): number | null {
	return unpriced > 0 && cost === 0 ? null : cost;
}

function added(a: Total, b: Total): Total {
	return {
		key: a.key,
		calls: a.calls + b.calls,
		failed: a.failed + b.failed,
		input: a.input + b.input,
		output: a.output + b.output,
		cached: a.cached + b.cached,
		tokens: a.tokens + b.tokens,
		cost: a.cost + b.cost,
		unpriced: a.unpriced + b.unpriced,
		estimated: a.estimated + b.estimated,
	};
}

/** A count as others give it: never negative, never more than can be added up. */
function counted(value: number): number {
	return Number.isFinite(value) ? Math.min(Math.max(0, Math.ceil(value)), 1e12) : 0;
}

function nano(cost: Cost | undefined): number | null {
	return cost === undefined || !Number.isFinite(cost.amount) ? null : Math.round(Math.max(0, cost.amount) * NANO);
}

function unpriced({ provider, model }: Reservation): DeskError {
	return new DeskError(
		"EBUDGET",
		`the price of ${provider}/${model} is not known, and budget.month_cost limits what calls may cost`,
		{
			at: "budget.month_cost",
			todo: `nothing was sent; set its price (USD for a million tokens): \`desk config set llm.prices "${provider}/${model}=IN/OUT"\``,
		},
	);
}

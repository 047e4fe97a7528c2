/** Budgets: when a period begins and ends, what is left, and what features do when little is. Pure; the ledger has the sums. */
import type { Micros } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { utcSeconds, type Zone } from "../base/zone.ts";

/** What may be spent. What is not there has no limit. */
export interface Caps {
	/** Tokens of a day. */
	readonly dayTokens?: number;
	/** USD of a month. */
	readonly monthCost?: number;
	/** Tokens of a day by feature; `agent` is all of `agent:NAME`. */
	readonly features: ReadonlyMap<string, number>;
}

/** A day or a month in the user's zone: `2026-11-21`, `2026-11`; µs UTC, `end` is not in it. */
export interface Period {
	readonly name: string;
	readonly start: Micros;
	readonly end: Micros;
}

/** The day and the month that an instant lies in. */
export function periodsAt(at: Micros, zone: Zone): { day: Period; month: Period } {
	const { year, month, day } = wallOf(at, zone);
	const name = dayName(year, month, day);
	return {
		day: { name, start: startOf(year, month, day, zone), end: startOf(year, month, day + 1, zone) },
		month: {
			name: name.slice(0, 7),
			start: startOf(year, month, 1, zone),
			end: startOf(year, month + 1, 1, zone),
		},
	};
}

/** `2026-11-21`: the day of an instant in a zone. */
export function dayOf(at: Micros, zone: Zone): string {
	const { year, month, day } = wallOf(at, zone);
	return dayName(year, month, day);
}

/** `2026-11-22 00:00`: an instant as the clocks of a zone show it. */
export function clockTime(at: Micros, zone: Zone): string {
	const seconds = Math.floor(at / 1e6);
	return new Date((seconds + zone.at(seconds).offset) * 1000).toISOString().slice(0, 16).replace("T", " ");
}

/** The first instant of a day, whose fields may carry over. Where clocks skip midnight, it is when they have. */
function startOf(year: number, month: number, day: number, zone: Zone): Micros {
	const midnight = utcSeconds({ year, month, day, hour: 0, minute: 0, second: 0 });
	const name = new Date(midnight * 1000).toISOString().slice(0, 10);
	const candidates = [midnight - 86_400, midnight + 86_400]
		.map((near) => midnight - zone.at(near).offset)
		.sort((a, b) => a - b);
	const first = candidates.find((seconds) => dayOf(seconds * 1e6, zone) === name) ?? candidates[1] ?? midnight;
	return first * 1e6;
}

function wallOf(at: Micros, zone: Zone): { year: number; month: number; day: number } {
	const seconds = Math.floor(at / 1e6);
	const date = new Date((seconds + zone.at(seconds).offset) * 1000);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function dayName(year: number, month: number, day: number): string {
	return new Date(utcSeconds({ year, month, day, hour: 0, minute: 0, second: 0 }) * 1000).toISOString().slice(0, 10);
}

/** One cap that a call counts for. */
export interface Limit {
	/** The setting: `budget.day_tokens`. */
	readonly setting: "budget.day_tokens" | "budget.month_cost" | "budget.features";
	/** The feature whose budget it is. */
	readonly feature?: string;
	readonly amount: number;
	readonly period: Period;
}

/** The caps that a call of a feature counts for; without a feature, all of them. */
export function limitsOf(feature: string | undefined, caps: Caps, at: Micros, zone: Zone): Limit[] {
	const { day, month } = periodsAt(at, zone);
	const limits: Limit[] = [];
	if (caps.dayTokens !== undefined) limits.push({ setting: "budget.day_tokens", amount: caps.dayTokens, period: day });
	if (caps.monthCost !== undefined)
		limits.push({ setting: "budget.month_cost", amount: caps.monthCost, period: month });
	for (const [name, amount] of caps.features) {
		if (feature === undefined || covers(name, feature))
			limits.push({ setting: "budget.features", feature: name, amount, period: day });
	}
	return limits;
}

/** Whether the name of a setting means a feature: `agent` is `agent:summarizer`, too. */
export function covers(name: string, feature: string): boolean {
	return name === feature || feature.startsWith(`${name}:`);
}

/** Shares of a cap at which a person is told. */
const WARNED_AT = [95, 80, 50];

/** The percentage that a spent share has reached: 50, 80, 95, or none of them. */
export function percentReached(spent: number, amount: number): number | undefined {
	return WARNED_AT.find((percent) => spent * 100 >= amount * percent);
}

/** What a feature does when budgets run low. `local`: an answer made on this machine; `stop`: nothing is sent. */
export type Degradation = "full" | "small" | "local" | "stop";

const SMALL_FROM = 0.8;
const LOCAL_FROM = 0.95;

/**
 * What a feature may still do when so much of a budget is spent (0 to 1, of the cap that is nearest to its end). Features make do with
 * less one after another in the order of `budget.degrade`: the first asks the small model from 80 % on and answers locally from 95 %
 * on; each further one takes each step a little later, the last before 95 and 100 %. Features that are not in the order go on in full.
 */
export function degraded(feature: string, spentShare: number, order: readonly string[]): Degradation {
	if (spentShare >= 1) return "stop";
	const place = order.findIndex((name) => covers(name, feature));
	if (place < 0) return "full";
	const later = place / order.length;
	if (spentShare >= LOCAL_FROM + later * (1 - LOCAL_FROM)) return "local";
	return spentShare >= SMALL_FROM + later * (LOCAL_FROM - SMALL_FROM) ? "small" : "full";
}

/** `20,000 tokens`, `$5.00`. */
export function amountText(setting: Limit["setting"], amount: number): string {
	return setting === "budget.month_cost" ? money(amount) : `${Math.round(amount).toLocaleString("en-US")} tokens`;
}

/** `$5.00`, `$0.0012`: two digits, or of less than a cent the first two that count. */
export function money(amount: number): string {
	if (amount === 0 || amount >= 0.01) return `$${amount.toFixed(2)}`;
	return `$${amount.toFixed(Math.min(9, 1 - Math.floor(Math.log10(amount))))}`;
}

/** The refusal of a call that would pass a cap. @param spent so far, @param wanted what the call may take */
export function exceeded(limit: Limit, spent: number, wanted: number, zone: Zone): DeskError {
	const { setting, feature, amount, period } = limit;
	const whose = `${setting === "budget.month_cost" ? "this month's" : "today's"} ${amountText(setting, amount)}${feature === undefined ? "" : ` for ${feature}`}`;
	const what =
		spent >= amount
			? `${whose} are spent (${amountText(setting, spent)})`
			: `${amountText(setting, spent)} of ${whose} are spent, and this call may take ${amountText(setting, wanted)}`;
	const more = feature === undefined ? String(amount * 2) : `"${feature}=${amount * 2}"`;
	return new DeskError("EBUDGET", what, {
		at: setting,
		todo: `nothing was sent; it begins anew on ${clockTime(period.end, zone)}, or raise it: \`desk config set ${setting} ${more}\``,
	});
}

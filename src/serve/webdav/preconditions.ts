/** What must hold before a request is done: `If`, the conditions of HTTP (RFC 9110, section 13), and locks. */
import type { Stat } from "../../vfs/index.ts";
import type { Exchange } from "./exchange.ts";
import { type Condition, parseIf } from "./if-header.ts";
import { etagOf } from "./properties.ts";
import { Refusal } from "./refusal.ts";

/** What a request changes. */
export interface Touched {
	path: string;
	/** The resource appears or goes: its collection changes. */
	membership?: boolean;
	/** All below it changes, too. */
	below?: boolean;
}

/** @throws Refusal 412 when a condition does not hold, 423 for a lock whose token was not submitted */
export async function mustHold(exchange: Exchange, touched: readonly Touched[]): Promise<void> {
	const submitted = await checkIf(exchange);
	const { resources, path } = exchange;
	const fails = failedCondition(exchange, await resources.find(path));
	if (fails) throw new Refusal(412, "the resource is not, or no longer, as the request expects it");
	for (const { path: each, membership = false, below = false } of touched)
		resources.locks.mustAllow(await resources.keyOf(each), { membership, below }, submitted);
}

/** @returns all tokens that the header names. @throws Refusal 400, 412 */
async function checkIf(exchange: Exchange): Promise<ReadonlySet<string>> {
	const header = exchange.header("if");
	if (header === undefined) return new Set();
	const lists = parseIf(header);
	let holds = false;
	for (const { resource, conditions } of lists) {
		const path = resource === undefined ? exchange.path : exchange.ownPath(resource);
		const has = await possessions(exchange, path);
		holds ||= conditions.every((condition) => has(condition) !== condition.not);
	}
	if (!holds) throw new Refusal(412, "no list of conditions in the If header holds");
	const tokens = lists.flatMap(({ conditions }) => conditions.filter(({ kind }) => kind === "token"));
	return new Set(tokens.map(({ value }) => value));
}

/** Whether a resource is locked with a token or has an entity tag; one of another server has neither. */
async function possessions(
	{ resources }: Exchange,
	path: string | undefined,
): Promise<(condition: Condition) => boolean> {
	if (path === undefined) return () => false;
	const tokens = resources.locks.covering(await resources.keyOf(path)).map((lock) => lock.token);
	const stat = await resources.find(path);
	const tag = stat === undefined ? undefined : etagOf(stat);
	return ({ kind, value }) => (kind === "token" ? tokens.includes(value) : value === tag);
}

/** Whether `If-Match`, without it `If-Unmodified-Since`, or for a change `If-None-Match` says no (RFC 9110, section 13.2.2). */
function failedCondition(exchange: Exchange, stat: Stat | undefined): boolean {
	const match = exchange.header("if-match");
	const since = Date.parse(exchange.header("if-unmodified-since") ?? "");
	const isOther = match === undefined ? stat !== undefined && seconds(stat) * 1000 > since : !matches(match, stat);
	const none = exchange.header("if-none-match");
	return isOther || (none !== undefined && isChange(exchange) && matches(none, stat));
}

function isChange({ request }: Exchange): boolean {
	return request.method !== "GET" && request.method !== "HEAD";
}

/** Whether a client has what there is already: 304 (RFC 9110, section 13.2.2). What is computed may differ each time, whatever its date. */
export function isUnchanged(exchange: Exchange, stat: Stat): boolean {
	if (stat.view) return false;
	const none = exchange.header("if-none-match");
	if (none !== undefined) return matches(none, stat);
	return seconds(stat) * 1000 <= Date.parse(exchange.header("if-modified-since") ?? "");
}

/** Whether `If-Range` allows a part: it names exactly what is there now. */
export function allowsRange(exchange: Exchange, stat: Stat): boolean {
	const condition = exchange.header("if-range");
	if (condition === undefined) return true;
	if (stat.view) return false;
	return condition.endsWith('"') ? condition === etagOf(stat) : seconds(stat) * 1000 === Date.parse(condition);
}

/** Whether a list of entity tags, or `*`, names what is there. */
function matches(header: string, stat: Stat | undefined): boolean {
	if (stat === undefined) return false;
	if (header.trim() === "*") return true;
	const tag = etagOf(stat);
	return tag !== undefined && [...header.matchAll(/"[^"]*"/g)].some(([each]) => each === tag);
}

/** The date of a resource as HTTP gives it: whole seconds since the epoch. */
function seconds(stat: Stat): number {
	return Math.floor(stat.mtime / 1_000_000);
}

/** Whether the client says which version it means, so that no other may be overwritten. */
export function isConditional(exchange: Exchange): boolean {
	const names = ["if-match", "if-none-match", "if-unmodified-since"];
	return names.some((name) => exchange.header(name) !== undefined) || /\[/.test(exchange.header("if") ?? "");
}

/** LOCK and UNLOCK (RFC 4918, sections 9.10 and 9.11). */
import { parentOf } from "../../vfs/index.ts";
import type { Exchange } from "./exchange.ts";
import { parseIf } from "./if-header.ts";
import { timeoutOf } from "./locks.ts";
import { mustHold } from "./preconditions.ts";
import { activeLock } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import { bodyOf, childrenOf, contentXml, DAV, type Element, parseXml } from "./xml.ts";

/** Take a lock, or without a body refresh one. A free name becomes an empty file. */
export async function lock(exchange: Exchange): Promise<void> {
	const body = await bodyOf(exchange.request);
	if (body.length === 0) return await refresh(exchange);
	const info = readInfo(await parseXml(body));
	const isDeep = exchange.depth("0", "infinity") === "infinity";
	const { resources, path } = exchange;
	await resources.inTurn(async () => {
		await mustHold(exchange, []);
		const isNew = (await resources.find(path)) === undefined;
		const root = path;
		const key = await resources.keyOf(path);
		if (isNew) {
			await mustHold(exchange, [{ path, membership: true }]);
			if ((await resources.find(parentOf(path)))?.kind !== "directory")
				throw new Refusal(409, "the collection that it would lie in does not exist");
		}
		const taken = resources.locks.take({ ...info, isDeep, root, key }, timeoutOf(exchange.header("timeout")));
		try {
			if (isNew) await resources.makeEmpty(path, exchange.cause);
		} catch (error) {
			resources.locks.release(taken);
			throw error;
		}
		answerLock(exchange, isNew ? 201 : 200, activeLock(taken), { "Lock-Token": `<${taken.token}>` });
	});
}

async function refresh(exchange: Exchange): Promise<void> {
	await mustHold(exchange, []);
	const { resources, path } = exchange;
	const tokens = parseIf(exchange.header("if") ?? "").flatMap(({ conditions }) => conditions.map(({ value }) => value));
	const found = resources.locks.covering(await resources.keyOf(path)).find(({ token }) => tokens.includes(token));
	if (found === undefined) throw new Refusal(412, "the If header names no lock of this resource");
	resources.locks.refresh(found, timeoutOf(exchange.header("timeout")));
	answerLock(exchange, 200, activeLock(found));
}

function answerLock(exchange: Exchange, status: number, active: string, headers?: Record<string, string>): void {
	const xml = `<D:prop xmlns:D="${DAV}"><D:lockdiscovery>${active}</D:lockdiscovery></D:prop>`;
	exchange.answerXml(status, xml, headers);
}

function readInfo(root: Element): { isShared: boolean; owner: string } {
	const [scope] = childrenOf(root, "lockscope").flatMap((each) => childrenOf(each));
	const [type] = childrenOf(root, "locktype").flatMap((each) => childrenOf(each));
	const isLockInfo = root.name === "lockinfo" && root.namespace === DAV;
	if (!isLockInfo || type?.name !== "write" || !(scope?.name === "shared" || scope?.name === "exclusive"))
		throw new Refusal(422, "the body asks for no write lock, shared or exclusive");
	const [owner] = childrenOf(root, "owner");
	return { isShared: scope.name === "shared", owner: owner === undefined ? "" : contentXml(owner) };
}

/** Release a lock. */
export async function unlock(exchange: Exchange): Promise<void> {
	const token = /^\s*<([^<>]+)>\s*$/.exec(exchange.header("lock-token") ?? "")?.[1];
	if (token === undefined) throw new Refusal(400, "the Lock-Token header names the lock");
	const { resources, path } = exchange;
	await mustHold(exchange, []);
	const found = resources.locks.covering(await resources.keyOf(path)).find((each) => each.token === token);
	if (found === undefined)
		throw new Refusal(409, "there is no such lock on this resource", {
			condition: "<D:lock-token-matches-request-uri/>",
		});
	resources.locks.release(found);
	exchange.answer(204);
}

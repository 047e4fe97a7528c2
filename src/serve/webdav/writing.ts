/** PUT, MKCOL and DELETE. Each is one change set. */
import type { Micros } from "../../base/clock.ts";
import { parentOf } from "../../vfs/index.ts";
import type { Exchange } from "./exchange.ts";
import { isConditional, mustHold } from "./preconditions.ts";
import { Refusal } from "./refusal.ts";
import { bodyOf, chunksOf } from "./xml.ts";

/** Write a file from a stream of any size. Looked at twice: before the bytes come, and when they are there. */
export async function put(exchange: Exchange): Promise<void> {
	const { resources, path } = exchange;
	const { vfs } = resources;
	if (exchange.header("content-range") !== undefined)
		throw new Refusal(400, "a file is written as a whole, not in parts");
	if (!/^(identity)?$/i.test(exchange.header("content-encoding") ?? ""))
		throw new Refusal(415, "the content is taken as it is, without an encoding");
	await mustBeWritable(exchange);
	const content = await vfs.stage(bodyChunks(exchange));
	try {
		const isNew = await resources.inTurn(async () => {
			const stat = await mustBeWritable(exchange);
			const isFilled = resources.isWaiting(path);
			if (stat === undefined && content.size === 0) await resources.makeEmpty(path, exchange.cause, dateOf(exchange));
			else if (!isFilled || content.size > 0) {
				const known = stat === undefined || isFilled ? null : stat.revision;
				// What lies in memory is not counted.
				const expect = isConditional(exchange) && (stat?.inode ?? 1) > 0 ? known : undefined;
				await resources.change([{ op: "write", path, content, expect, mtime: dateOf(exchange) }], exchange.cause);
			}
			if (isFilled && stat !== undefined && content.size > 0) {
				resources.stopWaiting(path);
				resources.properties.replace((await resources.existing(path)).inode, resources.properties.of(stat.inode));
				resources.properties.replace(stat.inode, []);
			}
			return stat === undefined;
		});
		exchange.answer(isNew ? 201 : 204, dateOf(exchange) === undefined ? {} : { "X-OC-Mtime": "accepted" });
	} finally {
		vfs.store.content.unstage(content);
	}
}

/** The file's own date, as clients of ownCloud send it (rclone with `vendor = owncloud`): seconds since the epoch. */
function dateOf(exchange: Exchange): Micros | undefined {
	const header = exchange.header("x-oc-mtime") ?? "";
	return /^\d{1,10}(\.\d+)?$/.test(header) ? Math.round(Number(header) * 1e6) : undefined;
}

/** The bytes of the body; a client that waits for leave to send them gets it now. */
async function* bodyChunks({ request, response }: Exchange): AsyncGenerator<Uint8Array, void, undefined> {
	if (request.headers.expect !== undefined) response.writeContinue();
	yield* chunksOf(request);
}

/** @returns what is there already. @throws Refusal 405, 409, 412, 423 */
async function mustBeWritable(exchange: Exchange) {
	const { resources, path } = exchange;
	const stat = await resources.find(path);
	await mustHold(exchange, [{ path, membership: stat === undefined }]);
	if (stat?.kind === "directory") throw new Refusal(405, "this is a collection; files are put into it");
	if (stat === undefined) await mustHaveParent(exchange, path);
	return stat;
}

/** @throws Refusal 409 */
export async function mustHaveParent({ resources }: Exchange, path: string): Promise<void> {
	if ((await resources.find(parentOf(path)))?.kind !== "directory")
		throw new Refusal(409, "the collection that it would lie in does not exist");
}

/** Make a collection. */
export async function mkcol(exchange: Exchange): Promise<void> {
	const { resources, path, request } = exchange;
	if ((await bodyOf(request)).length > 0) throw new Refusal(415, "a collection is made without a body");
	await resources.inTurn(async () => {
		await mustHold(exchange, [{ path, membership: true }]);
		if ((await resources.find(path)) !== undefined) throw new Refusal(405, "it exists already");
		await mustHaveParent(exchange, path);
		await resources.change([{ op: "mkdir", path }], exchange.cause);
	});
	exchange.answer(201);
}

/** Remove a file, or a collection with all that is in it; both are in /trash then. */
export async function remove(exchange: Exchange): Promise<void> {
	const { resources, path } = exchange;
	await resources.inTurn(async () => {
		const found = await resources.existing(path);
		// Of a link, the link goes.
		const stat = (await resources.vfs.find(path, false)) ?? found;
		if (stat.kind === "directory") exchange.depth("infinity");
		await mustHold(exchange, [{ path, membership: true, below: true }]);
		const isConditionalOnFile = isConditional(exchange) && stat.inode > 0 && stat.kind === "file";
		const expect = isConditionalOnFile ? stat.revision : undefined;
		if (!resources.isWaiting(path))
			await resources.change([{ op: "remove", path, recursive: true, expect }], exchange.cause);
		resources.stopWaiting(path);
		resources.properties.replace(stat.inode, []);
		resources.locks.releaseWithin(await resources.keyOf(path));
	});
	exchange.answer(204);
}

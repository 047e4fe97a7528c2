/** COPY and MOVE (RFC 4918, sections 9.8 and 9.9). Each is one change set. */
import { type Change, isWithin, parentOf, type Stat } from "../../vfs/index.ts";
import type { Exchange } from "./exchange.ts";
import { mustHold } from "./preconditions.ts";
import { Refusal } from "./refusal.ts";
import { mustHaveParent } from "./writing.ts";

/** A copy, of a collection with all that is in it unless the depth is 0. */
export async function copy(exchange: Exchange): Promise<void> {
	await transfer(exchange, ["0", "infinity"], async (source, to, target) => {
		const isShallow = exchange.depth("0", "infinity") === "0";
		const replaced: Change[] = mayStay(source, target) ? [] : [{ op: "remove", path: to, recursive: true }];
		await exchange.resources.change([...replaced, ...(await copies(exchange, source, to, isShallow))], exchange.cause);
	});
}

/** A rename. What is replaced goes into /trash, but for a file that a file takes the place of, whose history goes on. */
export async function move(exchange: Exchange): Promise<void> {
	await transfer(exchange, ["infinity"], async (source, to, target) => {
		const { path, resources } = exchange;
		const isReplaced = target !== undefined && target.inode !== source.inode;
		const replaced: Change[] =
			!isReplaced || mayStay(source, target) ? [] : [{ op: "remove", path: to, recursive: true }];
		await resources.change([...replaced, { op: "rename", path, to, replace: true }], exchange.cause);
		resources.stopWaiting(path);
		resources.locks.releaseWithin(await resources.keyOf(path));
	});
}

/** Whether a file's place is taken by another's content, so that nothing need be removed first. */
function mayStay(source: Stat, target: Stat | undefined): boolean {
	return target === undefined || (source.kind !== "directory" && target.kind !== "directory");
}

/** What copying and moving have in common: where to, whether that is allowed, and what it leaves. */
async function transfer(
	exchange: Exchange,
	depths: ("0" | "infinity")[],
	change: (source: Stat, to: string, target: Stat | undefined) => Promise<void>,
): Promise<void> {
	const { resources, path, request } = exchange;
	const { to, overwrite } = readTarget(exchange);
	const isMove = request.method === "MOVE";
	const isNew = await resources.inTurn(async () => {
		const source = await resources.existing(path);
		if (source.kind === "directory") exchange.depth(...depths);
		const target = await resources.find(to);
		await mustHold(exchange, [
			...(isMove ? [{ path, membership: true, below: true }] : []),
			{ path: to, membership: target === undefined, below: true },
		]);
		// A name may be spelled anew where case does not count.
		if (to === path || (target?.inode === source.inode && !isMove))
			throw new Refusal(403, "source and destination are the same");
		if (isWithin(to, path) || isWithin(path, to))
			throw new Refusal(403, "nothing can be put into itself, or in the place of what it lies in");
		await mustHaveParent(exchange, to);
		const isTaken = target !== undefined && target.inode !== source.inode;
		if (isTaken && !overwrite) throw new Refusal(412, "there is something already, which is not to be overwritten");
		const kept = [...resources.properties.of(source.inode)];
		if (isTaken) resources.stopWaiting(to);
		if (resources.isWaiting(path)) await waitElsewhere(exchange, to, isTaken);
		else await change(source, to, isTaken ? target : undefined);
		// A file in a file's place is the same resource with other content: whoever has locked it goes on (as Apache has it).
		if (isTaken && !mayStay(source, target)) resources.locks.releaseWithin(await resources.keyOf(to));
		resources.properties.replace((await resources.existing(to)).inode, kept);
		return !isTaken;
	});
	exchange.answer(isNew ? 201 : 204, isNew ? { Location: exchange.header("destination") ?? "" } : {});
}

/** An empty file that waits for its content is copied or moved: it is written over what is there, or waits there. */
async function waitElsewhere(exchange: Exchange, to: string, isTaken: boolean): Promise<void> {
	const { resources, path, request, cause } = exchange;
	if (isTaken && (await resources.vfs.find(to)) !== undefined)
		await resources.change([{ op: "remove", path: to, recursive: true }], cause);
	await resources.makeEmpty(to, cause);
	if (request.method !== "MOVE") return;
	resources.stopWaiting(path);
	resources.locks.releaseWithin(await resources.keyOf(path));
}

/** Where to, and whether what is there may be replaced. @throws Refusal 400, 502 for another server */
function readTarget(exchange: Exchange): { to: string; overwrite: boolean } {
	const destination = exchange.header("destination");
	if (destination === undefined) throw new Refusal(400, "the Destination header is missing");
	const to = exchange.ownPath(destination.trim());
	if (to === undefined) throw new Refusal(502, "the destination is on another server");
	if (exchange.path === "/" || parentOf(to) === to) throw new Refusal(403, "the root stays where it is");
	return { to, overwrite: !/^\s*f\s*$/i.test(exchange.header("overwrite") ?? "T") };
}

/** The changes that a copy is made of: directories before what is in them, links as links. */
async function copies(exchange: Exchange, source: Stat, to: string, isShallow: boolean): Promise<Change[]> {
	const { resources, path } = exchange;
	const { vfs } = resources;
	if (source.kind !== "directory")
		return [{ op: "write", path: to, content: await vfs.contentOf(path), mode: source.view ? undefined : source.mode }];
	const changes: Change[] = [{ op: "mkdir", path: to }];
	if (isShallow) return changes;
	for await (const entry of vfs.walk(path)) {
		const below = to + entry.path.slice(path.length);
		if (entry.path === path) continue;
		if (entry.kind === "directory") changes.push({ op: "mkdir", path: below });
		else if (entry.kind === "symlink") changes.push({ op: "symlink", path: below, target: entry.target ?? "" });
		else
			changes.push({
				op: "write",
				path: below,
				content: await vfs.contentOf(entry.path),
				mode: entry.view ? undefined : entry.mode,
			});
	}
	return changes;
}

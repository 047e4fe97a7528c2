/** GET and HEAD. */
import { toDate } from "../../base/clock.ts";
import type { Stat } from "../../vfs/index.ts";
import { mediaType } from "../media-types.ts";
import type { Exchange } from "./exchange.ts";
import { listPage } from "./list-page.ts";
import { allowsRange, isUnchanged, mustHold } from "./preconditions.ts";
import { etagOf } from "./properties.ts";
import { Refusal } from "./refusal.ts";

/** Bytes from `offset` on, so many. */
interface Part {
	offset: number;
	length: number;
}

/** How often a file that changes while it is opened is opened again. */
const ATTEMPTS = 5;

/**
 * What is kept here was written by others, too (a page that came with a mail): in a browser, pages run no scripts and load nothing, and
 * nothing else is taken for a page.
 */
const GUARDED = {
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "no-referrer",
	"Cache-Control": "private, no-cache",
};
const SANDBOX = {
	"Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'",
};
const PAGE = /^(text\/html|image\/svg|application\/xml)/;

/** A file, a part of it, or a page that lists a collection. */
export async function get(exchange: Exchange): Promise<void> {
	await mustHold(exchange, []);
	const { resources, path, request, response } = exchange;
	const stat = await resources.existing(path);
	if (stat.kind === "directory") {
		const headers = { ...GUARDED, ...SANDBOX, "Content-Type": "text/html; charset=utf-8" };
		return exchange.answer(200, headers, await listPage(resources, path));
	}
	if (isUnchanged(exchange, stat)) return exchange.answer(304, headersOf(stat));
	const opened = await open(exchange, stat);
	const length = { "Content-Length": String(opened.part?.length ?? opened.stat.size) };
	const range = opened.part === undefined ? {} : contentRange(opened.part, opened.stat);
	response.writeHead(opened.part === undefined ? 200 : 206, { ...headersOf(opened.stat), ...length, ...range });
	if (request.method !== "HEAD") return await exchange.pour(opened.bytes);
	response.end();
}

interface Opened {
	stat: Stat;
	part: Part | undefined;
	bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Bytes of a file with what is known of that very version: another may be written between two looks. */
async function open(exchange: Exchange, found: Stat): Promise<Opened> {
	const { resources, path, request } = exchange;
	if (found.view) {
		const bytes = await resources.vfs.readAll(path);
		const stat = { ...found, size: bytes.length };
		const part = partOf(exchange, stat);
		return { stat, part, bytes: [part === undefined ? bytes : bytes.subarray(part.offset, part.offset + part.length)] };
	}
	let stat = found;
	for (let attempt = 1; ; attempt++) {
		const part = partOf(exchange, stat);
		if (request.method === "HEAD" || resources.isWaiting(path)) return { stat, part, bytes: [] };
		const bytes = resources.vfs.read(path, part ?? {});
		const first = await bytes.next();
		const now = await resources.existing(path);
		const isSame = stat.inode === now.inode && stat.revision === now.revision && stat.mtime === now.mtime;
		if (isSame || attempt === ATTEMPTS) return { stat, part, bytes: started(first, bytes) };
		await bytes.return();
		stat = now;
	}
}

function headersOf(stat: Stat): Record<string, string> {
	const tag = etagOf(stat);
	const type = mediaType(stat.name);
	return {
		...GUARDED,
		...(PAGE.test(type) ? SANDBOX : {}),
		"Accept-Ranges": "bytes",
		"Content-Type": type,
		"Last-Modified": toDate(stat.mtime).toUTCString(),
		...(tag === undefined ? {} : { ETag: tag }),
	};
}

function contentRange({ offset, length }: Part, { size }: Stat): Record<string, string> {
	return { "Content-Range": `bytes ${offset}-${offset + length - 1}/${size}` };
}

async function* started(
	first: IteratorResult<Uint8Array, void>,
	rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
	if (first.done === true) return;
	yield first.value;
	yield* rest;
}

/** The one range that is asked for; several are answered with the whole file (RFC 9110, section 14.2). @throws Refusal 416 */
function partOf(exchange: Exchange, stat: Stat): Part | undefined {
	const [, from = "", to = ""] = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(exchange.header("range") ?? "") ?? [];
	if ((from === "" && to === "") || !allowsRange(exchange, stat)) return undefined;
	const { size } = stat;
	const offset = from === "" ? Math.max(0, size - Number(to)) : Number(from);
	const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
	if (from !== "" && to !== "" && Number(to) < offset) return undefined;
	if (offset >= size || (from === "" && Number(to) === 0))
		throw new Refusal(416, "the file is shorter", { headers: { "Content-Range": `bytes */${size}` } });
	return { offset, length: last - offset + 1 };
}

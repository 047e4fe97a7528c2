/**
 * The thread that reads messages: takes files apart, reads and shows each message. The other thread stores what it sends, at the same
 * time. Bundled as text (`reader-worker.ts?script`); only `reader.ts` starts it.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { DeskError, messageOf } from "../../../src/base/errors.ts";
import { trigramFilter } from "../../../src/base/trigram-filter.ts";
import { fileNameOf, idOf, LIMITS, readMessage, showMessage } from "../message/index.ts";
import { parseMail } from "../record.ts";
import { inOrder } from "./marks.ts";
import { type FoundMessage, type MailFile, MessageReader, type NoMessage } from "./messages.ts";
import {
	type Answer,
	type BatchItem,
	idNumber,
	type Order,
	type ReaderSetup,
	type ReadItem,
	WAITING,
} from "./reader-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("it runs in a thread");
const setup = workerData as ReaderSetup;

/** A batch is sent when it has so many bytes or items. */
const BATCH_BYTES = 512 * 1024;
const BATCH_ITEMS = 100;
/** Memory of a batch, unless one message takes more. */
const ROOM = BATCH_BYTES + 128 * 1024;
/** Pieces in which a file of the host is read. */
const PIECE = 1024 * 1024;

const orders: Order[] = [];
let wake = () => {};
/** Memory of batches that are stored. */
const free: ArrayBuffer[] = [];
/** Bytes sent and not yet taken. */
let waiting = 0;
port.on("message", (order: Order) => {
	if ("taken" in order) waiting -= order.taken;
	else if ("back" in order) free.push(order.back);
	else orders.push(order);
	wake();
});
const change = () => new Promise<void>((resolve) => (wake = resolve));

async function nextOrder(): Promise<Order> {
	for (;;) {
		const order = orders.shift();
		if (order !== undefined) return order;
		flush();
		await change();
	}
}

function send(answer: Answer, transfer: ArrayBuffer[] = []): void {
	port?.postMessage(answer, transfer);
}

let items: BatchItem[] = [];
let parts: Uint8Array[] = [];
let bytes = 0;

function flush(): void {
	if (items.length === 0) return;
	const data = bytes <= ROOM ? (free.pop() ?? new ArrayBuffer(ROOM)) : new ArrayBuffer(bytes);
	const all = new Uint8Array(data);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	waiting += bytes;
	send({ items: JSON.stringify(items), data, bytes }, [data]);
	items = [];
	parts = [];
	bytes = 0;
}

function put(part: Uint8Array): [number, number] {
	parts.push(part);
	bytes += part.length;
	return [bytes - part.length, bytes];
}

/** How often each id has come in this run. */
const seen = new Map<number, number>();

/** @returns which message of this id it is, and whether the tree has as many already */
function count(id: string): { occurrence: number; isKnown: boolean } {
	const number = idNumber(id);
	const occurrence = (seen.get(number) ?? 0) + 1;
	seen.set(number, occurrence);
	const { known } = setup;
	let low = 0;
	for (let high = known.length; low < high; ) {
		const middle = (low + high) >>> 1;
		if ((known[middle] as number) < number) low = middle + 1;
		else high = middle;
	}
	return { occurrence, isKnown: known[low + occurrence - 1] === number };
}

/** The item of a message. @param source all of it, or its start */
function itemOf(found: FoundMessage, source: Buffer, id: string, size: number): ReadItem {
	const { from, folder, below } = found;
	const { occurrence, isKnown } = count(id);
	const item = { from, folder, below, id, occurrence };
	if (isKnown) return item;
	const isWhole = source.length === size && Buffer.isBuffer(found.source);
	try {
		return { ...item, ...readItem(found, source, id, size), ...(isWhole ? { source: put(source) } : {}) };
	} catch (error) {
		return { ...item, failed: messageOf(error), ...(isWhole ? { source: put(source) } : {}) };
	}
}

/** What is made of a message. */
function readItem({ received, ...found }: FoundMessage, source: Buffer, id: string, size: number) {
	const message = readMessage(source, { id, size, ...(received === undefined ? {} : { received }) });
	const flags = inOrder([...found.flags, ...setup.flags]);
	const text = showMessage(message, { id, flags, labels: found.labels });
	const time = message.filed?.time;
	const name = fileNameOf(message, id);
	const shown = Buffer.from(text, "utf8");
	const parsed = Buffer.from(JSON.stringify(parseMail(text, name, false)), "utf8");
	return {
		name,
		...(time === undefined ? {} : { time }),
		shown: put(shown),
		parsed: put(parsed),
		filter: put(trigramFilter(shown)),
	};
}

async function handle(found: FoundMessage | NoMessage): Promise<void> {
	if ("skipped" in found) items.push(found);
	else if (Buffer.isBuffer(found.source))
		items.push(itemOf(found, found.source, idOf(found.source), found.source.length));
	else await handleLarge(found, found.source);
	if (bytes >= BATCH_BYTES || items.length >= BATCH_ITEMS) flush();
	while (waiting > WAITING) await change();
}

/** A large message goes over in pieces; its start is kept to be read. */
async function handleLarge(found: FoundMessage, source: AsyncIterable<Buffer>): Promise<void> {
	flush();
	const hash = createHash("sha256");
	const start = Buffer.allocUnsafeSlow(LIMITS.source);
	let kept = 0;
	let size = 0;
	for await (const part of source) {
		hash.update(part);
		size += part.length;
		kept += part.copy(start, kept);
		const piece = new Uint8Array(part);
		waiting += piece.length;
		send({ piece }, [piece.buffer]);
		while (waiting > WAITING) await change();
	}
	items.push(itemOf(found, start.subarray(0, kept), idOfHash(hash.digest()), size));
	flush();
}

/** As `idOf` makes it of the source. */
function idOfHash(digest: Buffer): string {
	let letters = "";
	let bits = BigInt(`0x${digest.toString("hex", 0, 7)}`) >> 6n;
	for (let at = 0; at < 10; at++) {
		letters = "abcdefghijklmnopqrstuvwxyz234567"[Number(bits & 31n)] + letters;
		bits >>= 5n;
	}
	return letters;
}

/** A file of the host; never waits for a pipe that may have taken its place. */
async function* hostBytes(path: string | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
	const name = typeof path === "string" ? path : Buffer.from(path);
	const handle = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const stat = fstatSync(handle);
		if (!stat.isFile()) throw new DeskError("EFORMAT", "it is not a file any more");
		const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(stat.size + 1, PIECE)));
		for (;;) {
			const size = readSync(handle, buffer, 0, buffer.length, null);
			if (size === 0) return;
			yield buffer.subarray(0, size);
			if (size < buffer.length && size === stat.size) return;
		}
	} finally {
		closeSync(handle);
	}
}

/** The bytes of a file that come as orders. */
async function* sentBytes(): AsyncGenerator<Uint8Array, void, undefined> {
	let ended = false;
	try {
		for (;;) {
			const order = await nextOrder();
			if ("bytes" in order) {
				yield order.bytes;
				send({ read: order.bytes.length });
			} else {
				ended = true;
				if ("end" in order && order.failed !== undefined) throw new DeskError("EFORMAT", order.failed);
				return;
			}
		}
	} finally {
		// What its reader did not want is passed over.
		while (!ended) {
			const order = await nextOrder();
			if ("bytes" in order) send({ read: order.bytes.length });
			else ended = true;
		}
	}
}

async function run(): Promise<void> {
	const reader = new MessageReader(setup.source, setup.all);
	for (let files = 0; ; ) {
		const order = await nextOrder();
		if ("finish" in order) break;
		if (!("file" in order)) continue;
		const { path, ...rest } = order.file;
		const file: MailFile = { ...rest, bytes: () => (path === undefined ? sentBytes() : hostBytes(path)) };
		for await (const found of reader.read(file)) await handle(found);
		files++;
		if (files < 50 && orders.length > 0) continue;
		send({ files });
		files = 0;
	}
	flush();
	send({ finished: true });
	port?.removeAllListeners("message");
}

void run();

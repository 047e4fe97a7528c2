import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { codeOf, DeskError, messageOf } from "../../base/errors.ts";
import { printable, type Vfs } from "../../vfs/index.ts";
import { copy, move } from "./copying.ts";
import { answerRefusal, Exchange } from "./exchange.ts";
import { Guard } from "./guard.ts";
import { lock, unlock } from "./locking.ts";
import { isLoopback } from "./loopback.ts";
import { propfind } from "./propfind.ts";
import { proppatch } from "./proppatch.ts";
import { get } from "./reading.ts";
import { asRefusal, Refusal } from "./refusal.ts";
import { Resources } from "./resources.ts";
import { mkcol, put, remove } from "./writing.ts";

/** How to serve. */
export interface WebdavOptions {
	/** An IP address. */
	address: string;
	/** 0 takes a free one. */
	port: number;
	user: string;
	password: string;
	/** PEM. Without, the server speaks plain HTTP. */
	tls?: { cert: Buffer; key: Buffer } | undefined;
	isReadOnly: boolean;
	/** One line for each request. */
	log?: ((line: string) => void) | undefined;
	/** Faults of the server, for people. */
	warn: (line: string) => void;
}

/** A server that runs. */
export interface WebdavServer {
	/** `http://127.0.0.1:8080/` */
	readonly url: string;
	/** Take no more requests; those under way end, or are called off after a while. */
	close(): Promise<void>;
}

type Method = (exchange: Exchange) => Promise<void> | void;

const READING: Readonly<Record<string, Method>> = { OPTIONS: options, GET: get, HEAD: get, PROPFIND: propfind };
const WRITING: Readonly<Record<string, Method>> = {
	PUT: put,
	DELETE: remove,
	MKCOL: mkcol,
	COPY: copy,
	MOVE: move,
	PROPPATCH: proppatch,
	LOCK: lock,
	UNLOCK: unlock,
};

/** Longest wait for a request's head, for the next request of a connection, and for a sign of life (ms). */
const HEAD_TIMEOUT = 30_000;
const KEEP_ALIVE = 65_000;
const SILENCE = 600_000;
const MOST_CONNECTIONS = 256;
/** How long requests may go on when the server ends (ms). */
const GRACE = 2000;

/**
 * Serve the tree over WebDAV (RFC 4918, classes 1 to 3) until `close`.
 * @throws DeskError EFAILED when it cannot listen, EINVAL for a certificate or key that cannot be used
 */
export async function serveWebdav(vfs: Vfs, settings: WebdavOptions): Promise<WebdavServer> {
	const { address, port, tls } = settings;
	const isLocal = isLoopback(address);
	if (!isLocal && tls === undefined) throw new Error("nothing but loopback without TLS");
	const resources = new Resources(vfs, settings.isReadOnly);
	const guard = new Guard(settings.user, settings.password, isLocal);
	const underWay = new Set<Promise<void>>();
	const handle = (request: IncomingMessage, response: ServerResponse) => {
		const act = async () => {
			await guard.admit(request);
			if (isGone(request)) return;
			const work = Promise.resolve(methodOf(request, settings.isReadOnly)(new Exchange(resources, request, response)));
			underWay.add(work);
			await work.finally(() => underWay.delete(work));
		};
		answer(settings, request, response, act).catch((error: unknown) => settings.warn(`desk: ${messageOf(error)}`));
	};
	// A large file may take hours to come.
	const limits = { requestTimeout: 0, headersTimeout: HEAD_TIMEOUT, keepAliveTimeout: KEEP_ALIVE };
	const server = tls === undefined ? createPlain(limits, handle) : secure(limits, tls, handle);
	server.maxConnections = MOST_CONNECTIONS;
	server.setTimeout(SILENCE);
	// The client waits before it sends a body: the method says when it wants it.
	server.on("checkContinue", handle);
	await listen(server, address, port);
	const bound = server.address() as AddressInfo;
	return {
		url: `${tls === undefined ? "http" : "https"}://${hostOf(bound)}:${bound.port}/`,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeIdleConnections();
			const force = setTimeout(() => server.closeAllConnections(), GRACE);
			await Promise.allSettled(underWay);
			server.closeIdleConnections();
			await closed;
			clearTimeout(force);
		},
	};
}

/** What a client calls the server: where it listens on all addresses, the machine's name. */
function hostOf({ address, family }: AddressInfo): string {
	if (address === "0.0.0.0" || address === "::") return hostname();
	return family === "IPv6" ? `[${address}]` : address;
}

function secure(
	limits: object,
	tls: { cert: Buffer; key: Buffer },
	handle: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
	try {
		return createSecure({ ...limits, ...tls, minVersion: "TLSv1.2" }, handle);
	} catch (error) {
		throw new DeskError("EINVAL", `the certificate and its key cannot be used (${messageOf(error)})`, {
			todo: "give both as PEM files that belong together",
			cause: error,
		});
	}
}

async function listen(server: Server, address: string, port: number): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, address, () => {
			server.off("error", reject);
			resolve();
		});
	}).catch((error: unknown) => {
		const whys: Record<string, string> = {
			EADDRINUSE: "another program listens there",
			EACCES: "the system does not allow it",
			EADDRNOTAVAIL: "this machine has no such address",
		};
		throw new DeskError("EFAILED", `${whys[codeOf(error)] ?? messageOf(error)}`, {
			at: `${address} port ${port}`,
			todo: "choose another with --port or --listen",
			cause: error,
		});
	});
}

/** Do what a request asks for; answer with what went wrong, and log it. */
async function answer(
	{ log, warn }: WebdavOptions,
	request: IncomingMessage,
	response: ServerResponse,
	act: () => Promise<void>,
): Promise<void> {
	const begun = performance.now();
	// A client that goes away in the middle is no fault of the server.
	response.on("error", () => undefined);
	const name = `${request.method} ${printable(request.url ?? "")}`;
	try {
		await act();
	} catch (error) {
		if (!isGone(request)) {
			const refusal = asRefusal(error);
			if (refusal.status >= 500) warn(`desk: ${name}: ${messageOf(error)}`);
			answerRefusal(request, response, refusal);
		}
	}
	log?.(`${name} ${response.statusCode} ${Math.round(performance.now() - begun)} ms`);
}

/** Whether the client went away: what fails then is no fault of the server, and there is nobody to tell. */
function isGone({ socket }: IncomingMessage): boolean {
	return (socket as typeof socket | null)?.destroyed !== false;
}

/** @throws Refusal 403, 405 */
function methodOf({ method = "" }: IncomingMessage, isReadOnly: boolean): Method {
	const found = Object.hasOwn(READING, method) ? READING[method] : undefined;
	if (found !== undefined) return found;
	const writes = Object.hasOwn(WRITING, method) ? WRITING[method] : undefined;
	if (writes === undefined)
		throw new Refusal(405, "there is no such method here", { headers: { Allow: allowed(isReadOnly) } });
	if (isReadOnly) throw new Refusal(403, "this server only shows the tree; it was started with --read-only");
	return writes;
}

function allowed(isReadOnly: boolean): string {
	return [...Object.keys(READING), ...(isReadOnly ? [] : Object.keys(WRITING))].join(", ");
}

/** What the server can do. Windows looks for `MS-Author-Via`, Finder for class 2. */
function options(exchange: Exchange): void {
	const { isReadOnly } = exchange.resources;
	exchange.answer(200, { DAV: isReadOnly ? "1, 3" : "1, 2, 3", Allow: allowed(isReadOnly), "MS-Author-Via": "DAV" });
}

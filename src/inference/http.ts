import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { allowed, isLoopback } from "../base/network.ts";

/** Nothing came for so long: the server is taken for dead. */
export const STALL_MS = 30_000;
const MOST_REDIRECTS = 5;

/** No answer came: the next try may have one. */
export class Unanswered extends DeskError {}

/** What a request is made with. */
export interface Request {
	readonly method?: "GET" | "HEAD" | "POST";
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	readonly signal?: AbortSignal | undefined;
	/** For all of the answer, in ms. Without one, the answer must have begun within `STALL_MS`, and who reads it sees to the rest. */
	readonly deadline?: number;
	/** Called with the answers that only say where to look instead. */
	readonly onRedirect?: (headers: Headers) => void;
}

/**
 * Make a request. Every address on the way, also of a redirection, must be allowed; keys go to the first host alone.
 * @throws DeskError ENETWORK when there is no answer, EINVAL for an address; the signal's reason
 */
export async function request(address: string, options: Request = {}): Promise<Response> {
	let url = allowed(address);
	let headers = { ...options.headers };
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const response = await once(url, headers, options);
		const target = response.headers.get("location");
		if (response.status < 301 || response.status > 308 || target === null) return response;
		options.onRedirect?.(response.headers);
		await response.body?.cancel();
		const next = allowed(new URL(target, url).href);
		if (isLoopback(next.hostname) && !isLoopback(url.hostname))
			throw new DeskError("ENETWORK", "the server sends to this machine itself", {
				at: url.host,
				todo: "check the address",
			});
		if (next.host !== url.host) headers = {};
		url = next;
	}
	throw new DeskError("ENETWORK", "the server sends from one address to the next without end", {
		at: url.host,
		todo: "check the address",
	});
}

async function once(url: URL, headers: Record<string, string>, options: Request): Promise<Response> {
	const { method = "GET", body, signal, deadline } = options;
	const late = new AbortController();
	const timer = setTimeout(() => late.abort(), deadline ?? STALL_MS).unref();
	try {
		return await fetch(url, {
			method,
			headers,
			redirect: "manual",
			signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
			...(body === undefined ? {} : { body }),
		});
	} catch (error) {
		signal?.throwIfAborted();
		const cause = error instanceof Error ? error.cause : undefined;
		const why = late.signal.aborted ? "it took too long" : codeOf(cause) || messageOf(cause ?? error);
		throw new Unanswered("ENETWORK", `the server does not answer (${why})`, {
			at: url.host,
			todo: "check the address and your connection, then try again",
			cause: error,
		});
	} finally {
		if (deadline === undefined) clearTimeout(timer);
	}
}

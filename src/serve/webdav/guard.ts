import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** How long the answer to a wrong password takes, one after the other (ms), and how many may wait for theirs. */
const DELAY = 500;
const MOST_WAITING = 20;

/** Who may ask: whoever knows name and password (Basic, RFC 7617), under a name that is the server's own. */
export class Guard {
	readonly #digest: Buffer;
	readonly #isLocal: boolean;
	#waiting = 0;
	#free = 0;

	/** @param isLocal whether it listens on loopback alone */
	constructor(user: string, password: string, isLocal: boolean) {
		this.#digest = digestOf(`${user}:${password}`);
		this.#isLocal = isLocal;
	}

	/** @throws Refusal 401, 403, 421, 429 */
	async admit(request: IncomingMessage): Promise<void> {
		this.#checkOrigin(request);
		const given = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
		const credentials = given === undefined ? undefined : Buffer.from(given, "base64");
		if (credentials !== undefined && timingSafeEqual(digestOf(credentials), this.#digest)) return;
		if (credentials !== undefined) await this.#delay();
		throw new Refusal(401, "name and password, please", {
			headers: { "WWW-Authenticate": 'Basic realm="desk", charset="UTF-8"' },
		});
	}

	/**
	 * A page of another site must not reach the server through the user's browser: neither under a name of its own that it lets point
	 * to this machine (DNS rebinding; elsewhere TLS sees to that), nor with the password that the browser remembers.
	 */
	#checkOrigin({ headers }: IncomingMessage): void {
		const host = (headers.host ?? "").toLowerCase();
		if (this.#isLocal && !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host))
			throw new Refusal(421, "this server is called localhost");
		const site = headers["sec-fetch-site"];
		const isForeign = site !== undefined && site !== "same-origin" && site !== "none";
		const origin = headers.origin;
		if (isForeign || (origin !== undefined && origin.replace(/^https?:\/\//i, "").toLowerCase() !== host))
			throw new Refusal(403, "another site's page cannot ask");
	}

	/** Wait for the end of all delays so far, and one more. */
	async #delay(): Promise<void> {
		if (this.#waiting >= MOST_WAITING) throw new Refusal(429, "too many wrong passwords; wait a while");
		const at = performance.now();
		this.#free = Math.max(this.#free, at) + DELAY;
		this.#waiting++;
		// A process that ends does not wait for it.
		await new Promise((resolve) => setTimeout(resolve, this.#free - at).unref()).finally(() => this.#waiting--);
	}
}

function digestOf(text: string | Uint8Array): Buffer {
	return createHash("sha256").update(text).digest();
}

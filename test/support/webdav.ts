import { request as askHttp, type IncomingHttpHeaders } from "node:http";
import { collect } from "../../src/base/bytes.ts";
import { serveWebdav, type WebdavOptions, type WebdavServer } from "../../src/serve/index.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "./desk.ts";

/** What a server said. */
export interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	bytes: Buffer;
	text: string;
}

/** A request as a client would send it, byte by byte: nothing is normalised. */
export interface Ask {
	headers?: Record<string, string>;
	body?: string | Uint8Array;
	/** Instead of the right one; undefined sends none. */
	credentials?: string | undefined;
}

/** A WebDAV server in this process, on a desk of its own. */
export class Served {
	readonly desk: TestDesk;
	readonly vfs: Vfs;
	readonly warnings: string[];
	readonly lines: string[];
	readonly #server: WebdavServer;

	private constructor(desk: TestDesk, vfs: Vfs, server: WebdavServer, warnings: string[], lines: string[]) {
		this.desk = desk;
		this.vfs = vfs;
		this.#server = server;
		this.warnings = warnings;
		this.lines = lines;
	}

	static async start(options: Partial<WebdavOptions> = {}): Promise<Served> {
		const desk = await makeDesk();
		const vfs = (await desk.vfs()).as("webdav", { temporary: true });
		const [warnings, lines]: string[][] = [[], []];
		const server = await serveWebdav(vfs, {
			address: "127.0.0.1",
			port: 0,
			user: "desk",
			password: "a secret",
			isReadOnly: false,
			warn: (line) => warnings?.push(line),
			log: (line) => lines?.push(line),
			...options,
		});
		return new Served(desk, vfs, server, warnings ?? [], lines ?? []);
	}

	get url(): string {
		return this.#server.url;
	}

	/** Ask for a request target, which is sent as it stands. */
	async ask(method: string, target: string, options: Ask = {}): Promise<Answer> {
		const { hostname, port } = new URL(this.url);
		const credentials = "credentials" in options ? options.credentials : "desk:a secret";
		const authorization =
			credentials === undefined ? {} : { Authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
		const body = options.body === undefined ? undefined : Buffer.from(options.body as string);
		const length = body === undefined ? {} : { "Content-Length": body.length };
		return await new Promise((resolve, reject) => {
			const headers = { ...authorization, ...length, ...options.headers };
			const asked = askHttp({ hostname, port, method, path: target, headers }, (response) => {
				collect(response).then(
					(bytes) =>
						resolve({
							status: response.statusCode ?? 0,
							headers: response.headers,
							bytes,
							text: bytes.toString("utf8"),
						}),
					reject,
				);
			});
			asked.on("error", reject);
			asked.end(body);
		});
	}

	/** `ask`, for the status alone. */
	async status(method: string, target: string, options?: Ask): Promise<number> {
		return (await this.ask(method, target, options)).status;
	}

	async stop(): Promise<void> {
		await this.#server.close();
		this.vfs.store.close();
		this.desk.remove();
	}
}

/** The body of a PROPFIND for these properties of `DAV:`. */
export const prop = (...names: string[]) =>
	`<propfind xmlns="DAV:"><prop>${names.map((name) => `<${name}/>`).join("")}</prop></propfind>`;

/** The addresses that a multistatus tells of. */
export const hrefsOf = (text: string) =>
	[...text.matchAll(/<D:response><D:href>([^<]*)<\/D:href>/g)].map(([, href]) => href);

/** The body of a LOCK. */
export const LOCK_BODY =
	'<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>me &amp; you</owner></lockinfo>';

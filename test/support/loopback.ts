import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server was asked. */
export interface Asked {
	method: string;
	path: string;
	headers: IncomingMessage["headers"];
	body: string;
}

/** A web server on this machine that answers as a test says. */
export class Loopback {
	readonly asked: Asked[] = [];
	readonly #server: Server;

	constructor(server: Server) {
		this.#server = server;
	}

	static async start(answer: (asked: Asked, response: ServerResponse) => void): Promise<Loopback> {
		const server = createServer((request, response) => {
			const parts: Buffer[] = [];
			request.on("data", (bytes: Buffer) => parts.push(bytes));
			request.on("end", () => {
				const asked = {
					method: request.method ?? "",
					path: request.url ?? "",
					headers: request.headers,
					body: Buffer.concat(parts).toString(),
				};
				loopback.asked.push(asked);
				answer(asked, response);
			});
		});
		const loopback = new Loopback(server);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		return loopback;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

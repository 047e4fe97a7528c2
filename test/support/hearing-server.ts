import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A form as the server was given it, read by Node's own parser. */
export interface Heard {
	readonly path: string;
	readonly authorization: string | undefined;
	readonly length: number;
	readonly fields: Readonly<Record<string, string>>;
	readonly file: { readonly name: string; readonly type: string; readonly bytes: Buffer };
}

/** A server on this machine that writes sound down as it is told (`POST /v1/audio/transcriptions`). */
export class HearingServer {
	readonly heard: Heard[] = [];
	/** The next answers; the last one stays. `deaf`: it reads nothing of the request for so long (ms) and then refuses it. */
	replies: { status?: number; body?: unknown; type?: string; deaf?: number }[] = [{ body: { text: "Hello." } }];
	readonly #server: Server;

	private constructor() {
		this.#server = createServer((request, response) => void this.#answer(request, response));
	}

	static async start(): Promise<HearingServer> {
		const server = new HearingServer();
		await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
	}

	/** What is said next. */
	says(...texts: string[]): void {
		this.replies = texts.map((text) => ({ body: { text, usage: { type: "duration", seconds: 3 } } }));
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const reply = (this.replies.length > 1 ? this.replies.shift() : this.replies[0]) ?? {};
		if (reply.deaf === undefined) {
			const parts: Buffer[] = [];
			for await (const part of request) parts.push(part as Buffer);
			this.heard.push(await formOf(request, Buffer.concat(parts)));
		} else await sleep(reply.deaf);
		response.writeHead(reply.status ?? 200, { "content-type": reply.type ?? "application/json" });
		response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {}));
	}
}

async function formOf({ url = "", headers }: IncomingMessage, body: Buffer): Promise<Heard> {
	const type = headers["content-type"] ?? "";
	const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
	const file = form.get("file") as File;
	const fields = [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
	return {
		path: url,
		authorization: headers.authorization,
		length: Number(headers["content-length"]),
		fields: Object.fromEntries(fields),
		file: { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) },
	};
}

/** A second of silence and a tone, as WAVE (PCM, 8 kHz, 16 bits): what no decoder refuses. */
export function tinyWave(seconds = 1): Buffer {
	const rate = 8000;
	const samples = Math.round(rate * seconds);
	const head = Buffer.alloc(44);
	head.write("RIFF", 0, "latin1");
	head.writeUInt32LE(36 + samples * 2, 4);
	head.write("WAVEfmt ", 8, "latin1");
	head.writeUInt32LE(16, 16); // bytes of the format chunk
	head.writeUInt16LE(1, 20); // PCM
	head.writeUInt16LE(1, 22); // one channel
	head.writeUInt32LE(rate, 24);
	head.writeUInt32LE(rate * 2, 28); // bytes a second
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write("data", 36, "latin1");
	head.writeUInt32LE(samples * 2, 40);
	const tone = Buffer.alloc(samples * 2);
	for (let at = 0; at < samples; at++) tone.writeInt16LE(Math.round(Math.sin(at / 4) * 8000), at * 2);
	return Buffer.concat([head, tone]);
}

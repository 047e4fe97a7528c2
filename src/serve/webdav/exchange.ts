import type { IncomingMessage, ServerResponse } from "node:http";
import { printable } from "../../vfs/index.ts";
import { Refusal } from "./refusal.ts";
import type { Resources } from "./resources.ts";
import { isOwn, pathOf } from "./uri.ts";
import { DAV, wrapXml, XML_DECLARATION } from "./xml.ts";

/** One request and its answer. */
export class Exchange {
	readonly resources: Resources;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	/** What the request is about. */
	readonly path: string;

	/** @throws Refusal 400 */
	constructor(resources: Resources, request: IncomingMessage, response: ServerResponse) {
		this.resources = resources;
		this.request = request;
		this.response = response;
		this.path = pathOf(request.url ?? "");
	}

	/** A header's value; several are one, as HTTP has it. */
	header(name: string): string | undefined {
		const value = this.request.headers[name.toLowerCase()];
		return Array.isArray(value) ? value.join(", ") : value;
	}

	/** What the log calls the change. */
	get cause(): string {
		return `${this.request.method} ${printable(this.path)}`;
	}

	/** The path of a URI that a header holds; undefined for another server's. @throws Refusal 400 */
	ownPath(uri: string): string | undefined {
		return isOwn(uri, this.request.headers.host ?? "") ? pathOf(uri) : undefined;
	}

	/** The `Depth` header. @throws Refusal 400 when it is none of those, or not one that the method takes */
	depth(...allowed: ("0" | "1" | "infinity")[]): "0" | "1" | "infinity" {
		const depth = (this.header("depth") ?? "infinity").toLowerCase();
		const found = allowed.find((each) => each === depth);
		if (found === undefined) throw new Refusal(400, `the depth is ${allowed.join(" or ")} here`);
		return found;
	}

	/** Answer with a text, or nothing. */
	answer(status: number, headers: Record<string, string> = {}, body = ""): void {
		const bytes = Buffer.from(body);
		const length = status === 204 || status === 304 ? {} : { "Content-Length": bytes.length };
		this.response.writeHead(status, { ...length, ...headers });
		this.response.end(this.request.method === "HEAD" ? undefined : bytes);
	}

	/** Answer with XML. */
	answerXml(status: number, xml: string, headers: Record<string, string> = {}): void {
		this.answer(status, { "Content-Type": "application/xml; charset=utf-8", ...headers }, XML_DECLARATION + xml);
	}

	/** Answer with bytes as they come; a client that goes away stops them. */
	async pour(bytes: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>): Promise<void> {
		const { response } = this;
		for await (const part of bytes) {
			if (response.destroyed) return;
			if (!response.write(part)) await drained(response);
		}
		response.end();
	}
}

/** Answer with what went wrong: the sentence, and the condition where RFC 4918 names one. */
export function answerRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
	const { status, message, condition, headers } = refusal;
	if (response.headersSent) return void response.destroy();
	const body =
		condition === undefined ? `${message}\n` : `${XML_DECLARATION}<D:error xmlns:D="${DAV}">${condition}</D:error>`;
	const bytes = Buffer.from(body);
	response.writeHead(status, {
		"Content-Type": condition === undefined ? "text/plain; charset=utf-8" : "application/xml; charset=utf-8",
		"Content-Length": bytes.length,
		...headers,
	});
	response.end(request.method === "HEAD" ? undefined : bytes);
}

async function drained(response: ServerResponse): Promise<void> {
	await new Promise<void>((resolve) => {
		const go = () => {
			response.off("drain", go).off("close", go);
			resolve();
		};
		response.on("drain", go).on("close", go);
	});
}

/** A `DAV:propstat`. @param properties XML of all of them */
export function propstat(status: number, reason: string, properties: string, condition?: string): string {
	const error = condition === undefined ? "" : wrapXml(DAV, "error", wrapXml(DAV, condition));
	return `<D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 ${status} ${reason}</D:status>${error}</D:propstat>`;
}

import { randomBytes } from "node:crypto";
import { VERSION } from "../base/version.ts";
import { chatCompletions } from "./chat-completions.ts";
import { countOf, isObject, objectOf, parsed, textOf } from "./json.ts";
import type { Dialect, HttpRequest, ProviderEntry, ServerEvent, Upload, WireEvent, WireRequest } from "./provider.ts";
import type { Sound } from "./sound.ts";

/**
 * Sound to text, as OpenAI's API reference has it (`POST /audio/transcriptions`, "Create transcription"), and as whisper servers of
 * one's own answer it: a form goes out (RFC 7578), one JSON object comes back.
 */
export const transcriptions: Dialect = { request, decoder, refusal: chatCompletions.refusal, isWhole: true };

function request(wire: WireRequest, entry: ProviderEntry, key: string | undefined): HttpRequest {
	if (wire.sound === undefined) throw new Error("a transcription without a sound");
	const boundary = `deskfs-${randomBytes(16).toString("hex")}`;
	return {
		url: `${entry.url}/audio/transcriptions`,
		headers: {
			"content-type": `multipart/form-data; boundary=${boundary}`,
			accept: "application/json",
			"accept-encoding": "identity",
			"user-agent": `deskfs/${VERSION}`,
			...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
		},
		body: form(boundary, { model: wire.model, response_format: "json" }, wire.sound),
	};
}

/** A form of some fields and a file, whose bytes are read as they are sent. */
function form(boundary: string, fields: Readonly<Record<string, string>>, sound: Sound): Upload {
	const part = (name: string, rest: string) =>
		`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
	const texts = Object.entries(fields).map(([name, value]) => `${part(name, "")}${value}\r\n`);
	const file = part("file", `; filename="${sound.name}"\r\nContent-Type: ${sound.type}`);
	const head = Buffer.from(texts.join("") + file);
	const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
	return {
		size: head.length + sound.size + tail.length,
		async *bytes() {
			yield head;
			yield* sound.bytes();
			yield tail;
		},
	};
}

/** `{"text", "usage"?: {"type": "tokens", "input_tokens", "output_tokens"} | {"type": "duration", "seconds"}}`. */
function decoder(): (event: ServerEvent) => readonly WireEvent[] {
	return ({ data }) => {
		const body = parsed(data);
		const text = isObject(body) ? textOf(body.text) : undefined;
		if (text === undefined) throw new SyntaxError("no transcript");
		const usage = objectOf(objectOf(body).usage);
		const input = countOf(usage.input_tokens);
		const output = countOf(usage.output_tokens);
		return [
			{ type: "text", text },
			{ type: "usage", ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) },
			{ type: "stop", stop: "end" },
			{ type: "end" },
		];
	};
}

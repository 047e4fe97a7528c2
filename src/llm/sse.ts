import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { ServerEvent } from "./provider.ts";
import { Failure } from "./retry.ts";

/** Most characters of one event: a line that never ends must not fill the memory. */
const LONGEST_EVENT = 4 * 1024 * 1024;

/**
 * The events of a stream (WHATWG HTML, 9.2.6), however its bytes are cut. Comments, which keep connections alive, are no events; what
 * lacks the empty line at its end was cut off and is none either.
 * @throws Failure "invalid" for an event that is too long
 */
export async function* serverEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent, void, undefined> {
	const decoder = new TextDecoder();
	let ready: EventSourceMessage[] = [];
	let broken: Error | undefined;
	const parser = createParser({
		maxBufferSize: LONGEST_EVENT,
		onEvent: (event) => void ready.push(event),
		onError: (error) => {
			if (error.type === "max-buffer-size-exceeded") broken = error;
			// llama.cpp gives an error a field of its own.
			if (error.field === "error") ready.push({ event: "error", data: error.value ?? "" });
		},
	});
	for await (const part of bytes) {
		const text = decoder.decode(part, { stream: true });
		if (text !== "") parser.feed(text);
		const events = ready;
		ready = [];
		for (const { event = "", data } of events) yield { event, data };
		if (broken !== undefined) throw new Failure("invalid", { told: "an event without an end" });
	}
}

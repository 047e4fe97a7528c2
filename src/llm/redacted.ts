/** What leaves is rid of what looks like a secret. */
import { redact } from "../safety/index.ts";
import type { CallRequest, Message } from "./message.ts";

/** A request without the secrets in its texts. What a model wrote as arguments of tools is left as it is: it must stay JSON. */
export function redacted({ system, messages }: CallRequest) {
	const counts = new Map<string, number>();
	const clean = (text: string): string => {
		const { text: left, found } = redact(text);
		for (const { kind, count } of found) counts.set(kind, (counts.get(kind) ?? 0) + count);
		return left;
	};
	return {
		system: system === undefined ? undefined : clean(system),
		messages: messages.map((message): Message => ({ ...message, content: clean(message.content) })),
		found: [...counts].map(([kind, count]) => ({ kind, count })),
	};
}

import { env } from "./env.ts";
import { DeskError } from "./errors.ts";

/**
 * An address that may be spoken to: https, or http on this machine.
 * @throws DeskError ENETWORK with `DESK_OFFLINE=1`, EINVAL for any other address
 */
export function allowed(address: string): URL {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url === undefined || !(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))))
		throw new DeskError("EINVAL", "it is no address that can be used", {
			at: address,
			todo: "give one that begins with https://",
		});
	if (env.offline)
		throw new DeskError("ENETWORK", "the network is off (DESK_OFFLINE)", {
			at: url.host,
			todo: "unset DESK_OFFLINE to allow it",
		});
	return url;
}

/** Whether a host name means this machine. */
export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * `retry-after` in ms: seconds or a date (RFC 9110, 10.2.3); undefined when there is none to be read.
 * @param date the answer's own `date`: the server's clock and ours may differ, and its date is by its own
 */
export function retryAfter(
	header: string | null | undefined,
	date?: string | null,
	now = Date.now(),
): number | undefined {
	if (header === null || header === undefined) return undefined;
	if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
	const time = Date.parse(header);
	const sent = Date.parse(date ?? "");
	return Number.isNaN(time) ? undefined : Math.max(0, time - (Number.isNaN(sent) ? now : sent));
}

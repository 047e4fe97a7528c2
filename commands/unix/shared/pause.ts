/** Waiting, as sleep, timeout and watch do it. */
import { DeskError } from "../../../src/base/errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `1.5`, `2m`, `.5h`, `1e3`, `infinity` (units s m h d). @throws DeskError EUSAGE */
export function parseSeconds(text: string, command: string): number {
	const found = /^\+?(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|infinity)([smhd]?)$/i.exec(text);
	const [, number = "", unit = ""] = found ?? [];
	const factor = UNITS[unit];
	if (found === null || factor === undefined)
		throw new DeskError("EUSAGE", `'${text}' is no length of time`, {
			at: command,
			todo: "write 5, 0.5, 2m, 3h or 1d",
		});
	return (/^inf/i.test(number) ? Number.POSITIVE_INFINITY : Number(number)) * factor;
}

/** A timer counts no further (ms). */
const LONGEST = 2 ** 31 - 1;

/** Wait so many seconds, which may be Infinity. @throws the signal's reason as soon as it is aborted */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
	const end = performance.now() + seconds * 1000;
	for (;;) {
		if (signal.aborted) throw signal.reason;
		const left = end - performance.now();
		if (left <= 0) return;
		await new Promise<void>((resolve, reject) => {
			const stop = () => {
				clearTimeout(timer);
				reject(signal.reason);
			};
			const timer = setTimeout(
				() => {
					signal.removeEventListener("abort", stop);
					resolve();
				},
				Math.min(left, LONGEST),
			);
			signal.addEventListener("abort", stop, { once: true });
		});
	}
}

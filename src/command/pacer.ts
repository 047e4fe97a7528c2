import type { Context } from "./command.ts";

/** How long work may keep the event loop to itself (ms). */
const TURN = 30;

const pacers = new WeakMap<AbortSignal, () => Promise<void> | undefined>();

/**
 * What long work calls between its steps: it throws the signal's reason after Ctrl-C. The store reads synchronously, so
 * without a turn for the event loop now and then no signal would ever arrive. All parts of one command share it, so that
 * a thousand short files are paced as one long one is.
 */
export function pacer({ signal }: Pick<Context, "signal">): () => Promise<void> | undefined {
	const pace = pacers.get(signal) ?? pacerOf(signal);
	pacers.set(signal, pace);
	return pace;
}

function pacerOf(signal: AbortSignal): () => Promise<void> | undefined {
	let since = performance.now();
	return () => {
		if (signal.aborted) throw signal.reason;
		if (performance.now() - since < TURN) return undefined;
		return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
			since = performance.now();
			if (signal.aborted) throw signal.reason;
		});
	};
}

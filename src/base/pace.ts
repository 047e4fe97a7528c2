/** How long work may keep the event loop to itself (ms): Ctrl-C must work within 100 ms. */
const TURN = 30;

/**
 * What long work calls between its steps, and awaits: it gives the event loop a turn when one is due, and throws the signal's
 * reason after Ctrl-C. The store works synchronously, so without it no signal would ever arrive.
 */
export type Pace = () => Promise<void> | undefined;

/** @param signal ends the work: its reason is thrown at the next step */
export function paceOf(signal: AbortSignal): Pace {
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

/** Do work in steps without a pause. @returns what it returns */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}

/** Do work in steps, with a pause where one is due; when the pace throws, the work ends there. @returns what it returns */
export async function inTurns<Result>(steps: Generator<void, Result>, pace: Pace): Promise<Result> {
	try {
		for (;;) {
			const step = steps.next();
			if (step.done === true) return step.value;
			const turn = pace();
			if (turn !== undefined) await turn;
		}
	} finally {
		steps.return(undefined as never);
	}
}

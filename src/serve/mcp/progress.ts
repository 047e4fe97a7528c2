/** Milliseconds between two notes of progress. */
const PROGRESS_PAUSE = 250;

/** Tells a client that asked for it how far a call is, now and then. */
export function progress(extra: {
	_meta?: { progressToken?: string | number | undefined } | undefined;
	sendNotification(notification: {
		method: "notifications/progress";
		params: { progressToken: string | number; progress: number; message: string };
	}): Promise<void>;
}): ((bytes: number) => void) | undefined {
	const progressToken = extra._meta?.progressToken;
	if (progressToken === undefined) return undefined;
	let last = Number.NEGATIVE_INFINITY;
	let told = 0;
	return (bytes) => {
		const now = performance.now();
		if (now - last < PROGRESS_PAUSE || bytes <= told) return;
		last = now;
		told = bytes;
		const params = { progressToken, progress: bytes, message: `${bytes} bytes of output` };
		extra.sendNotification({ method: "notifications/progress", params }).catch(() => {});
	};
}

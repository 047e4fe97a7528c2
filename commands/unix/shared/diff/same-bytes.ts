/** Whether two streams hold the same bytes. Reads both side by side, and no further than the first difference. */
export async function sameBytes(a: AsyncIterable<Uint8Array>, b: AsyncIterable<Uint8Array>): Promise<boolean> {
	const [left, right] = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()];
	let [x, y]: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
	try {
		for (;;) {
			x = await more(left, x);
			y = await more(right, y);
			const size = Math.min(x.length, y.length);
			if (size === 0) return x.length === y.length;
			if (Buffer.compare(x.subarray(0, size), y.subarray(0, size)) !== 0) return false;
			x = x.subarray(size);
			y = y.subarray(size);
		}
	} finally {
		await left.return?.();
		await right.return?.();
	}
}

/** What is at hand, or the next piece that is not empty; empty at the end. */
async function more(source: AsyncIterator<Uint8Array>, rest: Uint8Array): Promise<Uint8Array> {
	let piece = rest;
	while (piece.length === 0) {
		const next = await source.next();
		if (next.done === true) return piece;
		piece = next.value;
	}
	return piece;
}

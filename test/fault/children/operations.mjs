// The same random operations for the process that is killed and for the test that knows what it did.

/** A small generator of random numbers (mulberry32). @returns a function: an integer below its argument */
export function random(seed) {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let word = Math.imul(state ^ (state >>> 15), 1 | state);
		word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
		return ((word ^ (word >>> 14)) >>> 0) % below;
	};
}

/** Bytes of a file: one segment `[seed, size]` after the other. */
export function bytesOf(segments) {
	return Buffer.concat(segments.map(([seed, size]) => {
		const words = new Int32Array(Math.ceil(size / 4));
		let word = seed | 1;
		for (let at = 0; at < words.length; at++) {
			word ^= word << 13;
			word ^= word >>> 17;
			word ^= word << 5;
			words[at] = word;
		}
		return Buffer.from(words.buffer).subarray(0, size);
	}));
}

/**
 * Endless operations on /files, each with the files that are there after it.
 * `state`: `[path, segments][]`, what is there at the start.
 */
export function* operations(seed, state) {
	const next = random(seed);
	let files = new Map(state);
	const size = () => (next(5) === 0 ? 3_000_000 + next(100_000) : next(8) === 0 ? 250_000 + next(20_000) : next(5000));
	const segment = () => [1 + next(1_000_000), size()];
	const anyPath = () => `/files/${next(4)}/${next(6)}.bin`;
	const present = () => [...files.keys()][next(Math.max(1, files.size))];
	for (;;) {
		const before = files;
		files = new Map(files);
		const kind = next(20);
		const path = present();
		let operation;
		if (kind < 10 || path === undefined) {
			const target = anyPath();
			const segments = [segment()];
			files.set(target, segments);
			operation = { op: "write", path: target, segments };
		} else if (kind < 13) {
			const added = [1 + next(1_000_000), next(3000)];
			files.set(path, [...(before.get(path) ?? []), added]);
			operation = { op: "append", path, segments: [added] };
		} else if (kind < 15) {
			const to = anyPath();
			if (to !== path) {
				files.set(to, before.get(path));
				files.delete(path);
			}
			operation = { op: "rename", path, to };
		} else if (kind < 17) {
			files.delete(path);
			operation = { op: "remove", path };
		} else if (kind < 19) {
			const writes = [0, 1, 2].map((at) => [`/files/set/${at}.bin`, [[1 + next(1_000_000), next(2000)]]]);
			for (const [target, segments] of writes) files.set(target, segments);
			operation = { op: "several", writes };
		} else if (next(2) === 0) {
			operation = { op: "collect" };
		} else {
			files.delete(path);
			operation = { op: "erase", path };
		}
		yield { operation, files };
	}
}

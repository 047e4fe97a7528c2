/** Bytes as `ls -h` prints them: powers of 1024, rounded up, one decimal below ten. */
export function humanSize(bytes: number): string {
	let value = bytes;
	let unit = 0;
	// Rounded first: one byte less than 1M is 1.0M, not 1024K.
	while (Math.ceil(value) >= 1024 && unit < 6) {
		value /= 1024;
		unit++;
	}
	const tenths = Math.ceil(value * 10);
	const shown = unit === 0 || tenths >= 100 ? String(Math.ceil(value)) : (tenths / 10).toFixed(1);
	return shown + ["", "K", "M", "G", "T", "P", "E"][unit];
}

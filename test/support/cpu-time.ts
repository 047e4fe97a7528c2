/** Milliseconds of processor time that this process has used: what a bound is set on, as other work slows the clock's. */
export function cpuTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

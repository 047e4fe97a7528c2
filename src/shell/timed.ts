import type { Shell } from "./shell.ts";

/** `time`: how long a pipeline took, on stderr, in the form of `TIMEFORMAT`. */
export async function timed(shell: Shell, posix: boolean, body: () => Promise<number>): Promise<number> {
	const started = performance.now();
	const cpu = process.cpuUsage();
	try {
		return await body();
	} finally {
		const seconds = (performance.now() - started) / 1000;
		const used = process.cpuUsage(cpu);
		const format = posix
			? "real %2R\nuser %2U\nsys %2S"
			: (shell.variables.get("TIMEFORMAT") ?? "\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS");
		if (format !== "") await shell.write(2, `${timeText(format, seconds, used.user / 1e6, used.system / 1e6)}\n`);
	}
}

/** `%[p][l]R`, `U`, `S`, `%P`, `%%` (bash(1), TIMEFORMAT); seconds. */
export function timeText(format: string, real: number, user: number, system: number): string {
	const values: Record<string, number> = { R: real, U: user, S: system };
	return format.replace(
		/%(%|P|(\d?)(l?)([RUS]))/g,
		(all, what: string, digits: string, long: string, letter: string) => {
			if (what === "%") return "%";
			if (what === "P") return real === 0 ? "0.00" : (((user + system) / real) * 100).toFixed(2);
			const value = values[letter];
			if (value === undefined) return all;
			const places = Math.min(digits === "" ? 3 : Number(digits), 3);
			if (long === "") return value.toFixed(places);
			return `${Math.floor(value / 60)}m${(value % 60).toFixed(places)}s`;
		},
	);
}

import { type ByteSource, readLine } from "./pipe.ts";
import type { Shell } from "./shell.ts";
import { TerminalInput } from "./terminal-input.ts";

/**
 * `readLine`, which an interrupted shell does not wait for: Ctrl-C ends it.
 * @throws the reason of the interruption
 */
export async function readLineOrStop(
	shell: Shell,
	source: ByteSource,
	delimiter?: number,
): Promise<Buffer | undefined> {
	const { signal } = shell;
	signal.throwIfAborted();
	return await new Promise((resolve, reject) => {
		const stop = () => {
			if (source instanceof TerminalInput) source.forget();
			reject(signal.reason);
		};
		signal.addEventListener("abort", stop, { once: true });
		readLine(source, delimiter)
			.then(resolve, reject)
			.finally(() => signal.removeEventListener("abort", stop));
	});
}

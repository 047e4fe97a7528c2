import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { DeskError } from "../base/errors.ts";

/**
 * Ask one question on the terminal; a secret answer is not echoed. Ctrl-D is an empty answer.
 * @throws DeskError EINTR at Ctrl-C, or when the signal is aborted
 */
export async function askOnTerminal(question: string, secret: boolean, signal: AbortSignal): Promise<string> {
	const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({
		input: process.stdin,
		output: secret ? silent : process.stderr,
		terminal: true,
		historySize: 0,
	});
	if (secret) process.stderr.write(question);
	let interrupted = false;
	lines.on("SIGINT", () => {
		interrupted = true;
		lines.close();
	});
	try {
		const answer = await new Promise<string | undefined>((resolve, reject) => {
			lines.once("close", () => resolve(undefined)); // Ctrl-C or Ctrl-D
			lines.question(secret ? "" : question, { signal }).then(resolve, reject);
		});
		if (answer === undefined || secret) process.stderr.write("\n");
		if (interrupted) throw new DeskError("EINTR", "interrupted");
		return answer ?? "";
	} catch (error) {
		if (!signal.aborted) throw error;
		process.stderr.write("\n");
		throw signal.reason;
	} finally {
		lines.close();
	}
}

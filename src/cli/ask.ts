import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Ask one question on the terminal; a secret answer is not echoed. */
export async function askOnTerminal(question: string, secret: boolean): Promise<string> {
	process.stderr.write(question);
	const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({ input: process.stdin, output: secret ? silent : process.stderr, terminal: true });
	try {
		return await lines.question("");
	} finally {
		lines.close();
		if (secret) process.stderr.write("\n");
	}
}

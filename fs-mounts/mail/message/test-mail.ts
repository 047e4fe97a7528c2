/** For tests: messages written as lines, with CRLF between them; bytes as characters (latin1). */
import { readMessage } from "./index.ts";

export const read = (...lines: string[]) => readMessage(Buffer.from(lines.join("\r\n"), "latin1"));
export const types = (...lines: string[]) => read(...lines).parts.map(({ path, type }) => `${path} ${type}`);
export const multipart = (type: string, ...parts: string[][]) => [
	`Content-Type: multipart/${type}; boundary=b`,
	"",
	...parts.flatMap((part) => ["--b", ...part]),
	"--b--",
	"",
];
export const part = (type: string, text: string, ...more: string[]) => [`Content-Type: ${type}`, ...more, "", text];
export const texts = (...lines: string[]) => read(...lines).text;

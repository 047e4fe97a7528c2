import { type ByteStream, toText } from "../../../src/base/bytes.ts";
import { defineCommand, operands, pacer } from "../../../src/command/index.ts";
import { documentOf, MOST_BYTES, tooMuch } from "../../../src/llm/index.ts";
import { judge, type Verdict } from "../../../src/safety/index.ts";
import { printable } from "../../../src/vfs/index.ts";

/** `desk safety check`. */
export const check = defineCommand({
	name: "check",
	summary: "Judge each line of the input, or whole files",
	about:
		"`crisis`: the writer should see crisis lines, and no model gets the text; `ok`: it may pass. Stages: pattern, model, rules (the model cannot be used), none (no words). Nothing is kept or sent. In a pipe: verdict, stage, score.",
	args: {
		paths: operands("PATH", "files, each judged as one text; `-` or nothing: each line of stdin", {
			completes: "path",
		}),
	},
	reads: ["paths"],
	standalone: true,
	output: (z) =>
		z.object({
			verdict: z.enum(["ok", "crisis"]),
			stage: z.enum(["pattern", "model", "rules", "none"]),
			score: z.number(),
			path: z.string().optional(),
		}),
	examples: [
		["printf 'this homework is killing me\\n' | desk safety check", "an idiom passes"],
		["desk safety check /notes/inbox.md --json", "a file as one text"],
	],
	async *run(context, { paths }): AsyncGenerator<Item> {
		const warn = (sentence: string) => void context.stderr.write(`desk: ${printable(sentence)}\n`);
		for (const path of paths.length === 0 ? ["-"] : paths) {
			if (path === "-") {
				for await (const line of linesOf(context.stdin)) {
					context.signal.throwIfAborted();
					yield await judge(line, { warn, signal: context.signal });
				}
			} else {
				const stat = await context.stat(path);
				const document = await documentOf(await context.open(), stat, pacer(context));
				const text = document === undefined ? "" : toText(document.bytes);
				yield { ...(await judge(text, { warn, signal: context.signal })), path: stat.path };
			}
		}
	},
	line: ({ verdict, stage, score, path }: Item) =>
		[verdict, stage, score.toFixed(3), ...(path === undefined ? [] : [printable(path)])].join("\t"),
});

interface Item extends Verdict {
	/** The file; undefined for a line of the input. */
	readonly path?: string;
}

/** Lines as they come, without their ends; a last one without a newline counts. @throws DeskError EFBIG for a line that fills the memory */
async function* linesOf(stream: ByteStream): AsyncGenerator<string> {
	let parts: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			yield toText(Buffer.concat([...parts, chunk.subarray(start, end)]));
			parts = [];
			size = 0;
			start = end + 1;
		}
		// A copy: the reader may use its buffer again.
		if (start < chunk.length) parts.push(chunk.slice(start));
		size += chunk.length - start;
		if (size > MOST_BYTES) throw tooMuch("stdin");
	}
	if (parts.length > 0) yield toText(Buffer.concat(parts));
}

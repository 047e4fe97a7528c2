/** Where the result of a filter goes: to stdout, or into a file as one change (`sort -o`, `uniq IN OUT`, `shuf -o`). */
import type { z } from "zod";
import type { ByteStream } from "../../../src/base/bytes.ts";
import type { Context } from "../../../src/command/index.ts";
import { type ChangeItem, changeOutput } from "./changes.ts";
import { lineOutput, printLines, type TextItem } from "./lines.ts";
import { filePath } from "./operands.ts";
import { type WrittenItem, writeFile, writtenLine, writtenOutput } from "./write-file.ts";

/** A line of the result, or what was written. */
export type ResultItem = TextItem | WrittenItem | ChangeItem;

/** Its schema. */
export const resultOutput = (zod: typeof z) => zod.union([writtenOutput(zod), changeOutput(zod), lineOutput(zod)]);

/** Print lines, or write them to `path` if there is one. They are read to their end before the file changes. */
export async function* putResult(
	context: Context,
	lines: ByteStream,
	delimiter: number,
	path: string | undefined,
): AsyncGenerator<ResultItem, void, undefined> {
	if (path === undefined) await printLines(context, lines, delimiter);
	else yield* writeFile(context, await context.open(), filePath(context, path), lines, {});
}

/** `line` of the commands that yield from `putResult`. */
export function resultLine(item: ResultItem, context: Context): string | undefined {
	return "path" in item ? writtenLine(item, context) : item.text;
}

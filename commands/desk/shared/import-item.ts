import type { DeskError } from "../../../src/base/errors.ts";
import type { Reason } from "../../../src/source/index.ts";

/** One file, link, folder or item of which there is something to say. */
export interface ImportItem {
	path: string;
	/** Where it lies on the host. */
	source: string;
	result: "created" | "changed" | "kept" | "conflict" | "skipped";
	/** A key of `ImportSummary.skipped`, or null. */
	skipped: Reason | null;
	/** A sentence, or null. */
	reason: string | null;
	line: number | null;
	column: number | null;
}

/** What an error says, without where. */
export function sentenceOfError(error: DeskError): string {
	return error.todo === undefined ? error.message : `${error.message}; ${error.todo}`;
}

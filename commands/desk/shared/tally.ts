import type { Reason } from "../../../src/source/index.ts";

/** Counts of an import, and the last record of its `--json`. Files, but for `folders` and `skipped`. */
export interface ImportSummary {
	result: "summary";
	created: number;
	changed: number;
	unchanged: number;
	kept: number;
	/** Items of which the desk has a newer version. */
	older: number;
	conflicts: number;
	/** Folders that the desk did not have. */
	folders: number;
	/** Bytes of what was created or changed. */
	bytes: number;
	/** Files, links and folders passed over, by reason. */
	skipped: Partial<Record<Reason, number>>;
	/** The change sets of this import, for `desk undo`; null when nothing changed. */
	operation: number | null;
	dryRun: boolean;
}

/** Reasons that are as it should be: they do not make the import fail. */
const EXPECTED: ReadonlySet<Reason> = new Set(["scratch", "left-out", "other-kind"]);

/** Whether it is as it should be that something with this reason stays behind. */
export function isExpected(reason: Reason): boolean {
	return EXPECTED.has(reason);
}

const WORDS: Readonly<Record<Reason, string>> = {
	unreadable: "unreadable",
	special: "not a file",
	"dangling-link": "dangling link",
	"link-loop": "link in a loop",
	"link-outside": "link to the outside",
	"nested-link": "link in a linked folder",
	name: "name not allowed",
	clash: "name differs only in case",
	refused: "refused",
	scratch: "scratch file",
	"left-out": "of .obsidian, .git or .trash (--all takes them)",
	"other-kind": "of another kind",
};

export function newSummary(dryRun: boolean): ImportSummary {
	return {
		result: "summary",
		created: 0,
		changed: 0,
		unchanged: 0,
		kept: 0,
		older: 0,
		conflicts: 0,
		folders: 0,
		bytes: 0,
		skipped: {},
		operation: null,
		dryRun,
	};
}

/** Whether something was passed over that the user should look at. */
export function hasFailures(summary: ImportSummary): boolean {
	return Object.keys(summary.skipped).some((reason) => !isExpected(reason as Reason));
}

/** `3 new, 0 changed, 12 unchanged; 1 conflict; skipped: 2 unreadable`. */
export function sentenceOf(summary: ImportSummary): string {
	const parts = [`${summary.created} new, ${summary.changed} changed, ${summary.unchanged} unchanged`];
	if (summary.kept > 0) parts.push(`${summary.kept} kept as edited in the desk`);
	if (summary.older > 0) parts.push(`${summary.older} older than the desk's`);
	if (summary.conflicts > 0) parts.push(`${summary.conflicts} in conflict`);
	const reasons = Object.entries(summary.skipped) as [Reason, number][];
	const listed = (expected: boolean) =>
		reasons
			.filter(([reason]) => isExpected(reason) === expected)
			.map(([reason, count]) => `${count} ${WORDS[reason]}`)
			.join(", ");
	if (listed(false) !== "") parts.push(`skipped: ${listed(false)}`);
	if (listed(true) !== "") parts.push(`left behind: ${listed(true)}`);
	return parts.join("; ");
}

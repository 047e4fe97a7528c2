import { type FeatureOptions, features } from "../../src/inference/index.ts";
import { type Grouped, shareOf } from "./validate.ts";

/** A line of a `data.tsv`: `group`, `label` and `text`, and what else the set tells of it. */
export type Row = Readonly<Record<string, string>> & {
	readonly group: string;
	readonly label: string;
	readonly text: string;
};

/** The lines of a tab-separated file whose first line names its columns. @throws Error for a line that does not fit */
export function readRows(text: string): Row[] {
	const [head = "", ...lines] = text.split("\n").filter((line) => line !== "");
	const names = head.split("\t");
	return lines.map((line, index) => {
		const fields = line.split("\t");
		if (fields.length !== names.length)
			throw new Error(`line ${index + 2} has ${fields.length} fields, not ${names.length}`);
		return Object.fromEntries(names.map((name, at) => [name, fields[at]])) as unknown as Row;
	});
}

/** Groups whose share lies below are the test part, which nothing is fitted or chosen on. */
const TEST_SHARE = 0.2;

/** The two parts of a set; a group lies in one of them, and stays there when lines are added. */
export function split(rows: readonly Row[]): { training: Row[]; test: Row[] } {
	const isTest = ({ group }: Row) => shareOf(`test ${group}`) < TEST_SHARE;
	return { training: rows.filter((row) => !isTest(row)), test: rows.filter(isTest) };
}

/** Rows as the trainer takes them. */
export function toExamples(rows: readonly Row[], labels: readonly string[], options: FeatureOptions): Grouped[] {
	return rows.map(({ text, label, group }) => {
		if (!labels.includes(label)) throw new Error(`'${label}' is none of ${labels.join(", ")}`);
		return { sparse: features(text, options), label: labels.indexOf(label), group };
	});
}

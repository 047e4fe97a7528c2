import { table } from "../../../src/cli/index.ts";
import { defineCommand, numberOption } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { loadPeople } from "./shared.ts";

interface Pair {
	score: number;
	reasons: readonly string[];
	a: { name: string; path: string };
	b: { name: string; path: string };
}

/** `desk contact duplicates`. */
export const duplicates = defineCommand({
	name: "duplicates",
	summary: "Contacts that may be the same person, and why",
	about: "Nothing is changed: `desk contact merge` makes one of two. The score goes from 0 to 1.",
	args: {
		score: numberOption("only pairs of at least this score (default 0.4)", { value: "SCORE", fraction: true }),
	},
	output: (z) => {
		const person = z.object({ name: z.string(), path: z.string() });
		return z.object({ score: z.number(), reasons: z.array(z.string()), a: person, b: person });
	},
	examples: [
		["desk contact duplicates", "the likeliest first"],
		[
			"desk contact duplicates --score 0.9 --json | jq -r '[.a.path, .b.path] | @tsv'",
			"paths for `desk contact merge`",
		],
	],
	async *run(context, args) {
		const people = await loadPeople(await context.open());
		const { findDuplicates } = await import("../duplicates.ts");
		const found = findDuplicates(people).filter(({ score }) => score >= (args.score ?? 0.4));
		if (found.length === 0) context.setStatus(1);
		for (const { score, reasons, a, b } of found)
			yield { score, reasons, a: { name: a.name, path: a.path }, b: { name: b.name, path: b.path } };
	},
	line: ({ score, reasons, a, b }: Pair) => [score.toFixed(2), a.path, b.path, reasons.join(", ")].join("\t"),
	screen: (pairs: Pair[], { style }) =>
		table(
			pairs.map(({ score, reasons, a, b }) => [
				score.toFixed(2),
				`${style.name(printable(a.name))} ${style.faint(printable(a.path.slice("/contacts/".length)))}`,
				`${style.name(printable(b.name))} ${style.faint(printable(b.path.slice("/contacts/".length)))}`,
				printable(reasons.join(", ")),
			]),
		),
});

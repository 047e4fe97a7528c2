import { humanSize, shorten, table, widthOf } from "../../../src/cli/index.ts";
import { defineCommand } from "../../../src/command/index.ts";
import { addedNames, chosenEmbedder, incompleteNames, shippedNames } from "../../../src/inference/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { addedItem, fittedItem, incompleteItem, type ModelItem, NOT_MADE, STATES, shippedItem } from "./shared.ts";

/** `desk model list`. */
export const list = defineCommand({
	name: "list",
	summary: "All local models: which are used, and whether they are intact",
	about:
		"Those that come with the program, the one that is fitted on your own text, and those that you added. Each one's checksum is compared, and the shipped ones are loaded.",
	args: {},
	standalone: true,
	output: (z) =>
		z.object({
			name: z.string(),
			kind: z.enum(["classifier", "fitted", "sentence", "endpoint"]),
			origin: z.enum(["shipped", "made here", "added"]),
			state: z.enum(STATES),
			problem: z.string().nullable(),
			used: z.boolean(),
			bytes: z.number().nullable(),
			dimensions: z.number().nullable(),
			about: z.string(),
		}),
	examples: [
		["desk model list", "names, sizes, state"],
		["desk model --json | jq -r 'select(.state != \"ok\").name'", "those that cannot be used"],
	],
	async *run(context): AsyncGenerator<ModelItem> {
		const chosen = await chosenEmbedder(context.home);
		for (const name of shippedNames()) yield await shippedItem(name);
		yield await fittedItem(context, chosen);
		for (const name of addedNames(context.home)) yield await addedItem(context.home, name, chosen);
		for (const name of incompleteNames(context.home)) yield incompleteItem(name);
	},
	line: ({ name, kind, state, problem, used, bytes }: ModelItem) =>
		[name, kind, used ? "used" : "-", bytes ?? "-", state, ...(problem === null ? [] : [printable(problem)])].join(
			"\t",
		),
	screen(items: ModelItem[], { style, terminal }) {
		const left = table(
			items.map(({ name, kind, state, used, bytes }) => {
				const paint = state === "ok" ? style.good : state === NOT_MADE ? style.faint : style.bad;
				return [used ? "*" : " ", style.name(name), kind, bytes === null ? "-" : humanSize(bytes), paint(state), "|"];
			}),
			["left", "left", "left", "right"],
		).split("\n");
		return items
			.map(({ about, problem }, index) => {
				const head = (left[index] ?? "").slice(0, -1);
				return head + style.faint(shorten(printable(problem ?? about), Math.max(0, terminal.columns - widthOf(head))));
			})
			.join("\n");
	},
});

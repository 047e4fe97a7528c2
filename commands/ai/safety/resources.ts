import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, optionalOperand } from "../../../src/command/index.ts";
import { knownRegions, type Resources, resourcesFor, resourcesHere, tell } from "../../../src/safety/index.ts";

/** `desk safety resources`. */
export const resources = defineCommand({
	name: "resources",
	summary: "Whom to call: crisis lines of a region",
	about:
		"A fixed table. Without a region: that of the setting `safety.region`, else of the time zone, else of the locale.",
	args: { region: optionalOperand("REGION", "country, two letters (ISO 3166): DE, FR, US …") },
	standalone: true,
	output: (z) =>
		z.object({
			region: z.string().nullable(),
			country: z.string().nullable(),
			emergency: z.string(),
			lines: z.array(
				z.object({ name: z.string(), contact: z.string(), hours: z.string().optional(), web: z.string().optional() }),
			),
			checkedOn: z.string(),
		}),
	examples: [
		["desk safety resources", "where you are"],
		["desk safety resources FR --json", "of France, as JSON"],
	],
	async *run(context, { region }): AsyncGenerator<Item> {
		if (region !== undefined && !/^[a-z]{2}$/i.test(region))
			throw new DeskError("EUSAGE", `'${region}' is no country in two letters`, {
				at: "safety resources",
				todo: `name one of ${knownRegions().join(", ")}`,
			});
		const found = region === undefined ? await resourcesHere(context.home, context.variables) : resourcesFor(region);
		yield { ...found, region: found.region ?? null, country: found.country ?? null };
	},
	line: (item: Item) => tell(item).join("\n"),
});

/** Without a region, `null`: a field that is always there. */
interface Item extends Omit<Resources, "region" | "country"> {
	readonly region: string | null;
	readonly country: string | null;
}

/** Who wrote to whom: addresses, as the facets of messages have them. */
import type { TreeReader } from "../../src/vfs/index.ts";
import { addressIn } from "./record.ts";

/** The facets that name people. */
export const PEOPLE_FACETS = ["from", "to", "cc"] as const;

/** All addresses in mail, each with the forms in which it is written (`Ann <ann@example.com>`). */
export function peopleIn(tree: TreeReader, facets: readonly string[] = PEOPLE_FACETS): Map<string, string[]> {
	const people = new Map<string, string[]>();
	for (const name of facets)
		for (const { value } of tree.all<{ value: string }>(
			"SELECT DISTINCT value FROM facet WHERE name = ? AND node IN (SELECT node FROM mail)",
			name,
		)) {
			const address = addressIn(value);
			const forms = people.get(address);
			if (forms === undefined) people.set(address, [value]);
			else if (!forms.includes(value)) forms.push(value);
		}
	return people;
}

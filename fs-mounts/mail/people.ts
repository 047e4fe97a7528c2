/** Who wrote to whom: addresses, as the facets of messages have them. */
import type { TreeReader } from "../../src/vfs/index.ts";
import { addressIn } from "./record.ts";

/** All addresses in mail, each with the forms in which it is written (`Ann <ann@example.com>`); with `address`, only what holds it. */
export function peopleIn(tree: TreeReader, address = ""): Map<string, string[]> {
	const people = new Map<string, string[]>();
	const values = tree.all<{ value: string }>(
		`SELECT DISTINCT value FROM facet WHERE name IN ('from', 'to', 'cc') AND ${
			address === "" ? "? = ''" : "value LIKE '%' || ? || '%' ESCAPE '\\'"
		} AND node IN (SELECT node FROM mail)`,
		address.replace(/[\\%_]/g, "\\$&"),
	);
	for (const { value } of values) {
		if (isEmptyGroup(value)) continue;
		const own = addressIn(value);
		const forms = people.get(own);
		if (forms === undefined) people.set(own, [value]);
		else forms.push(value);
	}
	return people;
}

/** `undisclosed-recipients:;` names nobody (RFC 5322, 3.4: a group without members). */
function isEmptyGroup(person: string): boolean {
	return /^[^<>@]*:\s*;?$/.test(person);
}

import { type ConfigKey, readConfig } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { isWithin, type TreeReader } from "../../../src/vfs/index.ts";
import { type Choose, type Reading, settled } from "../words/reading.ts";

/** Somebody with an address of mail. */
export interface Invitee {
	/** In lower case. */
	readonly address: string;
	readonly name?: string;
}

interface Row {
	node: number;
	/** Node and card: who it is. */
	person: string;
	name: string;
	key: string;
	address: string;
}

/**
 * The people that words mean: addresses (`ann@example.com`, `Ann Lee <ann@example.com>`), and names or beginnings of them from /contacts, whose tables
 * must be there.
 * @throws DeskError ENOENT for a name that nobody has; what `choose` throws where it fits several people or addresses
 */
export async function invitees(words: readonly string[], tree: TreeReader, choose: Choose): Promise<Invitee[]> {
	const found: Invitee[] = [];
	for (const word of words) {
		const one = await inviteeOf(word.trim(), tree, choose);
		if (!found.some(({ address }) => address === one.address)) found.push(one);
	}
	return found;
}

async function inviteeOf(word: string, tree: TreeReader, choose: Choose): Promise<Invitee> {
	const [, name, inBrackets] = /^(.*?)\s*<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>$/.exec(word) ?? [];
	const address = (inBrackets ?? word.replace(/^mailto:/i, "")).toLowerCase();
	if (/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(address)) {
		const known = name || rows(tree, "lower(contact_email.address) = ?", address)[0]?.name;
		return known === undefined || known === "" ? { address } : { address, name: known };
	}
	if (word.includes("@"))
		throw new DeskError("EUSAGE", `'${word}' is no address`, { todo: "write ann@example.com, or a name of /contacts" });
	const wanted = wordsOf(word);
	const all = rows(tree, "1");
	const ways: ((row: Row) => boolean)[] = [
		(row) => wordsOf(row.name).join(" ") === wanted.join(" "),
		(row) =>
			wanted.length > 0 &&
			wanted.every((begun) => ` ${wordsOf(`${row.name} ${row.key}`).join(" ")}`.includes(` ${begun}`)),
	];
	const fits = ways.map((way) => all.filter(way)).find((some) => some.length > 0) ?? [];
	// Of each person the first address, which is the preferred one; two cards may be of one person.
	const firsts = fits.filter((row, at) => fits.findIndex((other) => other.person === row.person) === at);
	const people = [...new Map(firsts.map((row) => [row.address, row])).values()];
	if (people.length === 0)
		throw new DeskError("ENOENT", `nobody with an address in /contacts is called '${word}'`, {
			todo: "write the address: ann@example.com",
		});
	const of = people.map(
		({ address: value, name: called }): Reading<Invitee> => ({
			value: { address: value, name: called },
			say: `${called} <${value}>`,
			write: value,
		}),
	);
	return await settled({ words: word, of }, choose);
}

/** Letters and digits, without accents, in lower case. */
function wordsOf(text: string): string[] {
	return (
		text
			.normalize("NFKD")
			.replace(/\p{M}/gu, "")
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu) ?? []
	);
}

function rows(tree: TreeReader, where: string, ...values: string[]): Row[] {
	return tree
		.all<Row>(
			`SELECT contact.node AS node, node || ' ' || card AS person, name, key, contact_email.address AS address FROM contact JOIN contact_email USING (node, card)
			WHERE ${where} ORDER BY name, contact.node, position`,
			...values,
		)
		.filter(({ node }) => isWithin(tree.pathOf(node) ?? "/", "/contacts"))
		.map((row) => ({ ...row, address: row.address.toLowerCase() }));
}

/** The user's own addresses, in lower case, the one to answer with first: config `calendar.address`, and `mail.from`. */
export async function ownAddresses(home: string): Promise<string[]> {
	const config = await readConfig(home);
	return ["calendar.address", "mail.from"]
		.flatMap((key) => String(config.get(key as ConfigKey)?.value ?? "").split(","))
		.map((one) =>
			one
				.replace(/^.*<|>.*$/g, "")
				.trim()
				.toLowerCase(),
		)
		.filter((one) => one.includes("@"));
}

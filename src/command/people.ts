/**
 * People of /contacts, as commands of other mounts know them: names for addresses, addresses for names. What is asked are the tables of
 * that mount: `await vfs.load("/contacts")` first, or nobody is known.
 */
import { nameWords } from "../base/name-words.ts";
import { isWithin, type TreeReader } from "../vfs/index.ts";

/** An address that completes what was typed. */
export interface AddressMatch {
	readonly name: string;
	readonly email: string;
	/** The contact's file. */
	readonly path: string;
	/** `Ann Example <ann@example.com>`, as a header takes it. */
	readonly text: string;
}

interface Row {
	node: number;
	name: string;
	email: string;
}

/**
 * Mail addresses that begin with a text, or whose owner's name, nickname or organisation has words that begin with its words: "ann" is
 * `Ann Example <ann@example.com>`. Those of names first, then by name; a contact's preferred address before its others.
 */
export function lookUpAddresses(tree: TreeReader, text: string, limit = 20): AddressMatch[] {
	if (!isThere(tree)) return [];
	const words = nameWords(text).map((word) => ` ${word}`);
	const typed = text.trim().toLowerCase();
	const named = words.length === 0 ? "0" : words.map(() => "instr(key, ?) > 0").join(" AND ");
	const rows = tree.all<Row>(
		`SELECT node, name, address AS email, (${named}) AS named FROM contact JOIN contact_email USING (node, card)
			WHERE named OR substr(contact_email.email, 1, length(?)) = ? ORDER BY named DESC, name COLLATE NOCASE, node, card, position LIMIT ?`,
		...words,
		typed,
		typed,
		limit,
	);
	return matches(tree, rows);
}

/** The name of whoever has an address (with or without `mailto:`), or undefined when it is in nobody's card. */
export function nameOf(tree: TreeReader, address: string): string | undefined {
	if (!isThere(tree)) return undefined;
	const email = address
		.trim()
		.replace(/^mailto:/i, "")
		.toLowerCase();
	const rows = tree.all<Row>(
		"SELECT node, name, email FROM contact_email JOIN contact USING (node, card) WHERE email = ? ORDER BY node, card",
		email,
	);
	return matches(tree, rows)[0]?.name;
}

/** An address with its name as RFC 5322, 3.4 has it: what no atom can hold is quoted. Without line ends, whatever the name holds. */
export function formatAddress(name: string, email: string): string {
	const plain = name.replace(/[\s\p{Cc}]+/gu, " ").trim();
	if (plain === "" || plain.toLowerCase() === email) return email;
	const isPhrase = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~ -]+$/u.test(plain);
	return `${isPhrase ? plain : `"${plain.replace(/["\\]/g, "\\$&")}"`} <${email}>`;
}

/** What lies in the trash is nobody's. */
function matches(tree: TreeReader, rows: readonly Row[]): AddressMatch[] {
	return rows.flatMap(({ node, name, email }) => {
		const path = tree.pathOf(node);
		return path === undefined || !isWithin(path, "/contacts")
			? []
			: { name, email, path, text: formatAddress(name, email) };
	});
}

function isThere(tree: TreeReader): boolean {
	return tree.get("SELECT 1 FROM sqlite_master WHERE name = 'contact_email'") !== undefined;
}

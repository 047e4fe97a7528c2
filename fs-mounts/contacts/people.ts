/** All contacts as their tables have them, and which of them a word means. */
import { nameWords } from "../../src/base/name-words.ts";
import { isWithin, nameOfPath, parentOf, type TreeReader } from "../../src/vfs/index.ts";
import { emailKey, phoneDigits, phoneKey, uidKey } from "./values.ts";

/** One card, as `contact list --json` prints it. */
export interface Person {
	path: string;
	/** Which card of its file it is, from 0. */
	card: number;
	name: string;
	/** The folder below /contacts, "" for none. */
	book: string;
	kind: string;
	org: string | null;
	title: string | null;
	emails: string[];
	phones: string[];
	birthday: string | null;
	uid: string | null;
	version: string;
	/** What is broken in the file. */
	problems: string[];
}

interface Row {
	node: number;
	card: number;
	name: string;
	key: string;
	kind: string;
	uid: string | null;
	org: string | null;
	title: string | null;
	birthday: string | null;
	version: string;
}

/** A person, and what finds them. */
export interface Known extends Person {
	readonly node: number;
	/** Words of names, nicknames and the organisation, each after a blank. */
	readonly key: string;
	/** Keys of its UIDs, those of cards that were merged into it too. */
	readonly uids: readonly string[];
}

/** Everybody in /contacts, by name. `vfs.load("/contacts")` must have made the tables. */
export function allPeople(tree: TreeReader): Known[] {
	const grouped = <Value>(sql: string) => {
		const map = new Map<string, Value[]>();
		for (const { node, card, value } of tree.all<{ node: number; card: number; value: Value }>(sql)) {
			const list = map.get(`${node} ${card}`);
			if (list === undefined) map.set(`${node} ${card}`, [value]);
			else list.push(value);
		}
		return map;
	};
	const emails = grouped<string>(
		"SELECT node, card, address AS value FROM contact_email ORDER BY node, card, position",
	);
	const phones = grouped<string>("SELECT node, card, phone AS value FROM contact_phone ORDER BY node, card, position");
	const uids = grouped<string>("SELECT node, card, uid AS value FROM contact_uid");
	const problems = grouped<string>(
		"SELECT node, 0 AS card, problem AS value FROM contact_problem ORDER BY node, position",
	);
	const people = tree.all<Row>("SELECT * FROM contact").flatMap((row): Known | [] => {
		const path = tree.pathOf(row.node);
		if (path === undefined || !isWithin(path, "/contacts")) return []; // in the trash
		const id = `${row.node} ${row.card}`;
		return {
			...row,
			path,
			book: parentOf(path).slice("/contacts/".length),
			emails: emails.get(id) ?? [],
			phones: phones.get(id) ?? [],
			uids: uids.get(id) ?? [],
			problems: problems.get(`${row.node} 0`) ?? [],
		};
	});
	const order = new Intl.Collator("en", { sensitivity: "base" });
	return people.sort((a, b) => order.compare(a.name, b.name) || (a.path < b.path ? -1 : 1) || a.card - b.card);
}

/** A person as they are printed. */
export function shownPerson({ node: _, key: __, uids: ___, ...person }: Known): Person {
	return {
		path: person.path,
		card: person.card,
		name: person.name,
		book: person.book,
		kind: person.kind,
		org: person.org,
		title: person.title,
		emails: person.emails,
		phones: person.phones,
		birthday: person.birthday,
		uid: person.uid,
		version: person.version,
		problems: person.problems,
	};
}

/**
 * Who is meant by a word: a path, the name of a file or its id, a UID, a mail address, a telephone number, a whole name, or beginnings of
 * its words, or of those of nicknames and the organisation, too. The first of these ways that finds somebody counts; it may find several.
 * @param path what `word` is as a path
 */
export function peopleMeant(people: readonly Known[], word: string, path: string): Known[] {
	const stem = (person: Person) =>
		nameOfPath(person.path)
			.replace(/\.vcf$/i, "")
			.toLowerCase();
	const lower = word
		.trim()
		.toLowerCase()
		.replace(/\.vcf$/, "");
	const words = nameWords(word);
	const digits = /^[+()\d\s./-]+$/.test(word) ? phoneKey(phoneDigits(word)) : undefined;
	const ways: ((person: Known) => boolean)[] = [
		(person) => person.path === path || person.path === `${path}.vcf`,
		(person) => stem(person) === lower || (stem(person).endsWith(`-${lower}`) && /^[a-z2-7]{10}$/.test(lower)),
		(person) => person.uids.includes(uidKey(word)),
		(person) => person.emails.some((email) => emailKey(email) === emailKey(word)),
		(person) => digits !== undefined && person.phones.some((phone) => phoneKey(phoneDigits(phone)) === digits),
		(person) => words.length > 0 && nameWords(person.name).join(" ") === words.join(" "),
		(person) =>
			words.length > 0 && words.every((begun) => ` ${nameWords(person.name).join(" ")}`.includes(` ${begun}`)),
		(person) => words.length > 0 && words.every((begun) => person.key.includes(` ${begun}`)),
	];
	return ways.map((way) => people.filter(way)).find((found) => found.length > 0) ?? [];
}

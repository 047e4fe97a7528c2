import { DeskError } from "../../src/base/errors.ts";
import { nameWords } from "../../src/base/name-words.ts";
import type { ContentProblem } from "../../src/text/index.ts";
import { type Change, type Format, isWithin, type Place, type TreeReader } from "../../src/vfs/index.ts";
import { readCardFile } from "./decode.ts";
import { cardProblems } from "./problems.ts";
import { emailKey, phoneDigits, uidKey } from "./values.ts";
import { type Card, readCards } from "./vcard.ts";

/** What is read of a file. */
interface Contact {
	readonly cards: readonly Card[];
	readonly problems: readonly ContentProblem[];
}

/** The largest file that is written as a contact (bytes); pictures are in it. */
const LARGEST = 32 * 1024 * 1024;
/** Most that is told of one file's problems. */
const MOST_PROBLEMS = 20;

/** How /contacts reads its files. A broken card is refused when it is written, and kept with its problems when an import brings it. */
export const format: Format<Contact> = {
	parse(bytes, place) {
		const contact = readContact(bytes, place);
		const { cards } = contact;
		if (cards.length === 0) throw refusal(contact.problems[0], place.path);
		return {
			record: contact,
			title: cards.map(({ name }) => name).join(", "),
			text: cards.map(searchText).join("\n\n"),
			tags: [...new Set(cards.flatMap(({ categories }) => categories))],
			links: [],
			facets: facetsOf(cards),
		};
	},
	showsText: true,
	project({ cards, problems }, node, tree) {
		for (const [at, card] of cards.entries()) {
			const { name, kind, uid, rev, organizations, titles, birthday, version } = card;
			const values = [name, keyOf(card), kind, uid, rev, organizations[0]?.join(", "), titles[0], birthday, version];
			tree.run(
				"INSERT INTO contact (node, card, name, key, kind, uid, rev, org, title, birthday, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				node,
				at,
				...values.map((value) => value ?? null),
			);
			for (const known of uidsOf(card))
				tree.run("INSERT INTO contact_uid (node, card, uid) VALUES (?, ?, ?)", node, at, known);
			for (const [position, { value }] of preferredFirst(card.emails).entries())
				tree.run(
					"INSERT INTO contact_email (node, card, position, email, address) VALUES (?, ?, ?, ?, ?)",
					node,
					at,
					position,
					emailKey(value),
					value,
				);
			for (const [position, { value }] of preferredFirst(card.phones).entries())
				tree.run(
					"INSERT INTO contact_phone (node, card, position, phone, digits) VALUES (?, ?, ?, ?, ?)",
					node,
					at,
					position,
					value,
					phoneDigits(value),
				);
		}
		for (const [position, problem] of problems.slice(0, MOST_PROBLEMS).entries())
			tree.run(
				"INSERT INTO contact_problem (node, position, problem) VALUES (?, ?, ?)",
				node,
				position,
				`line ${problem.line}, column ${problem.column}: ${problem.message}`,
			);
	},
	plan(change, tree) {
		if (change.op === "write" && change.path.toLowerCase().endsWith(".vcf")) return [planWrite(change, tree)];
		if (change.op === "rename" && isWithin(change.to, "/contacts") && !isWithin(change.path, "/contacts"))
			for (const { path, kind } of tree.walk(change.path))
				if (kind === "file") refuseNew(readContact(tree.read(path), { path }).problems, [], change.to);
		return [change];
	},
};

/** A write may leave what was broken before as it was, and break no more. */
function planWrite(change: Extract<Change, { op: "write" }>, tree: TreeReader): Change {
	const staged = tree.prepare(change.path, change.content);
	if (staged.size > LARGEST)
		throw new DeskError("EFBIG", "a contact of more than 32 MiB", {
			at: change.path,
			todo: "keep large pictures under /files",
		});
	const old = tree.stat(change.path);
	// The kernel is going to refuse it: the file has moved on.
	if (change.expect !== undefined && change.expect !== (old?.revision ?? null)) return { ...change, content: staged };
	const known = old === undefined ? [] : readContact(tree.read(change.path), change).problems;
	refuseNew(readContact(tree.bytes(staged), change).problems, known, change.path);
	return { ...change, content: staged };
}

function readContact(bytes: Uint8Array, { truncated = false }: Partial<Place> & { path: string }): Contact {
	const { tree, cards } = readCards(readCardFile(bytes).text);
	return { cards, problems: cardProblems(tree, cards, truncated) };
}

/** @throws DeskError EFORMAT at the first problem that is not known, or more often than it was */
function refuseNew(problems: readonly ContentProblem[], known: readonly ContentProblem[], path: string): void {
	const old = new Map<string, number>();
	for (const { message } of known) old.set(message, (old.get(message) ?? 0) + 1);
	const found = problems.find(({ message }) => {
		const left = old.get(message) ?? 0;
		old.set(message, left - 1);
		return left <= 0;
	});
	if (found !== undefined) throw refusal(found, path);
}

function refusal(problem: ContentProblem | undefined, path: string): DeskError {
	const { message, line, column } = problem ?? { message: "there is no card (BEGIN:VCARD)", line: 1, column: 1 };
	return new DeskError("EFORMAT", message, {
		at: path,
		line,
		column,
		todo: "a contact is a vCard: `desk contact add NAME` writes one",
	});
}

/** UIDs by which a card is known: its own, and those of cards that were merged into it. */
function uidsOf({ uid, properties }: Card): Set<string> {
	const merged = properties.filter(({ name }) => name === "X-MERGED-UID").map(({ text }) => text);
	return new Set([...(uid === undefined ? [] : [uid]), ...merged].map(uidKey).filter((key) => key !== ""));
}

/** Words by which a card is found, each after a blank. */
function keyOf({ name, names, nicknames, organizations }: Card): string {
	const called = [name, ...names, ...nicknames, organizations[0]?.[0] ?? ""].slice(0, 20);
	return ` ${[...new Set(called.flatMap((text) => nameWords(text.slice(0, 250))))].join(" ")}`;
}

function preferredFirst<Value extends { preferred: boolean }>(values: readonly Value[]): Value[] {
	return [...values].sort((a, b) => Number(b.preferred) - Number(a.preferred));
}

/** What a search finds a card by, and shows: a line of its values in more than one way of writing, and people's notes. */
function searchText(card: Card): string {
	const { parts, organizations, addresses, emails, phones } = card;
	const values = [
		...card.names,
		...card.nicknames,
		...organizations.map((units) => units.join(", ")),
		...card.titles,
		...card.roles,
		...emails.map(({ value }) => value),
		...phones.map(({ value }) => value),
		...addresses.map(({ value }) => value),
		...card.urls.map(({ value }) => value),
		...card.ims.map(({ value }) => value),
		...card.categories,
		card.birthday ?? "",
		Object.values(parts ?? {})
			.filter((part) => part !== "")
			.join(" "),
		...phones.map(({ value }) => phoneDigits(value)),
	];
	const distinct = (texts: readonly string[]) => [
		...new Set(texts.map((text) => text.trim()).filter((text) => text !== "")),
	];
	return distinct([distinct(values).join(", "), ...card.notes]).join("\n");
}

function facetsOf(cards: readonly Card[]): { [name: string]: string[] } {
	const all = (read: (card: Card) => readonly (string | undefined)[]) => [
		...new Set(
			cards.flatMap(read).flatMap((value) => (value === undefined || value === "" ? [] : value.slice(0, 200))),
		),
	];
	return {
		kind: all(({ kind }) => [kind]),
		email: all(({ emails }) => emails.map(({ value }) => emailKey(value))),
		phone: all(({ phones }) => phones.map(({ value }) => phoneDigits(value))),
		org: all(({ organizations }) => organizations.map(([name]) => name)),
		title: all(({ titles }) => titles),
		city: all(({ addresses }) => addresses.map(({ city }) => city)),
		country: all(({ addresses }) => addresses.map(({ country }) => country)),
		birthday: all(({ birthday }) => [birthday]),
		has: all(({ media }) => media.map(({ name }) => name.toLowerCase())),
	};
}

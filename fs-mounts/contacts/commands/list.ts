import { nameWords } from "../../../src/base/name-words.ts";
import { defineCommand, flag, operands, option } from "../../../src/command/index.ts";
import { type Person, shownPerson } from "../people.ts";
import { loadPeople, peopleScreen, personLine, personShape } from "./shared.ts";

/** `desk contact list`. */
export const list = defineCommand({
	name: "list",
	summary: "Contacts by name, or those whose names begin so",
	about: "A `!` (and `problems` under --json) marks a card that an import brought broken; it is kept as it is.",
	args: {
		book: option("only of this address book", { short: "b", value: "BOOK" }),
		tag: option("only with this tag (CATEGORIES)", { short: "t", value: "TAG", completes: "tag" }),
		kind: option("only of this kind", {
			short: "k",
			value: "KIND",
			choices: ["individual", "group", "org", "location"],
		}),
		broken: flag("only those whose files are broken"),
		words: operands("WORD", "beginnings of words of names, nicknames and organisations, or parts of addresses"),
	},
	output: personShape,
	examples: [
		["desk contact list", "everybody"],
		["desk contact list sand", "whoever has a name, nickname or organisation that begins so"],
		["desk contact list --tag client --json | jq -r '.emails[0]'", "addresses of clients"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		let people = await loadPeople(vfs);
		if (args.book !== undefined) {
			const book = args.book.replace(/^\/?(?:contacts\/)?|\/$/g, "").toLowerCase();
			people = people.filter(
				(person) => person.book.toLowerCase() === book || person.book.toLowerCase().startsWith(`${book}/`),
			);
		}
		if (args.kind !== undefined) people = people.filter(({ kind }) => kind === args.kind);
		if (args.broken) people = people.filter(({ problems }) => problems.length > 0);
		if (args.tag !== undefined) {
			const tagged = new Set(
				vfs
					.reader()
					.all<{ node: number }>("SELECT node FROM tag WHERE lower(tag) = ?", args.tag.replace(/^#/, "").toLowerCase())
					.map(({ node }) => node),
			);
			people = people.filter(({ node }) => tagged.has(node));
		}
		for (const word of args.words) {
			const begun = nameWords(word).map((part) => ` ${part}`);
			people = people.filter(
				({ key, emails }) =>
					(begun.length > 0 && begun.every((part) => key.includes(part))) ||
					emails.some((email) => email.toLowerCase().includes(word.toLowerCase())),
			);
		}
		if (people.length === 0) context.setStatus(1);
		yield* people.map(shownPerson);
	},
	line: (person: Person) => personLine(person),
	screen: (people: Person[], context) => peopleScreen(people, context),
});

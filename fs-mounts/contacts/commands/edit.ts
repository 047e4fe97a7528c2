import { now, toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, operand, option, options } from "../../../src/command/index.ts";
import { allPeople, type Person, shownPerson } from "../people.ts";
import { assignments } from "./add.ts";
import { loadPeople, onePerson, openPerson, peopleScreen, personLine, personShape } from "./shared.ts";

/** `desk contact edit`. */
export const edit = defineCommand({
	name: "edit",
	summary: "Change a contact: only the lines that must change do",
	about:
		"A sign tells what is meant: +x (or x) adds x, -x takes it away. --set replaces the one value that a property has, and adds it where there is none; without a value (`--set NOTE=`) the property is taken away. ADR, ORG and N have their fields between semicolons. The file's name stays.",
	args: {
		name: option("another name", { value: "NAME" }),
		email: options("add or take away a mail address", { short: "e", value: "±ADDRESS" }),
		phone: options("add or take away a telephone number", { short: "p", value: "±NUMBER" }),
		tag: options("add or take away a tag (CATEGORIES)", { short: "t", value: "±TAG", completes: "tag" }),
		org: option("another organisation", { short: "o", value: "NAME" }),
		set: options("set any property, or take it away", { short: "s", value: "NAME=VALUE" }),
		who: operand("WHO", "a name, an address, a number, a UID or a path", "contact"),
	},
	writes: ["who"],
	output: personShape,
	examples: [
		[
			"desk contact edit gunilla --email +g@ekdahl.example --email -gunilla@tolvbullar.example",
			"a new address for an old one",
		],
		["desk contact edit sanna@fjardevaggen.example --set TITLE=Director --tag +board", "found by her address"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const { person, stat, text, card, encode } = await openPerson(
			vfs,
			await onePerson(context, await loadPeople(vfs), args.who),
		);
		const set = assignments(args.set, "contact edit");
		if (args.org !== undefined) set.push(["ORG", args.org.replaceAll(";", ",")]);
		const { editCard } = await import("../edit.ts");
		const changes = { name: args.name, emails: args.email, phones: args.phone, tags: args.tag, set };
		if (args.name === undefined && [args.email, args.phone, args.tag, set].every(({ length }) => length === 0))
			throw new DeskError("EUSAGE", "nothing is to be changed", {
				at: "contact edit",
				todo: `say what, such as --email +new@example.com; or open the file: \`desk open ${person.path}\``,
			});
		let edited: string;
		try {
			edited = editCard(text, card, changes, toDate(now()));
		} catch (error) {
			if (error instanceof DeskError) error.at ??= person.path;
			throw error;
		}
		if (edited === text) {
			context.note(`desk: ${person.path}: it is so already`);
			return;
		}
		await vfs.write(person.path, encode(edited), {
			cause: context.cause,
			expect: stat.revision,
			dryRun: context.dryRun,
		});
		if (context.dryRun) context.note(`would write ${person.path}`);
		else
			yield* allPeople(vfs.reader())
				.filter(({ node, card: at }) => node === person.node && at === person.card)
				.map(shownPerson);
	},
	line: (person: Person) => personLine(person),
	screen: (people: Person[], context) => peopleScreen(people, context),
});

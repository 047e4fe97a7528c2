import { now, toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, operand, operands } from "../../../src/command/index.ts";
import type { Change } from "../../../src/vfs/index.ts";
import { allPeople, type Person, shownPerson } from "../people.ts";
import { loadPeople, type Opened, onePerson, openPerson, peopleScreen, personLine, personShape } from "./shared.ts";

/** `desk contact merge`. */
export const merge = defineCommand({
	name: "merge",
	summary: "Make one contact of several, keeping every value of all",
	about:
		"The first one stays, with its file, name and UID, and gets all that the others say and it does not, properties that no program here knows too. Where a card has room for one value only (a birthday, the UID), the others' are kept as X-MERGED-…, and by their UIDs it is found as well. The others go to /trash; `desk undo` takes all of it back.",
	args: {
		into: operand("WHO", "who stays: a name, an address, a number, a UID or a path", "contact"),
		others: operands("OTHER", "who is the same person", { required: true, completes: "contact" }),
	},
	writes: ["into", "others"],
	output: personShape,
	examples: [
		[
			"desk contact merge ivo@ivosand.example ivo.sand@stokastik.example",
			"two cards of one man; `desk contact duplicates` finds them",
		],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const people = await loadPeople(vfs);
		const chosen: Opened[] = [];
		for (const word of [args.into, ...args.others]) {
			const person = await onePerson(context, people, word);
			if (chosen.some((other) => other.person === person))
				throw new DeskError("EUSAGE", "it is named twice", {
					at: word,
					todo: `${person.path} cannot be merged with itself`,
				});
			chosen.push(await openPerson(vfs, person));
		}
		const [kept, ...others] = chosen as [Opened, ...Opened[]];
		const { mergeCards } = await import("../merge.ts");
		const { cutCards } = await import("../split.ts");
		let merged = mergeCards(kept.text, kept.card, others, toDate(now()));
		const changes: Change[] = [];
		for (const [path, gone] of byFile(others)) {
			const [first] = gone as [Opened];
			const rest = path === kept.person.path ? merged : first.text;
			const left = cutCards(
				rest,
				gone.map(({ person }) => person.card),
			);
			if (path === kept.person.path) merged = left;
			else if (/BEGIN:VCARD/i.test(left))
				changes.push({ op: "write", path, content: await vfs.stage(first.encode(left)), expect: first.stat.revision });
			else changes.push({ op: "remove", path, expect: first.stat.revision });
		}
		const { path } = kept.person;
		if (merged !== kept.text)
			changes.unshift({ op: "write", path, content: await vfs.stage(kept.encode(merged)), expect: kept.stat.revision });
		await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
		if (context.dryRun)
			for (const change of changes)
				context.note(`would ${change.op === "remove" ? "move to /trash:" : "write"} ${change.path}`);
		else
			yield* allPeople(vfs.reader())
				.filter(({ node }) => node === kept.person.node)
				.map(shownPerson);
	},
	line: (person: Person) => personLine(person),
	screen: (people: Person[], context) => peopleScreen(people, context),
});

function byFile(opened: readonly Opened[]): Map<string, Opened[]> {
	const files = new Map<string, Opened[]>();
	for (const one of opened) files.set(one.person.path, [...(files.get(one.person.path) ?? []), one]);
	return files;
}

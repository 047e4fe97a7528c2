import { randomUUID } from "node:crypto";
import { now, toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, operands, option, options } from "../../../src/command/index.ts";
import { isWithin, joinPath } from "../../../src/vfs/index.ts";
import { allPeople, type Person, shownPerson } from "../people.ts";
import { emailKey } from "../values.ts";
import { loadPeople, peopleScreen, personLine, personShape } from "./shared.ts";

/** `NAME=VALUE` as users type it. @throws DeskError EUSAGE */
export function assignments(words: readonly string[], command: string): [string, string][] {
	return words.map((word) => {
		const [, name, value] = /^([A-Za-z0-9-]+)=(.*)$/s.exec(word) ?? [];
		if (name === undefined || value === undefined)
			throw new DeskError("EUSAGE", `--set takes NAME=VALUE, not '${word}'`, {
				at: command,
				todo: "for example --set TITLE=Director",
			});
		return [name.toUpperCase(), value];
	});
}

/** `desk contact add`. */
export const add = defineCommand({
	name: "add",
	summary: "Add a contact",
	about:
		"Writes a vCard 3.0. Any property may be set by its name in RFC 6350: NICKNAME, BDAY, URL, NOTE, ADR (its fields between semicolons).",
	args: {
		email: options("a mail address", { short: "e", value: "ADDRESS" }),
		phone: options("a telephone number", { short: "p", value: "NUMBER" }),
		org: option("the organisation", { short: "o", value: "NAME" }),
		title: option("what they are there", { value: "TITLE" }),
		tag: options("a tag (CATEGORIES)", { short: "t", value: "TAG", completes: "tag" }),
		note: option("a note", { short: "n", value: "TEXT" }),
		set: options("any other property", { short: "s", value: "NAME=VALUE" }),
		book: option("the address book: a folder of /contacts", { short: "b", value: "BOOK", completes: "directory" }),
		name: operands("NAME", "who it is", { required: true }),
	},
	changes: true,
	output: personShape,
	examples: [
		[
			'desk contact add "Ann Example" --email ann@example.com --phone "+49 30 1234567"',
			"prints the path of the new card",
		],
		["desk contact add Bob Builder --org Acme --set BDAY=1985-04-12 --book work", "into /contacts/work"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const known = await loadPeople(vfs);
		const { newCard } = await import("../write-card.ts");
		const { valueFor } = await import("../edit.ts");
		const fields: [string, string][] = [
			...(args.title === undefined ? [] : [["TITLE", args.title] as [string, string]]),
			...(args.note === undefined ? [] : [["NOTE", args.note] as [string, string]]),
			...assignments(args.set, "contact add"),
		];
		const forbidden = fields.find(([name]) => /^(?:BEGIN|END|VERSION|UID|FN|N|REV)$/.test(name));
		if (forbidden !== undefined)
			throw new DeskError("EUSAGE", `--set cannot give ${forbidden[0]}`, {
				at: "contact add",
				todo: "NAME is the name",
			});
		const { name, text } = newCard({
			name: args.name.join(" "),
			emails: args.email,
			phones: args.phone,
			org: args.org,
			tags: args.tag,
			properties: fields.map(([property, value]) => ({ name: property, value: valueFor(property, value) })),
			uid: `urn:uuid:${randomUUID()}`,
			now: toDate(now()),
		});
		for (const email of args.email) {
			const other = known.find(({ emails }) => emails.some((address) => emailKey(address) === emailKey(email)));
			if (other !== undefined) context.note(`desk: ${other.path}: ${other.name} has ${email} too`);
		}
		const book = context.path(`/contacts/${(args.book ?? "").replace(/^\/?contacts(?:\/|$)/, "")}`);
		if (!isWithin(book, "/contacts"))
			throw new DeskError("EUSAGE", "it does not lie in /contacts", {
				at: args.book ?? "",
				todo: "name a folder such as work",
			});
		const path = joinPath(book, name);
		await vfs.write(path, text, {
			cause: context.cause,
			parents: book !== "/contacts",
			expect: null,
			dryRun: context.dryRun,
		});
		if (context.dryRun) context.note(`would create ${path}`);
		else
			yield* allPeople(vfs.reader())
				.filter((person) => person.path === path)
				.map(shownPerson);
	},
	line: (person: Person, context) => (context.terminal.stdout ? personLine(person) : person.path),
	screen: (people: Person[], context) => peopleScreen(people, context),
});

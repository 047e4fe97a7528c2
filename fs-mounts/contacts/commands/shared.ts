/** What the commands of contacts share: who is meant, and how they are shown. */
import { DeskError } from "../../../src/base/errors.ts";
import { pad, shorten, table, widthOf } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import { printable, type Stat, type Vfs } from "../../../src/vfs/index.ts";
import { allPeople, type Known, type Person, peopleMeant } from "../people.ts";
import type { Card } from "../vcard.ts";

/** Shape of a person under `--json`. */
export const personShape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		card: z.number(),
		name: z.string(),
		book: z.string(),
		kind: z.string(),
		org: z.string().nullable(),
		title: z.string().nullable(),
		emails: z.array(z.string()),
		phones: z.array(z.string()),
		birthday: z.string().nullable(),
		uid: z.string().nullable(),
		version: z.string(),
		problems: z.array(z.string()),
	});

/** One line for programs: path, name, first address, first number. */
export const personLine = ({ path, name, emails, phones }: Person) =>
	[path, name, emails[0] ?? "", phones[0] ?? ""].map((field) => field.replace(/[\t\n\r]/g, " ")).join("\t");

/** Everybody, with the tables loaded. */
export async function loadPeople(vfs: Vfs): Promise<Known[]> {
	await vfs.load("/contacts");
	return allPeople(vfs.reader());
}

/** Most candidates that are told. */
const MOST = 10;

/**
 * The one person that a word means. Where it could be several, a person at a terminal is asked.
 * @throws DeskError ENOENT; EUSAGE with the candidates
 */
export async function onePerson(context: Context, people: readonly Known[], word: string): Promise<Known> {
	const found = peopleMeant(people, word, context.path(word));
	const [only] = found;
	if (only === undefined)
		throw new DeskError("ENOENT", "there is no such contact", {
			at: word,
			todo: "`desk contact list` shows who is there",
		});
	if (found.length === 1) return only;
	const shown = found.slice(0, MOST);
	const list = shown.map(
		({ name, emails, path }) => `${name}${emails[0] === undefined ? "" : ` <${emails[0]}>`} (${path})`,
	);
	if (context.terminal.stdin) {
		for (const [at, line] of list.entries()) context.note(`${at + 1}  ${printable(line)}`);
		const answer = Number(await context.ask(`Which one is ${word}? [1-${shown.length}] `));
		const chosen = shown[answer - 1];
		if (chosen !== undefined) return chosen;
	}
	const more = found.length > MOST ? `, and ${found.length - MOST} more` : "";
	throw new DeskError("EUSAGE", `it could be ${list.join(", ")}${more}`, {
		at: word,
		todo: "write more of the name, or a path",
	});
}

/** A person's file: its text, the way back to bytes, and the card. */
export interface Opened {
	readonly person: Known;
	readonly stat: Stat;
	readonly text: string;
	readonly card: Card;
	encode(text: string): Buffer;
}

/** Read the file of a person. @throws DeskError ENOENT when it has gone meanwhile */
export async function openPerson(vfs: Vfs, person: Known): Promise<Opened> {
	const [{ readCardFile }, { readCards }] = await Promise.all([import("../decode.ts"), import("../vcard.ts")]);
	const stat = await vfs.stat(person.path);
	const file = readCardFile(await vfs.readAll(person.path));
	const card = readCards(file.text).cards[person.card];
	if (card === undefined) throw new DeskError("ENOENT", "the card has gone", { at: person.path, todo: "look again" });
	return { person, stat, text: file.text, card, encode: (text) => file.encode(text) };
}

/** A table for a terminal, cut to its width: name, address, number, organisation; `!` marks what is broken. */
export function peopleScreen(people: Person[], { style, terminal }: Pick<Context, "style" | "terminal">): string {
	const part = (share: number) => Math.max(8, Math.floor((terminal.columns - 7) * share));
	// What cannot be read on: half a number is none.
	const number = Math.max(part(0.2), Math.min(22, terminal.columns - 7 - part(0.32) - part(0.38)));
	const left = table(
		people.map(({ name, emails, phones, kind, problems }) => [
			problems.length > 0 ? style.bad("!") : kind === "group" ? "◦" : "",
			style.name(shorten(printable(name), part(0.32))),
			shorten(printable(emails[0] ?? ""), part(0.38)),
			shorten(printable(phones[0] ?? ""), number),
		]),
	).split("\n");
	const widest = Math.max(0, ...left.map(widthOf));
	return people
		.map(({ org }, at) => {
			const row = left[at] ?? "";
			const room = terminal.columns - widest - 2;
			return org === null || room < 4 ? row : `${pad(row, widest)}  ${style.faint(shorten(printable(org), room))}`;
		})
		.join("\n");
}

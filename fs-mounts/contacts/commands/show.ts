import { humanSize } from "../../../src/base/size.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, operands } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { uidKey } from "../values.ts";
import type { Card, Entry } from "../vcard.ts";
import { loadPeople, onePerson, openPerson } from "./shared.ts";

type Shown = Omit<Card, "component" | "properties"> & {
	path: string;
	/** Of a group: who its members are, as far as they are in /contacts. */
	people: { name: string; path: string }[];
	/** Properties that have no field of their own here, as they are written. */
	others: { name: string; value: string }[];
	problems: readonly string[];
};

/** Properties that are shown as fields, or say nothing to people. */
const FIELDS =
	/^(?:FN|N|NICKNAME|ORG|TITLE|ROLE|EMAIL|TEL|ADR|URL|IMPP|NOTE|CATEGORIES|BDAY|ANNIVERSARY|MEMBER|PHOTO|LOGO|SOUND|KEY|UID|REV|KIND|PRODID|LABEL|X-AB.*|X-ADDRESSBOOKSERVER-.*|X-CATEGORIES|X-ANDROID-CUSTOM)$/;

/** `desk contact show`. */
export const show = defineCommand({
	name: "show",
	summary: "All that a contact's card says",
	args: {
		who: operands("WHO", "a name, an address, a number, a UID or a path", { required: true, completes: "contact" }),
	},
	output: (z) => {
		const texts = z.array(z.string()).readonly();
		const entry = z.object({
			value: z.string(),
			types: texts,
			label: z.string().optional(),
			preferred: z.boolean(),
		});
		return z.object({
			path: z.string(),
			version: z.enum(["2.1", "3.0", "4.0"]),
			name: z.string(),
			names: texts,
			parts: z
				.object({
					family: z.string(),
					given: z.string(),
					additional: z.string(),
					prefixes: z.string(),
					suffixes: z.string(),
				})
				.optional(),
			nicknames: texts,
			uid: z.string().optional(),
			rev: z.string().optional(),
			kind: z.string(),
			organizations: z.array(texts).readonly(),
			titles: texts,
			roles: texts,
			emails: z.array(entry).readonly(),
			phones: z.array(entry).readonly(),
			addresses: z
				.array(
					entry.extend({
						box: z.string(),
						extended: z.string(),
						street: z.string(),
						city: z.string(),
						region: z.string(),
						code: z.string(),
						country: z.string(),
					}),
				)
				.readonly(),
			urls: z.array(entry).readonly(),
			ims: z.array(entry).readonly(),
			notes: texts,
			categories: texts,
			birthday: z.string().optional(),
			anniversary: z.string().optional(),
			members: texts,
			media: z
				.array(
					z.object({
						name: z.string(),
						type: z.string().nullable(),
						size: z.number().nullable(),
						url: z.string().nullable(),
					}),
				)
				.readonly(),
			people: z.array(z.object({ name: z.string(), path: z.string() })),
			others: z.array(z.object({ name: z.string(), value: z.string() })),
			problems: texts,
		});
	},
	examples: [
		["desk contact show gunilla", "if there is only one"],
		["desk contact show ivo@ivosand.example --json | jq -r '.phones[].value'", "his numbers"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const all = await loadPeople(vfs);
		for (const word of args.who) {
			const person = await onePerson(context, all, word);
			const { card } = await openPerson(vfs, person);
			const { component: _, properties, ...fields } = card;
			const people = card.members.flatMap((member) => {
				const found = all.find(
					({ uids, emails }) =>
						uids.includes(uidKey(member)) ||
						emails.some((email) => `mailto:${email}`.toLowerCase() === member.toLowerCase()),
				);
				return found === undefined ? [] : { name: found.name, path: found.path };
			});
			const others = properties
				.filter(({ name, text }) => !FIELDS.test(name) && text.trim() !== "")
				.map(({ name, text }) => ({ name, value: text.slice(0, 1000) }));
			yield { path: person.path, ...fields, people, others, problems: person.problems };
		}
	},
	line: (item: Shown) =>
		rowsOf(item)
			.map(([field, value]) => `${field}\t${value.replace(/[\t\r\n]+/g, " ")}`)
			.join("\n"),
	screen: (items: Shown[], context) => items.map((item) => cardScreen(item, context)).join("\n\n"),
});

function cardScreen(item: Shown, { style }: Pick<Context, "style">): string {
	const [[, name] = ["", ""], ...rows] = rowsOf(item);
	const body = rows.flatMap(([field, value]) =>
		value.split("\n").map((line, at) => [style.faint(at === 0 ? field : ""), printable(line)]),
	);
	return `${style.strong(printable(name))}\n${table(body)}`;
}

const sizeText = (bytes: number) => (bytes < 1024 ? `${bytes} byte${bytes === 1 ? "" : "s"}` : humanSize(bytes));

function rowsOf(item: Shown): [field: string, value: string][] {
	const each = (field: string, values: readonly string[]): [string, string][] =>
		values.map((value) => [field, value.replace(/\r\n/g, "\n")]);
	const entries = (field: string, values: readonly Entry[]) =>
		each(
			field,
			values.map(({ value, types, label, preferred }) => {
				const what = [label ?? "", ...types, preferred ? "preferred" : ""].filter((word) => word !== "").join(", ");
				return what === "" ? value : `${value} (${what})`;
			}),
		);
	return [
		["name", item.name],
		...each("also", item.names.slice(1)),
		...each("nickname", item.nicknames),
		...each("kind", item.kind === "individual" ? [] : [item.kind]),
		...each(
			"organisation",
			item.organizations.map((units) => units.join(", ")),
		),
		...each("title", item.titles),
		...each("role", item.roles),
		...entries("mail", item.emails),
		...entries("phone", item.phones),
		...entries("address", item.addresses),
		...entries("web", item.urls),
		...entries("chat", item.ims),
		...each("birthday", item.birthday === undefined ? [] : [item.birthday]),
		...each("anniversary", item.anniversary === undefined ? [] : [item.anniversary]),
		...each("tags", item.categories.length === 0 ? [] : [item.categories.join(", ")]),
		...each(
			"member",
			item.people.map(({ name, path }) => `${name} (${path})`),
		),
		...each("note", item.notes),
		...item.media.map(({ name, type, size, url }): [string, string] => [
			name.toLowerCase(),
			url ?? [...(type === null ? [] : [type.replace(/^\w+\//, "").toUpperCase()]), sizeText(size ?? 0)].join(", "),
		]),
		...item.others.map(({ name, value }): [string, string] => [name.toLowerCase(), value]),
		...each("broken", item.problems),
		["file", item.path],
	];
}

import { defineCommand, operands, option } from "../../../src/command/index.ts";
import { parentOf } from "../../../src/vfs/index.ts";
import type { Version } from "../vcard.ts";
import { loadPeople, onePerson } from "./shared.ts";

/** `desk contact export`. */
export const exportContacts = defineCommand({
	name: "export",
	summary: "Print vCards as they are, or in another version",
	about:
		"Without WHO, all contacts, in the order in which they came: what was imported from one file and not edited is that file again, byte for byte. With --version, cards are written anew in that version and in UTF-8; properties that it does not know are kept.",
	args: {
		version: option("convert to this version of vCard", { value: "VERSION", choices: ["2.1", "3.0", "4.0"] }),
		book: option("only of this address book", { short: "b", value: "BOOK" }),
		who: operands("WHO", "names, addresses, numbers, UIDs or paths", { completes: "contact" }),
	},
	examples: [
		["desk contact export > contacts.vcf", "everything"],
		["desk contact export gunilla --version 4.0", "one card, converted"],
	],
	async run(context, args) {
		const vfs = await context.open();
		let people = await loadPeople(vfs);
		if (args.book !== undefined) {
			const folder = context.path(`/contacts/${args.book.replace(/^\/?contacts\//, "")}`);
			people = people.filter(({ path }) => parentOf(path) === folder);
		}
		if (args.who.length > 0) {
			const chosen = [];
			for (const word of args.who) chosen.push(await onePerson(context, people, word));
			people = chosen;
		}
		const nodes = new Map(people.map(({ node, path }) => [node, path]));
		if (nodes.size === 0) context.setStatus(1);
		const [{ readCardFile }, { readCards }, { convertCard }] = await Promise.all([
			import("../decode.ts"),
			import("../vcard.ts"),
			import("../convert.ts"),
		]);
		let needsEnd = false;
		for (const [node, path] of [...nodes].sort(([a], [b]) => a - b)) {
			let bytes = await vfs.readAll(path);
			if (args.who.length > 0 || args.version !== undefined) {
				const file = readCardFile(bytes);
				const wanted = new Set(people.filter((person) => person.node === node).map(({ card }) => card));
				const { cards } = readCards(file.text);
				if (args.version !== undefined || wanted.size < cards.length) {
					const parts = cards
						.filter((_, at) => wanted.has(at))
						.map((card) => {
							const { start, end } = card.component.range;
							return args.version === undefined
								? file.encode(file.text.slice(start, end))
								: Buffer.from(convertCard(file.text, card, args.version as Version));
						});
					bytes = Buffer.concat(parts);
				}
			}
			if (needsEnd) await context.stdout.write("\r\n");
			await context.stdout.write(bytes);
			needsEnd = bytes.length > 0 && bytes.at(-1) !== 0x0a && bytes.at(-1) !== 0x0d && bytes.at(-1) !== 0;
		}
	},
});

/** Whom a few letters mean: contacts, and people in mail. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, lookUpAddresses } from "../../../src/command/index.ts";
import { printable, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { peopleIn } from "../people.ts";
import { displayName } from "../record.ts";
import { type Address, addressKey, formatAddress, parseAddress, splitAddresses } from "./addresses.ts";

/** Candidates that are shown. */
const SHOWN = 10;

/**
 * The addresses that words of a command line mean: addresses as they are (with the name that is known of them), else whoever has such a
 * name or address. Of several one is asked for, on a terminal.
 * @throws DeskError ENOENT for nobody, EINVAL for several when nobody can be asked
 */
export async function addressesNamed(context: Context, vfs: Vfs, words: readonly string[]): Promise<Address[]> {
	const found: Address[] = [];
	for (const word of words.flatMap(splitAddresses)) found.push(await addressNamed(context, vfs, word));
	return found;
}

async function addressNamed(context: Context, vfs: Vfs, word: string): Promise<Address> {
	const given = parseAddress(word);
	if (given !== undefined && given.name !== "") return given;
	await vfs.load("/mail");
	await vfs.load("/contacts").catch(noContacts);
	const tree = vfs.reader();
	if (given !== undefined)
		return (
			candidates(tree, given.address).find((one) => addressKey(one.address) === addressKey(given.address)) ?? given
		);
	if (word.includes("@") && /@.*\./.test(word))
		throw new DeskError("EINVAL", "this is no address", { at: printable(word), todo: "write ann@example.com" });
	const all = candidates(tree, word);
	const [only, ...more] = all;
	if (only === undefined)
		throw new DeskError("ENOENT", "nobody of that name is in contacts or mail", {
			at: printable(word),
			todo: "write the address: ann@example.com",
		});
	return more.length === 0 ? only : await chosen(context, word, all);
}

/** A desk may have no contacts. */
function noContacts(error: unknown): void {
	if (!(error instanceof DeskError)) throw error;
}

async function chosen(context: Context, word: string, all: readonly Address[]): Promise<Address> {
	const shown = all.slice(0, SHOWN);
	const texts = shown.map((address) => printable(formatAddress(address)));
	const more = all.length > shown.length ? ` and ${all.length - shown.length} more` : "";
	if (context.terminal.stdin) {
		for (const [index, text] of texts.entries()) context.note(`${index + 1}  ${text}`);
		const answer = await context.ask(`Which ${printable(word)}${more === "" ? "" : ` (of these${more})`}? `);
		const picked = shown[Number(answer) - 1];
		if (picked !== undefined) return picked;
	}
	throw new DeskError("EINVAL", `this may be ${texts.join(", ")}${more}`, {
		at: printable(word),
		todo: "write more letters, or the address",
	});
}

/** Who has an address or a name that words of it begin with, contacts first; each address once. A whole name goes before parts of others. */
export function candidates(tree: TreeReader, text: string): Address[] {
	const wanted = wordsOf(text);
	const found = new Map<string, Address>();
	const add = (written: string) => {
		const address = parseAddress(written);
		if (address === undefined) return;
		const key = addressKey(address.address);
		const known = found.get(key);
		if (known === undefined || known.name === "") found.set(key, address);
	};
	for (const { text: written } of lookUpAddresses(tree, text)) add(written);
	const contacts = found.size;
	for (const [address, forms] of peopleIn(tree)) {
		const fits = forms.filter((form) => {
			const words = [...wordsOf(displayName(form)), ...wordsOf(address), address];
			return (
				wanted.every((one) => words.some((word) => word.startsWith(one))) || address.startsWith(text.toLowerCase())
			);
		});
		for (const form of fits) add(form);
	}
	const others = [...found.values()].slice(contacts).sort((a, b) => (formatAddress(a) < formatAddress(b) ? -1 : 1));
	const all = [...[...found.values()].slice(0, contacts), ...others];
	const whole = all.filter(({ name }) => folded(name) === folded(text));
	return whole.length === 1 ? whole : all;
}

/** Words without case and accents. */
function wordsOf(text: string): string[] {
	return folded(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== "");
}

function folded(text: string): string {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

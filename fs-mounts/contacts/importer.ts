import { DeskError } from "../../src/base/errors.ts";
import {
	type Incoming,
	isWithin,
	joinPath,
	nameOfPath,
	type Passed,
	parentOf,
	resolvePath,
	type SourceFile,
	type SourceImporter,
	type Vfs,
} from "../../src/vfs/index.ts";
import { planCardImport } from "./import.ts";
import { cutStream, splitCards } from "./split.ts";
import { cardFileName } from "./write-card.ts";

/** `desk import contacts`: files of vCards, and folders and archives of them; one card becomes one file. Folders are address books. */
export const contactsImporter: SourceImporter = {
	items: "contacts",
	async *read({ vfs, source, files, into = "/contacts", force, signal }) {
		await vfs.load("/contacts");
		for await (const file of files()) {
			signal.throwIfAborted();
			const { from, name } = file;
			const isAlone = name === nameOfPath(source);
			if (!isAlone && !/\.(?:vcf|vcard)$/i.test(name)) {
				yield { from, path: name, skipped: "other-kind", says: "it is no file of vCards" };
				continue;
			}
			const book = bookOf(into, parentOf(`/${name}`));
			if (book === undefined) yield { from, path: name, skipped: "name", says: "its name leaves the folder" };
			else yield* itemsOf(file, { vfs, book, into, force });
		}
	},
};

/** Where cards go, and where they are looked for: one may lie in several address books. */
interface Target {
	readonly vfs: Vfs;
	readonly book: string;
	readonly into: string;
	readonly force: boolean;
}

async function* itemsOf(file: SourceFile, { vfs, book, into, force }: Target): AsyncGenerator<Incoming | Passed> {
	const { from } = file;
	const own = nameOfPath(file.name);
	let line = 1;
	let count = 0;
	try {
		for await (const part of cutStream(file.bytes())) {
			const pieces = splitCards(part);
			for (const { card, bytes, line: at } of pieces) {
				const name = cardFileName(card.name, card.uid, bytes);
				// A file that came from a desk keeps its name.
				const isOwn = pieces.length === 1 && count === 0 && own.endsWith(name.slice(-ID_LENGTH));
				const path = joinPath(book, isOwn ? own : name);
				const content = await vfs.stage(bytes);
				// Not the whole card: a batch holds thousands.
				const incoming = { card: { uid: card.uid, rev: card.rev, name: card.name }, bytes, content, path };
				const decide: Incoming["decide"] = (tree) => planCardImport(tree, incoming, into, force);
				yield { from: `${from}, line ${line + at - 1}`, path, size: bytes.length, content, decide };
				count++;
			}
			const start = line;
			line += lineEnds(part);
			if (pieces.length > 0 || part.length === 0) continue;
			const error = new DeskError("EFORMAT", "there is no card (BEGIN:VCARD)", {
				at: from,
				line: start,
				column: 1,
				todo: "a contact is a vCard",
			});
			yield { from, path: joinPath(book, own), error, content: await vfs.stage(part) };
			count++;
		}
	} catch (error) {
		if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
		yield { from, path: joinPath(book, own), error };
		return;
	}
	if (count === 0) yield { from, path: joinPath(book, own), skipped: "other-kind", says: "it is empty" };
}

/** `-abcdefghij.vcf`. */
const ID_LENGTH = 15;

/** The folder of the mount for a folder of the source; undefined where it leads elsewhere. */
function bookOf(into: string, below: string): string | undefined {
	try {
		const book = below === "/" ? into : resolvePath(`${into}${below}`);
		return isWithin(book, into) ? book : undefined;
	} catch (error) {
		if (error instanceof DeskError) return undefined;
		throw error;
	}
}

function lineEnds(bytes: Uint8Array): number {
	let count = 0;
	for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
	return count;
}

/** Files in archives of the host, one after the other, as if they had been unpacked: .zip, .tar, .tar.gz, .tgz, .gz. */
import { statSync } from "node:fs";
import type { ByteStream } from "../base/bytes.ts";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import type { SourceFile } from "../vfs/index.ts";
import { hostPath } from "./host.ts";
import { Allowance, copied, damaged, gunzip } from "./unpack.ts";
import { zipEntries } from "./zip.ts";

type Kind = "zip" | "tar" | "gzip";
const KINDS: readonly (readonly [RegExp, readonly Kind[]])[] = [
	[/\.zip$/i, ["zip"]],
	[/\.tar$/i, ["tar"]],
	[/\.(?:tar\.gz|tgz)$/i, ["gzip", "tar"]],
	[/\.gz$/i, ["gzip"]],
];
/** Archives in archives are opened so deep. */
const DEPTH = 3;

/** The layers that a name says a file has, outermost first; none for what is no archive. */
export function layersOf(name: string): readonly Kind[] {
	return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
}

/**
 * The files in an archive; the file itself when it is none.
 * @param passedOver is told what cannot be read of it, by its name for people
 */
export async function* unpacked(
	file: SourceFile,
	passedOver: (from: string, says: string) => void,
	depth = 0,
): AsyncGenerator<SourceFile, void, undefined> {
	const layers = layersOf(file.name);
	if (layers.length === 0 || depth === DEPTH) return void (yield file);
	try {
		for await (const member of membersOf(file, layers)) yield* unpacked(member, passedOver, depth + 1);
	} catch (error) {
		if (error instanceof DeskError ? error.code !== "EFORMAT" : codeOf(error) === "") throw error;
		passedOver(file.from, `it cannot be read on (${messageOf(error)}); what came before is in`);
	}
}

async function* membersOf(file: SourceFile, layers: readonly Kind[]): AsyncGenerator<SourceFile, void, undefined> {
	if (layers[0] === "zip") return yield* zipMembers(file);
	const packed = file.path === undefined ? (file.size ?? 0) : statSync(hostPath(file.path)).size;
	const bytes = layers[0] === "gzip" ? () => gunzip(file.bytes(), new Allowance(packed)) : () => file.bytes();
	if (layers.at(-1) === "tar") return yield* tarMembers(file, bytes());
	const { from, mtime } = file;
	yield { name: file.name.replace(/\.gz$/i, ""), from, mtime, bytes };
}

async function* zipMembers(file: SourceFile): AsyncGenerator<SourceFile, void, undefined> {
	if (file.path === undefined) throw damaged("a zip file within another archive is not opened: unpack that one");
	for await (const { name, size, mtime, bytes } of zipEntries(file.path)) {
		if (name.endsWith("/")) continue;
		const member = memberOf(file, name);
		if (member !== undefined) yield { ...member, size, mtime: mtime * 1000, bytes };
	}
}

/** Only the start of an entry is ever in memory. */
interface TarEntry extends AsyncIterable<Uint8Array> {
	readonly header: {
		readonly name: string;
		readonly type?: string | null;
		readonly size?: number;
		readonly mtime?: Date;
	};
	resume(): void;
}

async function* tarMembers(file: SourceFile, bytes: ByteStream): AsyncGenerator<SourceFile, void, undefined> {
	const [{ extract }, { Readable }] = await Promise.all([import("tar-stream"), import("node:stream")]);
	const unpack = extract();
	const input = Readable.from(copied(bytes));
	input.on("error", (error) => unpack.destroy(error));
	input.pipe(unpack);
	try {
		for await (const entry of unpack as AsyncIterable<TarEntry>) {
			const { name, type, size, mtime } = entry.header;
			const member = type === "file" || type === "contiguous-file" ? memberOf(file, name) : undefined;
			if (member !== undefined)
				yield { ...member, size, mtime: (mtime?.getTime() ?? 0) * 1000, bytes: () => whole(entry) };
			// What nobody has read.
			entry.resume();
		}
	} catch (error) {
		if (error instanceof DeskError || codeOf(error) !== "") throw error;
		throw damaged(messageOf(error));
	} finally {
		input.destroy();
		unpack.destroy();
	}
}

/** The bytes of an entry, to its end even if its reader stops before: the next one begins there. */
async function* whole(entry: AsyncIterable<Uint8Array>): ByteStream {
	const reading = entry[Symbol.asyncIterator]();
	let isDone = false;
	try {
		for (;;) {
			const { value, done } = await reading.next();
			if (done === true) {
				isDone = true;
				return;
			}
			yield value;
		}
	} finally {
		while (!isDone) isDone = (await reading.next()).done === true;
	}
}

/** Where a member lies, as if it were unpacked beside the archive; undefined for what macOS puts into archives for itself. */
function memberOf(file: SourceFile, written: string): { name: string; from: string } | undefined {
	const names = written.split(/[/\\]/).filter((name) => name !== "" && name !== "." && name !== "..");
	if (names.length === 0 || names[0] === "__MACOSX" || names.at(-1)?.startsWith("._") === true) return undefined;
	const folder = file.name.slice(0, file.name.lastIndexOf("/") + 1);
	return { name: `${folder}${names.join("/")}`, from: `${file.from}/${names.join("/")}` };
}

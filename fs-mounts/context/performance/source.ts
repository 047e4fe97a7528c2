/** Where exports come from: files of this computer, folders and archives of them, standard input. */
import { createReadStream, type Stats, statSync } from "node:fs";
import type { ByteStream } from "../../../src/base/bytes.ts";
import { charsetOf, decodeStream } from "../../../src/base/charset-stream.ts";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import type { Spool } from "../../../src/base/spool.ts";
import { hostPath, NotAFile, type Skipped, sourceFiles } from "../../../src/source/index.ts";
import type { SourceFile } from "../../../src/vfs/index.ts";
import type { Pieces } from "./reader.ts";

/** A file that may be an export. */
export interface ExportFile {
	/** Where it lies, for people. */
	readonly at: string;
	/** Its name, without what stands behind the last point; undefined where it has none. */
	readonly stem: string | undefined;
	/** One of several in a folder or an archive: what is wrong with it is no reason to stop. */
	readonly isOneOfMany: boolean;
	/** Its text, which can be read as often as it is needed; it is to be asked for before the next file. @throws DeskError ENOENT */
	text(spool: Spool): Promise<Pieces>;
}

/** Names of files that are looked at in folders. */
const TABLE = /\.(?:csv|tsv|tab|txt)$/i;

/**
 * The files at a path of this computer: itself, or the tables in the folder or archive that it is.
 * @param passedOver is told of what is left out
 * @throws DeskError ENOENT
 */
export async function* exportFiles(
	path: string,
	passedOver: (skipped: Skipped) => void,
): AsyncGenerator<ExportFile, void, undefined> {
	const stat = statOf(path);
	if (!stat.isDirectory() && !stat.isFile()) {
		// A pipe can be read once.
		yield exportFile(path, path, false, async (spool) => await kept(createReadStream(path), spool));
		return;
	}
	for await (const file of sourceFiles(path, passedOver)) {
		const isOneOfMany = stat.isDirectory() || file.path === undefined;
		if (isOneOfMany && !TABLE.test(file.name))
			passedOver({ name: file.from, reason: "left-out", says: "it is no table" });
		else
			yield exportFile(isOneOfMany ? file.from : path, file.name, isOneOfMany, async (spool) =>
				file.path === undefined ? await kept(file.bytes(), spool) : unchanged(file),
			);
	}
}

/** Standard input as an export. */
export function standardInput(bytes: ByteStream): ExportFile {
	return { ...exportFile("-", "", false, async (spool) => await kept(bytes, spool)), stem: undefined };
}

function exportFile(
	at: string,
	name: string,
	isOneOfMany: boolean,
	open: (spool: Spool) => Promise<() => ByteStream>,
): ExportFile {
	return {
		at,
		stem: (name.split("/").at(-1) ?? "").replace(/\.[^.]*$/, ""),
		isOneOfMany,
		async text(spool) {
			try {
				const bytes = await open(spool);
				const charset = await charsetOf(bytes());
				return () => decodeStream(bytes(), charset);
			} catch (error) {
				throw unreadable(at, error);
			}
		},
	};
}

function statOf(path: string): Stats {
	try {
		return statSync(hostPath(path));
	} catch (error) {
		throw unreadable(path, error);
	}
}

/** Bytes that come once, put aside. @returns them, as often as they are needed */
async function kept(bytes: ByteStream, spool: Spool): Promise<() => ByteStream> {
	const parts: (() => Uint8Array)[] = [];
	for await (const piece of bytes) parts.push(spool.put(piece));
	return async function* () {
		for (const part of parts) yield part();
	};
}

/** A file's bytes, as often as they are needed, as long as nobody writes it. */
function unchanged(file: SourceFile): () => ByteStream {
	const { size, mtime } = file;
	return async function* () {
		yield* file.bytes();
		if (file.size !== size || file.mtime !== mtime)
			throw new DeskError("EFAILED", "it was changed while it was read", { at: file.from, todo: "run it again" });
	};
}

/** What is not ours is passed on. */
function unreadable(at: string, cause: unknown): unknown {
	if (cause instanceof DeskError || (codeOf(cause) === "" && !(cause instanceof NotAFile))) return cause;
	return new DeskError("ENOENT", `it cannot be read (${codeOf(cause) || "no file"})`, {
		at,
		todo: "name a file or a folder of this computer",
		cause,
	});
}

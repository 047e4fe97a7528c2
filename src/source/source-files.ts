import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { ByteStream } from "../base/bytes.ts";
import { codeOf, DeskError } from "../base/errors.ts";
import type { Passed, SkipReason, SourceFile } from "../vfs/index.ts";
import { layersOf, unpacked } from "./archive.ts";
import { hostPath, microsOf, realPath, said } from "./host.ts";
import { NotAFile, openFile } from "./open-file.ts";
import { type Folder, type Skipped, walkFolder } from "./walk-folder.ts";

/** A file alone, as a folder that holds nothing else. */
export function singleFile(path: string): Folder {
	return {
		name: "",
		below: "",
		host: dirname(path),
		real: dirname(path),
		linked: false,
		files: [basename(path)],
		folders: [],
		skipped: [],
	};
}

/** What was passed over while looking for files: `name` is its host path. */
export type PassedOver = (skipped: Skipped) => void;

/**
 * Every file of a folder on the host, or the one file that it is: folders in byte order, files before folders; for an archive, the files in it.
 * @param passedOver is told what does not come in
 * @throws what stat(2) raises for the source itself
 */
export async function* sourceFiles(
	source: string,
	passedOver: PassedOver,
): AsyncGenerator<SourceFile, void, undefined> {
	const isFolder = statSync(hostPath(realPath(source))).isDirectory();
	for (const folder of isFolder ? walkFolder(source) : [singleFile(source)]) {
		for (const { name, reason, says } of folder.skipped)
			passedOver({ name: name === "" ? folder.host : `${folder.host}/${name}`, reason, says });
		for (const name of folder.files) {
			const path = `${folder.host}/${name}`;
			const file = fileOf(path, folder.below === "" ? name : `${folder.below}/${name}`);
			if (layersOf(name).length === 0) yield file;
			else yield* unpacked(file, (from, says) => passedOver({ name: from, reason: "unreadable", says }));
		}
	}
}

/** A file of the host. */
function fileOf(path: string, name: string): SourceFile {
	return {
		name,
		from: path,
		path,
		get size() {
			return statSync(hostPath(path)).size;
		},
		get mtime() {
			return microsOf(statSync(hostPath(path), { bigint: true }).mtimeNs);
		},
		async *bytes(): ByteStream {
			const { bytes } = openFile(path);
			if (bytes instanceof Uint8Array) yield bytes;
			else yield* bytes;
		},
	};
}

/**
 * All bytes of a file, for an importer whose items are read whole.
 * @param most bytes; a larger file is passed over
 * @returns what there is to say where it cannot be read
 * @throws what concerns more than this file
 */
export async function readWhole(file: SourceFile, most: number): Promise<Buffer | Passed> {
	const parts: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const part of file.bytes()) {
			size += part.length;
			if (size > most) return passed(file, "refused", `it is larger than ${most / 2 ** 20} MiB`);
			// The next piece may come in the same memory.
			parts.push(Uint8Array.prototype.slice.call(part));
		}
	} catch (error) {
		return unreadable(file, error);
	}
	return parts.length === 1 ? Buffer.from((parts[0] as Uint8Array).buffer) : Buffer.concat(parts);
}

/** What to say of a file that could not be read. @throws the error, if it concerns more than this file */
export function unreadable(file: SourceFile, error: unknown): Passed {
	if (error instanceof NotAFile) return passed(file, "special", error.message);
	if (error instanceof DeskError && error.code === "EFORMAT") return passed(file, "unreadable", error.message);
	if (error instanceof DeskError || codeOf(error) === "") throw error;
	return passed(file, "unreadable", `it cannot be read (${said(error)})`);
}

/** A file that does not come in. */
export function passed({ from }: SourceFile, skipped: SkipReason, says: string): Passed {
	return { from, path: from, skipped, says };
}

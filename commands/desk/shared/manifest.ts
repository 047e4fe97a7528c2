import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { said } from "../../../src/source/index.ts";
import { UNFINISHED } from "./importers.ts";

/** The file that says that a folder is an export of a desk. */
export const MANIFEST = ".deskfs-export.json";

/** Beside the mounts' folders: what files were made from (messages, RFC 5322), each under the path of the file that shows it. */
export const SOURCES = ".sources";

/** What an export says of itself. */
export interface Manifest {
	format: "deskfs-export";
	/** Of this format: folders named as the mounts, files byte for byte. */
	version: 1;
	/** When it was finished, ISO 8601 UTC. */
	at: string;
	/** What was asked for: `["/"]` is all. */
	paths: string[];
	/** Per mount. */
	mounts: Record<string, Count>;
}

export interface Count {
	files: number;
	folders: number;
	bytes: number;
}

/** The manifest of a folder; undefined when it is no export. @throws DeskError EFORMAT, EINVAL for one that this program cannot read */
export function readManifest(folder: string): Manifest | undefined {
	const file = join(folder, MANIFEST);
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		if (["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(error))) return undefined;
		throw error;
	}
	let manifest: Partial<Record<keyof Manifest, unknown>> | null;
	try {
		manifest = JSON.parse(text) as Partial<Record<keyof Manifest, unknown>> | null;
	} catch (error) {
		throw new DeskError("EFORMAT", "the export's manifest cannot be read", {
			at: file,
			todo: "export again, or import its folders one by one: `desk import notes FOLDER/notes`",
			cause: error,
		});
	}
	if (manifest?.format !== "deskfs-export") return undefined;
	if (manifest.version !== 1) {
		throw new DeskError(
			"EINVAL",
			`the export is of a newer deskfs (format ${String(manifest.version)}, this one knows 1)`,
			{ at: file, todo: "update deskfs" },
		);
	}
	return manifest as Manifest;
}

/** Write the manifest, whole or not at all. @throws DeskError EACCES, ENOSPC */
export function writeManifest(folder: string, manifest: Manifest): void {
	const unfinished = join(folder, `${UNFINISHED}manifest`);
	try {
		writeFileSync(unfinished, `${JSON.stringify(manifest, null, "\t")}\n`, { mode: 0o600 });
		renameSync(unfinished, join(folder, MANIFEST));
	} catch (error) {
		throw new DeskError(
			codeOf(error) === "ENOSPC" ? "ENOSPC" : "EACCES",
			`the manifest cannot be written (${said(error)})`,
			{
				at: join(folder, MANIFEST),
				todo: "all files are written; run it again with --update to complete the export",
				cause: error,
			},
		);
	}
}

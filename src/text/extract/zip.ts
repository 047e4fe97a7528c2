import { strFromU8, unzipSync } from "fflate";
import { Unreadable } from "./unreadable.ts";

/** All that is unpacked of one file, at most (bytes): more is a zip bomb, or no text. */
const MOST = 128 * 1024 * 1024;

/** Parts of a zip file by name. @throws Unreadable when it is none, or one that unpacks to too much */
export function unzip(bytes: Uint8Array, wanted: (name: string) => boolean): Map<string, string> {
	// Microsoft Office encrypts into its old container format (MS-OFFCRYPTO).
	if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new Unreadable("it is encrypted, or of an older format");
	let size = 0;
	let isTooLarge = false;
	let parts: Record<string, Uint8Array>;
	try {
		parts = unzipSync(bytes, {
			filter: ({ name, originalSize }) => {
				if (!wanted(name)) return false;
				size += originalSize;
				isTooLarge ||= size > MOST;
				return !isTooLarge;
			},
		});
	} catch {
		throw new Unreadable("it is damaged: its zip archive cannot be read");
	}
	if (isTooLarge) throw new Unreadable("it unpacks to more than 128 MiB");
	return new Map(Object.entries(parts).map(([name, part]) => [name, strFromU8(part)]));
}

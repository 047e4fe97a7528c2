import { safeFileName } from "../base/file-name.ts";
import { nameOfPath, splitExtension } from "./path.ts";

/**
 * The name under /sys/rejected of a refused write: its number, then the name that was written, safe on every OS and at most
 * 200 bytes.
 */
export function rejectedName(id: number, path: string): string {
	// The table keeps text: what is no valid Unicode in a name is replaced there too.
	const name = Buffer.from(nameOfPath(path), "utf8").toString("utf8");
	const [stem, extension] = splitExtension(name);
	return /^\.\w{1,16}$/.test(extension) ? safeFileName(`${id}-${stem}`, extension) : safeFileName(`${id}-${name}`, "");
}

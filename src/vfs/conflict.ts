import { joinPath, nameOfPath, parentOf, splitExtension } from "./path.ts";
import type { Vfs } from "./vfs.ts";

/** A free path beside one that somebody else has changed meanwhile: `a.conflict.md`, `a.conflict-2.md`, … */
export async function conflictPath(vfs: Vfs, path: string): Promise<string> {
	const [stem, extension] = splitExtension(nameOfPath(path));
	for (let count = 1; ; count++) {
		const other = joinPath(parentOf(path), `${stem}.conflict${count === 1 ? "" : `-${count}`}${extension}`);
		if ((await vfs.find(other, false)) === undefined) return other;
	}
}

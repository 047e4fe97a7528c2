/**
 * Files with names of programs' temporary files: most are renamed or removed the moment they are closed. So they are committed not at once but a little later,
 * if they are still there: a save through one is a single change set, of the file that was meant.
 */
import { isTemporary } from "../../vfs/index.ts";
import { save } from "./commits.ts";
import type { Mounted } from "./mounted.ts";
import { letGo } from "./names.ts";
import type { OpenFile } from "./open-files.ts";

/** How long a closed temporary file may wait (ms). */
const PATIENCE = 3000;

/** Whether a file's commit can wait for what its program will do with it. */
export function mayWait(file: OpenFile): boolean {
	return file.isNew && file.node.inode > 0 && !file.node.isGone && isTemporary(file.node.name);
}

/** Commit a closed file a little later. */
export function defer(mounted: Mounted, file: OpenFile): void {
	mounted.waiting.add(file);
	const timer = setTimeout(() => void settle(mounted, file), PATIENCE);
	timer.unref();
}

/** Commit a file that waits, if it still does. */
export async function settle(mounted: Mounted, file: OpenFile): Promise<void> {
	if (!mounted.waiting.delete(file)) return;
	try {
		await save(mounted, file);
	} catch (error) {
		mounted.unsaved(error);
	}
	if (file.handles === 0 && file.node.file === file) letGo(mounted, file.node);
}

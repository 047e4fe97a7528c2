/** Backups that programs make before they write a file anew (`asides.ts`): a copy of what history has, so it may be committed a little later, if it is still there. */
import { save } from "./commits.ts";
import type { Mounted } from "./mounted.ts";
import { letGo } from "./names.ts";
import type { OpenFile } from "./open-files.ts";

/** How long a backup may wait (ms). */
const PATIENCE = 3000;

/** Commit a file a little later. */
export function defer(mounted: Mounted, file: OpenFile): void {
	mounted.backups.add(file);
	const timer = setTimeout(() => void settle(mounted, file), PATIENCE);
	timer.unref();
}

/** Commit a file that waits, if it still does. */
export async function settle(mounted: Mounted, file: OpenFile): Promise<void> {
	if (!mounted.backups.delete(file)) return;
	try {
		await save(mounted, file);
	} catch (error) {
		mounted.unsaved(error);
	}
	if (file.handles === 0 && file.node.file === file) letGo(mounted, file.node);
}

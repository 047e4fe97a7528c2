import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. Nothing is refused here. */
export const sample: MountSample = { valid: ["plans/2027.txt", "Plant trees.\n"] };

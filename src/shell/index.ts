/** The shell's front door. */
export { type BatchIo, type BatchOptions, type BatchScript, runBatch } from "./batch.ts";
export { BUILTINS } from "./builtins/index.ts";
export { Programs } from "./host/programs.ts";
export { readInvocation } from "./invocation.ts";
export { openPager } from "./page.ts";
export { RC_FILE, runSession, type SessionIo, type SessionOptions } from "./session.ts";
export {
	type Limits,
	PERSONAL_LIMITS,
	type ProgramHost,
	SANDBOX_LIMITS,
} from "./world.ts";

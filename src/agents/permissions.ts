/** Permissions as people write them: globs of an agent's file, of `desk mcp --reads`. */
import { DeskError } from "../base/errors.ts";
import { type Permissions, resolvePath } from "../vfs/index.ts";

/** What only a glob opens that spells it out: the desk about itself, what was deleted, what agents are told to do. */
const GUARDED_READS = ["/sys", "/trash", "/search", "/agents", "/prompts"];

/** What must be written by nobody who was not told so by name: it leaves the desk, or says what agents and rules do. */
export const DANGEROUS = [
	"/agents",
	"/prompts",
	"/mail/outbox",
	"/mail/@*/outbox/**",
	"/mail/rules.md",
	"/mail/@*/rules.md",
	"/sys",
	"/search",
	"/trash",
] as const;

/**
 * Permissions from globs. @throws DeskError EINVAL for what is no absolute path of the tree
 */
export function permissionsOf(reads: readonly string[], writes: readonly string[]): Permissions {
	return {
		reads: reads.map((glob) => checkGlob(glob, "reads")),
		writes: writes.map((glob) => checkGlob(glob, "writes")),
		guarded: { reads: GUARDED_READS, writes: DANGEROUS },
	};
}

/** @throws DeskError EINVAL */
function checkGlob(glob: string, key: string): string {
	if (!glob.startsWith("/") || /(^|\/)\.\.?(\/|$)/.test(glob))
		throw new DeskError("EINVAL", `${key}: '${glob}' is no absolute path`, {
			todo: "write globs as `/notes/**` or `/notes/work/*.md`",
		});
	const path = resolvePath(glob);
	return path === "/" ? "/**" : glob.endsWith("/") ? `${path}/` : path;
}

/** The globs of `writes` that open a dangerous place: said wherever permissions are shown. */
export function dangerousOf(writes: readonly string[]): string[] {
	const access = permissionsOf([], writes);
	return access.writes.filter((glob) =>
		DANGEROUS.some((place) => {
			const head = place.replace(/\/\*\*$/, "").split("/");
			const spelled = glob.split("/");
			return head.every((name, at) => name === spelled[at] || (name === "@*" && spelled[at]?.startsWith("@") === true));
		}),
	);
}

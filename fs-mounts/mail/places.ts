/** What lies where in a root of /mail (`/mail` itself, `/mail/@<account>`). */
import { namesOf } from "../../src/vfs/index.ts";

/** The folders of what is written here. */
const COMPOSED: Readonly<Record<string, "drafts" | "outbox" | "rules">> = {
	drafts: "drafts",
	outbox: "outbox",
	"rules.md": "rules",
};

/** The root that a path lies in. */
export function rootOf(path: string): string {
	const account = namesOf(path)[1];
	return account?.startsWith("@") === true ? `/mail/${account}` : "/mail";
}

/** Names below the root. */
export function namesInRoot(path: string): string[] {
	return namesOf(path).slice(namesOf(rootOf(path)).length);
}

/** Whether a path is a draft, waits in the outbox or is the rules (or one of these folders itself); undefined for what is received mail. */
export function isComposed(path: string): "drafts" | "outbox" | "rules" | undefined {
	return COMPOSED[namesInRoot(path)[0]?.toLowerCase() ?? ""];
}

/** Folders of a root that hold what nobody looks for. */
export const DISCARDED = ["junk", "deleted"] as const;

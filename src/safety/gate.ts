import { DeskError } from "../base/errors.ts";
import type { Vfs } from "../vfs/index.ts";
import { recordEvent } from "./events.ts";
import { judge } from "./judge.ts";
import { type Resources, resourcesFor } from "./resources.ts";
import type { Verdict } from "./verdict.ts";

/** The gate has stopped something: exit status 10. Its text is what the person should read instead of an answer. */
export class CrisisStop extends DeskError {
	readonly resources: Resources;

	constructor(resources: Resources) {
		super(
			"ESAFETY",
			"this was not sent anywhere. If you think of ending your life or of hurting yourself, please talk to somebody now",
			{
				todo: resources.lines.map(({ name, contact }) => `${name}: ${contact}`).join("; "),
			},
		);
		this.resources = resources;
	}
}

/** Folders of personal writing, beside drafts of mail. */
const PERSONAL = /^\/(?:notes|journal|tasks)(?:\/|$)|^\/mail\/(?:@[^/]+\/)?(?:drafts|outbox|sent)(?:\/|$)/i;
/** The tag that makes any file personal. */
const PRIVATE = "private";

/** Whether what lies at a path is personal writing, so that the gate judges it. What is typed or piped in always is. */
export function isPersonal(path: string, tags: readonly string[]): boolean {
	return PERSONAL.test(path) || tags.some((tag) => tag.replace(/^#/, "").toLowerCase() === PRIVATE);
}

/**
 * Judge personal texts before a feature works on them; returns when none needs help instead.
 * @param vfs the desk, for the log of events (without their text) and the region; none where there is no desk
 * @throws CrisisStop (DeskError ESAFETY) whose text is the resources of the region
 */
export async function mustPass(vfs: Vfs | undefined, texts: readonly string[], feature: string): Promise<void> {
	for (const text of texts) {
		const verdict: Verdict = await judge(text);
		if (verdict.verdict === "ok") continue;
		if (vfs !== undefined) await recordEvent(vfs.store, text, feature, verdict);
		throw new CrisisStop(resourcesFor(undefined));
	}
}

import { configText } from "../base/config.ts";
import { env } from "../base/env.ts";
import { DeskError } from "../base/errors.ts";
import type { Vfs } from "../vfs/index.ts";
import { isAllowed, recordEvent } from "./events.ts";
import { judge, judgeName } from "./judge.ts";
import { type Resources, regionOf, resourcesFor, tell } from "./resources.ts";

/** The gate has stopped something: exit status 10. Below its sentence stands whom to call. */
export class CrisisStop extends DeskError {
	readonly resources: Resources;
	/** Number of the event in the log; undefined where there is no desk. */
	readonly event: number | undefined;

	constructor(resources: Resources, event?: number) {
		super(
			"ESAFETY",
			"This reads as if somebody might be in danger, so it was kept here and nothing was sent or rewritten",
			{
				todo: "you do not have to go through this alone: please talk to somebody now",
			},
		);
		this.resources = resources;
		this.event = event;
	}

	override get lines(): readonly string[] {
		const wrong = `If this was a false alarm: \`desk safety review wrong ${this.event}\`, and this text passes from then on.`;
		return [...tell(this.resources), ...(this.event === undefined ? [] : [wrong])];
	}

	override toProblem(): Record<string, unknown> {
		return {
			...super.toProblem(),
			resources: this.resources,
			...(this.event === undefined ? {} : { event: this.event }),
		};
	}
}

/** Folders of personal writing, and of what was said aloud, beside drafts of mail. */
const PERSONAL =
	/^\/(?:notes|journal|tasks)(?:\/|$)|^\/context\/[^/]+\/transcripts(?:\/|$)|^\/mail\/(?:@[^/]+\/)?(?:drafts|outbox|sent)(?:\/|$)/i;
/** The tag that makes any file personal. */
const PRIVATE = "private";

/** Whether what lies at a path is personal writing, so that the gate judges it. What is typed or piped in always is. */
export function isPersonal(path: string, tags: readonly string[]): boolean {
	return PERSONAL.test(path) || tags.some((tag) => tag.replace(/^#/, "").toLowerCase() === PRIVATE);
}

/**
 * Judge personal texts before a feature works on them; returns when none needs help instead.
 * @param vfs the desk, for the log of events (without their text) and what the user has allowed; none where there is no desk
 * @param feature what the log calls it: `ask`, `agent:summarizer`
 * @param signal ends it: a long text takes a second or two
 * @throws CrisisStop (DeskError ESAFETY) whose lines are the resources of the region
 */
export async function mustPass(
	vfs: Vfs | undefined,
	texts: readonly string[],
	feature: string,
	signal?: AbortSignal,
): Promise<void> {
	for (const text of texts) {
		const verdict = await judge(text, { signal });
		if (verdict.verdict === "ok" || (vfs !== undefined && isAllowed(vfs.store, text))) continue;
		const event = vfs && (await recordEvent(vfs.store, text, feature, verdict, await judgeName()));
		throw new CrisisStop(await resourcesHere(vfs?.store.home ?? env.home, process.env), event);
	}
}

/** The resources of where the person is. A broken setting must not keep them from anybody. */
export async function resourcesHere(
	home: string,
	variables: Readonly<Record<string, string | undefined>>,
): Promise<Resources> {
	const setting = await configText(home, "safety.region").catch((error: unknown) => {
		if (error instanceof DeskError) return "";
		throw error;
	});
	return resourcesFor(regionOf(setting, variables));
}

/** Who answers: this machine, or a language model. Rules, one after the other; the first that has an opinion decides. */

import { env } from "../base/env.ts";
import { DeskError } from "../base/errors.ts";
import type { Degradation } from "./budget.ts";

export type RouteName = "local" | "api";

/** What is known when a request comes in. */
export interface Situation {
	/** The command: `summarize`. */
	readonly task: string;
	/** The request in the user's words; "" where the command says it all. */
	readonly request: string;
	/** What a local answer would be called (`extractive summary`); undefined when only a language model can do it, because of `needs`. */
	readonly local: string | undefined;
	/** Why not locally, as a clause: `rewriting needs a language model`. */
	readonly needs?: string;
	/** The local answer is exact: nothing would be gained by asking a model. */
	readonly exact?: boolean;
	/** Where nothing is asked for it is done here, though a language model could. */
	readonly usual?: "local";
	/** `--local` or `--api`. */
	readonly asked?: RouteName | undefined;
	/** Whether a provider can be asked. */
	readonly available: boolean;
	/** What the budgets allow the feature. */
	readonly degradation: Degradation;
	/** `DESK_OFFLINE=1`. */
	readonly offline?: boolean;
	/**
	 * How likely the request is a simple one, as the shipped model `route` has it; undefined where that makes no difference. Asked only
	 * when no rule before it decides.
	 */
	readonly simple?: () => Promise<{ readonly probability: number; readonly by: "model" | "rules" } | undefined>;
}

/** Who answers, and why. */
export interface Route {
	readonly route: RouteName;
	/** A clause: `there is no key for a provider`. */
	readonly why: string;
}

/** The model must be as sure as this before a question that a language model could be asked is answered by looking things up. */
const SURE = 0.9;

type Rule = (situation: Situation) => Route | undefined | Promise<Route | undefined>;

const local = (why: string): Route => ({ route: "local", why });
const api = (why: string): Route => ({ route: "api", why });

const RULES: readonly Rule[] = [
	({ asked, local: name, needs, task }) => {
		if (asked !== "local") return undefined;
		if (name !== undefined) return local("you asked for it");
		throw new DeskError("EUSAGE", `--local: ${needs ?? `${task} needs a language model`}`, {
			todo: "leave out --local",
		});
	},
	({ asked }) => (asked === "api" ? api("you asked for it") : undefined),
	({ local: name, needs, task }) => (name === undefined ? api(needs ?? `${task} needs a language model`) : undefined),
	({ exact }) => (exact === true ? local("what this machine finds is exact") : undefined),
	({ usual }) => (usual === "local" ? local("that is the usual way (--api asks a language model)") : undefined),
	({ offline = env.offline }) => (offline ? local("DESK_OFFLINE is set") : undefined),
	({ available }) => (available ? undefined : local("there is no key for a provider of language models")),
	({ degradation }) => (degradation === "local" ? local("the budget is nearly spent") : undefined),
	({ degradation }) => (degradation === "stop" ? local("the budget is spent") : undefined),
	async ({ simple }) => {
		const judged = await simple?.();
		if (judged === undefined || judged.probability < SURE) return undefined;
		const percent = Math.round(judged.probability * 100);
		return local(judged.by === "model" ? `a simple request (the model \`route\`: ${percent} %)` : "a simple request");
	},
	() => api("a language model does it better"),
];

/**
 * Who answers.
 * @throws DeskError EUSAGE for `--local` where there is no local answer
 */
export async function routeOf(situation: Situation): Promise<Route> {
	for (const rule of RULES) {
		const route = await rule(situation);
		if (route !== undefined) return route;
	}
	throw new Error("the last rule decides");
}

/** What was asked for with `--local` and `--api`. @throws DeskError EUSAGE for both */
export function askedRoute({ local, api }: { local: boolean; api: boolean }): RouteName | undefined {
	if (local && api) throw new DeskError("EUSAGE", "--local and --api exclude each other", { todo: "give one of them" });
	return local ? "local" : api ? "api" : undefined;
}

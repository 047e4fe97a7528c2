import { type Pace, paceOf } from "../base/pace.ts";
import type { Context } from "./command.ts";

const pacers = new WeakMap<AbortSignal, Pace>();

/** The pace of a command. All parts of it share one, so that a thousand short files are paced as one long one is. */
export function pacer({ signal }: Pick<Context, "signal">): Pace {
	const pace = pacers.get(signal) ?? paceOf(signal);
	pacers.set(signal, pace);
	return pace;
}

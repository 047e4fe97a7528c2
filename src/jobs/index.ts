/** Jobs' front door: work in the background, in a queue that outlives every process. */
export { type Cron, type CronProblem, isCron, latest, next, parseCron } from "./cron.ts";
export { type Job, type JobFilter, type JobStatus, listJobs, STATUSES } from "./job.ts";
export { type Kinds, kindNamed, kindsOf } from "./kinds.ts";
export { failureOf } from "./outcome.ts";
export type { QueueOptions } from "./queue.ts";
export type { Host, TimerChange, TimerKind } from "./timer/timers.ts";
export { Jobs, type WorkOptions } from "./worker.ts";

/** What runs `desk jobs work` from time to time; loaded for `desk jobs install` only. */
export const timers = async () => ({ ...(await import("./timer/timers.ts")), ...(await import("./timer/texts.ts")) });

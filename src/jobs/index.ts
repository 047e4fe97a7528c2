/** Jobs' front door: work in the background, in a queue that outlives every process. */
export { type Cron, type CronProblem, isCron, latest, next, parseCron } from "./cron.ts";
export { type Job, type JobStatus, STATUSES } from "./job.ts";
export { type Kinds, kindNamed, kindsOf } from "./kinds.ts";
export { failureOf } from "./outcome.ts";
export type { QueueOptions } from "./queue.ts";
export { Jobs, type WorkOptions } from "./worker.ts";

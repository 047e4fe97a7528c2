/** The gate before every AI path over personal writing: crisis text is never sent and never reframed. */

export { CrisisStop, isPersonal, mustPass } from "./gate.ts";
export { judge } from "./judge.ts";
export { type Found, type Redacted, redact } from "./redact.ts";
export { type Line, type Resources, resourcesFor } from "./resources.ts";
export type { Verdict } from "./verdict.ts";

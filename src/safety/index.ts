/** The gate before every AI path over personal writing: crisis text is never sent and never reframed. */

export { bankAccounts } from "./account-numbers.ts";
export { type Correction, correctEvent, listEvents, type SafetyEvent } from "./events.ts";
export { CrisisStop, isPersonal, mustPass, resourcesHere } from "./gate.ts";
export { judge, judgeName } from "./judge.ts";
export { normalise } from "./normalise.ts";
export { AGGREGATES, type Aggregate, type Part, partsOf } from "./parts.ts";
export { unmistakable } from "./patterns.ts";
export { type Found, type Redacted, redact } from "./redact.ts";
export { knownRegions, type Line, type Resources, regionOf, resourcesFor, tell } from "./resources.ts";
export { judgeByRules } from "./rules.ts";
export type { Verdict } from "./verdict.ts";

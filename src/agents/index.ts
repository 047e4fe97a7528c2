/** Agents' front door. */
export { type Approval, type Definition, parseDefinition, SHELL } from "./definition.ts";
export { ExposedCommands } from "./exposed.ts";
export { EXPOSURE, type Exposure, exposureOf, whyNot } from "./exposure.ts";
export { cutText, fenced, newMark, plainText } from "./fence.ts";
export { DANGEROUS, dangerousOf, permissionsOf } from "./permissions.ts";
export {
	type AgentPlan,
	asAgent,
	type Finished,
	permissionsOfRun,
	planAgent,
	type RunPlace,
	type RunRequest,
	runAgent,
	type Session,
} from "./runner.ts";
export { actorOfRun, type Run, RunReader, type RunStatus, Runs, type Step } from "./runs.ts";
export { Tools } from "./tools.ts";
export { runHead, stepText, transcript } from "./transcript.ts";

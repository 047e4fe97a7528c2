/** What a command is. */
export * from "./args.ts";
export { businesses, businessFolder, defaultBusiness } from "./business.ts";
export * from "./command.ts";
export { eventWithUid } from "./events.ts";
export type { CommandHost, CommandSet, StageIo, Suggestion } from "./host.ts";
export { pacer } from "./pacer.ts";
export { type AddressMatch, formatAddress, lookUpAddresses, nameOf } from "./people.ts";
export {
	argsSchema,
	type CommandTool,
	type JsonSchema,
	outputOf,
	readCall,
	STDIN,
	type ToolRun,
	toolName,
	toolsOf,
} from "./schema.ts";
export {
	SOURCE_WEIGHTS,
	type Sourced,
	type SourceWeight,
	type SourceWeights,
	sourceWeight,
	sourceWeights,
} from "./source-weights.ts";

/** Language models: the one way to them (`Gateway`), and what it keeps account of. */

export { Gateway, type GatewayOptions } from "./gateway.ts";
export type {
	Answer,
	CallEvent,
	CallPlan,
	CallRequest,
	Cost,
	JsonSchema,
	Message,
	Stop,
	Tool,
	ToolCall,
	Usage,
} from "./message.ts";
export type { DialectName, ProviderEntry } from "./provider.ts";

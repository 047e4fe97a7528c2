/** Language models: the one way to them (`Gateway`), and what it keeps account of. */

export {
	amountText,
	type Caps,
	clockTime,
	type Degradation,
	degraded,
	money,
	type Period,
	periodsAt,
} from "./budget.ts";
export {
	type AddedProvider,
	addedProviders,
	BUILT_IN_NAMES,
	builtIn,
	keyVariableOf,
	known,
	type LlmConfig,
	providers,
	readLlmConfig,
	smallModelOf,
} from "./config.ts";
export { Gateway, type GatewayOptions } from "./gateway.ts";
export { forgetKey, type KeySource, keepKey, keyFrom, keyOf, keySource } from "./keys.ts";
export {
	type CallStatus,
	type Grouping,
	Ledger,
	type Reservation,
	type Settlement,
	type Standing,
	type Total,
	totals,
} from "./ledger.ts";
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
export { type OwnPrice, price } from "./prices.ts";
export type { DialectName, ProviderEntry } from "./provider.ts";
export { checkedSchema, type OutputSchema, parseSchemaText, SCHEMA_FORMS } from "./schema-text.ts";
export { countTokens, estimateTokens, type TokenCount } from "./tokens.ts";

/** Answers without a language model: loaded when one is asked for. */
export const localAnswers = () => import("./local/index.ts");

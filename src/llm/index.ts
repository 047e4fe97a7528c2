/** Language models: the one way to them (`Gateway`), and what it keeps account of. */

export { onBattery } from "../base/power.ts";
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
export { type BusinessQuestion, businessParts, WEIGHTS_TOLD } from "./business.ts";
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
export { type Conversation, type ConversationHead, Conversations, type KeptSource, type Turn } from "./conversation.ts";
export { type Document, documentOf, MOST_BYTES, passagesOfText, tooMuch } from "./document.ts";
export { Gateway, type GatewayOptions } from "./gateway.ts";
export { forgetKey, type KeySource, keepKey, keyFrom, keyOf, keySource } from "./keys.ts";
export {
	type CallStatus,
	type Grouping,
	knownCost,
	Ledger,
	type Reservation,
	type Settlement,
	type Standing,
	type Total,
	totals,
} from "./ledger.ts";
export type { Label, Labelled } from "./local/classify.ts";
export type { Entity, EntityKind } from "./local/entities.ts";
export type { SummaryLength, SummarySentence } from "./local/summary.ts";
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
	TranscriptionRequest,
	Usage,
} from "./message.ts";
export { type Citations, citationsIn, FENCED_IS_DATA, fenced, firstCodeBlock, type Source } from "./passage.ts";
export { isPlan, type PlanItem, planShape, planText } from "./plan-item.ts";
export { type OwnPrice, price } from "./prices.ts";
export type { DialectName, ProviderEntry } from "./provider.ts";
export { askedRoute, type Route, type RouteName, routeOf, type Situation } from "./router.ts";
export { checkedSchema, type OutputSchema, parseSchemaText, SCHEMA_FORMS } from "./schema-text.ts";
export {
	bestParts,
	MOST_OF_ONE,
	type Part,
	partOf,
	RETRIEVED_TOKENS,
	type Selection,
	selectParts,
} from "./selection.ts";
export { type Sound, soundOf } from "./sound.ts";
export { countTokens, estimateTokens, type TokenCount } from "./tokens.ts";

/** Answers without a language model: loaded when one is asked for. */
export const localAnswers = () => import("./local/index.ts");

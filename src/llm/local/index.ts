/** Answers without a language model. Loaded when one is asked for: `localAnswers()` of the room's front door. */

export { type Embed, type Label, type Labelled, labelled, SIMILARITY } from "./classify.ts";
export { ENTITY_KINDS, entitiesIn, PATTERNS_BY } from "./entities.ts";
export { relevance } from "./relevance.ts";
export { EXTRACTIVE_SUMMARY, summarySentences, wordCount } from "./summary.ts";

/** The front door of search. */

export { type Edge, instantOf } from "./dates.ts";
export { type Ready, readyEmbedder } from "./embedders.ts";
export { upkeepTime, waiting } from "./estimate.ts";
export { facetMatches, facetNames } from "./filter.ts";
export { FOLDER_SIZE, foundIn, queryOfFile, recentQueries, SAVED, savedQuery } from "./folder.ts";
export { matchOf, parseQuery, QUERY_LIMIT, withoutExcluded } from "./query.ts";
export { FIELD_WORDS, type QueryContext } from "./query-tokens.ts";
export { search } from "./search.ts";
export { similar } from "./similar.ts";
export { STOP_WORDS } from "./stop-words.ts";
export { filesWithout, openFitted, type StoredEmbedder, storedEmbedders } from "./stored-embedders.ts";
export { stemmed, termsOf } from "./terms.ts";
export type {
	Allowed,
	Column,
	Expression,
	Filter,
	Hit,
	Mode,
	Part,
	Query,
	Ranked,
	SearchRequest,
	SearchResult,
	Snippet,
	Span,
	Term,
} from "./types.ts";
export { type UpkeepOptions, type UpkeepReport, upkeep } from "./upkeep.ts";

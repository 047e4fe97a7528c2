import { toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { parseQuery, QUERY_LIMIT, queryOfFile } from "../../src/search/index.ts";
import type { Format } from "../../src/vfs/index.ts";

/** A saved search is the query as typed. It is not itself found by searches. */
export const format: Format<null> = {
	parse(bytes, place) {
		const text = toTextStrict(bytes);
		const refuse = (what: string, todo: string) => new DeskError("EFORMAT", what, { at: place.path, todo });
		if (text === undefined) throw refuse("a saved search is text (UTF-8)", "write the query as you would type it");
		const query = queryOfFile(text);
		if (place.truncated || query.length > QUERY_LIMIT)
			throw refuse(`a query has at most ${QUERY_LIMIT} characters`, "shorten it");
		// Dates are read when it is used.
		const { match, filter } = parseQuery(query, { instant: () => 0 });
		if (match === "" && Object.keys(filter).length === 0)
			throw refuse("there is nothing to look for", "write a word, or a field such as tag:work");
		return { record: null, title: "", text: "", tags: [], links: [] };
	},
};

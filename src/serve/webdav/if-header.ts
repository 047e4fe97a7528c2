/** The `If` header (RFC 4918, section 10.4): lists of conditions, of which one list must hold. */
import { Refusal } from "./refusal.ts";

/** One condition: a lock's token or an entity tag (with its quotes) that the resource has, or with `not` has not. */
export interface Condition {
	readonly not: boolean;
	readonly kind: "token" | "tag";
	readonly value: string;
}

/** Conditions that hold together, on the resource of the request or the one that a tag names. */
export interface ConditionList {
	readonly resource: string | undefined;
	readonly conditions: readonly Condition[];
}

const TOKENS = /\s*(?:(\()|(\))|<([^<>\s]*)>|\[((?:W\/)?"[^"]*")\]|(Not)(?=[\s<[]))/iy;

/** @throws Refusal 400 when it is not what the grammar says */
export function parseIf(header: string): ConditionList[] {
	const lists: ConditionList[] = [];
	const tokens = new RegExp(TOKENS);
	const malformed = () => new Refusal(400, "the If header cannot be read");
	let resource: string | undefined;
	let isTagFresh = false;
	let list: Condition[] | undefined;
	let not = false;
	const text = header.trimEnd();
	while (tokens.lastIndex < text.length) {
		const found = tokens.exec(text);
		if (found === null) throw malformed();
		const [, opens, closes, uri, tag, negates] = found;
		if (list === undefined) {
			if (opens !== undefined) list = [];
			// Lists are all tagged, or none is.
			else if (uri !== undefined && !isTagFresh && (lists.length === 0 || resource !== undefined)) {
				resource = uri;
				isTagFresh = true;
			} else throw malformed();
		} else if (negates !== undefined && !not) not = true;
		else if (closes !== undefined && list.length > 0 && !not) {
			lists.push({ resource, conditions: list });
			list = undefined;
			isTagFresh = false;
		} else if (uri !== undefined || tag !== undefined) {
			list.push({ not, kind: uri === undefined ? "tag" : "token", value: uri ?? tag ?? "" });
			not = false;
		} else throw malformed();
	}
	if (list !== undefined || isTagFresh || lists.length === 0) throw malformed();
	return lists;
}

/** What else changes when something is renamed: evidence, sources and recommendations name files by their whole paths. */
import { toText } from "../../src/base/bytes.ts";
import {
	type FrontMatterValue,
	parseFrontMatter,
	replaceTexts,
	setFrontMatter,
	splitFrontMatter,
} from "../../src/text/index.ts";
import { type Change, isWithin, parentOf, type Renamed, type TreeReader } from "../../src/vfs/index.ts";
import { beliefKey, beliefName, businessOf } from "./belief/link.ts";

/** A file of a business whose paths lead to where things now are. @throws DeskError EFORMAT when its front matter cannot be edited */
export function followed(text: string, renamed: Renamed): string {
	const next = replaceTexts(text, (value) => (value.startsWith("/") ? renamed.now(value) : undefined));
	const { bodyStart } = splitFrontMatter(next);
	return next.slice(0, bodyStart) + moved(next.slice(bodyStart), renamed.from, renamed.to);
}

/** Keys whose values name beliefs of the same business. */
const NAMING = ["belief", "beliefs", "alternatives"] as const;

/** The rename of a belief, and behind it the writes that let what names it by its name alone follow. */
export function beliefRenamed(change: Extract<Change, { op: "rename" }>, tree: TreeReader): Change[] {
	const { path: from, to } = change;
	if (parentOf(from) !== parentOf(to)) return [change];
	const naming = tree.all<{ node: number }>("SELECT DISTINCT node FROM link WHERE target = ?", beliefKey(from));
	const writes = naming.flatMap(({ node }): Change[] => {
		const path = tree.pathOf(node);
		if (path === undefined || path === from || !isWithin(path, businessOf(from))) return [];
		const text = toText(tree.read(path));
		const next = renamedNames(text, beliefName(from), beliefName(to));
		return next === text ? [] : [{ op: "write", path, content: tree.stage(next) }];
	});
	return [change, ...writes];
}

function renamedNames(text: string, from: string, to: string): string {
	const { data } = parseFrontMatter(text);
	const key = beliefKey(from);
	const named = (link: unknown) => {
		if (typeof link !== "string" || link.startsWith("/") || beliefKey(link) !== key) return link;
		return link.replace(beliefName(link), () => to);
	};
	const changes = NAMING.flatMap((name) => {
		const now = Array.isArray(data[name]) ? data[name].map(named) : named(data[name]);
		return JSON.stringify(now) === JSON.stringify(data[name]) ? [] : [[name, now as FrontMatterValue] as const];
	});
	const next = changes.length === 0 ? text : setFrontMatter(text, Object.fromEntries(changes));
	return next.replaceAll(`[[${from}]]`, () => `[[${to}]]`);
}

/** A text whose paths at or below `from` lead to `to`; longer names and paths that only end or begin so stay. */
export function moved(text: string, from: string, to: string): string {
	const [first = "", ...rest] = text.split(from);
	let before = first;
	for (const after of rest) {
		const begins = !/[\p{L}\p{N}_.~-]$/u.test(before);
		const ends = !/^[\p{L}\p{N}_-]|^\.[\p{L}\p{N}]/u.test(after);
		before += (begins && ends ? to : from) + after;
	}
	return before;
}

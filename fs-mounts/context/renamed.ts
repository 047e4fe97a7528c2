/** What else changes when something of /context is renamed: evidence and recommendations name files by their whole paths. */
import { toTextStrict } from "../../src/base/bytes.ts";
import { type Change, isWithin, type TreeReader } from "../../src/vfs/index.ts";

/**
 * The rename, and behind it the writes that lead paths to the new place: of all files of /context that link to the old one, or into it.
 * What lies in /trash, or goes there, keeps its paths: it comes back where it was.
 */
export function renamed(change: Extract<Change, { op: "rename" }>, tree: TreeReader): Change[] {
	const { path: from, to } = change;
	if (!isWithin(from, "/context") || !isWithin(to, "/context")) return [change];
	const linking = tree.all<{ node: number }>(
		"SELECT DISTINCT node FROM link WHERE target = ? OR (target > ? AND target < ?)",
		from,
		`${from}/`,
		`${from}0`, // the character behind a slash
	);
	const writes = linking.flatMap(({ node }): Change[] => {
		const path = tree.pathOf(node);
		if (path === undefined || !isWithin(path, "/context")) return [];
		const text = toTextStrict(tree.read(path));
		const next = text === undefined ? undefined : moved(text, from, to);
		if (next === undefined || next === text) return [];
		return [
			{ op: "write", path: isWithin(path, from) ? to + path.slice(from.length) : path, content: tree.stage(next) },
		];
	});
	return [change, ...writes];
}

/** A text whose paths at or below `from` lead to `to`; longer names that only begin so stay. */
export function moved(text: string, from: string, to: string): string {
	return text.split(from).reduce((before, after, index) => {
		const ends = !/^[\p{L}\p{N}_-]|^\.[\p{L}\p{N}]/u.test(after);
		return index === 0 ? after : `${before}${ends ? to : from}${after}`;
	}, "");
}

/** The arguments that choose messages. */
import { type Context, flag, option, options } from "../../../../src/command/index.ts";
import type { TreeReader, Vfs } from "../../../../src/vfs/index.ts";
import { foldersIn, type MessageFilter } from "../../messages.ts";
import { FLAGS } from "../../record.ts";
import { existingFolder } from "./find.ts";

/** Arguments of each command that lists or counts messages. */
export const filterArgs = {
	unread: flag("only unread ones", "u"),
	flagged: flag("only flagged ones", "f"),
	attachments: flag("only those with attachments", "a"),
	from: options("only from this sender", { value: "WHO", completes: "address" }),
	to: options("only to (or Cc) this person", { value: "WHO", completes: "address" }),
	list: options("only of this mailing list", { value: "LIST" }),
	label: options("only with this label", { value: "LABEL", completes: "tag" }),
	since: option("only of this date or later: 2026-01, yesterday, last month", { value: "WHEN" }),
	until: option("only of this date or earlier", { value: "WHEN" }),
};

export interface FilterValues {
	unread: boolean;
	flagged: boolean;
	attachments: boolean;
	from: readonly string[];
	to: readonly string[];
	list: readonly string[];
	label: readonly string[];
	since: string | undefined;
	until: string | undefined;
}

/** The filter that arguments ask for, in a folder and all below it; undefined: everywhere. @throws DeskError ENOENT, ENOTDIR, EINVAL */
export async function filterOf(
	context: Context,
	vfs: Vfs,
	args: FilterValues,
	folder: string | undefined,
): Promise<MessageFilter> {
	await vfs.load("/mail");
	const tree = vfs.reader();
	const place = folder === undefined || folder === "/mail" ? undefined : await existingFolder(context, vfs, folder);
	const bits = args.flagged ? FLAGS.flagged : 0;
	const facets = await facetsOf(tree, [
		[["from"], args.from],
		[["to", "cc"], args.to],
		[["list"], args.list],
		[["label"], args.label],
	]);
	return {
		...(place === undefined ? {} : { folders: foldersIn(tree, place.node) }),
		...(bits === 0 ? {} : { with: bits }),
		...(args.unread ? { without: FLAGS.seen } : {}),
		...(args.attachments ? { attachments: true } : {}),
		...(args.since === undefined ? {} : { since: await secondsOf(args.since, "start") }),
		...(args.until === undefined ? {} : { until: await secondsOf(args.until, "end") }),
		...(facets.length === 0 ? {} : { facets }),
	};
}

async function secondsOf(words: string, edge: "start" | "end"): Promise<number> {
	const { instantOf } = await import("../../../../src/search/index.ts");
	return Math.floor((await instantOf(words, edge)) / 1_000_000);
}

/** For each asked name, the stored values that fit: whole words of it, as searches have it (`from:ann` fits `Ann <ann@example.com>`). */
async function facetsOf(
	tree: TreeReader,
	asked: readonly (readonly [names: readonly string[], values: readonly string[]])[],
): Promise<NonNullable<MessageFilter["facets"]>> {
	const wanted = asked.filter(([, values]) => values.length > 0);
	if (wanted.length === 0) return [];
	const { facetMatches } = await import("../../../../src/search/index.ts");
	return wanted.map(([names, values]) => {
		const known = tree.all<{ value: string }>(
			"SELECT DISTINCT value FROM facet WHERE name IN (SELECT value FROM json_each(?))",
			JSON.stringify(names),
		);
		return {
			names,
			values: known.flatMap(({ value }) => (values.some((one) => facetMatches(one, value)) ? [value] : [])),
		};
	});
}

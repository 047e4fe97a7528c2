import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type HitItem, hitLine, hitScreen, hitShape, toHitItem } from "../../../src/cli/index.ts";
import { defineCommand, flag, numberOption, operands, option, options } from "../../../src/command/index.ts";
import type { Filter, Mode } from "../../../src/search/index.ts";
import { joinPath, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { readMailFile } from "../front-matter.ts";
import { messagesByNode } from "../messages.ts";
import { DISCARDED } from "../places.ts";
import { existingFolder } from "./shared/find.ts";
import { type MailItem, screenOf as mailScreen, mailShape, toItems } from "./shared/item.ts";

/** Hits that are shown without -n. */
const COUNT = 20;

/** A hit, and the message that it is (of all but the rules). */
interface MailHit extends HitItem {
	message?: MailItem;
}

/** `desk mail search`: `desk search` in mail, with what mail has to filter by. */
export const search = defineCommand({
	name: "search",
	summary: "Find messages by words and by meaning, the best first",
	about:
		'As `desk search` in /mail: words in any form, "a phrase", -x, a OR b, title:x (the subject), from:ann, has:attachment, since:2026-01. Quoted text of a message is not searched: it is found where it was written. Folders of junk and of deleted mail are left out, unless a folder is named or with --all. The status is 1 when nothing is found.',
	args: {
		query: operands("QUERY", "what to look for"),
		folder: options("only this folder", { value: "FOLDER", completes: "mail-folder" }),
		from: options("only from this sender", { value: "WHO", completes: "address" }),
		to: options("only to this person", { value: "WHO", completes: "address" }),
		list: options("only of this mailing list", { value: "LIST" }),
		label: options("only with this label (each, when several)", { value: "LABEL", completes: "tag" }),
		has: option("only those with attachments", { value: "WHAT", choices: ["attachment"] }),
		unread: flag("only unread ones", "u"),
		flagged: flag("only flagged ones", "f"),
		since: option("only of this date or later: 2026-01, yesterday, last month", { value: "WHEN" }),
		until: option("only of this date or earlier", { value: "WHEN" }),
		mode: option("how to look: words and meaning (hybrid), words (text), meaning (vector)", {
			value: "MODE",
			choices: ["hybrid", "text", "vector"],
		}),
		count: numberOption(`the most results (default ${COUNT})`, { short: "n" }),
		all: flag("also in junk and deleted mail"),
		explain: flag("say for each result which rankings found it"),
		files: flag("print only the paths", "l"),
		noSnippet: flag("no snippets"),
	},
	output: (z) => hitShape(z).extend({ message: mailShape(z).optional() }),
	examples: [
		["desk mail search unpaid invoice --from amina", "words, of one sender"],
		["desk mail search 'signs -draft' --has attachment --since 2026-06", "with a file, since June"],
		["desk mail search -0 newsletter | desk mail flag -0 +seen", "mark what is found as read"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const { instantOf, parseQuery, search: find } = await import("../../../src/search/index.ts");
		const query = args.query.join(" ");
		const within: string[] = [];
		for (const folder of args.folder) within.push((await existingFolder(context, vfs, folder)).path);
		const facets: [string, string][] = [
			...args.from.map((value): [string, string] => ["from", value]),
			...args.to.map((value): [string, string] => ["to", value]),
			...args.list.map((value): [string, string] => ["list", value]),
			...(args.has === undefined ? [] : [["has", args.has] as [string, string]]),
			...(args.flagged ? [["flag", "flagged"] as [string, string]] : []),
		];
		const filter: Filter = {
			within: within.length === 0 ? ["/mail"] : within,
			...(facets.length === 0 ? {} : { facets }),
			...(args.label.length === 0 ? {} : { tags: args.label }),
			...(args.since === undefined ? {} : { since: await instantOf(args.since, "start") }),
			...(args.until === undefined ? {} : { until: await instantOf(args.until, "end") }),
		};
		if (args.query.length === 0 && Object.keys(filter).length === 1 && within.length === 0 && !args.unread)
			throw new DeskError("EUSAGE", "it needs something to look for", {
				at: "mail search",
				todo: "see `desk mail search --help`",
			});
		const isAll = args.all || within.length > 0 || (parseQuery(query).filter.within ?? []).length > 0;
		const except: Filter = {
			...(args.unread ? { facets: [["flag", "seen"]] } : {}),
			...(isAll ? {} : { within: await discarded(vfs) }),
		};
		const onlyPaths = args.files || context.nul;
		const { hits, note } = await find(vfs, {
			query,
			mode: (args.mode ?? "hybrid") as Mode,
			filter: { ...filter, except },
			limit: args.count ?? COUNT,
			explain: args.explain,
			snippets: !(onlyPaths || args.noSnippet),
			signal: context.signal,
		});
		if (note !== undefined) context.note(note);
		if (hits.length === 0) {
			context.setStatus(1);
			if (context.terminal.stdout && !context.json)
				context.note(isAll ? "nothing is found" : "nothing is found; --all looks in junk and deleted mail, too");
		}
		const tree = vfs.reader();
		for (const hit of hits) {
			if (onlyPaths && !context.json) yield { path: hit.path };
			else {
				const node = tree.stat(hit.path)?.inode;
				const [message] = node === undefined ? [] : toItems(tree, messagesByNode(tree, [node]));
				const item = toHitItem(hit);
				if (message === undefined) yield item;
				else yield { ...item, message, ...(context.terminal.stdout && !context.json ? previewOf(tree, item) : {}) };
			}
		}
	},
	line: (item: MailHit) => hitLine(item),
	screen: (items: MailHit[], context, args) =>
		args.files
			? items.map(({ path }) => path).join("\n")
			: hitScreen(items, context, ({ message }) =>
					message === undefined ? undefined : mailScreen([message], context),
				),
});

/** Characters of the text that stand for a snippet of the front matter. */
const PREVIEW = 200;

/** Of what was found by its header, which stands above it already: how its text begins. */
function previewOf(tree: TreeReader, { path, snippet, line = 0 }: HitItem): Pick<HitItem, "snippet" | "spans"> {
	if (snippet === undefined) return {};
	const file = toText(tree.read(path));
	const { body } = readMailFile(file);
	const header = file.slice(0, file.length - body.length).split("\n").length - 1;
	return line > header ? {} : { snippet: body.slice(0, PREVIEW).replace(/\s+/g, " ").trim(), spans: [] };
}

/** Where junk and deleted mail lie, in each root. */
async function discarded(vfs: Vfs): Promise<string[]> {
	const accounts = (await vfs.readdir("/mail")).flatMap(({ name }) => (name.startsWith("@") ? [`/mail/${name}`] : []));
	return ["/mail", ...accounts].flatMap((root) => DISCARDED.map((name) => joinPath(root, name)));
}

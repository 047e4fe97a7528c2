import { DeskError } from "../../src/base/errors.ts";
import { type HitItem, hitLine, hitScreen, hitShape, table, toHitItem } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, numberOption, operands, option, options } from "../../src/command/index.ts";
import type { Mode } from "../../src/search/index.ts";
import { printable, type Vfs } from "../../src/vfs/index.ts";
import { asFieldWords, filterOf, splitAtIn } from "./shared/request.ts";
import { forgetQuery, type SavedItem, savedQueryOf, savedSearches, savedShape, saveQuery } from "./shared/saved.ts";

/** Hits that are shown without -n. */
const COUNT = 20;

/** `desk search`: files by their words and by their meaning. */
export const search = defineCommand({
	name: "search",
	summary: "Find files by words and by meaning, the best first",
	about:
		'Words are found in any form (invoice, invoices, invoiced). "a phrase", invo* (what begins so), a OR b, -x or NOT x, (groups), a NEAR b. Fields: title:x, tag:x, path:/notes, kind:pdf, since:2026-01, until:yesterday, and what files say of themselves: from:x, status:pending, due:2026-12. Paths may follow the word `in`. Any text is a query; nothing is a syntax error. In a pipe it prints path:line: snippet. The status is 1 when nothing is found.',
	args: {
		query: operands("QUERY", "what to look for; `in PATH…` at its end says where", { completes: "path" }),
		path: options("only this file or folder", { value: "PATH", completes: "path" }),
		mount: options("only this mount", { value: "MOUNT", completes: "mount" }),
		kind: options("only files of a kind: note, task, pdf, csv …", { value: "KIND" }),
		tag: options("only files with this tag (each, when several)", { value: "TAG", completes: "tag" }),
		from: options("only from this sender", { value: "WHO" }),
		where: options("only files of which this is true: status=pending, due=2026-12", {
			value: "NAME=VALUE",
			completes: "facet",
		}),
		since: option("only of this date or later: 2026-01, yesterday, last month", { value: "WHEN" }),
		until: option("only of this date or earlier", { value: "WHEN" }),
		mode: option("how to look: words and meaning (hybrid), words (text), meaning (vector)", {
			value: "MODE",
			choices: ["hybrid", "text", "vector"],
		}),
		count: numberOption(`the most results (default ${COUNT})`, { short: "n" }),
		explain: flag("say for each result which rankings found it"),
		files: flag("print only the paths", "l"),
		noSnippet: flag("no snippets"),
		save: option("keep this search under a name, in /search/saved", { value: "NAME", completes: "saved-search" }),
		saved: option("what a saved search finds", { value: "NAME", completes: "saved-search" }),
		listSaved: flag("list the saved searches"),
		forget: option("remove a saved search", { value: "NAME", completes: "saved-search" }),
	},
	reads: ["path"],
	changes: true,
	output: (z) => z.union([hitShape(z), savedShape(z)]),
	examples: [
		["desk search late payers", "files with these words, the best first"],
		['desk search "invoice" in /notes/business', "a phrase, in one folder"],
		["desk search 'museum -draft since:2026-06'", "words, an exclusion, a date: quote it for the shell"],
		["desk search -0 --tag client rate | xargs -0 desk wc -l", "paths for another command"],
		["desk search --save chase status:pending tag:money", "a search to come back to: --saved chase, /search/@chase"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		if (args.listSaved) return yield* listed(context, vfs);
		if (args.forget !== undefined) return await forgetQuery(context, vfs, args.forget);
		const { words, paths } = await splitAtIn(context, vfs, args.query);
		await tellOfPath(context, vfs, args.query);
		const filter = await filterOf(context, vfs, args, paths);
		if (args.save !== undefined) {
			const absolute = [...paths, ...args.path].map((path) => context.path(path));
			return await saveQuery(context, vfs, args.save, [...words, ...asFieldWords(args, absolute)].join(" "));
		}
		if (args.saved !== undefined) words.unshift(await savedQueryOf(vfs, args.saved));
		if (words.length === 0 && Object.keys(filter).length === 0)
			throw new DeskError("EUSAGE", "it needs something to look for", { todo: "see `desk search --help`" });
		const { search: find } = await import("../../src/search/index.ts");
		const onlyPaths = args.files || context.nul;
		const bar = lazyBar(context);
		const { hits, note } = await find(vfs, {
			query: words.join(" "),
			mode: (args.mode ?? "hybrid") as Mode,
			filter,
			limit: args.count ?? COUNT,
			explain: args.explain,
			snippets: !(onlyPaths || args.noSnippet),
			signal: context.signal,
			onProgress: bar.to,
		});
		bar.done();
		if (note !== undefined) context.note(note);
		if (hits.length === 0) {
			context.setStatus(1);
			if (context.terminal.stdout && !context.json) context.note("nothing is found");
		}
		for (const hit of hits) yield onlyPaths && !context.json ? { path: hit.path } : toHitItem(hit);
	},
	line: (item: HitItem | SavedItem) => ("query" in item ? `${item.name}\t${item.query}` : hitLine(item)),
	screen(items: (HitItem | SavedItem)[], context, args) {
		const hits = items.filter((item) => !("query" in item)) as HitItem[];
		if (args.listSaved) {
			const saved = items.filter((item) => "query" in item);
			return table(saved.map(({ name, query }) => [context.style.name(printable(name)), printable(query)]));
		}
		return args.files ? hits.map(({ path }) => path).join("\n") : hitScreen(hits, context);
	},
});

/** A path without `in` is a word like any other, which is rarely what is meant. */
async function tellOfPath(context: Context, vfs: Vfs, words: readonly string[]): Promise<void> {
	const last = words.at(-1) ?? "";
	if (words.includes("in") || !last.startsWith("/") || (await vfs.find(last)) === undefined) return;
	context.note(`${printable(last)} is looked for as a word; \`in ${printable(last)}\` looks only there`);
}

async function* listed(context: Context, vfs: Vfs): AsyncGenerator<SavedItem> {
	const saved = await savedSearches(vfs);
	if (saved.length === 0) context.setStatus(1);
	yield* saved;
}

/** A bar that appears with the first progress: most searches have nothing to wait for. */
function lazyBar(context: Context): { to(done: number): void; done(): void } {
	let bar: ReturnType<Context["progress"]> | undefined;
	let shown = 0;
	return {
		to(done) {
			bar ??= context.progress("Preparing search", 100);
			bar.add(Math.max(0, Math.floor(done * 100) - shown));
			shown = Math.max(shown, Math.floor(done * 100));
		},
		done: () => bar?.done(),
	};
}

import { DeskError } from "../../src/base/errors.ts";
import { type HitItem, hitLine, hitScreen, hitShape, toHitItem } from "../../src/cli/index.ts";
import { defineCommand, flag, numberOption, operand, operands, options } from "../../src/command/index.ts";
import { existingPath, filterOf } from "./shared/request.ts";

/** Files that are shown without -n. */
const COUNT = 10;

/** `desk similar`: what is like a file. */
export const similar = defineCommand({
	name: "similar",
	summary: "Find files that are like a file",
	about:
		"By meaning where vectors are made (`desk reindex --vectors`), else by the words that say most of what the file is about. The file itself is not among them.",
	args: {
		file: operand("PATH", "the file to compare with", "path"),
		where: operands("in PATH", "only files in these folders", { completes: "path" }),
		mount: options("only this mount", { value: "MOUNT", completes: "mount" }),
		kind: options("only files of a kind: note, task, pdf, csv …", { value: "KIND" }),
		tag: options("only files with this tag", { value: "TAG", completes: "tag" }),
		count: numberOption(`the most results (default ${COUNT})`, { short: "n" }),
		explain: flag("say for each result which rankings found it"),
		files: flag("print only the paths", "l"),
		noSnippet: flag("no snippets"),
	},
	reads: ["file", "where"],
	output: hitShape,
	examples: [
		["desk similar /notes/business/rates.md", "what else is about that"],
		["desk similar /notes/roadmap-2027.md in /notes/daily -n 3", "in one folder"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const [word, ...paths] = args.where;
		if (word !== undefined && (word !== "in" || paths.length === 0))
			throw new DeskError("EUSAGE", `'${word}' was not expected`, { todo: "write `desk similar PATH in FOLDER`" });
		const path = await existingPath(context, vfs, args.file);
		const filter = await filterOf(context, vfs, { mount: args.mount, kind: args.kind, tag: args.tag }, paths);
		const { similar: find } = await import("../../src/search/index.ts");
		const onlyPaths = args.files || context.nul;
		const { hits, note } = await find(vfs, path, {
			filter,
			limit: args.count ?? COUNT,
			explain: args.explain,
			snippets: !(onlyPaths || args.noSnippet),
			signal: context.signal,
		});
		if (note !== undefined) context.note(note);
		if (hits.length === 0) context.setStatus(1);
		for (const hit of hits) yield onlyPaths && !context.json ? { path: hit.path } : toHitItem(hit);
	},
	line: (item: HitItem) => hitLine(item),
	screen: (items: HitItem[], context, args) =>
		args.files ? items.map(({ path }) => path).join("\n") : hitScreen(items, context),
});

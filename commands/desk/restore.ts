import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, operands, option } from "../../src/command/index.ts";
import { findRevision, historyOf, isWithin, type Stat, splitRevision, type Vfs } from "../../src/vfs/index.ts";
import { changeLine, changeOutput, toChangeItems } from "../unix/shared/changes.ts";

/** `desk restore`: bring back an old revision, or a deleted file. */
export const restore = defineCommand({
	name: "restore",
	summary: "Bring back a revision or a deleted file",
	about:
		"PATH@N makes revision N the newest again. A path in /trash, or the path that a deleted file had, moves it back to where it was, with its history.",
	args: {
		to: option("bring it back under this path instead", { value: "PATH", completes: "path" }),
		paths: operands("PATH", "PATH@N, /trash/NAME, or the path of a deleted file", {
			required: true,
			completes: "path",
		}),
	},
	writes: ["paths", "to"],
	output: changeOutput,
	examples: [
		["desk restore /notes/inbox.md@1", "revision 1 becomes the newest"],
		["desk rm /notes/inbox.md && desk restore /notes/inbox.md", "back from /trash"],
		["desk restore /notes/inbox.md@1 --to /notes/old-inbox.md", "beside the present one"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		if (args.to !== undefined && args.paths.length > 1)
			throw new DeskError("EUSAGE", "--to takes one PATH", { at: "restore", todo: "restore one after the other" });
		for (const text of args.paths) {
			try {
				const to = args.to === undefined ? undefined : context.path(args.to);
				const change = await plan(vfs, context.path(text), to);
				yield* toChangeItems(await vfs.change([change], { cause: context.cause, dryRun: context.dryRun }));
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				context.fail(error);
			}
		}
	},
	line: changeLine,
});

async function plan(vfs: Vfs, path: string, to: string | undefined) {
	const { path: file, revision } = splitRevision(path);
	if (revision !== undefined && (await vfs.find(path)) === undefined) {
		const found = await findRevision(vfs, file, revision);
		const content = found.op === "remove" ? found.before : found.after;
		if (typeof content !== "number")
			throw new DeskError("EISDIR", "this is a directory", { at: file, todo: "restore the files in it" });
		const { content: store } = vfs.store;
		const staged = store.compose([{ from: content, start: 0, end: store.sizeOf(content) }]);
		return { op: "write" as const, path: to ?? file, content: staged };
	}
	const deleted = await inTrash(vfs, path);
	const target = to ?? deleted.origin;
	if (target === undefined)
		throw new DeskError("EINVAL", "where it came from is not known", {
			at: deleted.path,
			todo: "name the place with --to",
		});
	return { op: "rename" as const, path: deleted.path, to: target };
}

/** The node in /trash that is meant, by its name there or by where it was. */
async function inTrash(vfs: Vfs, path: string): Promise<Stat> {
	if (isWithin(path, "/trash")) return await vfs.stat(path);
	const candidates = (await vfs.readdir("/trash"))
		.filter((entry) => entry.origin === path)
		.sort((a, b) => b.ctime - a.ctime);
	const [newest] = candidates;
	if (newest !== undefined) return newest;
	if ((await vfs.find(path)) !== undefined)
		throw new DeskError("EUSAGE", "it is there; which revision shall it be?", {
			at: path,
			todo: `name one as ${path}@N; \`desk history ${path}\` lists them`,
		});
	const history = await historyOf(vfs, path);
	const last = history.findLast((row) => row.after != null || row.before != null);
	throw new DeskError("ENOENT", "it is not in /trash", {
		at: path,
		todo:
			last === undefined
				? "`desk ls /trash` shows what is"
				: `bring back a revision: \`desk restore ${path}@${last.revision}\``,
	});
}

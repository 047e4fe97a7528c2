import { configText } from "../../src/base/config.ts";
import { DeskError, type ErrorCode } from "../../src/base/errors.ts";
import { type Draft, editing } from "../../src/cli/index.ts";
import { type Context, defineCommand, operand } from "../../src/command/index.ts";
import { nameOfPath, parentOf, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { filePath } from "./shared/operands.ts";
import { writeFile, writtenLine, writtenOutput } from "./shared/write-file.ts";

/** `desk edit`: a file in the user's own editor. */
export const edit = defineCommand({
	name: "edit",
	summary: "Edit a file in $VISUAL or $EDITOR",
	about:
		"The file is copied to a private temporary file, and written back as one change when the editor ends with status 0; with another status nothing is written. " +
		"The temporary file is removed. The setting edit.command goes before $VISUAL and $EDITOR; without any, vi or nano is used.\n" +
		"If somebody else wrote the file meanwhile, yours is not written over it (status 6). What could not be written is kept, and the message says where.",
	args: { path: operand("PATH", "the file to edit; it need not exist", "path") },
	reads: ["path"],
	writes: ["path"],
	output: writtenOutput,
	examples: [
		["desk edit /notes/inbox.md", "in your editor"],
		["EDITOR='code --wait' desk edit /notes/inbox.md", "in another one"],
		["EDITOR='sed -i s/toner/paper/' desk edit /notes/inbox.md", "any program that changes the file that it is given"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const path = filePath(context, args.path);
		await refuseEarly(context, vfs, path);
		const { Draft, editorCommand, runEditor } = await editing();
		const editor = editorCommand(await configText(context.home, "edit.command"), vfs);
		const draft = new Draft(nameOfPath(path));
		try {
			const original = await fill(draft, vfs, path);
			const before = await draft.digest();
			do {
				await runEditor(editor, draft.file, context.signal);
				const after = await draft.digest();
				if (after === undefined)
					throw new DeskError("EFAILED", "the editor removed the file; nothing was written", {
						at: path,
						todo: "use `desk rm` to remove a file",
					});
				if (after === before) return yield* unchanged(context, path, original);
			} while ((yield* save(context, vfs, path, draft, original)) === "again");
		} finally {
			draft.close();
		}
	},
	line: writtenLine,
});

/** Say at once, not after an hour of typing, that nothing can be written here. */
async function refuseEarly(context: Context, vfs: Vfs, path: string): Promise<void> {
	const stat = await vfs.find(path);
	if (stat?.kind === "directory")
		throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
	if (stat?.view === true)
		throw new DeskError("EROFS", "this is a view and cannot be edited", {
			at: path,
			todo: "it is computed from other files: edit those",
		});
	if (stat !== undefined) return;
	await vfs.stat(parentOf(path));
	try {
		await vfs.change([{ op: "write", path, content: await vfs.stage("") }], { cause: context.cause, dryRun: true });
	} catch (error) {
		// An empty file may well be refused where a filled one will not.
		if (!(error instanceof DeskError && error.code === "EFORMAT")) throw error;
	}
}

/** Copy the file into the draft. @returns what it is at the revision that was copied; undefined for a new file */
async function fill(draft: Draft, vfs: Vfs, path: string): Promise<Stat | undefined> {
	for (;;) {
		const before = await vfs.find(path);
		await draft.fill(before === undefined ? [] : vfs.read(path));
		const after = await vfs.find(path);
		if (after?.inode === before?.inode && after?.revision === before?.revision) return before;
	}
}

function* unchanged(context: Context, path: string, original: Stat | undefined) {
	context.note(`desk: ${path}: unchanged, nothing was written`);
	if (context.json) yield { path, revision: original?.revision ?? 0, change: null, size: original?.size ?? 0 };
}

/** Refusals that another round in the editor can mend. */
const MENDABLE: ReadonlySet<ErrorCode> = new Set(["EFORMAT", "EINVAL"]);

/** Write the draft back. On a terminal a refusal is shown and the editor opened again, if that is wished. */
async function* save(context: Context, vfs: Vfs, path: string, draft: Draft, original: Stat | undefined) {
	const asks = context.terminal.stdin && !context.dryRun;
	const expect = original === undefined ? null : original.revision;
	try {
		return yield* writeFile(context, vfs, path, draft.read(), { expect, keepRejected: !asks });
	} catch (error) {
		if (!asks || !(error instanceof DeskError)) throw kept(error, path, draft);
		if (MENDABLE.has(error.code) && (await wantsToMend(context, error))) return "again" as const;
	}
	try {
		// Once more, so that what is refused is kept now that it will not be mended.
		return yield* writeFile(context, vfs, path, draft.read(), { expect });
	} catch (error) {
		throw kept(error, path, draft);
	}
}

async function wantsToMend(context: Context, error: DeskError): Promise<boolean> {
	context.note(`desk: ${error.sentence}`);
	const answer = await context.ask("Edit it again? [Y/n] ");
	return answer !== undefined && !/^\s*n/i.test(answer);
}

/** Whatever went wrong, the text is not lost: it is under /sys/rejected, or the temporary file stays. */
function kept(error: unknown, path: string, draft: Draft): unknown {
	if (!(error instanceof DeskError) || error.kept === undefined) draft.keep();
	const known =
		error instanceof DeskError
			? error
			: new DeskError("EFAILED", "it could not be written", { at: path, cause: error });
	const where =
		known.kept === undefined
			? { todo: `your text is in ${draft.file}` }
			: { kept: known.kept, ...(known.todo === undefined ? {} : { todo: known.todo }) };
	if (known.code === "EEXIST")
		return new DeskError("ESTALE", "somebody else has made it since", { at: path, ...where });
	if (known.kept === undefined) known.todo = known.todo === undefined ? where.todo : `${known.todo}; ${where.todo}`;
	return known;
}

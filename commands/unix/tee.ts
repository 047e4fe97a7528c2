import { DeskError } from "../../src/base/errors.ts";
import { type ByteWriter, ClosedPipe, type Context, defineCommand, flag, operands } from "../../src/command/index.ts";
import type { Staged } from "../../src/store/index.ts";
import { type ChangeResult, parentOf, type Vfs } from "../../src/vfs/index.ts";
import { type ChangeItem, changeLine, changeOutput, isTold, toChangeItems } from "./shared/changes.ts";
import { attempt, contentWriter, interruptible } from "./shared/inputs.ts";
import { filePath } from "./shared/operands.ts";

/** `desk tee`: stdin to stdout and to files. */
export const tee = defineCommand({
	name: "tee",
	summary: "Pass standard input on, and write it to files too",
	about:
		"Bytes go on as they come. Each file is written whole at the end: a reader sees the old text or the new one, never a part. " +
		"A file that cannot be written is reported, and the others are written. One `desk undo` takes all of them back.",
	args: {
		append: flag("to the end of the files", "a"),
		ignoreInterrupts: flag("accepted as tee's; Ctrl-C writes nothing", "i"),
		paths: operands("PATH", "files to write", { completes: "path" }),
	},
	writes: ["paths"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk ls /tasks/work | desk tee /files/tasks.txt | desk wc -l", "a list, kept and counted"],
		["date | desk tee -a /notes/log.md", "to the end of a note, and onto the screen"],
	],
	async *run(context, args): AsyncGenerator<ChangeItem, void, undefined> {
		const targets: string[] = [];
		const devices: ByteWriter[] = [];
		for (const operand of args.paths) {
			if (operand === "-") continue;
			const device = context.device(operand)?.output;
			if (device !== undefined) devices.push(device);
			else await attempt(context, async () => targets.push(await writablePath(context, operand)));
		}
		if (targets.length === 0) {
			for await (const part of passedOn(context, devices)) void part;
			return;
		}
		const vfs = await context.open();
		let closed: ClosedPipe | undefined;
		const staged = await vfs.stage(
			passedOn(context, devices, (error) => {
				closed = error;
			}),
		);
		try {
			let operation: number | undefined;
			for (const path of targets) {
				const result = await attempt(context, () =>
					write(context, vfs, path, staged, { append: args.append, operation }),
				);
				operation ??= result?.set?.operation;
				if (result !== undefined && isTold(context)) yield* toChangeItems(result);
			}
		} finally {
			vfs.store.content.unstage(staged);
		}
		if (closed !== undefined) throw closed;
	},
	line: changeLine,
});

/** Said before anything is read, as when a file is opened. @throws DeskError EISDIR, ENOENT, ENOTDIR, EROFS */
async function writablePath(context: Context, operand: string): Promise<string> {
	const vfs = await context.open();
	const path = filePath(context, operand);
	const stat = await vfs.find(path);
	if (stat?.kind === "directory")
		throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
	if (stat?.view === true)
		throw new DeskError("EROFS", "this is a view and cannot be written", {
			at: path,
			todo: "it is computed from other files: change those",
		});
	if (stat === undefined) await vfs.stat(parentOf(path));
	return path;
}

/** What comes in, each part after it went out, to devices (`>(…)`) too. When the reader is gone nothing more is read: what went out is written. */
async function* passedOn(
	context: Context,
	devices: readonly ByteWriter[],
	onClosed?: (error: ClosedPipe) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
	const silent = context.json;
	const writer = contentWriter(context);
	for await (const part of interruptible(context, context.stdin)) {
		for (const device of devices) await device.write(part);
		try {
			if (!silent) await writer.write(part);
			if (context.terminal.stdout) await context.stdout.flush?.();
		} catch (error) {
			if (!(error instanceof ClosedPipe) || onClosed === undefined) throw error;
			yield part;
			onClosed(error);
			return;
		}
		yield part;
	}
	if (!silent) await writer.end();
}

/** Every file gets the same bytes, which are prepared once. */
async function write(
	context: Context,
	vfs: Vfs,
	path: string,
	staged: Staged,
	{ append, operation }: { append: boolean; operation: number | undefined },
): Promise<ChangeResult> {
	const { content } = vfs.store;
	const whole = () => content.compose([{ from: staged, start: 0, end: staged.size }]);
	return await vfs.change([{ op: "write", path, content: append ? vfs.placed(staged, "end") : whole }], {
		cause: context.cause,
		dryRun: context.dryRun,
		operation,
	});
}

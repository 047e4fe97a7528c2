import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, numberOption, option } from "../../src/command/index.ts";
import { fileContentSchema } from "./shared/content-json.ts";
import { type Amount, afterFirst, amountOf, endArgs, splitBeforeLast, startOfLast } from "./shared/ends.ts";
import { attempt, type Input, isSized, openInput, type SizedInput } from "./shared/inputs.ts";
import { Sections } from "./shared/sections.ts";

/** `desk tail`: the end of files, and what is added to them. */
export const tail = defineCommand({
	name: "tail",
	summary: "Print the last lines of files, and follow them",
	about:
		"The end of a large file is read from the end. -f follows the path, as `tail -F` does: after a new revision it prints " +
		"what is beyond the old length, or all of it when the file became shorter or is another one; Ctrl-C ends it.",
	args: {
		lines: {
			...option("the last N lines (default 10); +N: from line N on", { short: "n", value: "N" }),
			digits: true,
			overrides: "bytes",
		},
		bytes: { ...option("the last N bytes; +N: from byte N on", { short: "c", value: "N" }), overrides: "lines" },
		follow: flag("go on with what is added", "f"),
		followName: flag("same as -f", "F"),
		sleepInterval: numberOption("with -f, look so often (default 0.5)", {
			short: "s",
			value: "SECONDS",
			fraction: true,
		}),
		...endArgs,
	},
	reads: ["paths"],
	output: fileContentSchema,
	failsWith: 1,
	examples: [
		["desk tail -3 /notes/inbox.md", "its last three lines"],
		["desk tail -n +2 /files/move/boxes.csv", "all but the header line"],
		["desk tail -f /notes/inbox.md", "and what other programs add, until Ctrl-C"],
	],
	async run(context, args) {
		// The old form `tail +2 FILE`.
		const isOld = args.lines === undefined && args.bytes === undefined && args.paths.length <= 2;
		const from = isOld && /^\+\d+$/.test(args.paths[0] ?? "") ? args.paths[0] : undefined;
		const amount = amountOf({ ...args, lines: from ?? args.lines }, "tail");
		const follows = args.follow || args.followName;
		// Nothing of any file: GNU does not even open them.
		if (amount.sign !== "+" && amount.count === 0 && !follows) return;
		const sections = new Sections(context, { ...args, paths: args.paths.slice(from === undefined ? 0 : 1) });
		const opened: SizedInput[] = [];
		for (const operand of sections.operands) {
			await attempt(context, async () => {
				const input = await sections.open(operand);
				await sections.print(input, (from) => ending(from, amount));
				if (isSized(input)) opened.push(input);
			});
		}
		if (follows && opened.length > 0) await follow(context, opened, sections, (args.sleepInterval ?? 0.5) * 1000);
		await sections.end();
	},
});

async function* ending(input: Input, amount: Amount): AsyncGenerator<Uint8Array, void, undefined> {
	if (amount.sign === "+") {
		const skipped = Math.max(0, amount.count - 1);
		if (amount.unit === "bytes" && isSized(input)) yield* input.stream({ offset: skipped });
		else yield* afterFirst(input.stream(), { ...amount, count: skipped });
	} else if (isSized(input)) {
		const offset = await startOfLast(input, amount);
		if (offset < input.size) yield* input.stream({ offset });
	} else {
		for await (const { part, last } of splitBeforeLast(input.stream(), amount)) if (last) yield part;
	}
}

/** Print what is added, until the signal. Only what is committed is ever seen, so a look at the revision is enough. */
async function follow(
	context: Context,
	files: readonly SizedInput[],
	sections: Sections,
	interval: number,
): Promise<never> {
	const vfs = await context.open();
	const seen = files.map((file) => ({ input: file, inode: 0, gone: false }));
	for (const file of seen) file.inode = (await vfs.find(context.path(file.input.operand)))?.inode ?? 0;
	for (;;) {
		await context.stdout.flush?.();
		await pause(interval, context.signal);
		for (const file of seen) {
			const stat = await vfs.find(context.path(file.input.operand));
			const { input } = file;
			if (stat === undefined || stat.kind === "directory") {
				// A revision (PATH@N) is no path of the tree: it cannot change.
				if (!file.gone && file.inode !== 0)
					context.note(`desk: ${input.operand}: it is gone; waiting for it to come back`);
				file.gone = true;
				continue;
			}
			const same = stat.inode === file.inode && stat.size >= input.size;
			const unchanged = same && stat.revision === input.revision && stat.size === input.size;
			if (unchanged && !file.gone) continue;
			if (!same)
				context.note(
					`desk: ${input.operand}: ${stat.inode === file.inode ? "it became shorter" : "it is another file now"}; showing all of it`,
				);
			Object.assign(file, { inode: stat.inode, gone: false });
			await attempt(context, async () => {
				const now = (await openInput(context, input.operand)) as SizedInput;
				const offset = same ? input.size : 0;
				file.input = now;
				if (now.size > offset) await sections.print(now, () => now.stream({ offset, length: now.size - offset }));
			});
		}
	}
}

/** @throws the signal's reason */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	try {
		await sleep(milliseconds, undefined, { signal });
	} catch (error) {
		if (codeOf(error) !== "ABORT_ERR") throw error;
		throw signal.reason instanceof Error ? signal.reason : new DeskError("EINTR", "interrupted");
	}
}

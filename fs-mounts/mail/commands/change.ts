/** `desk mail flag`, `move` and `archive`: any number of messages, one undo. */
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, operand, operands } from "../../../src/command/index.ts";
import { type Change, joinPath, parentOf, type Vfs } from "../../../src/vfs/index.ts";
import { changedWords, type WordChange } from "../flags.ts";
import { isComposed, rootOf } from "../places.ts";
import { folderPath, moveInto } from "../plan.ts";
import { existingFolder, type Found, folderNamed, messagesNamed } from "./shared/find.ts";

/** Messages that are changed in one transaction: others wait meanwhile. */
const BATCH = 500;

interface Done {
	path: string;
	/** Where it lies now; null when it stays. */
	to: string | null;
}

const shape = (z: typeof import("zod").z) => z.object({ path: z.string(), to: z.string().nullable() });
const line = ({ path, to }: Done, { verbose, dryRun }: Context) =>
	verbose || dryRun ? (to === null ? path : `${path} → ${to}`) : undefined;

/** Change messages in batches that are one operation. One that is refused is reported, and the others go on. */
async function* inBatches(
	context: Context,
	vfs: Vfs,
	found: AsyncIterable<Found>,
	changesOf: (message: Found, taken: Set<string>) => Change[] | Promise<Change[]>,
): AsyncGenerator<Done> {
	const { cause, dryRun } = context;
	let operation: number | undefined;
	const apply = async function* (batch: readonly Found[]): AsyncGenerator<Done> {
		if (batch.length === 0) return;
		context.signal.throwIfAborted();
		try {
			const taken = new Set<string>();
			const changes: Change[] = [];
			for (const message of batch) changes.push(...(await changesOf(message, taken)));
			if (changes.length === 0) return;
			const result = await vfs.change(changes, { cause, dryRun, operation, keepRejected: false });
			operation ??= result.set?.operation;
			for (const { op, path, to } of result.changes) if (op !== "create") yield { path, to: to ?? null };
		} catch (error) {
			if (!(error instanceof DeskError) || ["EINTR", "ENOSPC", "EBUSY", "EKEY"].includes(error.code)) throw error;
			if (batch.length === 1) return context.fail(error);
			const half = Math.ceil(batch.length / 2);
			yield* apply(batch.slice(0, half));
			yield* apply(batch.slice(half));
		}
	};
	let batch: Found[] = [];
	for await (const message of found) {
		batch.push(message);
		if (batch.length < BATCH) continue;
		yield* apply(batch);
		batch = [];
	}
	yield* apply(batch);
}

/** `-seen` and `-#work` are flags to take off, and no options. */
const isTakenOff = (word: string) => /^-(?:[a-z$_][^\s=]+|#.+)$/i.test(word);

export const flagCommand = defineCommand({
	name: "flag",
	summary: "Set or take off flags and labels of messages",
	about:
		"+seen sets a flag, -seen takes it off, +#work and -#work do so with a label. Flags are seen, flagged, answered, forwarded, draft, deleted, junk, and keywords such as $Important. " +
		"MESSAGE is a path, an id or the beginning of one; without any, they are read from standard input. All of a command is one change to undo.",
	args: {
		words: operands("MESSAGE|±FLAG", "messages, and what is set or taken off", {
			required: true,
			completes: "message",
			verbatim: (_, word) => isTakenOff(word),
		}),
	},
	writes: ["words"],
	output: shape,
	examples: [
		["desk mail flag hqvosu +flagged -seen", "flag a message, and mark it as unread"],
		["desk mail list -0 --list announce --unread | desk mail flag -0 +seen", "mark the mail of a list as read"],
		["desk mail flag f2w2iq +#invoices", "give it a label"],
	],
	async *run(context, args) {
		const isChange = (word: string) => /^\+./.test(word) || isTakenOff(word);
		const vfs = await context.open();
		const change = readChanges(args.words.filter(isChange));
		const found = messagesNamed(
			context,
			vfs,
			args.words.filter((word) => !isChange(word)),
		);
		yield* inBatches(context, vfs, found, async ({ path }) => {
			const stat = await vfs.stat(path);
			const text = toText(await vfs.readAll(path));
			const next = changedWords(text, change);
			return next === text ? [] : [{ op: "write", path, content: await vfs.stage(next), expect: stat.revision }];
		});
	},
	line,
});

/** @throws DeskError EUSAGE when nothing is to be changed */
function readChanges(words: readonly string[]): WordChange {
	if (words.length === 0)
		throw new DeskError("EUSAGE", "it needs a flag to set or take off", {
			at: "mail flag",
			todo: "write +seen, -flagged, +#work",
		});
	const change = { set: [] as string[], unset: [] as string[], label: [] as string[], unlabel: [] as string[] };
	for (const word of words) {
		const isLabel = word.charAt(1) === "#";
		const name = word.slice(isLabel ? 2 : 1);
		if (isLabel) change[word.startsWith("+") ? "label" : "unlabel"].push(name);
		else change[word.startsWith("+") ? "set" : "unset"].push(name);
	}
	return change;
}

export const move = defineCommand({
	name: "move",
	summary: "Move messages to a folder",
	about:
		"The folder is made where it is missing. A name that is taken there gets a number. Without MESSAGE they are read from standard input. All of a command is one change to undo.",
	args: {
		messages: operands("MESSAGE", "paths, ids or their beginnings", { completes: "message" }),
		folder: operand("FOLDER", "where to: archive, work/clients, /mail/@work/inbox", "mail-folder"),
	},
	writes: ["messages", "folder"],
	output: shape,
	examples: [
		["desk mail move f2w2iq work/clients", "into a folder, by id"],
		["desk mail list -0 --from slantly | desk mail move -0 money", "all of one sender"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		await vfs.load("/mail");
		const folder = folderPath(folderNamed(context, args.folder), "/mail/x");
		const there = await vfs.find(folder);
		if (there !== undefined && (there.kind !== "directory" || there.view)) await existingFolder(context, vfs, folder);
		yield* inBatches(context, vfs, messagesNamed(context, vfs, args.messages), ({ path }, taken) =>
			parentOf(path) === (there?.path ?? folder) ? [] : moved(vfs, path, there?.path ?? folder, taken),
		);
	},
	line,
});

export const archive = defineCommand({
	name: "archive",
	summary: "Move messages to the archive of their account",
	about: "As `desk mail move MESSAGE… archive`; a message of /mail/@work goes to /mail/@work/archive.",
	args: {
		messages: operands("MESSAGE", "paths, ids or their beginnings; else standard input", { completes: "message" }),
	},
	writes: ["messages"],
	output: shape,
	examples: [
		["desk mail archive hqvosu", "out of the inbox"],
		["desk mail list -0 --until 'last year' | desk mail archive -0", "all that is old"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		yield* inBatches(context, vfs, messagesNamed(context, vfs, args.messages), ({ path }, taken) => {
			const folder = joinPath(rootOf(path), "archive");
			return parentOf(path) === folder ? [] : moved(vfs, path, folder, taken);
		});
	},
	line,
});

function moved(vfs: Vfs, path: string, folder: string, taken: Set<string>): Change[] {
	if (isComposed(path) !== undefined)
		throw new DeskError("EACCES", "what was not received has its place in drafts and outbox", {
			at: path,
			todo: "name received messages",
		});
	return moveInto(path, folder, vfs.reader(), taken);
}

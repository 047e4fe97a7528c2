/** `desk mail new`, `reply` and `forward`: drafts, in the editor or from the command line. */
import { collect, toText } from "../../../src/base/bytes.ts";
import { configText } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { safeFileName, slug } from "../../../src/base/file-name.ts";
import { editing } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operand, operands, option, options } from "../../../src/command/index.ts";
import { joinPath, type Vfs } from "../../../src/vfs/index.ts";
import { messageNamed } from "../commands/shared/find.ts";
import { isComposed, rootOf } from "../places.ts";
import { sourceBytes } from "../raw-views.ts";
import type { Address } from "./addresses.ts";
import type { NewDraft } from "./draft-text.ts";
import { freeName, type SentItem, sendDraft, sentLine, sentShape, show } from "./sending.ts";

const common = {
	body: option("the text, instead of the editor", { short: "m", value: "TEXT" }),
	to: options("another recipient", { value: "PERSON" }),
	cc: options("who gets a copy", { value: "PERSON" }),
	bcc: options("who gets a copy that nobody sees", { value: "PERSON" }),
	attachment: options("a file of the tree that goes along", { short: "a", value: "PATH", completes: "path" }),
	send: flag("put it into the outbox"),
} as const;

interface CommonArgs {
	readonly body: string | undefined;
	readonly to: readonly string[];
	readonly cc: readonly string[];
	readonly bcc: readonly string[];
	readonly attachment: readonly string[];
	readonly send: boolean;
}

const about =
	"People are addresses, or letters that begin a name or an address in contacts and mail; of several, a terminal asks. " +
	"The text is -m, or standard input, or written in the editor ($VISUAL, $EDITOR) where there is a terminal. Prints the draft's path.";

/** `desk mail new`. */
export const newMail = defineCommand({
	name: "new",
	summary: "Write mail: a draft in /mail/drafts",
	about,
	args: {
		subject: option("what it is about", { short: "s", value: "TEXT" }),
		account: option("in /mail/@NAME instead of /mail", { value: "NAME" }),
		...common,
		people: operands("TO", "whom it goes to"),
	},
	changes: true,
	output: sentShape,
	examples: [
		["desk mail new tove -s Lunch -m 'Tomorrow at one?' --send", "to the only Tove in contacts and mail"],
		["desk mail new gunilla@tolvbullar.example --attachment /files/move/boxes.csv", "in the editor"],
		["git log -5 | desk mail new dev@example.com -s 'This week'", "a program's output"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const root = args.account === undefined ? "/mail" : `/mail/@${args.account.replace(/^@/, "")}`;
		const draft = { subject: args.subject ?? "" };
		yield* write(
			context,
			vfs,
			root,
			await completed(context, vfs, draft, { ...args, to: [...args.people, ...args.to] }),
			args,
		);
	},
	line: sentLine,
});

/** `desk mail reply`. */
export const reply = defineCommand({
	name: "reply",
	summary: "Answer a message",
	about: `To whoever wrote it (Reply-To), with --all to all who got it or to where they wish answers (Mail-Followup-To), with --list to the mailing list. You are left out. The text is quoted, without its signature. ${about}`,
	args: {
		all: flag("to all who got it", "A"),
		list: flag("to the mailing list"),
		quote: flag("quote its text (without a terminal: only if asked for)"),
		noQuote: flag("do not quote its text"),
		...common,
		message: operand("MESSAGE", "a path, an id or its beginning, or a Message-ID", "message"),
	},
	reads: ["message"],
	changes: true,
	output: sentShape,
	examples: [
		["desk mail reply hqvosu", "in the editor, with the text quoted"],
		["desk mail reply --all -m 'Fine with me.' --send hqvosu", "at once"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const { message, answering, path } = await original(context, vfs, args.message);
		const { replyDraft } = await import("./reply.ts");
		const body = await bodyOf(context, args);
		const quotes = !args.noQuote && (args.quote || body === undefined);
		const mode = args.list ? "list" : args.all ? "all" : "sender";
		const draft = replyDraft(message, mode, answering, quotes, body);
		yield* write(context, vfs, rootOf(path), await completed(context, vfs, draft, args), args, body !== undefined);
	},
	line: sentLine,
});

/** `desk mail forward`. */
export const forward = defineCommand({
	name: "forward",
	summary: "Hand a message on, with its attachments",
	about: `Its text stands in the draft, and its attachments go along; with --attach all of it is one attachment, unchanged. ${about}`,
	args: {
		inline: flag("its text in the draft (the default)"),
		attach: flag("all of it as an attachment (.eml)"),
		...common,
		message: operand("MESSAGE", "a path, an id or its beginning, or a Message-ID", "message"),
		people: operands("TO", "whom it goes to"),
	},
	reads: ["message"],
	changes: true,
	output: sentShape,
	examples: [
		["desk mail forward f2w2iq solveig", "in the editor"],
		["desk mail forward --attach tzhiik abuse@example.net -m 'Spam from your server.' --send", "with all headers"],
	],
	async *run(context, args) {
		if (args.inline && args.attach)
			throw new DeskError("EUSAGE", "--inline and --attach exclude each other", {
				at: "mail forward",
				todo: "choose one",
			});
		const vfs = await context.open();
		const { message, answering, path } = await original(context, vfs, args.message);
		const { forwardDraft } = await import("./reply.ts");
		const body = await bodyOf(context, args);
		const draft = forwardDraft(message, answering, args.attach, body);
		const whole = await completed(context, vfs, draft, { ...args, to: [...args.people, ...args.to] });
		yield* write(context, vfs, rootOf(path), whole, args, body !== undefined);
	},
	line: sentLine,
});

/** The message that is answered, read from its source. */
async function original(context: Context, vfs: Vfs, word: string) {
	const { path, node } = await messageNamed(context, vfs, word);
	const tree = vfs.reader();
	const id = tree.get<{ id: string }>("SELECT id FROM mail WHERE node = ?", node)?.id ?? "";
	if (id === "" || isComposed(path) !== undefined)
		throw new DeskError("EINVAL", "this was not received: it cannot be answered or handed on", {
			at: path,
			todo: "name a message; `desk mail list` shows them",
		});
	const [{ LIMITS, readMessage }, { ownAddresses }] = await Promise.all([
		import("../message/index.ts"),
		import("./settings.ts"),
	]);
	const { bytes, size } = await sourceBytes(id, tree, LIMITS.source);
	const answering = { own: ownAddresses(context.home), variables: context.variables, id };
	return { path, message: readMessage(bytes, { size, id }), answering };
}

/** The text that the command line brings; undefined when it is to be written in the editor. */
async function bodyOf(context: Context, args: CommonArgs): Promise<string | undefined> {
	if (args.body !== undefined) return args.body;
	if (context.terminal.stdin) return undefined;
	return toText(await collect(context.stdin));
}

/** A draft with what the options add. */
async function completed(context: Context, vfs: Vfs, draft: NewDraft, args: CommonArgs): Promise<NewDraft> {
	const { addressesNamed } = await import("./complete.ts");
	const people = async (had: readonly Address[] | undefined, words: readonly string[]) => [
		...(had ?? []),
		...(await addressesNamed(context, vfs, words)),
	];
	const attached = args.attachment.map((word) => context.path(word));
	for (const path of attached) await vfs.stat(path);
	return {
		...draft,
		to: await people(draft.to, args.to),
		cc: await people(draft.cc, args.cc),
		bcc: await people(draft.bcc, args.bcc),
		attachments: [...(draft.attachments ?? []), ...attached],
	};
}

/** Make the draft, edited if there is nothing to say yet, and send it if that is asked for. */
async function* write(
	context: Context,
	vfs: Vfs,
	root: string,
	draft: NewDraft,
	args: CommonArgs,
	hasBody = false,
): AsyncGenerator<SentItem> {
	const { draftText } = await import("./draft-text.ts");
	const body = hasBody ? undefined : await bodyOf(context, args);
	let text = draftText(body === undefined ? draft : { ...draft, body: (draft.body ?? "") + body });
	const folder = joinPath(root, "drafts");
	const name = nameFor(draft.subject ?? "");
	const isEdited = !hasBody && body === undefined && !context.dryRun;
	if (isEdited) {
		const edited = await edit(context, name, text);
		if (edited === undefined) return context.note("nothing was changed: no draft was made");
		text = edited;
	}
	const path = await freeName(vfs, folder, name);
	const options = { cause: context.cause, parents: true, expect: null, dryRun: context.dryRun } as const;
	const { set } = await vfs.write(path, text, options);
	if (args.send || (isEdited && (await wantsToSend(context)))) {
		try {
			return yield* sendDraft(context, vfs, path, text, set?.operation);
		} catch (error) {
			if (error instanceof DeskError && set !== undefined) error.todo = `${error.todo}; the draft is ${path}`;
			throw error;
		}
	}
	if (context.dryRun) await show(context, text);
	yield { path, queued: null, message_id: null, to: null, change: set?.id ?? null };
}

async function wantsToSend(context: Context): Promise<boolean> {
	return /^\s*y/i.test((await context.ask("Send it? [y/N] ")) ?? "");
}

/** The text as the user's editor leaves it; undefined when it was not changed. */
async function edit(context: Context, name: string, text: string): Promise<string | undefined> {
	const { Draft, editorCommand, runEditor } = await editing();
	const editor = editorCommand(await configText(context.home, "edit.command"), await context.open());
	const file = new Draft(name);
	try {
		await file.fill([Buffer.from(text)]);
		await runEditor(editor, file.file, context.signal);
		const edited = toText(await collect(file.read()));
		return edited === text ? undefined : edited;
	} finally {
		file.close();
	}
}

/** A file name that says what a draft is about. */
function nameFor(subject: string): string {
	return safeFileName(slug(subject) || "new", ".md");
}

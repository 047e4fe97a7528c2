/** `desk mail send`, `cancel` and `outbox`: what is to be sent, until a connector sends it. */
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { safeForTerminal, table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operands, optionalOperand } from "../../../src/command/index.ts";
import { type Change, joinPath, nameOfPath, printable, splitExtension, type Vfs } from "../../../src/vfs/index.ts";
import { isComposed, rootOf } from "../places.ts";

/** A draft that was made or queued, as `--json` prints it. */
export interface SentItem {
	/** Where it lies now. */
	path: string;
	/** When it entered the outbox (ISO 8601, UTC); null for a draft. */
	queued: string | null;
	/** Without `<>`. */
	message_id: string | null;
	/** Every address that gets it, Bcc too; null for a draft. */
	to: string[] | null;
	/** The change set in the log; null in a dry run. */
	change: number | null;
}

export const sentShape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		queued: z.string().nullable(),
		message_id: z.string().nullable(),
		to: z.array(z.string()).nullable(),
		change: z.number().nullable(),
	});

/** Nothing in a dry run, which prints what would be written or sent. */
export const sentLine = (item: SentItem, { dryRun }: Context): string | undefined => (dryRun ? undefined : item.path);

/** What a dry run prints: a message byte for byte; on a terminal, what is quoted in it must not control that. */
export async function show(context: Context, message: Uint8Array | string): Promise<void> {
	if (context.json) return;
	const text = () => (typeof message === "string" ? message : toText(message));
	await context.stdout.write(context.terminal.stdout ? safeForTerminal(text()) : message);
}

/** The path of a name in a folder, or with a number the first that nothing has. */
export async function freeName(vfs: Vfs, folder: string, name: string): Promise<string> {
	const [stem, extension] = splitExtension(name);
	for (let copy = 1; ; copy++) {
		const path = joinPath(folder, copy === 1 ? name : `${stem}-${copy}${extension}`);
		if ((await vfs.find(path)) === undefined) return path;
	}
}

/**
 * Move a draft into the outbox; in a dry run print the message that would be sent.
 * @param text what the draft holds; @param operation of the change that has made it
 */
export async function* sendDraft(
	context: Context,
	vfs: Vfs,
	path: string,
	text: string,
	operation?: number,
): AsyncGenerator<SentItem> {
	await vfs.load("/mail");
	const { composed, queue } = await import("./outbox.ts");
	const folder = joinPath(rootOf(path), "outbox");
	const to = await freeName(vfs, folder, nameOfPath(path));
	if (context.dryRun) {
		const { text: stamped } = queue(text, path, vfs.reader());
		const bytes = await composed(stamped, path, vfs.reader());
		await show(context, bytes);
		return yield await itemOf(to, stamped, null);
	}
	const changes: Change[] = [
		{ op: "mkdir", path: folder, parents: true },
		{ op: "rename", path, to },
	];
	if (text !== toText(await vfs.readAll(path))) changes.unshift({ op: "write", path, content: await vfs.stage(text) });
	const { set } = await vfs.change(changes, { cause: context.cause, operation, keepRejected: false });
	yield await itemOf(to, toText(await vfs.readAll(to)), set?.id ?? null);
	// Nothing of this program sends mail yet: to be silent about it would be a lie.
	context.note(`queued; no account to send with is set up: it waits in ${folder}`);
}

async function itemOf(path: string, text: string, change: number | null): Promise<SentItem> {
	const [{ parseDraft }, { envelopeOf }] = await Promise.all([import("./draft.ts"), import("./compose.ts")]);
	const draft = parseDraft(text);
	const to = draft.from === undefined ? null : [...envelopeOf(draft, draft.from).to];
	return { path, queued: draft.queued ?? null, message_id: draft.messageId ?? null, to, change };
}

/** `desk mail send`. */
export const send = defineCommand({
	name: "send",
	summary: "Put drafts into the outbox, checked for all that sending needs",
	about:
		"Checks recipients, subject, attachments and size, and stamps the draft with its time and message id; what is refused stays a draft. " +
		"Sending itself is done by an account's connector; until one is set up, mail waits in the outbox, where `desk mail outbox` lists it and `desk mail cancel` takes it back. " +
		"--dry-run prints the message that would be sent, byte for byte; of mail in the outbox these are the very bytes.",
	args: {
		noSubject: flag("send it without a subject"),
		drafts: operands("DRAFT", "drafts: paths, or names in /mail/drafts", { required: true, completes: "path" }),
	},
	writes: ["drafts"],
	output: sentShape,
	examples: [
		["desk mail send lunch.md", "the draft of that name"],
		["desk mail send --dry-run lunch.md", "what would be sent, Bcc left out as it will be"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		for (const word of args.drafts) {
			context.signal.throwIfAborted();
			try {
				yield* sendOne(context, vfs, await composedNamed(context, vfs, word, "drafts"), args.noSubject);
			} catch (error) {
				if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
				context.fail(error);
			}
		}
	},
	line: sentLine,
});

async function* sendOne(context: Context, vfs: Vfs, path: string, noSubject: boolean): AsyncGenerator<SentItem> {
	const text = toText(await vfs.readAll(path));
	if (isComposed(path) !== "outbox") {
		const { setFrontMatter } = await import("../../../src/text/index.ts");
		return yield* sendDraft(context, vfs, path, noSubject ? setFrontMatter(text, { allow_empty_subject: true }) : text);
	}
	if (!context.dryRun)
		throw new DeskError("EEXIST", "it waits in the outbox already", { at: path, todo: "--dry-run shows it" });
	const { composed } = await import("./outbox.ts");
	await vfs.load("/mail");
	const bytes = await composed(text, path, vfs.reader());
	await show(context, bytes);
	yield await itemOf(path, text, null);
}

/** A draft or queued mail by its path, or by its name in the folder for it. @throws DeskError ENOENT, EINVAL */
async function composedNamed(context: Context, vfs: Vfs, word: string, kind: "drafts" | "outbox"): Promise<string> {
	const names = word.includes("/") ? [] : [word, `${word}.md`].map((name) => `/mail/${kind}/${name}`);
	for (const path of [context.path(word), ...names]) {
		const stat = await vfs.find(path);
		if (stat?.kind !== "file") continue;
		const found = isComposed(stat.path);
		if (stat.path.startsWith("/mail/") && (found === "drafts" || found === "outbox")) return stat.path;
		throw new DeskError("EINVAL", "this is no draft", { at: path, todo: "name one of /mail/drafts" });
	}
	throw new DeskError("ENOENT", kind === "drafts" ? "there is no such draft" : "no such mail waits", {
		at: printable(word),
		todo: kind === "drafts" ? "`desk ls /mail/drafts` shows the drafts" : "`desk mail outbox` shows what waits",
	});
}

/** `desk mail cancel`. */
export const cancel = defineCommand({
	name: "cancel",
	summary: "Take mail out of the outbox, back to the drafts",
	about:
		"The draft is what it was before it was queued, and the message that it answers is no longer marked as answered.",
	args: { mails: operands("MAIL", "paths, or names in /mail/outbox", { required: true, completes: "path" }) },
	writes: ["mails"],
	output: sentShape,
	examples: [["desk mail cancel lunch.md", "before it is sent"]],
	async *run(context, args) {
		const vfs = await context.open();
		for (const word of args.mails) {
			context.signal.throwIfAborted();
			try {
				const path = await composedNamed(context, vfs, word, "outbox");
				if (isComposed(path) !== "outbox")
					throw new DeskError("EINVAL", "it does not wait in the outbox", {
						at: path,
						todo: "`desk mail outbox` shows what does",
					});
				const drafts = joinPath(rootOf(path), "drafts");
				const to = await freeName(vfs, drafts, nameOfPath(path));
				const changes: Change[] = [
					{ op: "mkdir", path: drafts, parents: true },
					{ op: "rename", path, to },
				];
				const { set } = await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
				if (context.dryRun) await show(context, `${path} → ${to}\n`);
				yield { path: to, queued: null, message_id: null, to: null, change: set?.id ?? null };
			} catch (error) {
				if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
				context.fail(error);
			}
		}
	},
	line: sentLine,
});

interface WaitingItem {
	path: string;
	to: string[];
	subject: string;
	queued: string | null;
	/** Bytes of the draft, without what is attached. */
	size: number;
	attachments: string[];
}

/** `desk mail outbox`. */
export const outbox = defineCommand({
	name: "outbox",
	summary: "What waits to be sent",
	about: "The bytes that would be sent of NAME.md are /mail/.raw/outbox/NAME.eml. Status 1 when nothing waits.",
	args: { account: optionalOperand("ACCOUNT", "only of this one, as in /mail/@work") },
	output: (z) =>
		z.object({
			path: z.string(),
			to: z.array(z.string()),
			subject: z.string(),
			queued: z.string().nullable(),
			size: z.number(),
			attachments: z.array(z.string()),
		}),
	examples: [["desk mail outbox", "oldest first"]],
	async *run(context, args) {
		const vfs = await context.open();
		const { parseDraft } = await import("./draft.ts");
		const { formatAddress } = await import("./addresses.ts");
		const accounts =
			args.account === undefined
				? (await vfs.readdir("/mail")).flatMap(({ name }) => (name.startsWith("@") ? [`/mail/${name}`] : []))
				: [`/mail/@${args.account.replace(/^@/, "")}`];
		const items: WaitingItem[] = [];
		for (const root of args.account === undefined ? ["/mail", ...accounts] : accounts) {
			if ((await vfs.find(`${root}/outbox`)) === undefined) continue;
			for (const { path, size } of await vfs.readdir(`${root}/outbox`)) {
				const { to, cc, bcc, subject, queued, attachments } = parseDraft(toText(await vfs.readAll(path)));
				const people = [...to, ...cc, ...bcc].map(formatAddress);
				items.push({ path, to: people, subject, queued: queued ?? null, size, attachments: [...attachments] });
			}
		}
		yield* items.sort((a, b) => (a.queued ?? "").localeCompare(b.queued ?? "") || (a.path < b.path ? -1 : 1));
		if (items.length === 0) context.setStatus(1);
		else context.note("no account to send with is set up: it waits");
	},
	line: ({ path, queued, to, subject }: WaitingItem) => [path, queued ?? "", to.join(", "), subject].join("\t"),
	screen: (items: WaitingItem[], { style }) =>
		table(
			items.map(({ path, to, subject }) => [
				printable(subject === "" ? "(no subject)" : subject),
				printable(to.length > 2 ? `${to.slice(0, 2).join(", ")} and ${to.length - 2} more` : to.join(", ")),
				style.faint(printable(path)),
			]),
		),
});

import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { humanSize, safeForTerminal, widthOf, wrap } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operands } from "../../../src/command/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";
import { changedWords } from "../flags.ts";
import { readMailFile } from "../front-matter.ts";
import { readSource, sourceBytes } from "../raw-views.ts";
import { idFrom, texts } from "../record.ts";
import { type Found, messagesNamed } from "./shared/find.ts";
import { type Invitation, invitationLine, invitationShape, invitationsIn } from "./shared/invitation.ts";
import { type FullItem, fullShape, readMessageFile } from "./shared/read-message.ts";

/** A message in full, with the events that it brings. */
interface ReadItem extends FullItem {
	invitations: Invitation[];
}

/** `desk mail read`: a message, headers that matter and text. */
export const read = defineCommand({
	name: "read",
	summary: "Show messages: the headers that matter, and the text",
	about:
		"On a terminal it marks them as seen (one change; `desk undo` takes it back), unless --peek is given; in pipes and scripts it changes nothing. " +
		"MESSAGE is a path, an id or the first letters of one, or a Message-ID; without any, they are read from standard input. Nothing of a message is fetched from the network.",
	args: {
		peek: flag("leave it unread"),
		headers: flag("all header fields, decoded, and no text"),
		raw: flag("the message as it came, byte for byte"),
		html: flag("its HTML part as it is written, instead of the text"),
		messages: operands("MESSAGE", "paths, ids or their beginnings", { completes: "message" }),
	},
	reads: ["messages"],
	output: (z) => fullShape(z).extend({ invitations: z.array(invitationShape(z)) }),
	examples: [
		["desk mail read f2w2iq", "by the id that `desk mail list` shows"],
		["desk mail read --json f2w2iq | jq -r .text", "the text alone, as Markdown"],
		["desk mail read --raw f2w2iq > message.eml", "for another program"],
	],
	async *run(context, args) {
		if ([args.headers, args.raw, args.html].filter(Boolean).length > 1)
			throw new DeskError("EUSAGE", "--headers, --raw and --html exclude each other", {
				at: "mail read",
				todo: "give one",
			});
		const vfs = await context.open();
		const seen: Found[] = [];
		let count = 0;
		for await (const found of messagesNamed(context, vfs, args.messages)) {
			if (args.headers || args.raw || args.html) await writePart(context, vfs, found, args);
			else {
				const message = await readMessageFile(vfs, vfs.reader(), found);
				const item: ReadItem = { ...message, invitations: await invitationsIn(vfs, message) };
				if (context.json) yield item;
				else await context.stdout.write(shown(item, context, count));
				if (item.unread) seen.push(found);
			}
			count++;
		}
		if (context.terminal.stdout && !context.json && !args.peek && vfs.actor === "user")
			await markSeen(context, vfs, seen);
	},
});

/** One part of a message, without marking it. */
async function writePart(
	context: Context,
	vfs: Vfs,
	{ path }: Found,
	{ headers, raw }: { headers: boolean; raw: boolean },
): Promise<void> {
	const { stdout, terminal } = context;
	const tree = vfs.reader();
	const id = idFrom(texts(readMailFile(toText(await vfs.readAll(path))).data, "source")[0]);
	if (id === "")
		throw new DeskError("EINVAL", "this was not received, and has no source", {
			at: path,
			todo: "`desk cat` shows a draft",
		});
	if (raw) {
		for await (const part of readSource(id, tree))
			await stdout.write(terminal.stdout ? safeForTerminal(toText(part)) : part);
		return;
	}
	const { LIMITS, decodeWords, partBytes, readMessage } = await import("../message/index.ts");
	const { decodeText } = await import("../../../src/base/charset.ts");
	const { bytes, size } = await sourceBytes(id, tree, LIMITS.source);
	const message = readMessage(bytes, { id, size });
	if (headers) {
		for (const { name, value } of message.fields) {
			const line = `${name}: ${decodeWords(value)}`;
			await stdout.write(`${terminal.stdout ? printable(line) : line.replace(/[\r\n\0]+/g, " ")}\n`);
		}
		return;
	}
	const part = [message.root, ...message.parts].find(
		({ type, disposition }) => type === "text/html" && disposition !== "attachment",
	);
	if (part === undefined)
		throw new DeskError("ENOENT", "the message has no HTML", { at: path, todo: "leave out --html" });
	const { text } = decodeText(partBytes(bytes, part), part.parameters.charset);
	await stdout.write(terminal.stdout ? safeForTerminal(text) : text);
}

/** Headers and text as a person reads them. Nothing in a message drives the terminal. */
function shown(item: ReadItem, { style, terminal }: Context, index: number): string {
	const width = Math.max(20, Math.min(100, terminal.columns));
	const people = (values: readonly string[]) =>
		values.map((value, at) => (at < values.length - 1 ? `${value},` : value));
	const rows: [name: string, pieces: readonly string[]][] = [
		["From", people(item.from)],
		["To", people(item.to)],
		["Cc", people(item.cc)],
		["Bcc", people(item.bcc)],
		["Reply-To", people(item.replyTo)],
		["Date", [item.sent ?? item.date ?? ""]],
		["Subject", item.subject.split(" ")],
		["List", [item.list ?? ""]],
		["Flags", people(item.flags.filter((one) => one !== "seen"))],
		["Labels", people(item.labels)],
		...item.invitations.map((invitation): [string, string[]] => {
			const [name, text] = invitationLine(invitation);
			return [name, text.split(" ")];
		}),
		[
			"Security",
			item.security.length === 0
				? []
				: `${item.security.join(", ")}; \`desk mail verify ${item.id}\` looks into it`.split(" "),
		],
		["Problems", item.problems.flatMap((problem) => problem.split(" "))],
	];
	const head = rows.flatMap(([name, pieces]) => {
		if (pieces.join("") === "") return [];
		const text = terminal.stdout ? filled(pieces.map(printable), name.length + 2, width) : pieces.join(" ");
		return [`${style.faint(`${name}:`)} ${name === "Subject" ? style.strong(text) : text}`];
	});
	const safe = (text: string) => (terminal.stdout ? printable(text) : text);
	const files = item.attachments.map(
		({ name, type, size }) => `${style.faint("Attachment:")} ${safe(name)} (${safe(type)}, ${humanSize(size)})`,
	);
	const body = terminal.stdout
		? wrap(safeForTerminal(item.text), width)
				.split("\n")
				.map((line) => (/^ {0,3}>/.test(line) ? style.faint(line) : line))
				.join("\n")
		: item.text;
	return `${index === 0 ? "" : "\n"}${[...head, ...files].join("\n")}\n\n${body}${body.endsWith("\n") || body === "" ? "" : "\n"}`;
}

/** A header's value in lines that break between its pieces (within one, between words, only if it is wider than a line), below each other. */
function filled(pieces: readonly string[], indent: number, width: number): string {
	const room = width - indent;
	const lines: string[] = [];
	let line = "";
	for (const piece of pieces.flatMap((one) => (widthOf(one) > room ? one.split(" ") : [one]))) {
		if (line !== "" && widthOf(line) + 1 + widthOf(piece) > room) {
			lines.push(line);
			line = piece;
		} else line = line === "" ? piece : `${line} ${piece}`;
	}
	return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

/** The flag `seen` on all that was shown, as one change. */
async function markSeen(context: Context, vfs: Vfs, found: readonly Found[]): Promise<void> {
	const changes = [];
	for (const { path } of found) {
		const { revision } = await vfs.stat(path);
		const text = toText(await vfs.readAll(path));
		const content = await vfs.stage(changedWords(text, { set: ["seen"] }));
		changes.push({ op: "write" as const, path, content, expect: revision });
	}
	if (changes.length > 0)
		await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun, keepRejected: false });
}

import { localMinute, toIso } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { shorten, table } from "../../src/cli/index.ts";
import { type Context, defineCommand, defineGroup, flag, optionalOperand } from "../../src/command/index.ts";
import { type ConversationHead, Conversations } from "../../src/llm/index.ts";
import { printable } from "../../src/vfs/index.ts";

/** A conversation as `--json` prints it. */
interface HeadItem {
	id: number;
	title: string;
	turns: number;
	model: string | null;
	/** ISO 8601, UTC. */
	at: string;
}

interface TurnItem {
	question: string;
	answer: string;
	model: string | null;
	sources: { number: number; path: string }[];
}

const list = defineCommand({
	name: "list",
	summary: "List the conversations of `desk ask`, the newest first",
	args: {},
	output: (z) =>
		z.object({ id: z.number(), title: z.string(), turns: z.number(), model: z.string().nullable(), at: z.string() }),
	examples: [["desk conversation list", "what was asked, with the numbers for `desk ask --conversation`"]],
	async *run(context) {
		const heads = new Conversations(await context.open()).list();
		if (heads.length === 0) context.setStatus(1);
		yield* heads.map(
			({ id, at, title, turns, model }: ConversationHead): HeadItem => ({ id, title, turns, model, at: toIso(at) }),
		);
	},
	line: ({ id, at, title }: HeadItem) => `${id}\t${at}\t${printable(title)}`,
	screen: (items: HeadItem[], { style, terminal }) =>
		table(
			items.map(({ id, at, title, turns }) => [
				style.strong(String(id)),
				style.faint(localMinute(Date.parse(at) * 1000)),
				String(turns),
				shorten(printable(title), Math.max(20, terminal.columns - 30)),
			]),
		),
});

/** @throws DeskError EUSAGE */
function idOf(text: string | undefined): number | undefined {
	if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
	throw new DeskError("EUSAGE", `'${printable(text)}' is no number of a conversation`, {
		todo: "`desk conversation list` shows them",
	});
}

const missing = (id: number) =>
	new DeskError("ENOENT", `there is no conversation ${id}`, { todo: "`desk conversation list` shows them" });

const show = defineCommand({
	name: "show",
	summary: "Show a conversation",
	args: { id: optionalOperand("ID", "its number; without one, the last") },
	output: (z) =>
		z.object({
			question: z.string(),
			answer: z.string(),
			model: z.string().nullable(),
			sources: z.array(z.object({ number: z.number(), path: z.string() })),
		}),
	examples: [["desk conversation show", "the last one"]],
	async *run(context, args) {
		const conversations = new Conversations(await context.open());
		const id = idOf(args.id);
		const found = conversations.find(id);
		if (found === undefined) {
			if (id !== undefined) throw missing(id);
			return context.setStatus(1);
		}
		yield* found.turns.map(
			({ question, answer, model, sources }): TurnItem => ({
				question,
				answer,
				model: model ?? null,
				sources: sources.map(({ number, path }) => ({ number, path })),
			}),
		);
	},
	line: (item: TurnItem, context: Context) => turnText(item, context),
	screen: (items: TurnItem[], context) => items.map((item) => turnText(item, context)).join("\n"),
});

function turnText({ question, answer, sources }: TurnItem, { style }: Pick<Context, "style">): string {
	const cited = sources.map(({ number, path }) => style.faint(`[${number}] ${printable(path)}`));
	return `${style.strong(`> ${question}`)}\n\n${answer.trimEnd()}\n${cited.length === 0 ? "" : `\n${cited.join("\n")}\n`}`;
}

const remove = defineCommand({
	name: "remove",
	summary: "Remove a conversation for good",
	about:
		"Conversations are no part of the log: this cannot be undone. `desk erase PATH` removes those that rest on the path.",
	args: { all: flag("all of them"), id: optionalOperand("ID", "its number") },
	changes: true,
	output: (z) => z.object({ removed: z.number() }),
	examples: [["desk conversation remove --all", "as if nothing had ever been asked"]],
	async *run(context, args) {
		const conversations = new Conversations(await context.open());
		const id = idOf(args.id);
		if ((id === undefined) !== args.all)
			throw new DeskError("EUSAGE", "it needs the number of a conversation, or --all", {
				todo: "`desk conversation list` shows them",
			});
		if (id !== undefined && conversations.find(id) === undefined) throw missing(id);
		const removed = context.dryRun
			? id === undefined
				? conversations.list().length
				: 1
			: await conversations.remove(id);
		yield { removed };
	},
	line: ({ removed }: { removed: number }) => `${removed} removed`,
});

/** `desk conversation`: what was asked and answered. */
export const conversation = defineGroup({
	name: "conversation",
	summary: "List, show and remove conversations of `desk ask`",
	commands: [list, show, remove],
	fallback: "list",
});

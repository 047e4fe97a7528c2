/** `calendar edit`, `cancel` and `respond`. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, operand, option, options } from "../../../src/command/index.ts";
import type { EventChange } from "../edit/change.ts";
import { hereOf } from "./here.ts";
import { type Item, itemLine, itemShape, itemsScreen } from "./item.ts";
import { ownAddresses } from "./people.ts";
import { applyEdit, type Edit, EVENT, scopes, type Target, targetOf } from "./scope.ts";

export const shownItems = {
	line: itemLine,
	screen: (items: Item[], context: Context) =>
		items.length === 0 ? "" : itemsScreen(items, context, hereOf(context), []),
};

/** The edit that makes a change to as much of an event as is meant. */
export async function editOf(target: Target, change: EventChange): Promise<Edit> {
	const { editAll, editFollowing, editOne } = await import("../edit/edit.ts");
	const edits: Record<Target["scope"], Edit> = {
		all: (text, of) => ({ text: editAll(text, of, change) }),
		one: (text, of, recurrence) => ({ text: editOne(text, of, recurrence, change) }),
		following: (text, of, recurrence, newUid) => editFollowing(text, of, recurrence, change, newUid),
	};
	return edits[target.scope];
}

export const edit = defineCommand({
	name: "edit",
	summary: "Change an event's title, place, notes, status or rule",
	about:
		"Only the lines that must change do: unknown properties, alarms and attendees stay. `desk calendar move` changes when it is; `desk edit PATH` opens the file itself. An option with an empty value takes that away.",
	args: {
		...scopes,
		title: option("its title", { short: "t", value: "TEXT" }),
		place: option("where it is", { short: "p", value: "TEXT" }),
		description: option("its notes", { short: "d", value: "TEXT" }),
		status: option("whether it is certain", { choices: ["confirmed", "tentative", "cancelled"] }),
		category: options("a category; all of them are replaced", { value: "NAME" }),
		every: option("how often: 'every tuesday until 2027-03-01', 'never'", { short: "e", value: "RULE" }),
		free: flag("it leaves the time free"),
		busy: flag("it takes the time"),
		event: operand("EVENT", EVENT, "event"),
	},
	changes: true,
	output: itemShape,
	examples: [
		["desk calendar edit 'Team meeting' --all --title 'Weekly meeting' --place 'Room 4'", "all of a series"],
		["desk calendar edit 9a712cfe@2026-12-01 --one --place ''", "one occurrence has no place"],
		["desk calendar edit 9a712cfe@2026-12-01 --following --every 'every other tuesday'", "from then on"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const vfs = await context.open();
		if (args.free && args.busy)
			throw new DeskError("EUSAGE", "--free and --busy cannot be meant together", { todo: "choose one" });
		const { title, place, description, status, category } = args;
		const texts = {
			...(title === undefined ? {} : { summary: title }),
			...(place === undefined ? {} : { location: place === "" ? null : place }),
			...(description === undefined ? {} : { description: description === "" ? null : description }),
			...(status === undefined ? {} : { status }),
			...(category.length === 0 ? {} : { categories: category.filter((name) => name !== "") }),
			...(args.free || args.busy ? { busy: args.busy } : {}),
		};
		if (Object.keys(texts).length === 0 && args.every === undefined)
			throw new DeskError("EUSAGE", "nothing is to be changed", {
				todo: "say what, as in --title 'New title'; see `desk calendar edit --help`",
			});
		const target = await targetOf(args.event, args, context, here, vfs);
		const rule =
			args.every === undefined
				? {}
				: { rule: await (await import("./rule-option.ts")).ruleOption(args.every, target, context, here) };
		yield* await applyEdit(target, await editOf(target, { ...texts, ...rule }), context, here, vfs);
	},
	...shownItems,
});

export const cancel = defineCommand({
	name: "cancel",
	summary: "Cancel an event or some of its occurrences",
	about:
		"All of an event: it stays, marked as cancelled (`calendar edit --status confirmed` takes it up again; `rm PATH` removes the file). One occurrence is taken out, or marked where there are guests to tell. Nobody is told by this: nothing is sent as long as no account to send with is set up.",
	args: {
		...scopes,
		keep: flag("mark one occurrence as cancelled instead of taking it out"),
		event: operand("EVENT", EVENT, "event"),
	},
	changes: true,
	output: itemShape,
	examples: [
		["desk calendar cancel 9a712cfe@2026-12-01 --one", "no meeting that day"],
		["desk calendar cancel 'Team meeting' --all", "and `desk undo` takes that back"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const vfs = await context.open();
		const target = await targetOf(args.event, args, context, here, vfs);
		const { cancelAll, cancelFollowing, cancelOne } = await import("../edit/edit.ts");
		const guests = target.reference?.attendees.length ?? 0;
		const keep = args.keep || guests > 0;
		const edits: Record<Target["scope"], Edit> = {
			all: (text, of) => ({ text: cancelAll(text, of) }),
			one: (text, of, recurrence) => ({ text: cancelOne(text, of, recurrence, { keep }) }),
			following: (text, of, recurrence) => ({ text: cancelFollowing(text, of, recurrence) }),
		};
		const items = await applyEdit(target, edits[target.scope], context, here, vfs);
		if (guests > 0 && !context.dryRun)
			context.note("desk: calendar: the guests were not told: no account to send with is set up");
		yield* items;
	},
	...shownItems,
});

const ANSWERS: Readonly<Record<string, string>> = {
	accept: "accepted",
	decline: "declined",
	tentative: "tentative",
};

export const respond = defineCommand({
	name: "respond",
	summary: "Answer an invitation",
	about:
		"Your own address is that of config calendar.address, or mail.from. The answer is kept with the event (PARTSTAT); nothing is sent as long as no account to send with is set up. Without a date, a series is answered as a whole.",
	args: {
		...scopes,
		as: option("another address of yours", { value: "ADDRESS", completes: "address" }),
		event: operand("EVENT", EVENT, "event"),
		answer: { ...operand("ANSWER", "accept, decline or tentative"), choices: Object.keys(ANSWERS) },
	},
	changes: true,
	output: itemShape,
	examples: [
		["desk calendar respond 'Team meeting' accept", "yes to all of it"],
		["desk calendar respond 9a712cfe@2026-12-01 decline --one", "not that day"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const vfs = await context.open();
		const target = await targetOf(args.event, args, context, here, vfs, "all");
		if (target.scope === "following")
			throw new DeskError("EUSAGE", "an answer is for one occurrence or for all of them", {
				todo: "use --one or --all",
			});
		const own = args.as === undefined ? await ownAddresses(context.home) : [args.as.toLowerCase()];
		const invited = target.reference?.attendees.map(({ address }) => address) ?? [];
		const address = own.find((one) => invited.includes(one));
		if (own.length === 0)
			throw new DeskError("EUSAGE", "it is not known which address is yours", {
				todo: "set it with `desk config set calendar.address you@example.com`, or use --as",
			});
		if (address === undefined)
			throw new DeskError("EINVAL", `${own.join(", ")} is not invited to this`, {
				at: target.path,
				todo: invited.length === 0 ? "nobody is" : `use --as with one of ${invited.join(", ")}`,
			});
		const change: EventChange = { response: { address, status: ANSWERS[args.answer] as string } };
		const items = await applyEdit(target, await editOf(target, change), context, here, vfs);
		if (!context.dryRun)
			context.note(
				`desk: calendar: ${ANSWERS[args.answer]} as ${address}; nothing was sent: no account to send with is set up`,
			);
		yield* items;
	},
	...shownItems,
});

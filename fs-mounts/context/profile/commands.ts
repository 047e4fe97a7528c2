/** `desk biz`: the businesses and their profiles. */
import { collect, toText } from "../../../src/base/bytes.ts";
import { configText, writeConfig } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { slug } from "../../../src/base/file-name.ts";
import { editing, table } from "../../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	defineGroup,
	operand,
	option,
	optionalOperand,
	options,
} from "../../../src/command/index.ts";
import { joinPath, nameOfPath, printable, type Vfs } from "../../../src/vfs/index.ts";
import { businesses, businessFolder, defaultBusiness } from "../business.ts";
import type { Profile } from "./format.ts";

/** One business under `--json`. */
interface Item {
	path: string;
	business: string;
	default: boolean;
	name: string;
	offer: string | null;
	audiences: string[];
	tone: string[];
	channels: string[];
	goals: string[];
	competitors: string[];
	constraints: string[];
	currency: string | null;
	time_zone: string | null;
}

const shape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		business: z.string(),
		default: z.boolean(),
		name: z.string(),
		offer: z.string().nullable(),
		audiences: z.array(z.string()),
		tone: z.array(z.string()),
		channels: z.array(z.string()),
		goals: z.array(z.string()),
		competitors: z.array(z.string()),
		constraints: z.array(z.string()),
		currency: z.string().nullable(),
		time_zone: z.string().nullable(),
	});

/** What `biz init` takes and asks: the option's name, the key of the profile, the question. Lists are asked with commas. */
const QUESTIONS = [
	["offer", "offer", "What do you offer, in one sentence?"],
	["audience", "audiences", "Who is it for? (several: with commas)"],
	["tone", "tone", "How does it sound? (warm, plain …)"],
	["channel", "channels", "Where do you reach people? (newsletter, search, fairs …)"],
	["goal", "goals", "What do you want to reach?"],
	["competitor", "competitors", "Who else offers it?"],
	["constraint", "constraints", "What limits you? (budget, time, law …)"],
	["currency", "currency", "Which currency? (EUR, USD …)"],
	["timeZone", "time_zone", "Which time zone?"],
] as const;

/** Keys whose value is one text. */
const SINGLE: ReadonlySet<string> = new Set(["offer", "currency", "time_zone"]);

/** One option for each question. */
const PROFILE_ARGS = {
	offer: option("what it offers", { value: "TEXT" }),
	audience: options("whom it is for", { value: "TEXT" }),
	tone: options("how it sounds", { value: "WORD" }),
	channel: options("where it reaches people", { value: "CHANNEL" }),
	goal: options("what it wants to reach", { value: "TEXT" }),
	competitor: options("who else offers it", { value: "NAME" }),
	constraint: options("what limits it", { value: "TEXT" }),
	currency: option("its currency, three letters", { value: "CODE" }),
	timeZone: option("its time zone", { value: "ZONE" }),
};

const init = defineCommand({
	name: "init",
	summary: "Begin a business: its folder and profile",
	about:
		"Asks for what is not given, where there is a terminal; an empty answer leaves a line out. In batch, only the name is needed. --from takes a profile as a Markdown file of this computer (front matter with the same keys); options go before it.",
	args: {
		...PROFILE_ARGS,
		from: option("a profile to begin with", { value: "FILE", completes: "host-path" }),
		folder: option("the folder's name (default: made from the name)", { value: "NAME" }),
		name: optionalOperand("NAME", "what it is called"),
	},
	changes: true,
	output: shape,
	examples: [
		["desk biz init", "asks for everything"],
		[
			'desk biz init "Weir Pottery" --offer "tableware from one kiln" --audience restaurants --currency GBP',
			"in batch",
		],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const { setFrontMatter, parseFrontMatter } = await import("../../../src/text/index.ts");
		const { parseProfile } = await import("./format.ts");
		const given = args.from === undefined ? "" : await hostText(args.from);
		const { data } = parseFrontMatter(given);
		const known = typeof data.name === "string" ? data.name : undefined;
		const name = args.name ?? known ?? (await context.ask("What is it called? ")) ?? "";
		if (name.trim() === "")
			throw new DeskError("EUSAGE", "a business needs a name", { at: "biz init", todo: "give it: desk biz init NAME" });
		const path = joinPath(joinPath("/context", args.folder ?? slug(name).toLowerCase()), "profile.md");
		if ((await vfs.find(path)) !== undefined)
			throw new DeskError("EEXIST", "there is such a business already", {
				at: path,
				todo: "`desk biz edit` changes it",
			});
		const fields: Record<string, string | string[] | undefined> = { name: name.trim() };
		for (const [key, field, question] of QUESTIONS) {
			const value = args[key];
			if (value !== undefined && value.length > 0) fields[field] = value;
			else if (data[field] === undefined)
				fields[field] = await asked(context, field, question, args.name === undefined);
		}
		const body = given === "" ? `# ${name.trim()}\n` : given;
		const text = setFrontMatter(body, fields);
		parseProfile(text);
		await vfs.write(path, text, { cause: context.cause, parents: true, expect: null, dryRun: context.dryRun });
		if (context.dryRun) return context.note(`would create ${path}`);
		yield await itemOf(context, vfs, path.slice(0, -"/profile.md".length));
	},
	line: (item: Item) => item.path,
	screen: (items: Item[], context) => items.map((item) => profileScreen(item, context)).join("\n\n"),
});

/** The answer, as the profile has it; nothing where nobody is asked. */
async function asked(
	context: Context,
	field: string,
	question: string,
	isWanted: boolean,
): Promise<string | string[] | undefined> {
	const answer = isWanted ? ((await context.ask(`${question} `)) ?? "").trim() : "";
	if (answer === "") return undefined;
	return SINGLE.has(field) ? answer : listOf(answer.split(","));
}

/** @throws DeskError ENOENT when it cannot be read */
async function hostText(path: string): Promise<string> {
	const { readFile } = await import("node:fs/promises");
	try {
		return toText(await readFile(path));
	} catch (cause) {
		throw new DeskError("ENOENT", "it cannot be read", { at: path, todo: "name a file of this computer", cause });
	}
}

const list = defineCommand({
	name: "list",
	summary: "All businesses",
	args: {},
	output: shape,
	examples: [["desk biz list", "with their offers; * marks the default"]],
	async *run(context): AsyncGenerator<Item> {
		const vfs = await context.open();
		for (const folder of await businesses(vfs)) yield await itemOf(context, vfs, folder);
	},
	line: (item: Item) => item.path,
	screen: (items: Item[], { style }) =>
		table(
			items.map((item) => [
				item.default ? style.good("*") : "",
				style.name(item.business),
				printable(item.name),
				style.faint(printable(item.offer ?? "")),
			]),
		),
});

const show = defineCommand({
	name: "show",
	summary: "The profile of a business",
	args: { business: optionalOperand("BUSINESS", "which one (default: the default)", "business") },
	output: shape,
	examples: [["desk biz show", "of the default business"]],
	async *run(context, { business }): AsyncGenerator<Item> {
		const vfs = await context.open();
		yield await itemOf(context, vfs, await businessFolder(context, vfs, business));
	},
	line: (item: Item) => item.path,
	screen: (items: Item[], context) => items.map((item) => profileScreen(item, context)).join("\n\n"),
});

const edit = defineCommand({
	name: "edit",
	summary: "Change the profile, by options or in your editor",
	about:
		"Without options the profile opens in your editor. An option sets its line; one that may be given several times sets the whole list. An empty value takes the line out. The rest of the file stays as it is, and so does the folder's name (`desk mv` changes that).",
	args: {
		name: option("what it is called", { value: "TEXT" }),
		...PROFILE_ARGS,
		business: optionalOperand("BUSINESS", "which one (default: the default)", "business"),
	},
	changes: true,
	output: shape,
	examples: [
		["desk biz edit --audience museums --audience bakeries --tone ''", "two audiences, and no tone any more"],
		["EDITOR='sed -i s/warm/plain/' desk biz edit", "any program that changes a file"],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const folder = await businessFolder(context, vfs, args.business);
		const path = joinPath(folder, "profile.md");
		const fields: Record<string, string | string[] | undefined> = {};
		if (args.name !== undefined) fields.name = args.name;
		for (const [key, field] of QUESTIONS) {
			const value = args[key];
			if (Array.isArray(value) && value.length > 0) fields[field] = listOf(value);
			else if (typeof value === "string") fields[field] = value.trim() === "" ? undefined : value;
		}
		const { setFrontMatter } = await import("../../../src/text/index.ts");
		const { revision } = await vfs.stat(path);
		const before = toText(await vfs.readAll(path));
		const byHand = Object.keys(fields).length === 0;
		const text = byHand ? await edited(context, vfs, before) : setFrontMatter(before, fields);
		if (byHand && text === before) return context.note("nothing was changed");
		await vfs.write(path, text, { cause: context.cause, expect: revision, dryRun: context.dryRun });
		if (context.dryRun) return context.note(`would write ${path}`);
		yield await itemOf(context, vfs, folder);
	},
	line: (item: Item) => item.path,
	screen: (items: Item[], context) => items.map((item) => profileScreen(item, context)).join("\n\n"),
});

/** A profile as the user's editor leaves it. */
async function edited(context: Context, vfs: Vfs, text: string): Promise<string> {
	const { Draft, editorCommand, runEditor } = await editing();
	const editor = editorCommand(await configText(context.home, "edit.command"), vfs);
	const draft = new Draft("profile.md");
	try {
		await draft.fill([Buffer.from(text)]);
		await runEditor(editor, draft.file, context.signal);
		return toText(await collect(draft.read()));
	} finally {
		draft.close();
	}
}

/** What is left of a list without empty words; undefined when that is nothing. */
function listOf(words: readonly string[]): string[] | undefined {
	const list = words.map((word) => word.trim()).filter((word) => word !== "");
	return list.length === 0 ? undefined : list;
}

const use = defineCommand({
	name: "use",
	summary: "Choose the default business",
	args: { business: operand("BUSINESS", "a folder of /context", "business") },
	changes: true,
	output: shape,
	examples: [["desk biz use lindqvist", "commands without --biz are about it"]],
	async *run(context, { business }): AsyncGenerator<Item> {
		const vfs = await context.open();
		const folder = await businessFolder(context, vfs, business);
		if (!context.dryRun) await writeConfig(context.home, "context.business", nameOfPath(folder));
		yield await itemOf(context, vfs, folder);
	},
	line: (item: Item) => item.path,
});

/** What is known of a business; a folder without a profile has its name alone. */
async function itemOf(context: Context, vfs: Vfs, folder: string): Promise<Item> {
	const { parseProfile } = await import("./format.ts");
	const path = joinPath(folder, "profile.md");
	const isThere = (await vfs.find(path)) !== undefined;
	const profile: Profile = isThere
		? parseProfile(toText(await vfs.readAll(path))).profile
		: { name: nameOfPath(folder) };
	const chosen = await defaultBusiness(context.home, vfs, await businesses(vfs));
	return {
		path,
		business: nameOfPath(folder),
		default: chosen === folder,
		name: profile.name,
		offer: profile.offer ?? null,
		audiences: profile.audiences ?? [],
		tone: profile.tone ?? [],
		channels: profile.channels ?? [],
		goals: profile.goals ?? [],
		competitors: profile.competitors ?? [],
		constraints: profile.constraints ?? [],
		currency: profile.currency ?? null,
		time_zone: profile.time_zone ?? null,
	};
}

function profileScreen(item: Item, { style }: Pick<Context, "style">): string {
	const rows = QUESTIONS.flatMap(([, key]) => {
		const value = item[key];
		const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
		return text === "" ? [] : [[style.faint(key.replace("_", " ")), printable(text)]];
	});
	return [`${style.strong(printable(item.name))}  ${style.faint(item.path)}`, table(rows)].filter(Boolean).join("\n");
}

/** `desk biz`. */
export const bizCommands = defineGroup({
	name: "biz",
	summary: "Businesses: profile, and which one is the default",
	commands: [list, show, init, edit, use],
	fallback: "list",
});

/** `desk rec`: what to do next, and what came of it. */
import { toText } from "../../../src/base/bytes.ts";
import { slug } from "../../../src/base/file-name.ts";
import { seeded } from "../../../src/base/random.ts";
import { shorten, table } from "../../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	defineGroup,
	numberOption,
	operand,
	option,
	sourceWeights,
} from "../../../src/command/index.ts";
import { type Change, joinPath, nameOfPath, printable, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { fieldsOf, standingOf, today } from "../belief/beliefs.ts";
import { beliefAt } from "../belief/link.ts";
import { confirmed, contradicted } from "../belief/rules.ts";
import { biz, businessFolder } from "../business.ts";
import { freePath, pathMeant } from "../names.ts";
import { OUTCOMES, type Outcome, REC_STATUSES, type RecKind, type RecStatus } from "./format.ts";

/** One recommendation under `--json`. */
interface Item {
	path: string;
	recommendation: string;
	title: string;
	kind: RecKind;
	status: RecStatus;
	beliefs: string[];
	score: number | null;
	cost: number | null;
	made: string | null;
	outcome: Outcome | null;
}

const shape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		recommendation: z.string(),
		title: z.string(),
		kind: z.enum(["do_more", "test", "alternative", "spend_more", "spend_less", "measure"]),
		status: z.enum(REC_STATUSES),
		beliefs: z.array(z.string()),
		score: z.number().nullable(),
		cost: z.number().nullable(),
		made: z.string().nullable(),
		outcome: z.enum(OUTCOMES).nullable(),
	});

const shown = {
	output: shape,
	line: (item: Item) => item.path,
	screen: (items: Item[], { style, terminal }: Pick<Context, "style" | "terminal">) =>
		table(
			items.map((item) => [
				item.score === null ? "" : item.score.toFixed(2),
				item.outcome ?? item.status,
				style.name(item.kind.replace("_", " ")),
				shorten(printable(item.title), Math.max(24, terminal.columns - 32)),
			]),
		),
};

/** All of a business, the most promising first. */
function recommendationsOf(tree: TreeReader, business: string): Item[] {
	const folder = tree.stat(joinPath(business, "recommendations"));
	if (folder === undefined) return [];
	const rows = tree.all<Omit<Item, "path" | "recommendation" | "beliefs"> & { name: string; beliefs: string }>(
		`SELECT node.name, recommendation.title, recommendation.kind, status, beliefs, score, cost, made, outcome
			FROM node JOIN recommendation ON recommendation.node = node.id WHERE node.parent = ? ORDER BY score DESC, node.name`,
		folder.inode,
	);
	return rows.map(({ name, beliefs, ...row }) => ({
		path: joinPath(folder.path, name),
		recommendation: name.replace(/\.md$/, ""),
		...row,
		beliefs: JSON.parse(beliefs) as string[],
	}));
}

const list = defineCommand({
	...shown,
	name: "list",
	summary: "Recommendations, the most promising first",
	about:
		"Each is a file that says why, what it stands on, and what would refute it: `desk -c 'cat $(rec list)'` shows them.",
	args: { biz, status: option("only with this status (default: open and accepted)", { choices: REC_STATUSES }) },
	examples: [["desk rec list", "what is open or accepted"]],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		await vfs.tables("/context");
		const isWanted = ({ status }: Item) =>
			args.status === undefined ? status === "open" || status === "accepted" : status === args.status;
		const wanted = recommendationsOf(vfs.reader(), business).filter(isWanted);
		yield* wanted;
	},
});

const suggest = defineCommand({
	...shown,
	name: "suggest",
	summary: "Draw new recommendations from beliefs and figures",
	about:
		"Made on this machine, without a language model: what is believed is drawn from its posterior (Thompson sampling), so that what is uncertain is tried as often as it may be best; what was confirmed lately counts more, what costs counts less. Each names the beliefs and files it stands on, and what would refute it. One that is open already is not made again. `desk rewrite` words one, if you ask it to.",
	args: {
		biz,
		count: numberOption("how many (default 3)", { short: "n" }),
		seed: numberOption("the same draw again, for tests", { value: "N" }),
	},
	changes: true,
	examples: [["desk rec suggest -n 2", "two new files in recommendations"]],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		await vfs.tables("/context");
		const [{ suggestions }, known, { setFrontMatter }] = await Promise.all([
			import("./suggest.ts"),
			import("./known.ts"),
			import("../../../src/text/index.ts"),
		]);
		const tree = vfs.reader();
		const day = today();
		const all = suggestions(
			{
				beliefs: known.knownBeliefs(tree, business, day, await sourceWeights(context.home)),
				channels: known.knownChannels(tree, business, day),
				unmeasured: known.unmeasured(tree, business, day),
			},
			seeded(args.seed ?? Math.floor(Math.random() * 2 ** 31)),
		);
		const there = new Set(
			recommendationsOf(tree, business)
				.filter(({ status }) => status !== "done")
				.map(({ title }) => title),
		);
		const fresh = all.filter(({ title }) => !there.has(title)).slice(0, args.count ?? 3);
		if (fresh.length === 0) {
			context.note("nothing new to recommend: add beliefs, evidence or figures");
			return context.setStatus(1);
		}
		const changes: Change[] = [];
		const made: string[] = [];
		for (const { evidence: known, ...one } of fresh) {
			// What a belief stood on may have gone since.
			const evidence = known.filter((path) => tree.stat(path) !== undefined);
			const body = `# ${one.title}\n\n${one.because}\n\nStands on: ${[...one.beliefs.map((name) => `[[${name}]]`), ...evidence.slice(one.beliefs.length)].join(", ")}.\n\nRefuted by: ${one.refutedBy}\n`;
			const text = setFrontMatter(body, {
				kind: one.kind,
				status: "open",
				...(one.beliefs.length > 0 ? { beliefs: one.beliefs } : {}),
				evidence,
				refuted_by: one.refutedBy,
				score: Math.round(one.drawn * 1000) / 1000,
				cost: one.money === undefined ? undefined : Math.round(one.money * 100) / 100,
				made: day,
			});
			const path = await freePath(
				vfs,
				joinPath(business, "recommendations"),
				`${day}-${slug(one.title).toLowerCase().slice(0, 50).replace(/-+$/, "")}`,
				made,
			);
			made.push(path);
			changes.push({ op: "write", path, content: await vfs.stage(text), expect: null });
		}
		changes.unshift({ op: "mkdir", path: joinPath(business, "recommendations"), parents: true });
		await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
		if (context.dryRun) for (const path of made) context.note(`would create ${path}`);
		else yield* recommendationsOf(vfs.reader(), business).filter(({ path }) => made.includes(path));
	},
});

const which = operand("RECOMMENDATION", "its name, a part of it, or a path", "path");

/** Change the front matter of one, with what it entails. */
async function* changed(
	context: Context,
	args: { biz: string | undefined; recommendation: string },
	fields: Readonly<Record<string, string | undefined>>,
	entails: (vfs: Vfs, business: string, item: Item) => Promise<Change[]> = async () => [],
): AsyncGenerator<Item> {
	const vfs = await context.open();
	const business = await businessFolder(context, vfs, args.biz);
	await vfs.tables("/context");
	const item = meant(context, recommendationsOf(vfs.reader(), business), args.recommendation);
	const { setFrontMatter } = await import("../../../src/text/index.ts");
	const { revision } = await vfs.stat(item.path);
	const text = setFrontMatter(toText(await vfs.readAll(item.path)), fields);
	const changes: Change[] = [{ op: "write", path: item.path, content: await vfs.stage(text), expect: revision }];
	changes.push(...(await entails(vfs, business, item)));
	await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
	if (context.dryRun) for (const change of changes) context.note(`would write ${change.path}`);
	else yield* recommendationsOf(vfs.reader(), business).filter(({ path }) => path === item.path);
}

/** @throws DeskError ENOENT; EUSAGE with the candidates */
function meant(context: Context, all: readonly Item[], word: string): Item {
	const exact = all.find(({ path }) => path === context.path(word));
	if (exact !== undefined) return exact;
	const paths = all.map(({ path }) => path);
	const path = pathMeant(paths, word, ["there is no such recommendation", "`desk rec list` shows what is open"]);
	return all.find((item) => item.path === path) as Item;
}

const accept = defineCommand({
	...shown,
	name: "accept",
	summary: "Decide to do it",
	args: { biz, recommendation: which },
	changes: true,
	examples: [["desk rec accept fixed-prices", "then `desk rec outcome` tells what came of it"]],
	run: (context, args) => changed(context, args, { status: "accepted" }),
});

const reject = defineCommand({
	...shown,
	name: "reject",
	summary: "Decide not to do it",
	args: { biz, reason: option("why", { short: "r", value: "TEXT" }), recommendation: which },
	changes: true,
	examples: [
		["desk rec reject fixed-prices -r 'no time this quarter'", "it is not recommended again while it stands there"],
	],
	run: (context, args) => changed(context, args, { status: "rejected", reason: args.reason }),
});

const outcome = defineCommand({
	...shown,
	name: "outcome",
	summary: "Tell what came of it, which moves its beliefs",
	about:
		"A success confirms each belief that it names, a failure contradicts it; a mixed outcome is noted and moves nothing. The recommendation itself is the evidence. All of it is one change set.",
	args: {
		biz,
		note: option("what happened", { short: "n", value: "TEXT" }),
		recommendation: which,
		outcome: { ...operand("OUTCOME", "success, failure or mixed"), choices: OUTCOMES },
	},
	changes: true,
	examples: [["desk rec outcome fixed-prices success -n 'four took the list as it is'", "a step for each belief"]],
	run: (context, args) =>
		changed(
			context,
			args,
			{ status: "done", outcome: args.outcome, outcome_on: today(), reason: args.note },
			async (vfs, business, item) => await steps(vfs, business, item, args.outcome as Outcome, args.note),
		),
});

/** What an outcome does to the beliefs. */
async function steps(
	vfs: Vfs,
	business: string,
	item: Item,
	result: Outcome,
	note: string | undefined,
): Promise<Change[]> {
	if (result === "mixed") return [];
	const [{ parseBelief }, { setFrontMatter }] = await Promise.all([
		import("../belief/format.ts"),
		import("../../../src/text/index.ts"),
	]);
	const changes: Change[] = [];
	const side = result === "success" ? "for" : "against";
	const step = result === "success" ? confirmed : contradicted;
	// `kind: alternative` doubts its belief: that it went well speaks against that.
	const [wanted, move] =
		item.kind === "alternative"
			? side === "for"
				? (["against", contradicted] as const)
				: (["for", confirmed] as const)
			: ([side, step] as const);
	for (const name of item.beliefs) {
		const path = beliefAt(business, name);
		const stat = await vfs.find(path);
		if (stat === undefined) continue;
		const text = toText(await vfs.readAll(path));
		const { belief } = parseBelief(nameOfPath(path), text);
		const evidence = { path: item.path, date: today(), ...(note === undefined ? {} : { note }) };
		const next = setFrontMatter(text, {
			...fieldsOf(move(standingOf(belief), today())),
			evidence_count: belief.for.length + belief.against.length + 1,
			[wanted]: [...belief[wanted], evidence].map((one) => ({ ...one })),
		});
		changes.push({ op: "write", path, content: await vfs.stage(next), expect: stat.revision });
	}
	return changes;
}

/** `desk rec`. */
export const recCommands = defineGroup({
	name: "rec",
	summary: "What to do next, why, and what came of it",
	commands: [list, suggest, accept, reject, outcome],
	fallback: "list",
});

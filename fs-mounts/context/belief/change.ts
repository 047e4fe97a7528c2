/** `desk belief add|confirm|contradict|retire|alternatives`: each is one step, one change set, with its cause in the log. */
import { isCalendarDate } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { slug } from "../../../src/base/file-name.ts";
import {
	type Context,
	defineCommand,
	numberOption,
	operand,
	operands,
	option,
	options,
	sourceWeights,
} from "../../../src/command/index.ts";
import { joinPath, nameOfPath } from "../../../src/vfs/index.ts";
import { biz, businessFolder } from "../business.ts";
import { beliefsBy, fieldsOf, type Item, type Opened, openBelief, shape, standingOf, today } from "./beliefs.ts";
import type { Evidence } from "./format.ts";
import { beliefScreen } from "./list.ts";
import {
	CATEGORIES,
	confirmed,
	contradicted,
	EXPLORES_BELOW,
	newStanding,
	retired,
	START,
	type Standing,
} from "./rules.ts";

const shown = { output: shape, line: (item: Item) => item.path, screen: beliefScreen };

const evidence = {
	evidence: option("the file that shows it; bytes of it as PATH:START-END", {
		short: "e",
		value: "PATH",
		completes: "path",
	}),
	on: option("the day of the observation (default: today)", { value: "WHEN" }),
	note: option("what was observed", { short: "n", value: "TEXT" }),
	weight: numberOption("how much it counts (default 1)", { value: "N", fraction: true }),
	trials: numberOption("of a rate: out of how many", { value: "N" }),
	successes: numberOption("of a rate: how often it held", { value: "N" }),
	effect: option("of a measured effect: its size", { value: "N" }),
	error: numberOption("of a measured effect: its standard error", { value: "N", fraction: true }),
};

type EvidenceArgs = {
	evidence: string | undefined;
	on: string | undefined;
	note: string | undefined;
	weight: number | undefined;
	trials: number | undefined;
	successes: number | undefined;
	effect: string | undefined;
	error: number | undefined;
};

const BYTES = /^(.*):(\d+)-(\d+)$/s;

/** What the options say was observed. @throws DeskError EUSAGE, EINVAL for a day that is none */
async function observed(context: Context, args: EvidenceArgs): Promise<Evidence | undefined> {
	if (args.evidence === undefined) return undefined;
	const [, file = args.evidence, start, end] = BYTES.exec(args.evidence) ?? [];
	const effect = args.effect === undefined ? undefined : Number(args.effect);
	if (effect !== undefined && !Number.isFinite(effect))
		throw new DeskError("EUSAGE", `--effect takes a number, not '${args.effect}'`, {
			at: "belief",
			todo: "such as -0.3",
		});
	return {
		path: context.path(file),
		...(start === undefined ? {} : { start: Number(start), end: Number(end) }),
		date: args.on === undefined ? today() : await dayOf(args.on),
		...defined({
			weight: args.weight,
			note: args.note,
			trials: args.trials,
			successes: args.successes,
			effect,
			error: args.error,
		}),
	};
}

async function dayOf(words: string): Promise<string> {
	if (isCalendarDate(words)) return words;
	const { parseInstant } = await import("../../../src/base/when.ts");
	const { localDay, now, toDate } = await import("../../../src/base/clock.ts");
	return localDay(toDate(parseInstant(words, toDate(now()))));
}

type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function defined<Values extends object>(values: Values): Defined<Values> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
}

const add = defineCommand({
	...shown,
	name: "add",
	summary: "Note what the business believes",
	about:
		"It begins at 0.5, unless you say how sure you are. With --evidence the file that suggested it is kept with it; that does not count as a confirmation.",
	args: {
		biz,
		category: option("what it is about", { short: "c", choices: CATEGORIES }),
		confidence: numberOption("how sure, from 0 to 1 (default 0.5)", { value: "N", fraction: true }),
		...evidence,
		text: operands("BELIEF", "one sentence", { required: true }),
	},
	changes: true,
	examples: [
		['desk belief add "Shops order signs in spring" -c timing', "prints the path of the new belief"],
		[
			'desk belief add Short subject lines are opened more -c messaging -e /notes/business/rates.md -n "said so"',
			"with where it comes from",
		],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		const title = args.text.join(" ").replace(/\s+/g, " ").trim();
		const name = slug(title).toLowerCase();
		if (name === "")
			throw new DeskError("EUSAGE", "a belief is a sentence", { at: "belief add", todo: "write what you believe" });
		if (args.category === undefined)
			throw new DeskError("EUSAGE", "a belief needs a category", {
				at: "belief add",
				todo: `say --category ${CATEGORIES.join("|")}`,
			});
		const first = await observed(context, args);
		const standing = newStanding(first?.date ?? today(), args.confidence ?? START);
		const { setFrontMatter } = await import("../../../src/text/index.ts");
		const text = setFrontMatter(`# ${title}\n`, {
			category: args.category,
			...fieldsOf(standing),
			evidence_count: first === undefined ? 0 : 1,
			...(first === undefined ? {} : { for: [{ ...first }] }),
		});
		const path = joinPath(joinPath(business, "beliefs"), `${name}.md`);
		await vfs.write(path, text, { cause: context.cause, parents: true, expect: null, dryRun: context.dryRun });
		yield* written(context, { vfs, business, path });
	},
});

/** One step on evidence. */
function stepCommand(
	name: "confirm" | "contradict",
	summary: string,
	side: "for" | "against",
	step: (standing: Standing, day: string) => Standing,
	example: readonly [string, string],
) {
	return defineCommand({
		...shown,
		name,
		summary,
		about: `The evidence must be a file of the tree; several confirmations by one file are several steps. ${name === "contradict" ? "The belief is then weakening; below 0.3 other explanations are looked for (`desk belief alternatives`)." : "A belief that was weakening is active again, from 0.3 on."}`,
		args: { biz, ...evidence, belief: operand("BELIEF", "its name, a part of it, or a path", "path") },
		changes: true,
		examples: [example],
		async *run(context, args): AsyncGenerator<Item> {
			const opened = await openBelief(context, args.biz, args.belief);
			const seen = await observed(context, args);
			if (seen === undefined)
				throw new DeskError("EUSAGE", "what shows it is not named", {
					at: `belief ${name}`,
					todo: "name a file with --evidence; what you only know goes into a note first",
				});
			const { belief } = opened;
			if (belief.status === "deprecated")
				throw new DeskError("EINVAL", "this belief is retired", {
					at: opened.path,
					todo: "set its status to active first (`desk edit`), or add another",
				});
			yield* saved(context, opened, step(standingOf(belief), seen.date), {
				evidence_count: belief.for.length + belief.against.length + 1,
				[side]: [...belief[side], seen].map((one) => ({ ...one })),
			});
		},
	});
}

const confirm = stepCommand("confirm", "Note evidence for a belief: +0.1", "for", confirmed, [
	'desk belief confirm fixed-prices -e /notes/business/rates.md -n "the bakery, too"',
	"the step, its evidence and its day",
]);
const contradict = stepCommand("contradict", "Note evidence against a belief: −0.15", "against", contradicted, [
	"desk belief contradict workshop -e /notes/clients/prospects.md:0-120 --on 2026-11-01",
	"bytes 0 to 120 of a note speak against it",
]);

const retire = defineCommand({
	...shown,
	name: "retire",
	summary: "Give a belief up: deprecated, but kept",
	args: { biz, belief: operand("BELIEF", "its name, a part of it, or a path", "path") },
	changes: true,
	examples: [["desk belief retire museums-decide-in-autumn", "`desk undo` brings it back"]],
	async *run(context, args): AsyncGenerator<Item> {
		const opened = await openBelief(context, args.biz, args.belief);
		yield* saved(context, opened, retired(standingOf(opened.belief)), {});
	},
});

const alternatives = defineCommand({
	...shown,
	name: "alternatives",
	summary: "Other explanations that may be so instead",
	about: `Without --add it lists. Below a confidence of ${EXPLORES_BELOW} a belief is exploring alternatives: its own list comes first, then others of its category that are surer than it.`,
	args: {
		biz,
		add: options("note another belief as an alternative", { value: "BELIEF" }),
		belief: operand("BELIEF", "its name, a part of it, or a path", "path"),
	},
	changes: true,
	examples: [["desk belief alternatives in-autumn", "what else may be so"]],
	async *run(context, args): AsyncGenerator<Item> {
		const opened = await openBelief(context, args.biz, args.belief);
		const { vfs, business, belief, path } = opened;
		const named = [...belief.alternatives];
		for (const word of args.add) {
			const other = nameOfPath((await openBelief(context, nameOfPath(business), word)).path).replace(/\.md$/, "");
			if (!named.includes(other)) named.push(other);
		}
		if (named.length > belief.alternatives.length) {
			const { setFrontMatter } = await import("../../../src/text/index.ts");
			await vfs.write(path, setFrontMatter(opened.text, { alternatives: named }), {
				cause: context.cause,
				expect: opened.revision,
				dryRun: context.dryRun,
			});
		}
		await vfs.tables("/context");
		const all = (await beliefsBy(vfs.reader(), business, await sourceWeights(context.home))).filter(
			(item) => item.path !== path && item.status !== "deprecated",
		);
		const own = all.filter((item) => named.some((word) => nameOfPath(word).replace(/\.md$/, "") === item.belief));
		yield* own;
		for (const item of all)
			if (!own.includes(item) && item.category === belief.category && item.confidence > belief.confidence) yield item;
	},
});

/** Write a step, and show what became of the belief. */
async function* saved(
	context: Context,
	opened: Opened,
	standing: Standing,
	more: Readonly<Record<string, number | readonly { readonly [key: string]: string | number }[]>>,
): AsyncGenerator<Item> {
	const { setFrontMatter } = await import("../../../src/text/index.ts");
	const text = setFrontMatter(opened.text, { ...fieldsOf(standing), ...more });
	await opened.vfs.write(opened.path, text, { cause: context.cause, expect: opened.revision, dryRun: context.dryRun });
	yield* written(context, opened);
}

async function* written(
	context: Context,
	{ vfs, business, path }: Pick<Opened, "vfs" | "business" | "path">,
): AsyncGenerator<Item> {
	if (context.dryRun) return context.note(`would write ${path}`);
	await vfs.tables("/context");
	const all = await beliefsBy(vfs.reader(), business, await sourceWeights(context.home));
	yield* all.filter((item) => item.path === path);
}

export const changes = [add, confirm, contradict, retire, alternatives];

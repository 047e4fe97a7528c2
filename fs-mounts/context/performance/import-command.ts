/** `desk perf import`: exports into the tables of a business. */
import { DeskError } from "../../../src/base/errors.ts";
import { slug } from "../../../src/base/file-name.ts";
import { paceOf } from "../../../src/base/pace.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, operand, option, options } from "../../../src/command/index.ts";
import type { Skipped } from "../../../src/source/index.ts";
import { joinPath, parentOf, printable, type Vfs } from "../../../src/vfs/index.ts";
import { biz, businessFolder } from "../business.ts";
import type { Told } from "./headings.ts";
import type { Imported } from "./import.ts";
import type { ExportFile } from "./source.ts";

/** `desk perf import`. */
export const bring = defineCommand({
	name: "import",
	summary: "Bring in exports: ads, mail, web, orders, touches, paths",
	about: `Knows exports of Google Ads, Meta Ads, Mailchimp, Google Analytics, Plausible, Shopify and Stripe by their headings, in any language of numbers and with totals and lines above. Any other table is mapped once: --map FIELD=HEADING for each; it is remembered with the business, and applies when these headings come again.

Rows become lines of <business>/performance: figures by month, touches by day, paths under the name of the file. What is there already is counted and not added again, so a longer export of the same period adds only what is new. All of a file comes in, as one change set, or nothing. Of a folder or an archive (.zip, .tar.gz) every table (.csv, .tsv, .txt) comes in: one that is refused is told, the others come in, and one \`desk undo\` takes all of them back.`,
	args: {
		biz,
		map: options(
			"which heading a field has: date=Tag; fields are date, channel, campaign, audience, impressions, clicks, conversions, cost, value, currency, customer, time",
			{
				short: "m",
				value: "FIELD=HEADING",
			},
		),
		channel: option("the channel of rows that name none", { short: "c", value: "CHANNEL" }),
		currency: option("the currency, where the file does not say", { value: "CODE" }),
		dates: option("which comes first in dates such as 3/4/2026", { choices: ["dmy", "mdy", "ymd"] }),
		name: option("of a table of paths: its name (default: the file's)", { value: "NAME" }),
		file: operand(
			"FILE",
			"a file of this computer (CSV, TSV), a folder or an archive of some, or - for standard input",
			"host-path",
		),
	},
	changes: true,
	output: (z) =>
		z.object({
			path: z.string(),
			file: z.string(),
			from: z.string(),
			added: z.number(),
			skipped_duplicates: z.number(),
			left_out: z.number(),
		}),
	examples: [
		["desk perf import ~/exports/google-ads.csv", "figures by month; again: nothing new"],

		[
			"desk perf import ~/exports/fairs.csv -m date=Dag -m conversions=Kunder -m value=Summa --channel fairs",
			"any other table, mapped once",
		],
		[
			"desk perf import ~/exports -m date=Dag -m channel=Marknad -m conversions=Kunder -m value=Summa",
			"a folder of exports: what has these headings is mapped",
		],
	],
	async *run(context, args): AsyncGenerator<Brought> {
		const vfs = await context.open();
		const folder = joinPath(await businessFolder(context, vfs, args.biz), "performance");
		const [{ exportFiles, standardInput }, { mapOf }] = await Promise.all([
			import("./source.ts"),
			import("./mappings.ts"),
		]);
		const wrong = args.map.find((word) => Object.keys(mapOf([word])).length === 0);
		if (wrong !== undefined)
			throw new DeskError("EUSAGE", `--map takes FIELD=HEADING, not '${wrong}'`, {
				at: "perf import",
				todo: "see `desk perf import --help`",
			});
		const told = {
			...(args.map.length > 0 ? { map: mapOf(args.map) } : {}),
			...(args.channel === undefined ? {} : { channel: args.channel }),
			...(args.dates === undefined ? {} : { dayOrder: args.dates as "dmy" }),
			currency: args.currency?.toUpperCase(),
		};
		const job = { context, vfs, folder, told, name: args.name, operation: undefined, ours: undefined };
		if (args.file === "-") return yield* broughtFrom(standardInput(context.stdin), job);
		let isEmpty = true;
		for await (const file of exportFiles(args.file, (skipped) => tellPassedOver(skipped, context))) {
			isEmpty = false;
			try {
				yield* broughtFrom(file, job);
			} catch (error) {
				if (!file.isOneOfMany || !(error instanceof DeskError)) throw error;
				context.fail(error);
			}
		}
		if (isEmpty)
			throw new DeskError("ENOENT", "there is no table in it", {
				at: args.file,
				todo: "name a folder with .csv, .tsv or .txt files",
			});
	},
	line: (item: Brought) => `${item.path}\t${item.added}\t${item.skipped_duplicates}`,
	screen: (items: Brought[], { style }) =>
		table(
			items.map((item) => [
				style.name(item.path),
				style.added(`+${item.added}`),
				style.faint(`${item.skipped_duplicates} known`),
			]),
		),
});

/** A record under `--json`. */
type Brought = Imported & { file: string; from: string; left_out: number };

/** Importing one file after the other. */
interface Job {
	readonly context: Context;
	readonly vfs: Vfs;
	/** Where the tables lie. */
	readonly folder: string;
	/** What was said of all files. */
	readonly told: Omit<Told, "name" | "ours">;
	/** What a table of paths is to be called. */
	readonly name: string | undefined;
	/** That of the files before. */
	operation: number | undefined;
	/** What the files before were in. */
	ours: string | undefined;
}

async function* broughtFrom(file: ExportFile, job: Job): AsyncGenerator<Brought> {
	const { context, vfs, folder } = job;
	const [{ readExport, readTop }, { importLines }, mappings, { csvLine }, { Spool }, { LineGroups }] =
		await Promise.all([
			import("./reader.ts"),
			import("./import.ts"),
			import("./mappings.ts"),
			import("../../../src/text/index.ts"),
			import("../../../src/base/spool.ts"),
			import("./line-groups.ts"),
		]);
	const spool = new Spool(vfs.store.home);
	try {
		const text = await file.text(spool);
		const known = await mappings.remembered(vfs, folder);
		const pace = paceOf(context.signal);
		const lines = new LineGroups(spool);
		const ours = (await currencyOf(vfs, folder)) ?? job.ours;
		const name = (slug(job.name ?? file.stem ?? "") || "paths").toLowerCase();
		const { read, told } = await located(file.at, async () => {
			const top = await readTop(text);
			const before = top.records.map(({ cells }) => known.get(csvLine(cells).trimEnd()));
			const all = { ...before.find((one) => one !== undefined), ...job.told, ours, name };
			return { told: all, read: await readExport(text, top, all, pace, (table, line) => lines.add(table, line)) };
		});
		const isNew = job.told.map !== undefined && read.isMapped;
		const also = isNew ? await mappings.remembering(vfs, folder, read.header, told) : [];
		const { cause, dryRun } = context;
		const options = { cause, dryRun, pace, also, spool, operation: job.operation };
		const { done, set } = await importLines(vfs, folder, read.kind, lines, options);
		job.operation ??= set?.operation;
		job.ours ??= read.currency || undefined;
		for (const one of done) yield { ...one, file: file.at, from: read.from, left_out: read.leftOut };
		const sum = (key: "added" | "skipped_duplicates") => done.reduce((total, one) => total + one[key], 0);
		context.note(
			`${file.isOneOfMany ? `${printable(file.at)}: ` : ""}${dryRun ? "would add" : "added"} ${sum("added")} rows from ${read.from}; ${sum("skipped_duplicates")} were there already, ${read.leftOut} left out (totals, rows that do not count)`,
		);
	} finally {
		spool.close();
	}
}

/** What is refused is so in this file. */
async function located<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof DeskError) error.at ??= file;
		throw error;
	}
}

/** What is no table stays behind as it should. */
function tellPassedOver({ name, reason, says }: Skipped, context: Context): void {
	if (reason !== "left-out") context.fail(new DeskError("EFAILED", says, { at: name, todo: "the others come in" }));
	else if (context.verbose) context.note(`${printable(name)}: ${says}`);
}

/** What the tables of a business are in, else what its profile says; undefined when nothing does. */
async function currencyOf(vfs: Vfs, folder: string): Promise<string | undefined> {
	await vfs.tables("/context");
	const stat = await vfs.find(folder);
	const table = vfs
		.reader()
		.get<{ value: string }>(
			"SELECT value FROM node JOIN facet ON facet.node = node.id AND facet.name = 'currency' WHERE parent = ? LIMIT 1",
			stat?.inode ?? 0,
		);
	if (table !== undefined) return table.value;
	const profile = await vfs.find(joinPath(parentOf(folder), "profile.md"));
	const own = vfs
		.reader()
		.get<{ currency: string | null }>("SELECT currency FROM business WHERE node = ?", profile?.inode ?? 0);
	return own?.currency ?? undefined;
}

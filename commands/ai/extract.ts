import { DeskError } from "../../src/base/errors.ts";
import { dateHabits } from "../../src/base/locale.ts";
import { nearest, table } from "../../src/cli/index.ts";
import { type Context, defineCommand, operands, pacer } from "../../src/command/index.ts";
import {
	type CallRequest,
	type Document,
	type EntityKind,
	FENCED_IS_DATA,
	fenced,
	type Gateway,
	localAnswers,
	type OutputSchema,
	selectParts,
} from "../../src/llm/index.ts";
import { printable, type Vfs } from "../../src/vfs/index.ts";
import {
	called,
	costOf,
	costShape,
	decide,
	isPlan,
	openGateway,
	type PlanItem,
	planShape,
	planText,
} from "./shared/call.ts";
import { documentsAt, pipedIn, textOf } from "./shared/documents.ts";
import { askedRoute, MODEL_ARGS, ROUTE_ARGS, SCHEMA_ARG, schemaOption } from "./shared/options.ts";
import { inputTokens } from "./shared/sources.ts";

/** Something found, as `--json` prints it. */
interface FoundItem {
	path: string;
	kind: EntityKind;
	/** As it stands there. */
	text: string;
	/** In one form: ISO 8601, `1234.50 EUR`, `+46311234567`. */
	value: string;
	/** From 1. */
	line: number;
	/** Bytes `[start, end)` of the file, or of its text where that was extracted. */
	start: number;
	end: number;
	by: string;
}

/** What a language model took out. */
interface ValueItem {
	path: string;
	value: unknown;
	by: string;
}

type Item = FoundItem | ValueItem | PlanItem;

const SYSTEM = `You take facts out of texts from one person's desk and give them as JSON of the schema asked for. ${FENCED_IS_DATA}

Only what the text says, in its words; what it does not say is null or an empty list.`;

/** `desk extract`: dates, amounts, addresses; or fields of your own by a language model. */
export const extract = defineCommand({
	name: "extract",
	summary: "Take dates, amounts, addresses or fields of your own out of text",
	about:
		"KINDS is one or more of dates, amounts, emails, urls, phones, ibans, with commas between, or all: found on this machine, by their form, each with its place. Dates come as 2026-11-03, amounts as 1234.50 EUR. What 3/4/2026 means is your locale's (LANG). With --schema a language model fills in the fields instead, and KINDS is left out; `desk ask --help` has its grammar.",
	args: {
		...SCHEMA_ARG,
		...MODEL_ARGS,
		...ROUTE_ARGS,
		words: operands("KINDS PATH", "what to look for, and files, folders or globs; without any, what is piped in", {
			completes: "path",
		}),
	},
	reads: ["words"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				path: z.string(),
				kind: z.enum(["urls", "emails", "ibans", "dates", "amounts", "phones"]),
				text: z.string(),
				value: z.string(),
				line: z.number(),
				start: z.number(),
				end: z.number(),
				by: z.string(),
			}),
			z.object({ path: z.string(), value: z.unknown(), by: z.string(), ...costShape(z) }),
			planShape(z),
		]),
	examples: [
		["desk extract dates,amounts /files/contracts/tolv-bullar-webshop.txt", "what a contract says of both"],
		["desk extract emails /notes /contacts | sort -u", "every address, each once"],
		["desk mail read xzst | desk extract all", "of what is piped in"],
		[
			"desk extract --schema '[what, amount number]' /files/finance/price-list-2027.md --dry-run",
			"fields of your own: what would be sent",
		],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const asked = askedRoute(args);
		const schema = await schemaOption(context, args.schema);
		const kinds = schema === undefined ? await kindsOf(args.words[0]) : undefined;
		const paths = schema === undefined ? args.words.slice(1) : args.words;
		const { PATTERNS_BY } = await localAnswers();
		const gateway = await openGateway(context, vfs);
		if (kinds !== undefined && asked === "api")
			throw new DeskError("EUSAGE", "--api needs --schema", {
				todo: "say which fields: --schema 'date date, amount number'",
			});
		const { route, why } = await decide(gateway, {
			task: "extract",
			request: "",
			local: kinds === undefined ? undefined : PATTERNS_BY,
			needs: "--schema needs a language model",
			exact: true,
			asked,
		});
		let any = false;
		for await (const document of documentsOf(context, paths)) {
			if (route === "local" && context.dryRun) {
				any = true;
				yield { route, why, by: PATTERNS_BY, sources: [document.path], left: 0 };
				continue;
			}
			const items =
				kinds === undefined
					? asks(context, vfs, gateway, document, schema as OutputSchema, args, why)
					: found(context, document, kinds);
			for await (const item of items) {
				any = true;
				yield item;
			}
		}
		if (!any) context.setStatus(1);
	},
	line(item: Item) {
		if (isPlan(item)) return planText(item);
		if (!("kind" in item)) return lines(item.value);
		return `${printable(item.path)}:${item.line}\t${item.kind}\t${item.value}`;
	},
	screen(items: Item[], { style }) {
		const rows = items.map((item) =>
			isPlan(item) || !("kind" in item)
				? undefined
				: [
						style.name(`${printable(item.path)}:${item.line}`),
						style.faint(item.kind),
						item.value,
						style.faint(item.value === item.text ? "" : printable(item.text)),
					],
		);
		if (rows.every((row) => row !== undefined)) return table(rows);
		return items.map((item) => (isPlan(item) ? planText(item) : lines("value" in item ? item.value : ""))).join("\n");
	},
});

const lines = (value: unknown) =>
	Array.isArray(value) ? value.map((each) => JSON.stringify(each)).join("\n") : JSON.stringify(value);

async function* documentsOf(context: Context, paths: readonly string[]): AsyncGenerator<Document> {
	if (paths.length > 0) return yield* documentsAt(context, paths);
	const piped = await pipedIn(context);
	if (piped !== undefined) yield piped;
	else if (context.terminal.stdin)
		throw new DeskError("EUSAGE", "there is nothing to look at", { todo: "name a file, or pipe text in" });
}

/** @throws DeskError EUSAGE for what is no kind */
async function kindsOf(word: string | undefined): Promise<ReadonlySet<EntityKind>> {
	const { ENTITY_KINDS } = await localAnswers();
	if (word === "all") return new Set(ENTITY_KINDS);
	const names = (word ?? "").split(",").filter((name) => name !== "");
	const kinds = names.map((name) => {
		const kind = ENTITY_KINDS.find((known) => known === name || known === `${name}s`);
		if (kind !== undefined) return kind;
		const close = nearest(name, ENTITY_KINDS);
		throw new DeskError("EUSAGE", `'${printable(name)}' is nothing that can be looked for`, {
			todo:
				close === undefined ? `give ${ENTITY_KINDS.join(", ")} or all first, or --schema` : `did you mean ${close}?`,
		});
	});
	if (kinds.length > 0) return new Set(kinds);
	throw new DeskError("EUSAGE", "it needs to know what to look for", {
		todo: `give ${ENTITY_KINDS.join(", ")} or all, or --schema`,
	});
}

async function* found(context: Context, document: Document, kinds: ReadonlySet<EntityKind>): AsyncGenerator<FoundItem> {
	const { entitiesIn, PATTERNS_BY } = await localAnswers();
	const text = textOf(document);
	const dayFirst = dateHabits(context.variables).dayFirst ?? true;
	let known = 0;
	let byte = 0;
	for await (const { kind, start, end, line, value } of entitiesIn(text, kinds, dayFirst, pacer(context))) {
		byte += Buffer.byteLength(text.slice(known, start));
		known = start;
		const written = text.slice(start, end);
		yield {
			path: document.path,
			kind,
			text: written,
			value,
			line,
			start: byte,
			end: byte + Buffer.byteLength(written),
			by: PATTERNS_BY,
		};
	}
}

async function* asks(
	context: Context,
	vfs: Vfs,
	gateway: Gateway,
	document: Document,
	schema: OutputSchema,
	args: { model: string | undefined; system: string | undefined },
	why: string,
): AsyncGenerator<ValueItem | PlanItem> {
	const { parts, left } = await selectParts(
		[document],
		Object.keys(schema.schema.properties ?? {}).join(" "),
		await inputTokens(context.home),
		1,
		pacer(context),
	);
	if (left > 0)
		context.note(`${printable(document.path)}: ${left} passages have no room and are left out (ask.input_tokens)`);
	const request: CallRequest = {
		feature: "extract",
		system: args.system === undefined ? SYSTEM : `${SYSTEM}\n\n${args.system}`,
		messages: [
			{ role: "user", content: fenced(parts, (text) => vfs.store.markOf(text)), stable: true },
			{ role: "user", content: "Take the fields of the schema out of this text." },
		],
		schema: schema.schema,
		...(args.model === undefined ? {} : { model: args.model }),
		personal: [args.system ?? "", ...(document.personal ? parts.map(({ text }) => text) : [])],
	};
	if (context.dryRun)
		return yield {
			route: "api",
			why,
			by: "language model",
			plan: await gateway.plan(request),
			sources: [document.path],
			left,
		};
	const answer = await called(context, gateway, request);
	const value = schema.many ? (answer.value as { items: unknown }).items : answer.value;
	yield { path: document.path, value, by: "language model", ...costOf(answer) };
}

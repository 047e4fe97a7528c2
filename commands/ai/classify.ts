import { DeskError } from "../../src/base/errors.ts";
import { shorten, table } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, operands, options, pacer } from "../../src/command/index.ts";
import {
	type CallRequest,
	type Document,
	FENCED_IS_DATA,
	fenced,
	type Gateway,
	type Label,
	localAnswers,
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
	passGate,
	planShape,
	planText,
} from "./shared/call.ts";
import { allDocuments, pipedIn, textOf } from "./shared/documents.ts";
import { askedRoute, MODEL_ARGS, ROUTE_ARGS } from "./shared/options.ts";
import { inputTokens } from "./shared/sources.ts";

/** One text with its label, as `--json` prints it. */
interface LabelledItem {
	path: string;
	/** With --lines: from 1. */
	line?: number | undefined;
	/** null: none of them fits. */
	label: string | null;
	/** Of a local answer, 0 to 1. */
	confidence?: number | undefined;
	by: string;
}

const SYSTEM = `You label texts from one person's desk. ${FENCED_IS_DATA}

Choose the one label that fits best; "none" where no label fits.`;
const NONE = "none";
/** Characters of a text that tell what it is about. */
const TELLING = 20_000;

/** `desk classify`: one of some labels for each text. */
export const classify = defineCommand({
	name: "classify",
	summary: "Give each file or line one of some labels",
	about:
		"On this machine by similarity: a text gets the label whose name and examples it is most like, in words and in meaning. That is a guess, and as good as the examples. A language model reads the text. A description tells what a label means: 'invoice: asks for money'. The status is 1 when no text got a label.",
	args: {
		labels: options("labels with commas between, or one with a description: 'LABEL: WORDS'", {
			short: "l",
			value: "A,B,C",
		}),
		example: options("a text that has a label, or the path of one", { short: "e", value: "LABEL=TEXT" }),
		lines: flag("each line is a text"),
		...MODEL_ARGS,
		...ROUTE_ARGS,
		paths: operands("PATH", "files, folders or globs; without any, what is piped in", { completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({
				path: z.string(),
				line: z.number().optional(),
				label: z.string().nullable(),
				confidence: z.number().optional(),
				by: z.string(),
				...costShape(z),
			}),
			planShape(z),
		]),
	examples: [
		[
			"desk classify -l 'client work: website, logo, launch' -l 'cooking: bake, oven, flour' --local /notes/recipes /notes/projects",
			"by words and meaning",
		],
		[
			"printf 'bake at 200 degrees\\nthe invoice is due\\n' | desk classify --lines --local -l cooking,money -e cooking='stir, bake, oven' -e money='invoice, pay, due'",
			"each line, with examples",
		],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const asked = askedRoute(args);
		const labels = await labelsOf(context, vfs, args.labels, args.example);
		const texts: Document[] = [];
		if (args.paths.length > 0) texts.push(...(await allDocuments(context, args.paths)));
		else {
			const piped = await pipedIn(context);
			if (piped === undefined)
				throw new DeskError("EUSAGE", "there is nothing to label", { todo: "name a file, or pipe text in" });
			texts.push(piped);
		}
		const items = texts.flatMap((document) =>
			args.lines ? linesOf(document) : [{ document, text: textOf(document) }],
		);
		const gateway = await openGateway(context, vfs);
		const { SIMILARITY, labelled } = await localAnswers();
		const { route, why } = await decide(gateway, { task: "classify", request: "", local: SIMILARITY, asked });
		if (route === "api") return yield* asks(context, vfs, gateway, items, labels, args, why);
		if (context.dryRun) return yield { route, why, by: SIMILARITY, sources: texts.map(({ path }) => path), left: 0 };
		await passGate(
			context,
			vfs,
			items.filter(({ document }) => document.personal).map(({ text }) => text),
			"classify",
		);
		context.note(`labelled on this machine, by ${SIMILARITY} of words and meaning: ${why}`);
		const found = await labelled(
			items.map(({ text }) => text.slice(0, TELLING)),
			labels,
			pacer(context),
			await embedding(context, vfs),
		);
		if (found.every(({ label }) => label === undefined)) context.setStatus(1);
		for (const [index, { label, confidence }] of found.entries()) {
			const { document, line } = items[index] as Item;
			yield {
				path: document.path,
				...(line === undefined ? {} : { line }),
				label: label ?? null,
				confidence: Math.round(confidence * 1000) / 1000,
				by: SIMILARITY,
			};
		}
	},
	line: (item: LabelledItem | PlanItem) =>
		isPlan(item)
			? planText(item)
			: `${item.label ?? NONE}\t${printable(item.path)}${item.line === undefined ? "" : `:${item.line}`}`,
	screen(items: (LabelledItem | PlanItem)[], { style, terminal }) {
		if (items.some(isPlan)) return items.map((item) => (isPlan(item) ? planText(item) : "")).join("\n");
		return table(
			(items as LabelledItem[]).map(({ label, path, line, confidence }) => [
				label === null ? style.faint(NONE) : style.strong(label),
				style.faint(confidence === undefined ? "" : `${Math.round(confidence * 100)} %`),
				style.name(
					shorten(`${printable(path)}${line === undefined ? "" : `:${line}`}`, Math.max(20, terminal.columns - 30)),
				),
			]),
		);
	},
});

interface Item {
	readonly document: Document;
	readonly text: string;
	readonly line?: number;
}

function linesOf(document: Document): Item[] {
	return textOf(document)
		.split("\n")
		.map((text, index) => ({ document, text: text.trim(), line: index + 1 }))
		.filter(({ text }) => text !== "");
}

/** Labels with their descriptions and examples. @throws DeskError EUSAGE */
async function labelsOf(
	context: Context,
	vfs: Vfs,
	lists: readonly string[],
	examples: readonly string[],
): Promise<Label[]> {
	const labels = new Map<string, string[]>();
	for (const words of lists) {
		const [, name, description] = /^([^:]*):(.*)$/s.exec(words) ?? [];
		if (name !== undefined && description !== undefined) labels.set(name.trim(), [description.trim()]);
		else for (const label of words.split(",")) if (label.trim() !== "") labels.set(label.trim(), []);
	}
	for (const example of examples) {
		const [name = "", text] = example.split(/=(.*)/s).map((part) => part.trim());
		if (text === undefined || text === "" || name === "")
			throw new DeskError("EUSAGE", `--example takes LABEL=TEXT, not '${example}'`, {
				todo: "write -e money='please pay'",
			});
		const path = text.startsWith("/") ? context.path(text) : undefined;
		const isFile = path !== undefined && (await vfs.find(path))?.kind === "file";
		const told = isFile ? (await vfs.readAll(path)).toString("utf8").slice(0, TELLING) : text;
		labels.set(name, [...(labels.get(name) ?? []), told]);
	}
	if (labels.size > 1) return [...labels].map(([name, texts]) => ({ name, examples: texts }));
	throw new DeskError("EUSAGE", "it needs two labels or more", { todo: "give them: --labels work,home" });
}

/** The desk's own embedder, when it has one that is ready. */
async function embedding(context: Context, vfs: Vfs) {
	const { readyEmbedder } = await import("../../src/search/index.ts");
	const ready = await readyEmbedder(vfs.store, context.signal).catch((error: unknown) => {
		context.signal.throwIfAborted();
		context.note(`labels go by words only: ${error instanceof DeskError ? error.message : String(error)}`);
		return undefined;
	});
	// One that asks a server would send the texts there: local means local.
	if (ready === undefined || ready.embedder.kind === "endpoint") return undefined;
	return async (texts: readonly string[]) => await ready.embedder.embed(texts, context.signal, "passage");
}

async function* asks(
	context: Context,
	vfs: Vfs,
	gateway: Gateway,
	items: readonly Item[],
	labels: readonly Label[],
	args: { model: string | undefined; system: string | undefined },
	why: string,
): AsyncGenerator<LabelledItem | PlanItem> {
	const names = labels.map(({ name }) => name);
	const schema = {
		type: "object",
		properties: { label: { type: "string", enum: [...new Set([...names, NONE])] } },
		required: ["label"],
		additionalProperties: false,
	};
	const told = labels
		.map(
			({ name, examples }) =>
				`- ${name}${examples.map((text) => `\n  such as: ${text.replace(/\s+/g, " ").slice(0, 500)}`).join("")}`,
		)
		.join("\n");
	const budget = await inputTokens(context.home);
	for (const { document, text, line } of items) {
		const { parts } = await selectParts(
			[{ ...document, bytes: Buffer.from(text) }],
			names.join(" "),
			budget,
			1,
			pacer(context),
		);
		const request: CallRequest = {
			feature: "classify",
			system: args.system === undefined ? SYSTEM : `${SYSTEM}\n\n${args.system}`,
			messages: [
				{ role: "user", content: `The labels:\n${told}`, stable: true },
				{ role: "user", content: fenced(parts, (fence) => vfs.store.markOf(fence)) },
			],
			schema,
			...(args.model === undefined ? {} : { model: args.model }),
			// What labels mean and show is typed, or of a file of the user's.
			personal: [args.system ?? "", told, ...(document.personal ? parts.map((part) => part.text) : [])],
		};
		if (context.dryRun) {
			yield {
				route: "api",
				why,
				by: "language model",
				plan: await gateway.plan(request),
				sources: [document.path],
				left: 0,
			};
			continue;
		}
		const answer = await called(context, gateway, request);
		const { label } = answer.value as { label: string };
		yield {
			path: document.path,
			...(line === undefined ? {} : { line }),
			label: label === NONE ? null : label,
			by: "language model",
			...costOf(answer),
		};
	}
}

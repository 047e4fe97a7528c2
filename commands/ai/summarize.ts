import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, numberOption, operands, pacer } from "../../src/command/index.ts";
import {
	type CallRequest,
	type Document,
	estimateTokens,
	FENCED_IS_DATA,
	fenced,
	type Gateway,
	localAnswers,
	type SummaryLength,
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
	streamed,
	streams,
} from "./shared/call.ts";
import { allDocuments, pipedIn, textOf } from "./shared/documents.ts";
import { askedRoute, MODEL_ARGS, ROUTE_ARGS } from "./shared/options.ts";
import { inputTokens } from "./shared/sources.ts";

/** A summary as `--json` prints it. */
interface SummaryItem {
	paths: string[];
	summary: string;
	/** `extractive summary`, `language model`. */
	by: string;
	provider?: string | undefined;
	model?: string | undefined;
}

const SYSTEM = `You summarise texts from one person's desk. ${FENCED_IS_DATA}

Say what the text says, in its language and without judging it: what matters most first, names, dates and numbers as they are. Nothing that is not in it, no introduction, no heading.`;

/** `desk summarize`: a shorter text of files, by a language model or out of their own sentences. */
export const summarize = defineCommand({
	name: "summarize",
	summary: "Summarise files, folders, or what is piped in",
	about:
		"One summary for each file, or with --together one of all. On this machine it is extractive: the sentences that say most of what the text says, unchanged and in their order (LexRank); a language model writes new ones.",
	args: {
		sentences: numberOption("at most so many sentences (default 5)", { short: "n" }),
		words: numberOption("at most so many words", { short: "w" }),
		together: flag("one summary of all files"),
		...MODEL_ARGS,
		...ROUTE_ARGS,
		noStream: flag("print a summary when all of it is there"),
		paths: operands("PATH", "files, folders or globs; without any, what is piped in", { completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	output: (z) =>
		z.union([
			z.object({ paths: z.array(z.string()), summary: z.string(), by: z.string(), ...costShape(z) }),
			planShape(z),
		]),
	examples: [
		["desk summarize /notes/meeting-notes.md --local -n 3", "its three sentences that say most"],
		["desk summarize --together --words 80 /notes/clients", "one summary of a folder"],
		["desk mail read xzst | desk summarize --sentences 2", "of what is piped in"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const asked = askedRoute(args);
		const documents = args.paths.length === 0 ? [await piped(context)] : [];
		documents.push(...(await allDocuments(context, args.paths)));
		if (documents.length === 0) return;
		const gateway = await openGateway(context, vfs);
		const { EXTRACTIVE_SUMMARY } = await localAnswers();
		const { route, why } = await decide(gateway, { task: "summarize", request: "", local: EXTRACTIVE_SUMMARY, asked });
		if (route === "local" && !context.dryRun) context.note(`made on this machine, an ${EXTRACTIVE_SUMMARY}: ${why}`);
		const groups = args.together ? [documents] : documents.map((document) => [document]);
		for (const [index, group] of groups.entries()) {
			const paths = group.map(({ path }) => path);
			if (!context.json && !context.dryRun && groups.length > 1)
				await context.stdout.write(`${index > 0 ? "\n" : ""}## ${printable(paths[0] ?? "")}\n\n`);
			if (route === "local") {
				const personal = group.filter((document) => document.personal);
				await passGate(context, vfs, personal.map(textOf), "summarize");
				if (context.dryRun) yield { route, why, by: EXTRACTIVE_SUMMARY, sources: paths, left: 0 };
				else yield { paths, summary: await extract(context, group, args), by: EXTRACTIVE_SUMMARY };
				continue;
			}
			yield* asks(context, vfs, gateway, group, args, why);
		}
	},
	line: (item: SummaryItem | PlanItem) => (isPlan(item) ? planText(item) : item.summary),
});

async function piped(context: Context): Promise<Document> {
	const document = await pipedIn(context);
	if (document !== undefined) return document;
	throw new DeskError("EUSAGE", "there is nothing to summarise", { todo: "name a file, or pipe text in" });
}

/** The sentences of an extractive summary, as they are read. */
async function extract(context: Context, documents: readonly Document[], length: SummaryLength): Promise<string> {
	const { summarySentences } = await localAnswers();
	const { maskCode, readableMarkdown } = await import("../../src/text/index.ts");
	const texts = documents.map(textOf);
	const sentences = await summarySentences(texts, length, pacer(context));
	return sentences
		.map(({ text, start, end }) => texts[text]?.slice(start, end) ?? "")
		.map((sentence) => readableMarkdown(sentence, maskCode(sentence)).replace(/\s+/g, " ").trim())
		.join(documents.length > 1 ? "\n" : " ");
}

interface Asked extends SummaryLength {
	readonly model: string | undefined;
	readonly system: string | undefined;
	readonly noStream: boolean;
}

async function* asks(
	context: Context,
	vfs: Vfs,
	gateway: Gateway,
	documents: readonly Document[],
	args: Asked,
	why: string,
): AsyncGenerator<SummaryItem | PlanItem> {
	const paths = documents.map(({ path }) => path);
	const texts = await fitting(context, documents);
	const sources = documents.map(({ path }, index) => ({
		number: index + 1,
		path,
		text: texts[index] ?? "",
		line: 1,
		lastLine: 1,
	}));
	const request: CallRequest = {
		feature: "summarize",
		system: args.system === undefined ? SYSTEM : `${SYSTEM}\n\n${args.system}`,
		messages: [
			{ role: "user", content: fenced(sources, (text) => vfs.store.markOf(text)), stable: true },
			{
				role: "user",
				content: `Summarise ${documents.length > 1 ? "these texts together" : "this text"} in at most ${lengthWords(args)}.`,
			},
		],
		...(args.model === undefined ? {} : { model: args.model }),
		personal: [
			args.system ?? "",
			...documents.flatMap(({ personal }, index) => (personal ? [texts[index] ?? ""] : [])),
		],
	};
	if (context.dryRun)
		return yield {
			route: "api",
			why,
			by: "language model",
			plan: await gateway.plan(request),
			sources: paths,
			left: 0,
		};
	if (streams(context, args.noStream)) return void (await streamed(context, gateway, request));
	const answer = await called(context, gateway, request);
	yield { paths, summary: answer.text.trim(), by: "language model", ...costOf(answer) };
}

function lengthWords({ sentences, words }: SummaryLength): string {
	const parts = [
		...(sentences === undefined ? [] : [`${sentences} ${sentences === 1 ? "sentence" : "sentences"}`]),
		...(words === undefined ? [] : [`${words} words`]),
	];
	return parts.length === 0 ? "5 sentences" : parts.join(" and ");
}

/** Texts that have room: of those that have not, the sentences that say most, which is told. */
async function fitting(context: Context, documents: readonly Document[]): Promise<string[]> {
	const budget = await inputTokens(context.home);
	const texts = documents.map(textOf);
	const sizes = texts.map(estimateTokens);
	const all = sizes.reduce((sum, size) => sum + size, 0);
	if (all <= budget) return texts;
	context.note(
		`${documents.length > 1 ? "the texts are" : "the text is"} longer than ask.input_tokens: the sentences that say most of it go to the model`,
	);
	const { summarySentences } = await localAnswers();
	const cut: string[] = [];
	for (const [index, text] of texts.entries()) {
		// A word is about two tokens by our estimate.
		const words = Math.max(20, Math.floor((budget * ((sizes[index] ?? 0) / all)) / 2.5));
		const sentences = await summarySentences([text], { words }, pacer(context));
		cut.push(sentences.map(({ start, end }) => text.slice(start, end)).join("\n"));
	}
	return cut;
}

import { DeskError } from "../../../src/base/errors.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, optionalOperand } from "../../../src/command/index.ts";
import {
	addedNames,
	chosenEmbedder,
	classify,
	type Embedder,
	FITTED,
	loadShipped,
	openAdded,
	readAdded,
} from "../../../src/inference/index.ts";
import { openFitted } from "../../../src/search/index.ts";
import { type ByKind, modelsWith } from "./shared.ts";

interface BenchItem {
	name: string;
	/** Texts that were given at once. */
	batch: number;
	loadMs: number;
	/** Of the first batch, which is slower. */
	firstMs: number;
	textsPerSecond: number;
}

const BATCHES = [1, 8, 32, 128];
/** Each batch size is measured for so long. */
const MEASURE_MS = 500;

/** `desk model bench`. */
export const bench = defineCommand({
	name: "bench",
	summary: "Measure how fast models are on this computer",
	about:
		"How long a model takes to load (the first one with ONNX Runtime itself), and how many texts of about a thousand characters it gets through in a second, given one by one or many at once. An API is only asked when `desk model use` has chosen it.",
	args: { name: optionalOperand("NAME", "only this one", "model") },
	standalone: true,
	output: (z) =>
		z.object({
			name: z.string(),
			batch: z.number(),
			loadMs: z.number(),
			firstMs: z.number(),
			textsPerSecond: z.number(),
		}),
	examples: [["desk model bench", "all that can be measured"]],
	async *run(context, args): AsyncGenerator<BenchItem> {
		for (const [name, run] of await runs(context, args.name)) {
			try {
				yield* run(context, name);
			} catch (error) {
				// One that is broken does not keep the others from being measured.
				if (!(error instanceof DeskError)) throw error;
				context.fail(error);
			}
		}
	},
	line: ({ name, batch, loadMs, firstMs, textsPerSecond }: BenchItem) =>
		[name, batch, loadMs, firstMs, textsPerSecond].join("\t"),
	screen: (items: BenchItem[], { style }) =>
		table(
			[
				["model", "at once", "load ms", "first ms", "texts/s"].map((head) => style.faint(head)),
				...items.map(({ name, batch, loadMs, firstMs, textsPerSecond }) => [
					name,
					...[batch, loadMs, firstMs, textsPerSecond].map(String),
				]),
			],
			["left", "right", "right", "right", "right"],
		),
});

type Run = (context: Context, name: string) => AsyncGenerator<BenchItem>;

const RUNS: ByKind<Run> = { shipped: benchShipped, fitted: benchFitted, added: benchAdded };

/** @throws DeskError ENOENT for a name that is none; EACCES for an API that was not chosen */
async function runs({ home }: Context, only: string | undefined): Promise<[string, Run][]> {
	const chosen = await chosenEmbedder(home);
	const added = addedNames(home);
	const isOpen = (name: string) =>
		!added.includes(name) || chosen === name || readAdded(home, name).kind !== "endpoint";
	if (only !== undefined && !isOpen(only))
		throw new DeskError("EACCES", "nothing is sent to an API that you have not chosen", {
			at: only,
			todo: `\`desk model use ${only}\` first`,
		});
	return modelsWith(home, only, RUNS).filter(([name]) => isOpen(name));
}

async function* benchShipped(context: Context, name: string): AsyncGenerator<BenchItem> {
	const began = performance.now();
	const shipped = await loadShipped(name);
	const loadMs = since(began);
	try {
		const [text = ""] = sampleTexts(1);
		yield { name, batch: 1, loadMs, ...(await measured(context, 1, async () => void (await classify(shipped, text)))) };
	} finally {
		await shipped.model.dispose();
	}
}

async function* benchAdded(context: Context, name: string): AsyncGenerator<BenchItem> {
	const began = performance.now();
	const embedder = await openAdded(context.home, name, context.signal);
	const loadMs = since(began);
	try {
		yield* benchEmbedder(context, embedder, loadMs);
	} finally {
		await embedder.close();
	}
}

async function* benchFitted(context: Context): AsyncGenerator<BenchItem> {
	const began = performance.now();
	const embedder = await openFitted(await context.open(), context.signal);
	if (embedder === undefined) return context.note(`${FITTED} is not made yet: \`desk reindex\` makes it`);
	// It is loaded with its first text.
	await embedder.embed(["a"], context.signal);
	yield* benchEmbedder(context, embedder, since(began));
}

async function* benchEmbedder(context: Context, embedder: Embedder, loadMs: number): AsyncGenerator<BenchItem> {
	for (const batch of BATCHES) {
		const texts = sampleTexts(batch);
		yield {
			name: embedder.name,
			batch,
			loadMs,
			...(await measured(context, batch, async () => void (await embedder.embed(texts, context.signal)))),
		};
	}
}

/** Run it again and again for a while. */
async function measured(
	{ signal }: Context,
	texts: number,
	run: () => Promise<void>,
): Promise<{ firstMs: number; textsPerSecond: number }> {
	const began = performance.now();
	await run();
	const firstMs = since(began);
	const start = performance.now();
	let rounds = 0;
	do {
		signal.throwIfAborted();
		await run();
		rounds++;
	} while (performance.now() - start < MEASURE_MS);
	return { firstMs, textsPerSecond: Math.round((rounds * texts * 1000) / (performance.now() - start)) };
}

function since(start: number): number {
	return Math.round((performance.now() - start) * 10) / 10;
}

const SAMPLE =
	"The committee met on Tuesday to look at the plans for the old mill. The roof must be repaired before winter, the miller's house can wait until spring. ";

/** Different texts of about a thousand characters. */
function sampleTexts(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `${index + 1}. ${SAMPLE.repeat(7)}`);
}

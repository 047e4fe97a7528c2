import { DeskError, Status } from "../../../src/base/errors.ts";
import { type Context, defineCommand, optionalOperand } from "../../../src/command/index.ts";
import { classify, type Embedder, loadShipped, openAdded, readAdded } from "../../../src/inference/index.ts";
import { openFitted } from "../../../src/search/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { type ByKind, modelsWith, NOT_MADE } from "./shared.ts";

interface VerifyItem {
	name: string;
	ok: boolean;
	detail: string;
}

/** How far an answer may be from the one of the machine it was trained on. */
const TOLERANCE = 1e-3;

/** `desk model verify`. */
export const verify = defineCommand({
	name: "verify",
	summary: "Check that models are intact and give the answers they should",
	about:
		"Compares checksums, loads each model and lets it do what it is for. Of an API only the settings are looked at: nothing is sent. Status 5: a model is broken.",
	args: { name: optionalOperand("NAME", "only this one", "model") },
	standalone: true,
	output: (z) => z.object({ name: z.string(), ok: z.boolean(), detail: z.string() }),
	examples: [
		["desk model verify", "all models"],
		["desk model verify route || desk doctor", "one of them, in a script"],
	],
	async *run(context, args): AsyncGenerator<VerifyItem> {
		for (const [name, check] of modelsWith(context.home, args.name, CHECKS)) {
			context.signal.throwIfAborted();
			const item = await checked(context, name, check);
			if (!item.ok) context.setStatus(Status.invalid);
			yield item;
		}
	},
	line: ({ name, ok, detail }: VerifyItem) => `${name}\t${ok ? "ok" : "broken"}\t${printable(detail)}`,
	screen: (items: VerifyItem[], { style }) =>
		items
			.map(({ name, ok, detail }) => `${ok ? style.good("✓") : style.bad("✗")} ${name}: ${printable(detail)}`)
			.join("\n"),
});

type Check = (context: Context, name: string) => Promise<string>;

const CHECKS: ByKind<Check> = { shipped: checkShipped, fitted: checkFitted, added: checkAdded };

async function checked(context: Context, name: string, check: Check): Promise<VerifyItem> {
	try {
		return { name, ok: true, detail: await check(context, name) };
	} catch (error) {
		if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
		return { name, ok: false, detail: error.sentence };
	}
}

async function checkShipped(_: Context, name: string): Promise<string> {
	const shipped = await loadShipped(name);
	try {
		const { example } = shipped.manifest;
		const { label, probability } = await classify(shipped, example.text);
		if (label !== example.label || Math.abs(probability - example.probability) > TOLERANCE)
			throw wrong(
				name,
				`of "${example.text}" it says ${label} (${probability.toFixed(3)}), not ${example.label} (${example.probability.toFixed(3)})`,
			);
		return "its checksum is right, and its answer to an example";
	} finally {
		await shipped.model.dispose();
	}
}

async function checkFitted(context: Context): Promise<string> {
	const embedder = await openFitted(await context.open(), context.signal);
	if (embedder === undefined) return NOT_MADE;
	await checkVectors(embedder, embedder.dimensions, context.signal);
	return `it makes vectors of ${embedder.dimensions} dimensions`;
}

async function checkAdded({ home, signal }: Context, name: string): Promise<string> {
	const model = readAdded(home, name);
	if (model.endpoint !== undefined) return `an API, at ${model.endpoint.url}; nothing was sent to it`;
	const embedder = await openAdded(home, name, signal);
	try {
		await checkVectors(embedder, model.dimensions, signal);
		const [vector, other] = await embedder.embed(["to be", "something else entirely"], signal);
		if (vector?.every((value, at) => value === other?.[at])) throw wrong(name, "all texts have the same vector");
		return `its checksums are right, and it makes vectors of ${model.dimensions} dimensions`;
	} finally {
		await embedder.close();
	}
}

/** @throws DeskError EIO for vectors that nothing can be compared by */
async function checkVectors(embedder: Embedder, dimensions: number | undefined, signal: AbortSignal): Promise<void> {
	const { name } = embedder;
	const [first, again] = await embedder.embed(["to be or not to be", "to be or not to be"], signal);
	if (first === undefined || again === undefined) throw wrong(name, "it makes no vectors");
	if (first.length !== dimensions) throw wrong(name, `its vectors have ${first.length} dimensions, not ${dimensions}`);
	if (!first.every(Number.isFinite)) throw wrong(name, "its vectors hold what is no number");
	if (first.some((value, at) => Math.abs(value - (again[at] as number)) > TOLERANCE))
		throw wrong(name, "the same text has two vectors");
}

function wrong(name: string, what: string): DeskError {
	return new DeskError("EIO", what, { at: name, todo: "remove it and add it again, or install deskfs again" });
}

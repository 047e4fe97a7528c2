import { variableOf, writeConfig } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, operand } from "../../../src/command/index.ts";
import {
	addedNames,
	chosenEmbedder,
	FITTED,
	NONE,
	openAdded,
	readAdded,
	setDimensions,
	shippedNames,
} from "../../../src/inference/index.ts";
import { filesWithout, storedEmbedders } from "../../../src/search/index.ts";
import { noSuchModel } from "./shared.ts";

interface UseItem {
	embedder: string;
	before: string;
	/** Files that search looks at, and those of them that have no vectors of this embedder yet. */
	files: number;
	without: number;
}

/** `desk model use`. */
export const use = defineCommand({
	name: "use",
	summary: "Choose what makes the vectors of search",
	about: `fitted: a model that is fitted on this desk's own text (the default, no download). The name of an added model: that one; it is tried first. none: search goes by words alone. Vectors of different models cannot be compared, so that all text is read again; until that is done (\`desk reindex\`, or by and by), search goes by words where vectors are missing.

For an API this is your consent that it gets the text of your files and what you search for. It is asked once for the vector of the letter "a", to see that key and address are right.`,
	args: { name: operand("NAME", `${FITTED}, ${NONE}, or a model that you added`, "model") },
	changes: true,
	output: (z) => z.object({ embedder: z.string(), before: z.string(), files: z.number(), without: z.number() }),
	examples: [
		["desk model use mini", "a model that you added"],
		["desk model use fitted", "back to the default"],
		["desk model use none", "words alone"],
	],
	async *run(context, { name }): AsyncGenerator<UseItem> {
		const vfs = await context.open();
		const before = await chosenEmbedder(context.home);
		const fingerprint = await tried(context, name);
		if (!context.dryRun) {
			await writeConfig(context.home, "search.embedder", name);
			const now = await chosenEmbedder(context.home);
			if (now !== name)
				context.note(`${variableOf("search.embedder")} is set and goes before the file: ${now} is used`);
		}
		const { searched, without } = name === NONE ? { searched: 0, without: 0 } : filesWithout(vfs, fingerprint(vfs));
		yield { embedder: name, before, files: searched, without };
	},
	line({ embedder, files, without }: UseItem, context) {
		const verb = context.dryRun ? "would use" : "search uses";
		if (embedder === NONE) return `${verb} no vectors, words alone`;
		const work =
			without === 0 ? "" : `; ${without} of ${files} files have no vectors of it yet: \`desk reindex\` makes them now`;
		return `${verb} ${embedder}${work}`;
	},
});

type FingerprintOf = (vfs: Awaited<ReturnType<Context["open"]>>) => string;

/** See that a model can be used. @throws DeskError that says why not */
async function tried(context: Context, name: string): Promise<FingerprintOf> {
	const { home } = context;
	if (name === NONE) return () => "";
	if (name === FITTED) return (vfs) => storedEmbedders(vfs).find(({ kind }) => kind === "fitted")?.fingerprint ?? "";
	if (!addedNames(home).includes(name)) {
		if (!shippedNames().includes(name)) throw noSuchModel(name, home);
		throw new DeskError("EINVAL", "it makes no vectors, and is used without being chosen", {
			at: name,
			todo: `choose ${FITTED}, ${NONE} or a model that you added`,
		});
	}
	const model = readAdded(home, name);
	// A dry run sends nothing.
	if (model.kind === "endpoint" && context.dryRun) return () => model.fingerprint;
	const embedder = await openAdded(home, name, context.signal);
	if (model.kind === "endpoint") {
		// One that was never asked has been asked just now.
		if (model.dimensions !== undefined) await embedder.embed(["a"], context.signal);
		setDimensions(home, name, embedder.dimensions);
	}
	await embedder.close();
	return () => model.fingerprint;
}

/** Trains `models/route`: `node scripts/train.mjs route` (esbuild, as Node 20 runs no TypeScript). */
import { type FeatureOptions, routeByRules } from "../../src/inference/index.ts";
import { type Candidate, readRows, type Trained, trainClassifier } from "../kit/index.ts";

const linear: Candidate["training"] = { hidden: 0, epochs: 15, batch: 64, rate: 0.01, decay: 0.3, seed: 1 };
const grams: FeatureOptions = { buckets: 32_768, words: 2, characters: [3, 4], shape: true };

/** The model's files from the text of `data.tsv`. */
export function trainRoute(data: string): Promise<Trained> {
	return trainClassifier({
		name: "route",
		version: 1,
		title: "route: a simple request, or one for a language model",
		about: "decides whether a request is done on this machine (local) or wants a language model (llm)",
		purpose: `Says of a request, as it is typed into \`desk ask\`, \`summarize\`, \`extract\`, \`classify\`, \`rewrite\` or \`do\`, whether it is

- \`local\`: answered by looking up, filtering, counting, sorting, by taking out what has a form of its own (dates, amounts, addresses), by choosing among given labels, or by a mechanical change of text, files or fields; or
- \`llm\`: something has to be understood, weighed, explained, planned, translated or written.`,
		data: `\`data.tsv\`: requests written for this project, by a language model that was asked for what people would type: several phrasings of each idea, from one word to several sentences, with near misses ("list the emails from Anna", "list the reasons Anna gives in her emails"). English for the most part, some German, French and Spanish. Nothing in it is taken from anybody's desk or from a public collection. One writer labelled it and nobody has checked the labels.`,
		limits: [
			"The texts are made up: how often real requests are of either kind, and how well it does on them, is not known. Expect less than above.",
			"It sees the request and not the file. Whether a summary can be made without a language model depends on the file too.",
			"Very short requests (one or two words) are a matter of taste in the data as in life.",
			"Other languages than the four are as good as guessed; for German, French and Spanish the test part has few texts.",
			"It looks at words and pieces of words. A request that asks for thought without any word that says so is often taken for a simple one.",
		],
		labels: ["local", "llm"],
		rows: readRows(data),
		candidates: [
			{
				name: "logistic regression over words",
				features: { ...grams, words: 1, characters: [0, 0] },
				training: linear,
			},
			{
				name: "logistic regression over words, pairs of words, 3 to 4 characters, and shape",
				features: grams,
				training: linear,
			},
			{ name: "the same without shape", features: { ...grams, shape: false }, training: linear },
			{
				name: "one hidden layer of 8 units over the same",
				features: { ...grams, buckets: 4096 },
				training: { ...linear, hidden: 8, epochs: 6, decay: 3 },
			},
		],
		rules: (text) => routeByRules(text).label,
		parts: ["language", "command"],
	});
}

/** What `scripts/train.mjs` calls, with what reads a file of the model's folder. */
export const trainModel = (read: (file: string) => string): Promise<Trained> => trainRoute(read("data.tsv"));

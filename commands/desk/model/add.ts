import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { DeskError } from "../../../src/base/errors.ts";
import { humanSize, pad } from "../../../src/cli/index.ts";
import { type Context, defineCommand, numberOption, operand, option } from "../../../src/command/index.ts";
import {
	type AddedModel,
	addEndpoint,
	addedNames,
	addFolder,
	addFromUrl,
	checkedName,
	FITTED,
	filesAt,
	filesIn,
	KEY_VARIABLE,
	NONE,
	shippedNames,
} from "../../../src/inference/index.ts";
import { Store } from "../../../src/store/index.ts";

/** What was added, or with `--dry-run` would be. */
interface AddedItem {
	name: string;
	kind: "sentence" | "endpoint";
	source: string;
	dimensions: number | null;
	bytes: number;
	files: { name: string; bytes: number | null }[];
}

/** `desk model add`. */
export const add = defineCommand({
	name: "add",
	summary: "Add a sentence model (folder or URL), or an embeddings API",
	about: `A sentence model is a folder in the layout of sentence-transformers: model.onnx or onnx/model.onnx (or a quantised one), tokenizer.json, config.json, and what it has of modules.json, 1_Pooling/config.json, sentence_bert_config.json and config_sentence_transformers.json. It is copied to $DESK_HOME/models, tried, and from then on checked by its checksum. From an address (https) the files are downloaded; a broken download goes on where it stopped when the same command is run again. Nothing is downloaded but by this command, and nothing with DESK_OFFLINE=1.

With --api the address is that of an OpenAI-compatible API, and nothing is sent to it before \`desk model use\`. Its key comes from the variable ${KEY_VARIABLE} (or --key-variable), or from a command of yours (--key-command), and is kept nowhere. What you then index and search is sent there.

Adding uses nothing yet: \`desk model use NAME\` does.`,
	args: {
		name: option("what to call it; default: the last part of the source"),
		api: option("the address is an embeddings API: what it calls the model", { value: "MODEL" }),
		dimensions: numberOption("with --api: ask for vectors of so many dimensions"),
		keyVariable: option(`with --api: the variable that holds the key; default ${KEY_VARIABLE}`, { value: "VARIABLE" }),
		keyCommand: option("with --api: a command that prints the key", { value: "COMMAND" }),
		source: operand("FOLDER|URL", "a folder of this computer, or an address", "host-path"),
	},
	changes: true,
	output: (z) =>
		z.object({
			name: z.string(),
			kind: z.enum(["sentence", "endpoint"]),
			source: z.string(),
			dimensions: z.number().nullable(),
			bytes: z.number(),
			files: z.array(z.object({ name: z.string(), bytes: z.number().nullable() })),
		}),
	examples: [
		["desk model add ~/models/all-MiniLM-L6-v2", "a folder"],
		["desk model add https://models.example.org/multilingual-e5-small --dry-run", "which files, and how large"],
		[
			"desk model add https://api.example.org/v1 --api embed-small --key-command 'pass show embed'",
			"an API, on your key",
		],
	],
	async *run(context, args): AsyncGenerator<AddedItem> {
		Store.mustExist(context.home);
		const isUrl = /^https?:\/\//i.test(args.source);
		const name = checkedName(args.name ?? nameOf(args.api ?? args.source));
		if ([FITTED, NONE, ...shippedNames(), ...addedNames(context.home)].includes(name))
			throw new DeskError("EEXIST", `there is a model '${name}' already`, {
				at: "model add",
				todo: "give another --name",
			});
		if (args.api !== undefined) yield await api(context, name, { ...args, api: args.api });
		else if (args.dimensions !== undefined || args.keyVariable !== undefined || args.keyCommand !== undefined)
			throw new DeskError("EUSAGE", "--dimensions and keys go with --api", {
				at: "model add",
				todo: "see `desk model add --help`",
			});
		else
			yield isUrl ? await fromUrl(context, name, args.source) : await fromFolder(context, name, resolve(args.source));
	},
	line: ({ name, bytes, dimensions, kind }: AddedItem, context) => {
		const size =
			kind === "endpoint" ? "an API" : `${humanSize(bytes)}${dimensions === null ? "" : `, ${dimensions} dimensions`}`;
		return `${context.dryRun ? "would add" : "added"} ${name} (${size})${context.dryRun || context.quiet ? "" : `; \`desk model use ${name}\` makes search use it`}`;
	},
});

async function api(
	context: Context,
	name: string,
	args: {
		source: string;
		api: string;
		dimensions?: number | undefined;
		keyVariable?: string | undefined;
		keyCommand?: string | undefined;
	},
): Promise<AddedItem> {
	const endpoint = {
		url: args.source,
		model: args.api,
		...(args.dimensions === undefined ? {} : { requestDimensions: args.dimensions }),
		...(args.keyVariable === undefined ? {} : { keyVariable: args.keyVariable }),
		...(args.keyCommand === undefined ? {} : { keyCommand: args.keyCommand }),
	};
	if (!context.dryRun) await addEndpoint(context.home, name, endpoint);
	return { name, kind: "endpoint", source: args.source, dimensions: null, bytes: 0, files: [] };
}

async function fromFolder(context: Context, name: string, source: string): Promise<AddedItem> {
	if (statSync(source, { throwIfNoEntry: false })?.isDirectory() !== true)
		throw new DeskError("ENOENT", "there is no such folder on this computer", { at: source, todo: "check the path" });
	const files = filesIn(source);
	return await added(context, { name, source, files }, (onBytes) =>
		addFolder(context.home, name, source, onBytes, context.signal),
	);
}

async function fromUrl(context: Context, name: string, source: string): Promise<AddedItem> {
	const remotes = await filesAt(source, context.signal);
	const files = remotes.map(({ name: file, bytes }) => ({ name: file, bytes: bytes ?? null }));
	for (const file of files)
		context.note(`${pad(file.bytes === null ? "?" : humanSize(file.bytes), 6, "right")}  ${file.name}`);
	return await added(context, { name, source, files }, (onBytes) =>
		addFromUrl(context.home, name, source, remotes, onBytes, context.signal),
	);
}

async function added(
	context: Context,
	item: Pick<AddedItem, "name" | "source" | "files">,
	work: (onBytes: (count: number) => void) => Promise<AddedModel>,
): Promise<AddedItem> {
	const bytes = item.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
	if (context.dryRun) return { ...item, kind: "sentence", dimensions: null, bytes };
	const bar = context.progress(`Adding ${item.name} (${humanSize(bytes)})`, bytes);
	try {
		const { dimensions, files } = await work((count) => bar.add(count));
		const kept = Object.entries(files).map(([file, { bytes: size }]) => ({ name: file, bytes: size }));
		return {
			...item,
			kind: "sentence",
			dimensions: dimensions ?? null,
			bytes: kept.reduce((sum, file) => sum + file.bytes, 0),
			files: kept,
		};
	} finally {
		bar.done();
	}
}

/** A name from where a model comes from: its last part, in letters that a name may have. */
function nameOf(source: string): string {
	const path =
		/^https?:\/\//i.test(source) && URL.canParse(source)
			? new URL(source).pathname.replace(/\/(?:resolve|tree)\/.*$/, "")
			: source;
	return basename(path.replace(/\/+$/, ""))
		.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
		.replace(/^[^\p{L}\p{N}]+/u, "");
}

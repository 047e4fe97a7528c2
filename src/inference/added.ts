import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { makeFolder } from "../base/host-folder.ts";
import { allowed } from "../base/network.ts";
import { download, filesAt, type Remote, sha256Of } from "./download.ts";
import type { Embedder } from "./embedder.ts";
import { type EndpointOptions, endpointEmbedder } from "./endpoint.ts";
import { readSentenceConfig, SETTINGS, TOKENIZER, weightsOf } from "./sentence/config.ts";
import { sentenceEmbedder } from "./sentence/embedder.ts";

/** `$DESK_HOME/models/<name>/model.json`: a model that the user added. */
export interface AddedModel {
	readonly name: string;
	readonly kind: "sentence" | "endpoint";
	/** The folder or address it came from. */
	readonly source: string;
	/** When, UTC, ISO 8601. */
	readonly added: string;
	/** Undefined for an endpoint that was never asked. */
	readonly dimensions?: number;
	readonly fingerprint: string;
	/** Its files by their names in the folder; of an endpoint none. */
	readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
	readonly endpoint?: Omit<EndpointOptions, "name" | "dimensions">;
}

const MANIFEST = "model.json";
/** Where models lie that are not complete yet. */
const PARTIAL = ".partial";

export function addedFolder(home: string): string {
	return join(home, "models");
}

/** Names of the models that the user added, those that are damaged too. */
export function addedNames(home: string): string[] {
	return foldersIn(addedFolder(home));
}

/** Names of models whose download broke off. */
export function incompleteNames(home: string): string[] {
	return foldersIn(join(addedFolder(home), PARTIAL));
}

function foldersIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
		.map(({ name }) => name)
		.sort();
}

/** @throws DeskError ENOENT when there is no such model, EIO when its description is damaged */
export function readAdded(home: string, name: string): AddedModel {
	const at = join(addedFolder(home), checkedName(name), MANIFEST);
	try {
		const model = JSON.parse(readFileSync(at, "utf8"));
		if (typeof model?.fingerprint !== "string" || typeof model.files !== "object" || model.files === null)
			throw new Error("it does not describe a model");
		if (model.kind === "endpoint" ? typeof model.endpoint?.url !== "string" : model.kind !== "sentence")
			throw new Error("it does not describe a model");
		return { ...model, name };
	} catch (error) {
		const gone = ["ENOENT", "ENOTDIR"].includes(codeOf(error));
		throw new DeskError(
			gone ? "ENOENT" : "EIO",
			gone ? `there is no model '${name}'` : `its description is damaged (${messageOf(error)})`,
			{
				at,
				todo: gone ? "`desk model list` shows all" : "remove it and add it again",
			},
		);
	}
}

/** What the folder of a model must be called. @throws DeskError EINVAL */
export function checkedName(name: string): string {
	if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) return name;
	throw new DeskError("EINVAL", `'${name}' cannot be a model's name`, {
		at: "model",
		todo: "use letters, digits, '.', '_' and '-', at most 64",
	});
}

/** What is wrong with a model's files, and where; undefined when nothing is. */
export async function damageOf(home: string, model: AddedModel): Promise<string | undefined> {
	for (const [file, { bytes, sha256 }] of Object.entries(model.files)) {
		const path = join(addedFolder(home), model.name, file);
		const size = statSync(path, { throwIfNoEntry: false })?.size;
		if (size === undefined) return `${file} is missing`;
		if (size !== bytes) return `${file} has ${size} bytes, not ${bytes}`;
		if ((await sha256Of(path)) !== sha256) return `the checksum of ${file} is another`;
	}
	return undefined;
}

/**
 * The embedder of an added model, its files compared with what was added.
 * @throws DeskError ENOENT, EIO for its files; EFAILED without ONNX Runtime; EKEY, ENETWORK for an endpoint
 */
export async function openAdded(home: string, name: string, signal?: AbortSignal): Promise<Embedder> {
	const model = readAdded(home, name);
	if (model.endpoint !== undefined) {
		allowed(model.endpoint.url);
		return await endpointEmbedder(
			{ ...model.endpoint, name, ...(model.dimensions === undefined ? {} : { dimensions: model.dimensions }) },
			signal,
		);
	}
	const damage = await damageOf(home, model);
	if (damage !== undefined)
		throw new DeskError("EIO", `the model is damaged: ${damage}`, { at: name, todo: "remove it and add it again" });
	return await sentenceEmbedder(join(addedFolder(home), name), { name, fingerprint: model.fingerprint });
}

/** Called as bytes of a new model come in. */
export type OnBytes = (count: number) => void;

/** The files of a sentence-transformer folder, with their sizes in bytes. @throws DeskError of `readSentenceConfig` */
export function filesIn(folder: string): { name: string; bytes: number }[] {
	const { graph } = readSentenceConfig(folder);
	return [...SETTINGS, TOKENIZER, graph, ...weightsOf(graph)]
		.filter((name) => existsSync(join(folder, name)))
		.map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
}

/** Copy a sentence-transformer folder, try it, and keep it under a name. @throws DeskError EEXIST, and those of `sentenceEmbedder` */
export async function addFolder(
	home: string,
	name: string,
	source: string,
	onBytes: OnBytes,
	signal?: AbortSignal,
): Promise<AddedModel> {
	const partial = begin(home, name, source);
	for (const { name: file, bytes } of filesIn(source)) {
		signal?.throwIfAborted();
		mkdirSync(dirname(join(partial, file)), { recursive: true, mode: 0o700 });
		await copyFile(join(source, file), join(partial, file));
		onBytes(bytes);
	}
	return await complete(home, name, source, partial);
}

/**
 * Download a sentence model, try it, and keep it under a name. What a broken try has left is gone on with.
 * @throws DeskError EEXIST, those of `filesAt`, `download` and `sentenceEmbedder`
 */
export async function addFromUrl(
	home: string,
	name: string,
	source: string,
	files: readonly Remote[],
	onBytes: OnBytes,
	signal?: AbortSignal,
): Promise<AddedModel> {
	const partial = begin(home, name, source);
	for (const file of files) await download(file, partial, onBytes, signal);
	return await complete(home, name, source, partial);
}

export { filesAt, type Remote };

/** Keep an endpoint under a name. Nothing is sent to it. @throws DeskError EEXIST, EINVAL for its address */
export async function addEndpoint(
	home: string,
	name: string,
	endpoint: NonNullable<AddedModel["endpoint"]>,
): Promise<AddedModel> {
	allowed(endpoint.url);
	const partial = begin(home, name, endpoint.url);
	const { fingerprint } = await endpointEmbedder({ ...endpoint, name, dimensions: 0 });
	return keep(home, partial, {
		name,
		kind: "endpoint",
		source: endpoint.url,
		added: now(),
		fingerprint,
		files: {},
		endpoint,
	});
}

/** Keep what a first answer of an endpoint told. */
export function setDimensions(home: string, name: string, dimensions: number): void {
	writeManifest(join(addedFolder(home), name), { ...readAdded(home, name), dimensions });
}

/** Remove a model, or what a broken download left of one. @throws DeskError ENOENT when there is no such model */
export function removeAdded(home: string, name: string): void {
	const whole = join(addedFolder(home), checkedName(name));
	const folder = existsSync(whole) ? whole : join(addedFolder(home), PARTIAL, name);
	if (!existsSync(folder))
		throw new DeskError("ENOENT", `there is no model '${name}'`, { at: "model", todo: "`desk model list` shows all" });
	rmSync(folder, { recursive: true });
}

/** The folder in which a new model comes about; one of another source is begun anew. */
function begin(home: string, name: string, source: string): string {
	if (existsSync(join(addedFolder(home), checkedName(name))))
		throw new DeskError("EEXIST", `there is a model '${name}' already`, {
			at: "model",
			todo: `give another --name, or \`desk model remove ${name}\``,
		});
	const partial = join(addedFolder(home), PARTIAL, name);
	const note = join(partial, "source");
	if (existsSync(partial) && (!existsSync(note) || readFileSync(note, "utf8") !== source))
		rmSync(partial, { recursive: true });
	makeFolder(partial);
	writeFileSync(note, source);
	return partial;
}

/** Try what came, write down what it is, and put it in its place. What cannot be used does not stay. */
async function complete(home: string, name: string, source: string, partial: string): Promise<AddedModel> {
	try {
		const files: Record<string, { bytes: number; sha256: string }> = {};
		for (const { name: file, bytes } of filesIn(partial))
			files[file] = { bytes, sha256: await sha256Of(join(partial, file)) };
		const fingerprint = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
		const embedder = await sentenceEmbedder(partial, { name, fingerprint });
		const { dimensions } = embedder;
		await embedder.close();
		return keep(home, partial, { name, kind: "sentence", source, added: now(), dimensions, fingerprint, files });
	} catch (error) {
		// Without the runtime nothing is known of the model: it may well be good.
		if (!(error instanceof DeskError && error.code === "EFAILED")) rmSync(partial, { recursive: true, force: true });
		throw error;
	}
}

function keep(home: string, partial: string, model: AddedModel): AddedModel {
	writeManifest(partial, model);
	rmSync(join(partial, "source"), { force: true });
	renameSync(partial, join(addedFolder(home), model.name));
	return model;
}

function writeManifest(folder: string, model: AddedModel): void {
	const path = join(folder, MANIFEST);
	writeFileSync(`${path}.new`, `${JSON.stringify(model, null, "\t")}\n`, { mode: 0o600, flush: true });
	renameSync(`${path}.new`, path);
}

function now(): string {
	return new Date().toISOString();
}

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { codeOf, DeskError } from "../base/errors.ts";
import { firstLine, runtime, sessionOptions } from "./runtime.ts";
import type { ElementType, Tensor } from "./tensor.ts";

/** What a model takes or gives; a dimension that is open has a name or is negative. */
export interface Port {
	readonly name: string;
	readonly type: ElementType;
	readonly dims: readonly (number | string)[];
}

/** An ONNX model, ready to run. */
export interface Model {
	readonly inputs: readonly Port[];
	readonly outputs: readonly Port[];
	/**
	 * Computes all outputs, by name. It holds the thread while it does, so callers keep batches short.
	 * @throws DeskError EINVAL for inputs that do not fit
	 */
	run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
	/** Free its memory; it runs no more. */
	dispose(): Promise<void>;
}

export interface LoadOptions {
	/** SHA-256 in hex that the bytes must have. */
	readonly checksum?: string;
	/** What errors call it; default: its path. */
	readonly name?: string;
	/** A network of many layers (a sentence model): slower to load, quicker to run, on all cores. */
	readonly deep?: boolean;
	/** Weights may lie in files beside it (`model.onnx_data`): the runtime opens the path itself. */
	readonly external?: boolean;
}

/**
 * A model from its bytes or its file.
 * @throws DeskError ENOENT, EACCES for the file; EIO when the checksum is another or the bytes are no model; EFAILED without ONNX Runtime
 */
export async function loadModel(source: Uint8Array | string, options: LoadOptions = {}): Promise<Model> {
	const { bytes, at } = readChecked(source, options);
	const { InferenceSession, Tensor } = await runtime();
	const file = options.external === true && typeof source === "string" ? source : undefined;
	try {
		const settings = sessionOptions(options.deep === true);
		const session = await (file === undefined
			? InferenceSession.create(bytes, settings)
			: InferenceSession.create(file, settings));
		return new SessionModel(session, Tensor, at);
	} catch (error) {
		throw new DeskError("EIO", `it is no model that can be run (${firstLine(error)})`, { at, cause: error });
	}
}

/** The bytes of a model, with the checksum that they must have, and what errors call it. @throws DeskError as `loadModel`, of the file and the checksum */
export function readChecked(source: Uint8Array | string, options: LoadOptions): { bytes: Uint8Array; at: string } {
	const at = options.name ?? (typeof source === "string" ? source : "model");
	const bytes = typeof source === "string" ? readModel(source, at) : source;
	if (options.checksum !== undefined && sha256(bytes) !== options.checksum)
		throw new DeskError("EIO", "the model is not the one that was installed (its checksum is another)", { at });
	return { bytes, at };
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

function readModel(path: string, at: string): Uint8Array {
	try {
		if (!statSync(path).isFile()) throw new DeskError("EIO", "the model is no file", { at });
		return readFileSync(path);
	} catch (error) {
		if (error instanceof DeskError) throw error;
		const missing = ["ENOENT", "ENOTDIR"].includes(codeOf(error));
		throw new DeskError(
			missing ? "ENOENT" : "EACCES",
			missing ? "the model is missing" : `it cannot be read (${codeOf(error)})`,
			{
				at,
				cause: error,
			},
		);
	}
}

class SessionModel implements Model {
	readonly inputs: readonly Port[];
	readonly outputs: readonly Port[];
	readonly #session: InferenceSession;
	readonly #Tensor: typeof OrtTensor;
	readonly #at: string;

	constructor(session: InferenceSession, tensor: typeof OrtTensor, at: string) {
		this.#session = session;
		this.#Tensor = tensor;
		this.#at = at;
		this.inputs = session.inputMetadata.flatMap(toPort);
		this.outputs = session.outputMetadata.flatMap(toPort);
	}

	async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
		const feeds: Record<string, OrtTensor> = {};
		for (const [name, { type, data, dims }] of Object.entries(inputs))
			feeds[name] = new this.#Tensor(type, data as never, dims) as OrtTensor;
		try {
			const results = await this.#session.run(feeds);
			return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(value as OrtTensor)]));
		} catch (error) {
			throw new DeskError("EINVAL", `the model does not run (${firstLine(error)})`, { at: this.#at, cause: error });
		}
	}

	async dispose(): Promise<void> {
		await this.#session.release();
	}
}

function fromOrt({ type, dims, data }: OrtTensor): Tensor {
	return { type: type as ElementType, dims, data: data as Tensor["data"] };
}

function toPort(meta: InferenceSession.ValueMetadata): Port[] {
	return meta.isTensor ? [{ name: meta.name, type: meta.type as ElementType, dims: meta.shape }] : [];
}

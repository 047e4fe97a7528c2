import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { VERSION } from "../base/version.ts";
import { type Classifier, loadClassifier } from "./classifier.ts";
import type { FeatureOptions } from "./features.ts";
import { toStderr, type Warn, warnOnce } from "./warnings.ts";

/** `models/<name>/model.json`: what is in `model.onnx` beside it. Written by the model's training script. */
export interface Manifest {
	readonly name: string;
	readonly version: number;
	readonly kind: "classifier";
	readonly about: string;
	/** Of `model.onnx`, in hex. */
	readonly sha256: string;
	/** Of `model.onnx`. */
	readonly bytes: number;
	readonly labels: readonly string[];
	readonly features: FeatureOptions;
	/** Of one that looks for something (`label`): how its answers for the parts of a text are joined, and from which probability on it is found. */
	readonly detector?: { readonly label: string; readonly aggregate: string; readonly threshold: number };
	/** What it says of a text: `desk model verify` asks it again. */
	readonly example: { readonly text: string; readonly label: string; readonly probability: number };
}

/** A model that came with the program. */
export interface Shipped {
	readonly manifest: Manifest;
	readonly model: Classifier;
}

/** The folder of the shipped models: beside `dist` in an installation, beside `src` in the project. */
export function shippedFolder(): string {
	return join(__dirname, VERSION === "0.0.0-dev" ? "../.." : "..", "models");
}

/** Names of the shipped models. */
export function shippedNames(folder = shippedFolder()): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => existsSync(join(folder, name, "card.md")) || existsSync(join(folder, name, "model.json")))
		.sort();
}

/** @throws DeskError ENOENT when it is missing, EIO when it is damaged */
export function readManifest(name: string, folder = shippedFolder()): Manifest {
	const at = join(folder, name, "model.json");
	let manifest: Partial<Manifest>;
	try {
		manifest = JSON.parse(readFileSync(at, "utf8"));
	} catch (error) {
		const missing = ["ENOENT", "ENOTDIR"].includes(codeOf(error));
		throw new DeskError(
			missing ? "ENOENT" : "EIO",
			missing ? "it is missing" : `it cannot be read (${messageOf(error)})`,
			{ at },
		);
	}
	if (
		typeof manifest?.sha256 !== "string" ||
		!Array.isArray(manifest.labels) ||
		typeof manifest.features?.buckets !== "number"
	)
		throw new DeskError("EIO", "it does not describe a model", { at });
	return manifest as Manifest;
}

/** A shipped model. @throws DeskError ENOENT, EACCES, EIO for damaged files; EFAILED without ONNX Runtime, where it needs that */
export async function loadShipped(name: string, folder = shippedFolder()): Promise<Shipped> {
	const manifest = readManifest(name, folder);
	const model = await loadClassifier(join(folder, name, "model.onnx"), { checksum: manifest.sha256 });
	return { manifest, model };
}

const open = new Map<string, Promise<Shipped | undefined>>();

/**
 * A shipped model, loaded once in a process. Where it cannot be used, that is said once, and there is none: callers go on with
 * rules, and the exit status is as ever.
 */
export function shipped(name: string, warn: Warn = toStderr, folder = shippedFolder()): Promise<Shipped | undefined> {
	const key = join(folder, name);
	const found = open.get(key) ?? loadShipped(name, folder).catch((error: unknown) => unusable(name, error, warn));
	open.set(key, found);
	return found;
}

function unusable(name: string, error: unknown, warn: Warn): undefined {
	if (!(error instanceof DeskError)) throw error;
	warnOnce(
		`model ${error.at}`,
		`the model '${name}' is not used, rules are: ${error.message} (${error.at}); install deskfs again`,
		warn,
	);
	return undefined;
}

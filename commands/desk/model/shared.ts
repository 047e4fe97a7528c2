import { DeskError } from "../../../src/base/errors.ts";
import { nearest } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import {
	type AddedModel,
	addedNames,
	damageOf,
	FITTED,
	loadShipped,
	readAdded,
	readManifest,
	shippedNames,
} from "../../../src/inference/index.ts";
import { storedEmbedders } from "../../../src/search/index.ts";
import { Store } from "../../../src/store/index.ts";

/** A model as `desk model list` prints it. */
export interface ModelItem {
	name: string;
	kind: "classifier" | "fitted" | "sentence" | "endpoint";
	origin: "shipped" | "made here" | "added";
	/** `ok`, or what is wrong. */
	state: State;
	/** What is wrong with it, if anything is. */
	problem: string | null;
	used: boolean;
	bytes: number | null;
	dimensions: number | null;
	about: string;
}

/** `unusable`: ONNX Runtime does not run here. */
export const STATES = ["ok", "missing", "damaged", "incomplete", "unusable", "not made yet"] as const;
export type State = (typeof STATES)[number];
export const NOT_MADE = "not made yet";

/** What is wrong, from what was raised. @throws what is no `DeskError` */
function broken(error: unknown): Pick<ModelItem, "state" | "problem"> {
	if (!(error instanceof DeskError)) throw error;
	const state = error.code === "ENOENT" ? "missing" : error.code === "EFAILED" ? "unusable" : "damaged";
	return { state, problem: error.message };
}

/** The names of all models. */
export function allNames(home: string): string[] {
	return [...shippedNames(), FITTED, ...addedNames(home)];
}

/** What to do with a model of each kind, by its name. */
export interface ByKind<Work> {
	readonly shipped: Work;
	readonly fitted: Work;
	readonly added: Work;
}

/**
 * The models that there are, each with what to do with its kind; the fitted one where there is a desk.
 * @param only the name of the one that is meant
 * @throws DeskError ENOENT for a name that is none
 */
export function modelsWith<Work>(home: string, only: string | undefined, work: ByKind<Work>): [string, Work][] {
	const all: [string, Work][] = [
		...shippedNames().map((name): [string, Work] => [name, work.shipped]),
		...(Store.exists(home) ? [[FITTED, work.fitted] as [string, Work]] : []),
		...addedNames(home).map((name): [string, Work] => [name, work.added]),
	];
	if (only === undefined) return all;
	const found = all.filter(([name]) => name === only);
	if (found.length === 0) throw noSuchModel(only, home);
	return found;
}

/** @throws DeskError ENOENT with the nearest name */
export function noSuchModel(name: string, home: string): DeskError {
	const close = nearest(name, allNames(home));
	return new DeskError("ENOENT", `there is no model '${name}'`, {
		at: "model",
		todo: close === undefined ? "`desk model list` shows all" : `did you mean ${close}?`,
	});
}

/** A shipped model, looked at. */
export async function shippedItem(name: string): Promise<ModelItem> {
	const item = { name, kind: "classifier", origin: "shipped", dimensions: null } as const;
	try {
		const { bytes, about } = readManifest(name);
		const { model } = await loadShipped(name);
		await model.dispose();
		return { ...item, state: "ok", problem: null, used: true, bytes, about };
	} catch (error) {
		return { ...item, ...broken(error), used: false, bytes: null, about: "rules stand in for it" };
	}
}

/** The model that is fitted on the desk's own text. */
export async function fittedItem(context: Context, chosen: string): Promise<ModelItem> {
	const row = Store.exists(context.home)
		? storedEmbedders(await context.open()).find(({ kind }) => kind === "fitted")
		: undefined;
	return {
		name: FITTED,
		kind: "fitted",
		origin: "made here",
		state: row === undefined ? NOT_MADE : "ok",
		problem: null,
		used: chosen === FITTED,
		bytes: row?.bytes ?? null,
		dimensions: row?.dimensions ?? null,
		about: "vectors for search, fitted on this desk's own text",
	};
}

/** A model of the user's, its files compared with what was added. */
export async function addedItem(home: string, name: string, chosen: string): Promise<ModelItem> {
	const item = { name, origin: "added", used: chosen === name } as const;
	try {
		const model = readAdded(home, name);
		const problem = (await damageOf(home, model)) ?? null;
		return { ...item, kind: model.kind, state: problem === null ? "ok" : "damaged", problem, ...describe(model) };
	} catch (error) {
		return { ...item, kind: "sentence", ...broken(error), bytes: null, dimensions: null, about: "" };
	}
}

/** A model whose download broke off. */
export function incompleteItem(name: string): ModelItem {
	return {
		name,
		kind: "sentence",
		origin: "added",
		state: "incomplete",
		problem: "its download broke off",
		used: false,
		bytes: null,
		dimensions: null,
		about: "add it again to go on, or remove it",
	};
}

function describe(model: AddedModel): Pick<ModelItem, "bytes" | "dimensions" | "about"> {
	const sizes = Object.values(model.files).map(({ bytes }) => bytes);
	return {
		bytes: sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0),
		dimensions: model.dimensions ?? null,
		about: model.endpoint === undefined ? `from ${model.source}` : `${model.endpoint.model} at ${model.endpoint.url}`,
	};
}

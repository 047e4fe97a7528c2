/**
 * Businesses of /context, as commands of other parts know them: which one is meant, and what it knows, by how surely. What is asked are the
 * tables of that mount: `await vfs.tables("/context")` first.
 */
import { configText } from "../base/config.ts";
import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { joinPath, nameOfPath, type TreeReader, type Vfs } from "../vfs/index.ts";
import type { Context } from "./command.ts";

/** Folders of all businesses, by name. */
export async function businesses(vfs: Vfs): Promise<string[]> {
	const entries = await vfs.readdir("/context");
	return entries.filter((entry) => entry.kind === "directory").map((entry) => entry.path);
}

/**
 * The folder of the business that is meant: of the one that is named, else of the default, else of the only one.
 * @throws DeskError ENOENT when there is none (of that name), EUSAGE when there are several and none is the default
 */
export async function businessFolder(
	context: Pick<Context, "home">,
	vfs: Vfs,
	given: string | undefined,
): Promise<string> {
	const name = given ?? (await configText(context.home, "context.business"));
	const folders = await businesses(vfs);
	if (name !== "") {
		const wanted = joinPath("/context", name.replace(/^\/?context\//, "").replace(/\/+$/, ""));
		const found = folders.find((folder) => folder.toLowerCase() === wanted.toLowerCase());
		if (found !== undefined) return found;
		const close = nearest(name, folders.map(nameOfPath));
		throw new DeskError("ENOENT", "there is no such business", {
			at: name,
			todo: close === undefined ? "`desk biz list` shows all, `desk biz init` makes one" : `did you mean ${close}?`,
		});
	}
	const [only] = folders;
	if (only === undefined)
		throw new DeskError("ENOENT", "there is no business yet", { at: "/context", todo: "`desk biz init` makes one" });
	if (folders.length === 1) return only;
	throw new DeskError("EUSAGE", `there are several businesses (${folders.map(nameOfPath).join(", ")})`, {
		at: "/context",
		todo: "name one with --biz, or choose one with `desk biz use`",
	});
}

/** A file of a business, and how much what it says counts: 0 to 1. */
export interface WeightedFile {
	readonly path: string;
	readonly weight: number;
}

/** How much of its confidence a belief keeps by its status; deprecated ones count for nothing. */
const STANDING: Readonly<Record<string, number>> = { active: 1, weakening: 0.6, exploring_alternative: 0.3 };
/** What was drawn from a text counts less than what has been confirmed. */
const EXTRACTED = 0.5;
const MOST_FILES = 200;

/** What a business knows: its profile, its beliefs by their confidence, what was drawn from texts; the weightiest first. */
export function businessKnowledge(tree: TreeReader, business: string): WeightedFile[] {
	const files: WeightedFile[] = [];
	const profile = joinPath(business, "profile.md");
	if (tree.stat(profile) !== undefined) files.push({ path: profile, weight: 1 });
	const beliefs = tree.stat(joinPath(business, "beliefs"));
	if (beliefs !== undefined)
		for (const { name, confidence, status } of tree.all<{ name: string; confidence: number; status: string }>(
			"SELECT node.name, confidence, status FROM node JOIN belief ON belief.node = node.id WHERE node.parent = ?",
			beliefs.inode,
		))
			files.push({ path: joinPath(beliefs.path, name), weight: confidence * (STANDING[status] ?? 0) });
	const extractions = tree.stat(joinPath(business, "extractions"));
	if (extractions !== undefined)
		for (const { path } of tree.children(extractions.path)) files.push({ path, weight: EXTRACTED });
	return files
		.filter(({ weight }) => weight > 0)
		.sort((one, other) => other.weight - one.weight || (one.path < other.path ? -1 : 1))
		.slice(0, MOST_FILES);
}

/** Rules over files: what they change of messages that are there, and of those that arrive. */
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Change, parentOf, type TreeReader } from "../../../src/vfs/index.ts";
import { changedWords } from "../flags.ts";
import { rootOf } from "../places.ts";
import { folderPath, moveInto } from "../plan.ts";
import { applyRules, type Filed, messageFor } from "./apply.ts";
import { parseRules } from "./parse.ts";
import type { Rule } from "./rule.ts";

/** The rules of a root (`/mail`, `/mail/@work`), in their order; none where there is no rules.md. @throws DeskError EFORMAT */
export function rulesOf(root: string, tree: TreeReader): Rule[] {
	const path = `${root}/rules.md`;
	if (tree.stat(path) === undefined) return [];
	try {
		return parseRules(toText(tree.read(path)));
	} catch (error) {
		if (error instanceof DeskError) error.at = path;
		throw error;
	}
}

/** What rules make of a message. */
export interface Ruled {
	/** The file with its flags and labels; the same text when they do not change. */
	readonly text: string;
	/** Absolute; undefined when it stays, or is to be deleted. */
	readonly folder: string | undefined;
	/** It is to go to /trash. */
	readonly isDeleted: boolean;
	/** The rules that held. */
	readonly fired: readonly Rule[];
}

/**
 * Apply rules to a message that lies in a folder, or is about to. This is what imports and connectors call for what arrives.
 * @param text its file; @param folder absolute, such as /mail/inbox; @param now ms UTC
 * @throws DeskError EFORMAT when its front matter cannot be read
 */
export function ruled(rules: readonly Rule[], text: string, folder: string, now: number): Ruled {
	const root = rootOf(folder);
	const message = messageFor(text, folder.slice(root.length + 1));
	const filed = applyRules(rules, message, now);
	if (filed.fired.length === 0) return { text, folder: undefined, isDeleted: false, fired: [] };
	const target = folderPath(filed.folder, `${folder}/x.md`);
	const isMoved = target.toLowerCase() !== folder.toLowerCase() && !filed.isDeleted;
	return {
		text: filed.isDeleted ? text : changedWords(text, wordChange(message, filed)),
		folder: isMoved ? target : undefined,
		isDeleted: filed.isDeleted,
		fired: filed.fired,
	};
}

function wordChange(before: Pick<Filed, "flags" | "labels">, after: Pick<Filed, "flags" | "labels">) {
	const less = (from: readonly string[], other: readonly string[]) => from.filter((one) => !other.includes(one));
	return {
		set: less(after.flags, before.flags),
		unset: less(before.flags, after.flags),
		label: less(after.labels, before.labels),
		unlabel: less(before.labels, after.labels),
	};
}

/** The changes that bring a stored message where rules want it. @param taken paths that earlier moves of the change set take */
export function changesFor(path: string, before: string, after: Ruled, tree: TreeReader, taken: Set<string>): Change[] {
	if (after.isDeleted) return [{ op: "remove", path }];
	const write: Change[] =
		after.text === before ? [] : [{ op: "write", path, content: tree.stage(after.text, tree.source(path)) }];
	return after.folder === undefined || after.folder === parentOf(path)
		? write
		: [...write, ...moveInto(path, after.folder, tree, taken)];
}

/** What was done, in words: `label invoices`, `move to /mail/work`. */
export function wordsFor(before: string, after: Ruled): string[] {
	if (after.isDeleted) return ["delete"];
	const [old, next] = [messageFor(before, ""), messageFor(after.text, "")];
	const { set, unset, label, unlabel } = wordChange(old, next);
	return [
		...set.map((flag) => `+${flag}`),
		...unset.map((flag) => `-${flag}`),
		...label.map((one) => `+#${one}`),
		...unlabel.map((one) => `-#${one}`),
		...(after.folder === undefined ? [] : [`move to ${after.folder}`]),
	];
}

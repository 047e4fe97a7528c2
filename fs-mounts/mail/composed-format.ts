/** What is written here: drafts, the outbox, the rules. */
import { toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Change, isWithin, type TreeReader } from "../../src/vfs/index.ts";
import { parseDraft } from "./compose/draft.ts";
import { cancel, type Queued, queue, requeue, unstamped } from "./compose/outbox.ts";
import { isComposed, namesInRoot, rootOf } from "./places.ts";
import { parseRules } from "./rules/parse.ts";

type Asked<Op extends Change["op"]> = Extract<Change, { op: Op }>;
/** Bytes of a draft or of the rules; what is longer is a file to be attached. */
const LARGEST = 4 * 1024 * 1024;

/** A write to drafts, outbox or rules, or a rename to one of them, from wherever. @throws DeskError EFORMAT, EACCES */
export function planComposed(change: Change, tree: TreeReader): Change[] {
	if (change.op === "write") return planWrite(change, tree);
	return change.op === "rename" ? planRename(change, tree) : [change];
}

function planWrite(change: Asked<"write">, tree: TreeReader): Change[] {
	const staged = tree.prepare(change.path, change.content);
	const text = textOf(change.path, staged.size, () => tree.bytes(staged));
	const { text: next, entails } = written(change.path, text, tree);
	const write: Change = { ...change, content: next === text ? staged : tree.stage(next) };
	return [write, ...entails, ...missingOutbox(change.path, tree)];
}

/** Where there are drafts there is an outbox to move them to. */
function missingOutbox(path: string, tree: TreeReader): Change[] {
	const outbox = `${rootOf(path)}/outbox`;
	return isComposed(path) === "drafts" && tree.stat(outbox) === undefined ? [{ op: "mkdir", path: outbox }] : [];
}

/** What a text becomes at a path of drafts, outbox or rules. */
function written(path: string, text: string, tree: TreeReader): Queued {
	const kind = isComposed(path);
	if (kind === "rules") return { text: checked(path, text, () => void parseRules(text)), entails: [] };
	if (kind === "outbox") {
		const old = tree.stat(path);
		if (old === undefined) return queue(text, path, tree);
		return { text: requeue(text, tree.read(path).toString(), path, tree), entails: [] };
	}
	checked(path, text, () => void parseDraft(text));
	return { text: unstamped(text), entails: [] };
}

/** Into the outbox: queued; out of it: cancelled; else as it is, if it is a draft. */
function planRename(change: Asked<"rename">, tree: TreeReader): Change[] {
	const { path, to } = change;
	const kind = isComposed(to);
	const was = isWithin(path, "/mail") ? isComposed(path) : undefined;
	const there = tree.stat(to);
	// Another spelling of its own name is no other mail.
	if (kind === "outbox" && there?.kind === "file" && there.inode !== tree.stat(path)?.inode)
		throw new DeskError("EEXIST", "mail of that name waits there already", { at: to, todo: "give it another name" });
	if (was === kind) return [change];
	const changes: Change[] = [change];
	for (const file of tree.walk(path)) {
		const target = to + file.path.slice(path.length);
		if (kind === "outbox" && namesInRoot(target).length > 2)
			throw new DeskError("EACCES", "the outbox has no folders", { at: target, todo: "move the drafts one by one" });
		const text = textOf(target, file.size, () => tree.read(file.path));
		const next = was === "outbox" && kind === "drafts" ? cancel(text, target, tree) : moved(target, text, tree);
		if (next.text !== text) changes.push({ op: "write", path: target, content: tree.stage(next.text) });
		changes.push(...next.entails);
	}
	return changes;
}

function moved(path: string, text: string, tree: TreeReader): Queued {
	return isComposed(path) === "outbox" ? queue(text, path, tree) : written(path, text, tree);
}

/** @throws DeskError EFBIG, EFORMAT for what is no text */
function textOf(path: string, size: number, read: () => Uint8Array): string {
	if (size > LARGEST)
		throw new DeskError("EFBIG", "this is more than 4 MiB", {
			at: path,
			todo: "attach what is large, as a file of the tree",
		});
	const text = toTextStrict(read());
	if (text !== undefined) return text;
	throw new DeskError("EFORMAT", "this is no UTF-8 text", { at: path, todo: "convert it, or attach it from /files" });
}

/** The text, once `check` has nothing against it. */
function checked(path: string, text: string, check: () => void): string {
	try {
		check();
		return text;
	} catch (error) {
		if (error instanceof DeskError) error.at = path;
		throw error;
	}
}

/** What may be done below /mail, and what it entails. */
import { toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import {
	type Change,
	isWithin,
	joinPath,
	nameKey,
	nameOfPath,
	namesOf,
	parentOf,
	resolvePath,
	splitExtension,
	type TreeReader,
} from "../../src/vfs/index.ts";
import { planComposed } from "./composed-format.ts";
import { editMessage } from "./edit.ts";
import { isComposed, namesInRoot, rootOf } from "./places.ts";

type Asked<Op extends Change["op"]> = Extract<Change, { op: Op }>;

/**
 * `Format.plan` of /mail: of a received message only flags, labels and folder change; messages move between folders; what is written
 * here lies in drafts and outbox.
 * @throws DeskError EACCES, EFORMAT
 */
export function planMail(change: Change, tree: TreeReader): Change[] {
	if (change.op === "write") return planWrite(change, tree);
	if (change.op === "rename") return planRename(change, tree);
	if (change.op === "mkdir" && isComposed(change.path) === "outbox" && namesInRoot(change.path).length > 1)
		throw new DeskError("EACCES", "the outbox has no folders", {
			at: change.path,
			todo: "put the mail into it itself",
		});
	return [change];
}

function planWrite(change: Asked<"write">, tree: TreeReader): Change[] {
	if (isComposed(change.path) !== undefined) return planComposed(change, tree);
	const there = tree.stat(change.path);
	if (rootOf(change.path) === change.path || there?.kind === "directory") return [change];
	if (isInRoot(change.path)) throw outsideFolders(change.path);
	const staged = tree.prepare(change.path, change.content);
	const source = sourceOf(staged, tree);
	if (there === undefined) {
		if (source === undefined) throw writtenByHand(change.path);
		return [{ ...change, content: { ...staged, source } }];
	}
	const old = tree.read(change.path).toString();
	const text = toTextStrict(tree.bytes(staged));
	const edit = editMessage(change.path, old, text);
	const content = edit.text === text ? staged : tree.stage(edit.text);
	const kept = tree.source(change.path) ?? source;
	const write: Change = { ...change, content: kept === undefined ? content : { ...content, source: kept } };
	if (edit.folder === undefined) return [write];
	const folder = folderPath(edit.folder, change.path);
	if (isSame(folder, parentOf(change.path))) return [write];
	return [write, ...moveInto(change.path, folder, tree)];
}

/** What content was made from; of equal content that is stored, too. */
function sourceOf(staged: ReturnType<TreeReader["prepare"]>, tree: TreeReader) {
	return (
		staged.source ??
		tree.get<{ source: number | null }>("SELECT source FROM content WHERE hash = ?", staged.hash)?.source ??
		undefined
	);
}

/**
 * The path of a folder from what a person writes: `archive`, `work/clients`, `/mail/@work/inbox`. Relative to the root of a message.
 * @throws DeskError EINVAL when no received mail can lie there
 */
export function folderPath(folder: string, message: string): string {
	const path = resolvePath(folder, rootOf(message));
	if (isWithin(path, "/mail") && namesInRoot(path).length > 0 && isComposed(path) === undefined) return path;
	throw new DeskError("EINVAL", "this is no folder for received mail", {
		at: path,
		todo: "name one such as archive, work/clients or /mail/@work/inbox",
	});
}

/**
 * The changes that move a message into a folder, which is made where it is missing.
 * @param taken paths that earlier moves of the same change set take
 */
export function moveInto(path: string, folder: string, tree: TreeReader, taken: Set<string> = new Set()): Change[] {
	const to = freePath(joinPath(folder, nameOfPath(path)), tree, taken);
	taken.add(nameKey(to, "portable"));
	const isThere = tree.stat(folder) !== undefined || namesOf(folder).length < 2;
	return [...(isThere ? [] : [{ op: "mkdir", path: folder, parents: true } as const]), { op: "rename", path, to }];
}

/** The path itself, or one with a number that nothing has. */
export function freePath(path: string, tree: TreeReader, taken: ReadonlySet<string> = new Set()): string {
	const [stem, extension] = splitExtension(nameOfPath(path));
	for (let copy = 1; ; copy++) {
		const candidate = copy === 1 ? path : joinPath(parentOf(path), `${stem}-${copy}${extension}`);
		if (tree.stat(candidate) === undefined && !taken.has(nameKey(candidate, "portable"))) return candidate;
	}
}

function planRename(change: Asked<"rename">, tree: TreeReader): Change[] {
	const { path, to } = change;
	const stat = tree.stat(path);
	if (stat === undefined || namesOf(path).length < 2 || namesOf(to).length < 2) return [change];
	if (
		isWithin(path, "/mail") &&
		stat.kind === "directory" &&
		namesInRoot(path).length === 1 &&
		isComposed(path) !== undefined
	) {
		if (!isSame(path, to) && !isWithin(to, "/trash"))
			throw new DeskError("EACCES", `${nameOfPath(path)} is where mail is written, and keeps its name`, {
				at: path,
				todo: "move what is in it",
			});
	}
	if (!isWithin(to, "/mail")) return [change];
	if (isComposed(to) !== undefined) {
		refuseReceived(change, tree);
		return planComposed(change, tree);
	}
	if (isInRoot(to) && stat.kind !== "directory") throw outsideFolders(to);
	const isAccount = rootOf(to) === to && stat.kind === "directory";
	if (isAccount && isWithin(path, "/mail") && rootOf(path) !== path)
		throw new DeskError("EACCES", "a folder is no account", { at: to, todo: `move it into ${to}` });
	if (isWithin(path, "/mail") && isComposed(path) === undefined) return [change];
	for (const file of tree.walk(path)) if (tree.source(file.path) === undefined) throw writtenByHand(file.path);
	return [change];
}

/** What was received is no draft. Back from /trash comes what was one. */
function refuseReceived({ path, to }: Asked<"rename">, tree: TreeReader): void {
	if (!isWithin(path, "/mail") || isComposed(path) !== undefined) return;
	for (const file of tree.walk(path))
		if (tree.source(file.path) !== undefined)
			throw new DeskError("EACCES", `a received message is nothing to be put into ${isComposed(to)}`, {
				at: file.path,
				todo: "`desk mail forward` or `desk mail reply` makes a draft of it; `cp` makes one to be edited",
			});
}

/** Whether a path lies directly in a root, where only folders do. */
function isInRoot(path: string): boolean {
	return parentOf(path) === rootOf(path);
}

function outsideFolders(path: string): DeskError {
	return new DeskError("EACCES", "mail lies in folders", {
		at: path,
		todo: `name one: ${joinPath(parentOf(path), "inbox")}`,
	});
}

function isSame(path: string, other: string): boolean {
	return nameKey(path, "portable") === nameKey(other, "portable");
}

function writtenByHand(path: string): DeskError {
	return new DeskError("EACCES", "only received mail lies in this folder", {
		at: path,
		todo: `write mail in ${rootOf(path)}/drafts (\`desk mail new\`); \`desk import mail FILE --into FOLDER\` takes in mail that is there`,
	});
}

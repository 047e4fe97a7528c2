/** `desk mail rules`. */
import { toText } from "../../../src/base/bytes.ts";
import { now, toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, option, optionalOperand, pacer } from "../../../src/command/index.ts";
import { type Change, parentOf, printable, type Vfs } from "../../../src/vfs/index.ts";
import { existingFolder, folderNamed } from "../commands/shared/find.ts";
import { isComposed, rootOf } from "../places.ts";
import type { Rule } from "./rule.ts";
import type { Ruled } from "./run.ts";

/** A rule, or what rules do to one message. */
interface RuleItem {
	/** The rules' file, or the message. */
	path: string;
	/** Lines of rules.md. */
	rules: number[];
	/** The rule as written; null for a message. */
	rule: string | null;
	/** What is done to a message: `+seen`, `+#label`, `move to /mail/work`, `delete`. */
	actions: string[];
	subject: string | null;
}

export const rules = defineCommand({
	name: "rules",
	summary: "Rules that sort mail: list, check or run them",
	about:
		"Rules are the list items of /mail/rules.md (of an account: /mail/@NAME/rules.md), one for each item; all other text there is for people:\n\n" +
		"- if from is *@shop.example then label invoices, move to work/invoices\n" +
		"- if older than 30 days and list is * then archive, mark read\n\n" +
		"Conditions: from, to, cc, bcc, recipient, reply-to, list, subject, body, folder, label, attachment with is (the whole; * for anything) or contains; has attachment; is unread, is flagged, is FLAG; older than 30 days; newer than 2 weeks; larger than 5M; smaller than 10k; always; with and, or, not and parentheses. " +
		"Actions: move to FOLDER, archive, delete, label NAME, unlabel NAME, flag, unflag, mark read, mark FLAG, stop; the last move counts. Values of several words stand in quotes. `- [ ] if …` is switched off.\n\n" +
		"list (the default) shows the rules; check reads them and says where one is wrong; run applies them to a folder (default: inbox), as one change to undo; with --dry-run it says what it would do.",
	args: {
		since: option("run: only messages from then on", { value: "WHEN" }),
		rules: option("run: another file of rules, to try them", { value: "PATH", completes: "path" }),
		action: { ...optionalOperand("ACTION", "list, check or run"), choices: ["list", "check", "run"] },
		folder: optionalOperand("FOLDER", "run: a folder with those below it; list and check: @ACCOUNT", "directory"),
	},
	changes: true,
	output: (z) =>
		z.object({
			path: z.string(),
			rules: z.array(z.number()),
			rule: z.string().nullable(),
			actions: z.array(z.string()),
			subject: z.string().nullable(),
		}),
	examples: [
		["desk edit /mail/rules.md", "write them; a mistake is refused with its place"],
		["desk mail rules run --dry-run", "what they would do in /mail/inbox"],
		["desk mail rules run sent --since 2026-01", "apply them to older mail"],
	],
	async *run(context, args): AsyncGenerator<RuleItem> {
		const action = args.action ?? "list";
		const vfs = await context.open();
		await vfs.load("/mail");
		const root = rootOf(folderNamed(context, args.folder ?? "/mail/inbox"));
		const all = await readRules(context, vfs, root, args.rules);
		const path = args.rules === undefined ? `${root}/rules.md` : context.path(args.rules);
		if (action === "run") return yield* run(context, vfs, all, args.folder ?? "/mail/inbox", args.since);
		if (action === "check") context.note(`${path}: ${all.length} rule${all.length === 1 ? "" : "s"}, nothing wrong`);
		else for (const { line, text } of all) yield { path, rules: [line], rule: text, actions: [], subject: null };
		if (all.length > 0 || action === "check") return;
		context.note(
			`there are no rules in ${path}; \`desk edit ${path}\` writes them, \`desk mail rules --help\` shows how`,
		);
		context.setStatus(1);
	},
	line: (item: RuleItem, { terminal }) => {
		const text =
			item.rule === null
				? [item.path, item.actions.join(", "), item.subject ?? ""].join("\t")
				: `${item.path}:${item.rules[0]}: ${item.rule}`;
		return terminal.stdout ? printable(text) : text;
	},
});

async function readRules(context: Context, vfs: Vfs, root: string, file: string | undefined): Promise<Rule[]> {
	const { rulesOf } = await import("./run.ts");
	if (file === undefined) return rulesOf(root, vfs.reader());
	const { parseRules } = await import("./parse.ts");
	const path = context.path(file);
	try {
		return parseRules(toText(await vfs.readAll(path)));
	} catch (error) {
		if (error instanceof DeskError) error.at ??= path;
		throw error;
	}
}

/** Messages that are changed in one transaction; all of a run is one operation. */
const BATCH = 500;

async function* run(
	context: Context,
	vfs: Vfs,
	all: readonly Rule[],
	word: string,
	since: string | undefined,
): AsyncGenerator<RuleItem> {
	const folder = await existingFolder(context, vfs, word);
	if (all.length === 0) {
		context.note(`there are no rules: write ${rootOf(folder.path)}/rules.md`);
		return context.setStatus(1);
	}
	const from = await instantOf(since);
	const { ruled } = await import("./run.ts");
	const tree = vfs.reader();
	const at = toDate(now()).getTime();
	const progress = context.progress("messages");
	const pace = pacer(context);
	const batches = new Batches(context, vfs);
	let count = 0;
	// All are named before the first one moves: where it goes may be a folder that is still to be looked at.
	for (const { path, revision } of await messagesIn(context, vfs, folder.path)) {
		await pace();
		progress.add(1);
		const before = toText(tree.read(path));
		if (from > 0 && !(dateIn(before) >= from)) continue;
		const after = ruled(all, before, parentOf(path), at);
		if (!after.isDeleted && after.folder === undefined && after.text === before) continue;
		count++;
		yield* await batches.add({ path, revision, before, after });
	}
	yield* await batches.apply();
	progress.done();
	if (count === 0) context.setStatus(1);
}

/** Where messages lie in a folder and in those below it; the rules of an account are for its own mail. */
async function messagesIn(context: Context, vfs: Vfs, folder: string): Promise<{ path: string; revision: number }[]> {
	const found: { path: string; revision: number }[] = [];
	const pace = pacer(context);
	for await (const { path, kind, revision } of vfs.walk(folder, { views: false })) {
		await pace();
		const isMessage = kind === "file" && isComposed(path) === undefined && rootOf(path) === rootOf(folder);
		if (isMessage) found.push({ path, revision });
	}
	return found;
}

/** A message that rules do something to. */
interface Hit {
	readonly path: string;
	readonly revision: number;
	readonly before: string;
	readonly after: Ruled;
}

/** Does what rules want, some messages at a time. */
class Batches {
	readonly #context: Context;
	readonly #vfs: Vfs;
	/** Paths that moves take: in a dry run nothing is there afterwards. */
	readonly #taken = new Set<string>();
	#hits: Hit[] = [];
	#operation: number | undefined;

	constructor(context: Context, vfs: Vfs) {
		this.#context = context;
		this.#vfs = vfs;
	}

	/** @returns what was done, when enough has come together */
	async add(hit: Hit): Promise<RuleItem[]> {
		this.#hits.push(hit);
		return this.#hits.length < BATCH ? [] : await this.apply();
	}

	/** @throws DeskError ESTALE when a message is not what was looked at */
	async apply(): Promise<RuleItem[]> {
		const hits = this.#hits;
		this.#hits = [];
		if (hits.length === 0) return [];
		const { changesFor, wordsFor } = await import("./run.ts");
		const { messageFor } = await import("./apply.ts");
		const tree = this.#vfs.reader();
		const changes = hits.flatMap(({ path, before, after, revision }) =>
			expecting(revision, path, changesFor(path, before, after, tree, this.#taken)),
		);
		const { cause, dryRun } = this.#context;
		const { set } = await this.#vfs.change(changes, { cause, dryRun, operation: this.#operation, keepRejected: false });
		this.#operation ??= set?.operation;
		return hits.map(({ path, before, after }) => ({
			path,
			rules: after.fired.map(({ line }) => line),
			rule: null,
			actions: wordsFor(before, after),
			subject: messageFor(before, "").subject,
		}));
	}
}

/** The first change of a message has to find it as it was read: nobody's edit is written over. */
function expecting(revision: number, path: string, changes: readonly Change[]): Change[] {
	const first = changes.findIndex((change) => change.path === path);
	return changes.map((change, index) =>
		index === first && (change.op === "write" || change.op === "rename" || change.op === "remove")
			? { ...change, expect: revision }
			: change,
	);
}

/** ms UTC; NaN without a date. */
function dateIn(text: string): number {
	return Date.parse(/^date: ["']?([^"'\n]+)/m.exec(text.slice(0, 65_536))?.[1] ?? "");
}

/** ms UTC that `--since` means; 0 without it. */
async function instantOf(since: string | undefined): Promise<number> {
	if (since === undefined) return 0;
	const { parseInstant } = await import("../../../src/base/when.ts");
	return parseInstant(since, toDate(now())) / 1000;
}

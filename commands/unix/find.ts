import { now } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Zone, zoneOf } from "../../src/base/zone.ts";
import { safeForTerminal } from "../../src/cli/index.ts";
import { type Context, defineCommand, operands, pacer } from "../../src/command/index.ts";
import { nameBytes } from "../../src/store/index.ts";
import { namesOf, printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { entryOutput, toEntry } from "./shared/entry.ts";
import { isInCommand } from "./shared/find-exec.ts";
import { type FindExpression, parseExpression, splitOperands } from "./shared/find-expression.ts";
import type { FindHost, Visit } from "./shared/find-host.ts";
import { attempt } from "./shared/inputs.ts";

/** `desk find`: the files and directories that fit an expression. */
export const find = defineCommand({
	name: "find",
	summary: "Find files and directories by name, age, size or tag",
	about:
		"Prints every node below the PATHs (default: here) for which the expression is true, as GNU find does.\n" +
		"\n" +
		"Tests: -name -iname -path -ipath GLOB, -regex -iregex REGEX (of the whole path; -regextype emacs, posix-basic, " +
		"posix-extended), -type f|d|l, -size [+-]N[ckMG], -mtime [+-]DAYS, -mmin [+-]MINUTES, -newer PATH, -empty, -tag NAME, " +
		"-inum N, -perm MODE, -newermt DATE, -cmin, -ctime, -samefile PATH, -true, -false.\n" +
		"Actions: -print, -print0, -printf FORMAT, -exec COMMAND {} \\; (or {} +), -execdir, -ok, -delete (into /trash; --dry-run shows " +
		"what), -prune, -quit.\n" +
		"Together: EXPR EXPR or EXPR -a EXPR, EXPR -o EXPR, ! EXPR or -not EXPR, ( EXPR ), EXPR , EXPR. " +
		"For the whole search: -maxdepth N, -mindepth N, -depth. -L before the PATHs follows the links of /search.",
	args: {
		words: operands("PATH... EXPRESSION", "where to look, and what for", {
			completes: "path",
			raw: true,
			verbatim: isInCommand,
		}),
	},
	reads: ["words"],
	changes: true,
	// What is found, and what -delete changed.
	output: (z) => z.union([entryOutput(z), changeOutput(z)]),
	failsWith: 1,
	examples: [
		["desk find /notes -name '*.md' -mtime -7", "notes changed in the last week"],
		["desk find / -tag bakery -type f", "everything tagged bakery"],
		["desk -c 'find /files -size +1k -exec ls -lh {} +'", "what is large"],
		["desk find /notes -type d -empty -delete --dry-run", "which empty directories it would remove"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const { paths, expression: words, follow } = splitOperands(args.words);
		const search = new Search(context, vfs, follow);
		const expression = await parseExpression(words, search);
		const steps = search.run(paths.length === 0 ? ["."] : paths, expression);
		if (expression.options.deletes) yield* new Applier(context, vfs).apply(steps);
		else for await (const _ of steps);
		for (const end of expression.options.atEnd) await end();
	},
	line: (item, context) => ("op" in item ? changeLine(item, context) : item.path),
});

/** One search: walks, and is the host of the expression's tests and actions. */
class Search implements FindHost {
	readonly now = now();
	readonly #context: Context;
	readonly #vfs: Vfs;
	/** What is being deleted; the tree may still have it. */
	readonly #removed = new Set<string>();
	readonly #steps: Step[] = [];
	#ended = false;
	/** Whether symbolic links are followed everywhere (-L), among the operands (-H) or nowhere (-P). */
	readonly #follow: "L" | "H" | "P";

	constructor(context: Context, vfs: Vfs, follow: "L" | "H" | "P") {
		this.#context = context;
		this.#vfs = vfs;
		this.#follow = follow;
	}

	/** Walk below the operands; what is to be deleted comes as steps. */
	async *run(operands: readonly string[], expression: FindExpression): AsyncGenerator<Step, void, undefined> {
		const pace = pacer(this.#context);
		const { test, options } = expression;
		const search = this;
		const walk = async function* (
			stat: Stat,
			shown: string,
			name: string,
			depth: number,
			start: string,
		): AsyncGenerator<Step, void, undefined> {
			if (search.#ended) return;
			await pace();
			const visit: Visit = { stat, shown, name, start, depth, prune: false };
			const evaluate = async () => {
				if (depth >= options.minDepth && !search.#ended) await test(visit);
			};
			if (!options.depthFirst) await evaluate();
			const below = stat.kind === "directory" && depth < options.maxDepth && (options.depthFirst || !visit.prune);
			// An action may have removed it.
			const entries =
				below && !search.#ended ? await attempt(search.#context, () => search.#vfs.readdir(stat.path)) : [];
			for (const entry of entries ?? []) {
				const path = shown.endsWith("/") ? shown + entry.name : `${shown}/${entry.name}`;
				yield* walk(await search.#followed(entry), path, entry.name, depth + 1, start);
			}
			if (options.depthFirst) await evaluate();
			yield* search.#steps.splice(0);
		};
		for (const operand of operands) {
			const stat = await attempt(this.#context, () =>
				this.#follow === "P" && !operand.endsWith("/")
					? this.#vfs.lstat(this.#context.path(operand))
					: this.stat(operand),
			);
			if (stat !== undefined) yield* walk(stat, operand, lastName(operand), 0, operand);
		}
	}

	async stat(path: string): Promise<Stat> {
		return await this.#context.stat(path);
	}

	/** With -L what a link leads to; the link itself where that is gone. */
	async #followed(stat: Stat): Promise<Stat> {
		return this.#follow === "L" && stat.kind === "symlink" ? ((await this.#vfs.find(stat.path)) ?? stat) : stat;
	}

	async tagged(tag: string): Promise<ReadonlySet<number>> {
		const rows = this.#vfs.store.database.all<{ node: number }>("SELECT node FROM tag WHERE tag = ?", tag);
		return new Set(rows.map((row) => row.node));
	}

	async isEmpty(directory: Stat): Promise<boolean> {
		const entries = await this.#vfs.readdir(directory.path);
		return entries.every((entry) => this.#removed.has(entry.path));
	}

	async print({ stat, shown }: Visit, end: string): Promise<void> {
		const { stdout, json, terminal, nul } = this.#context;
		if (json) return await stdout.write(`${JSON.stringify(toEntry(stat))}\n`);
		if (terminal.stdout) return await stdout.write(printable(shown) + end);
		return await stdout.write(nameBytes(shown + (nul ? "\0" : end)));
	}

	async remove({ stat, shown }: Visit): Promise<boolean> {
		// As in GNU find: the place where one stands is left alone.
		if (shown === ".") return true;
		const { path } = stat;
		const refuse = (error: DeskError) => {
			this.#context.fail(error);
			return false;
		};
		if (namesOf(path).length < 2)
			return refuse(
				new DeskError("EACCES", "a mount cannot be removed", {
					at: path,
					todo: "use -mindepth 1 to delete what is in it",
				}),
			);
		if (stat.view)
			return refuse(
				new DeskError("EROFS", "this is a view and cannot be removed", {
					at: path,
					todo: "it is computed from other files: change those",
				}),
			);
		if (stat.kind === "directory" && !(await this.isEmpty(stat))) {
			return refuse(
				new DeskError("ENOTEMPTY", "the directory is not empty", {
					at: path,
					todo: "use `desk rm -r` to remove it with all that is in it",
				}),
			);
		}
		this.#removed.add(path);
		this.#steps.push({ changes: () => [{ op: "remove", path }] });
		return true;
	}

	quit(): void {
		this.#ended = true;
	}

	get zone(): Zone {
		return zoneOf(this.#context.variables);
	}

	async date(words: string): Promise<number> {
		const seconds = Math.floor(this.now / 1e6);
		const { understood } = await import("./date.ts");
		const instant = await understood(words, { seconds, nanos: (this.now - seconds * 1e6) * 1000 }, this.zone);
		return instant.seconds * 1e6 + Math.floor(instant.nanos / 1000);
	}

	async write(text: string): Promise<void> {
		const { stdout, terminal } = this.#context;
		await stdout.write(terminal.stdout ? safeForTerminal(text) : nameBytes(text));
	}

	async execute(argv: readonly string[], cwd: string | undefined): Promise<number> {
		const status = await this.#context.execute(argv, cwd === undefined ? {} : { cwd });
		if (this.#context.signal.aborted) throw this.#context.signal.reason;
		return status;
	}

	async ask(question: string): Promise<boolean> {
		return /^[yY]/.test((await this.#context.ask(question)) ?? "");
	}

	failed(): void {
		this.#context.setStatus(1);
	}
}

/** What -name looks at for an operand: `.` and `/` are their own names. */
function lastName(operand: string): string {
	const bare = operand.replace(/\/+$/, "");
	return bare === "" ? "/" : bare.slice(bare.lastIndexOf("/") + 1);
}

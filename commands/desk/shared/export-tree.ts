import { setImmediate as turn } from "node:timers/promises";
import type { Context } from "../../../src/command/index.ts";
import { namesOf, parentOf, type Stat, type Vfs } from "../../../src/vfs/index.ts";
import { type Count, SOURCES } from "./manifest.ts";
import type { FolderWriter, Outcome } from "./write-folder.ts";

/** One file or folder of which there is something to say. */
export interface ExportItem {
	path: string;
	/** Where it lies on the host. */
	file: string;
	result: "written" | "updated" | "conflict" | "skipped";
	reason: string | null;
}

/** Counts of an export, and the last record of its `--json`. Files, but for `folders` and `skipped`. */
export interface ExportSummary {
	result: "summary";
	written: number;
	updated: number;
	unchanged: number;
	conflicts: number;
	skipped: number;
	folders: number;
	bytes: number;
	dryRun: boolean;
}

/** Longest stretch of work, in ms, before Ctrl-C gets its turn. */
const STRETCH = 40;

/** The work of one export: hands stored nodes to a writer, and counts what came of them. */
export class TreeExport {
	readonly summary: ExportSummary;
	/** For the manifest, by mount. */
	readonly counts: Record<string, Count> = {};
	readonly #vfs: Vfs;
	readonly #context: Context;
	readonly #writer: FolderWriter;

	constructor(vfs: Vfs, context: Context, writer: FolderWriter) {
		this.#vfs = vfs;
		this.#context = context;
		this.#writer = writer;
		const { dryRun } = context;
		const none = { written: 0, updated: 0, unchanged: 0, conflicts: 0, skipped: 0, folders: 0, bytes: 0 };
		this.summary = { result: "summary", ...none, dryRun };
	}

	/** Write what lies at and below `starts`. @throws DeskError EINTR on Ctrl-C, ENOSPC; files written by then are complete */
	async *run(starts: readonly Stat[]): AsyncGenerator<ExportItem, void, undefined> {
		const writer = this.#writer;
		const progress = this.#context.progress("files");
		let turned = performance.now();
		const made: { stat: Stat; source: number }[] = [];
		const turns = async () => {
			if (performance.now() - turned <= STRETCH) return;
			await turn();
			turned = performance.now();
			this.#context.signal.throwIfAborted();
		};
		try {
			for (const start of starts) {
				for await (const stat of this.#nodes(start)) {
					const isFolder = stat.kind === "directory";
					const outcome: Outcome =
						stat.kind === "symlink"
							? { result: "skipped", reason: "it is a link, which would lead elsewhere on this computer" }
							: isFolder
								? writer.directory(stat)
								: await writer.file(stat, () => this.#vfs.read(stat.path));
					if (!isFolder) progress.add(1);
					yield* this.#tell(stat, outcome);
					const source = stat.kind === "file" ? this.#vfs.inodes.sourceOf(stat.inode) : undefined;
					if (source !== undefined) made.push({ stat, source });
					await turns();
				}
			}
			for (const { stat, source } of made) {
				yield* this.#source(stat, source);
				await turns();
			}
			writer.end();
			yield* this.#unset();
		} finally {
			progress.done();
		}
	}

	/** Write what a file was made from, into a folder of its own; of that, only what is not written is told. */
	async *#source(shown: Stat, source: number): AsyncGenerator<ExportItem, void, undefined> {
		const { content } = this.#vfs.store;
		const path = `/${SOURCES}${shown.path}`;
		this.#writer.leaveFor(path);
		const names = namesOf(parentOf(path));
		for (const [depth] of names.entries()) {
			const above = `/${names.slice(0, depth + 1).join("/")}`;
			const folder = { ...shown, path: above, name: names[depth] ?? "", kind: "directory" as const, mode: 0o755 };
			if (!this.#writer.isOpen(above)) this.#writer.directory(folder);
		}
		const outcome = await this.#writer.file({ ...shown, path, size: content.sizeOf(source) }, async function* () {
			yield* content.readSync(source);
		});
		if ("reason" in outcome) yield* this.#tell({ ...shown, path }, outcome);
	}

	/** The stored nodes of a start, parents first, after the directories above it that are not being written yet. */
	async *#nodes(start: Stat): AsyncGenerator<Stat, void, undefined> {
		this.#writer.leaveFor(start.path);
		const names = namesOf(parentOf(start.path));
		for (let depth = 1; depth <= names.length; depth++) {
			const path = `/${names.slice(0, depth).join("/")}`;
			if (!this.#writer.isOpen(path)) yield await this.#vfs.stat(path);
		}
		for await (const stat of this.#vfs.walk(start.path, { views: false })) {
			// Not stored: a mount that nothing was ever written to, and scratch files in this session's memory.
			if (stat.inode > 0 && !stat.view) yield stat;
		}
	}

	*#tell(stat: Stat, outcome: Outcome): Generator<ExportItem, void, undefined> {
		yield* this.#unset();
		const { summary } = this;
		const item = { path: stat.path, file: this.#writer.place(stat.path) };
		if ("reason" in outcome) {
			summary[outcome.result === "conflict" ? "conflicts" : "skipped"]++;
			yield { ...item, ...outcome };
			return;
		}
		const mount = namesOf(stat.path)[0] ?? "";
		const count = this.counts[mount] ?? { files: 0, folders: 0, bytes: 0 };
		this.counts[mount] = count;
		if (stat.kind === "directory") {
			count.folders++;
			summary.folders++;
			return;
		}
		count.files++;
		count.bytes += stat.size;
		summary.bytes += stat.size;
		summary[outcome.result]++;
		const isTold = this.#context.json || this.#context.verbose;
		if (isTold && outcome.result !== "unchanged") yield { ...item, result: outcome.result, reason: null };
	}

	*#unset(): Generator<ExportItem, void, undefined> {
		for (const { stat, reason } of this.#writer.takeUnset()) {
			this.summary.skipped++;
			yield { path: stat.path, file: this.#writer.place(stat.path), result: "skipped", reason };
		}
	}
}

/** The counts in a sentence. */
export function sentenceOf({ written, updated, unchanged, conflicts, skipped }: ExportSummary): string {
	const parts = [`${written} written, ${updated} replaced, ${unchanged} unchanged`];
	if (conflicts > 0) parts.push(`${conflicts} newer there and kept`);
	if (skipped > 0) parts.push(`${skipped} skipped`);
	return parts.join("; ");
}

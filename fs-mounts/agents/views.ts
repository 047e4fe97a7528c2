import { RunReader, transcript } from "../../src/agents/index.ts";
import { DeskError } from "../../src/base/errors.ts";
import type { TreeReader, ViewEntry } from "../../src/vfs/index.ts";

/** The run whose number is written so; undefined when there is none. */
function runOf(id: string, tree: TreeReader) {
	if (!/^[1-9]\d{0,14}$/.test(id)) return undefined;
	try {
		return new RunReader(tree).get(Number(id));
	} catch (error) {
		if (error instanceof DeskError && error.code === "ENOENT") return undefined;
		throw error;
	}
}

/** Transcripts, by number. */
export function listRuns(tree: TreeReader): ViewEntry[] {
	return new RunReader(tree).list().map(({ id, at, ended }) => ({ name: `${id}.md`, mtime: ended ?? at }));
}

export function findRun(id: string, tree: TreeReader): ViewEntry | undefined {
	const run = runOf(id, tree);
	return run === undefined ? undefined : { name: `${id}.md`, mtime: run.ended ?? run.at };
}

/** A transcript as Markdown. @throws DeskError ENOENT */
export function readRun(id: string, tree: TreeReader): string {
	const run = runOf(id, tree);
	if (run === undefined)
		throw new DeskError("ENOENT", "there is no such run", { todo: "`desk agent logs` lists the runs" });
	return transcript(run, new RunReader(tree).steps(run.id));
}

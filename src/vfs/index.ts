/** The tree's front door. */

export { packName as packPath } from "../store/index.ts";
export { Access, literalGlob, type Permissions } from "./access.ts";
export { type Collected, collectGarbage, listChunks, type Retention } from "./collect-garbage.ts";
export type { ChangeOptions, ChangeResult } from "./commit.ts";
export { conflictPath } from "./conflict.ts";
export type { FileBytes } from "./contents.ts";
export { applyDraft, Draft, type DraftPlan, type Effect } from "./draft.ts";
export { type Erased, erase } from "./erase.ts";
export { isWaiting } from "./extracted.ts";
export { type ExtractionOptions, extractWaiting } from "./extraction.ts";
export type { Renamed } from "./follow.ts";
export { checkDesk, checkHome, type Finding } from "./health.ts";
export { checkDeep } from "./health-deep.ts";
export type {
	CommandOptions,
	CommandOutcome,
	JobContext,
	JobKind,
	JobRequest,
	JobRun,
	JobWork,
} from "./job.ts";
export type {
	Change,
	Format,
	Kind,
	Mount,
	MountEntry,
	MountSample,
	Parsed,
	Passage,
	Place,
	Prepared,
	Shape,
	Slots,
	Stat,
	Tables,
	TreeReader,
	TreeWriter,
	View,
	ViewEntry,
} from "./mount.ts";
export * from "./path.ts";
export { isIndexStale, type Reindexed, reindex } from "./reindex.ts";
export { keepRefused, rejectedName } from "./rejected.ts";
export { findRevision, historyOf, type Readable, type Revision, readable, splitRevision, verbOf } from "./revision.ts";
export type { Searched, SearchedText } from "./searched.ts";
export type {
	ImportRequest,
	Incoming,
	Outcome,
	Passed,
	SkipReason,
	SourceFile,
	SourceImporter,
} from "./source-importer.ts";
export { type Undone, undo } from "./undo.ts";
export { type Recorder, type Unsettled, Vfs, type VfsOptions, type WriteOptions } from "./vfs.ts";

/** The tree's front door. */
export type { Change, Format, Kind, Mount, MountEntry, MountSample, Parsed, Place, Shape, Slots, Stat, Tables, TreeReader, TreeWriter, View, ViewEntry } from "./mount.ts";
export * from "./path.ts";
export { Vfs, type ChangeOptions, type ChangeResult, type FileBytes, type WriteOptions } from "./vfs.ts";
export { type Erased, erase } from "./erase.ts";
export { type Collected, collectGarbage, listChunks, type Retention } from "./collect-garbage.ts";
export { findRevision, historyOf, type Readable, readable, type Revision, splitRevision, verbOf } from "./revision.ts";
export { type Undone, undo } from "./undo.ts";
export { packName as packPath } from "../store/index.ts";
export { checkDesk, checkHome, type Finding } from "./health.ts";
export { checkDeep } from "./health-deep.ts";
export { reindex, type Reindexed } from "./reindex.ts";
export { rejectedName } from "./rejected.ts";

/** The tree's front door. */
export type { Change, Format, Kind, Mount, MountEntry, Parsed, Place, Shape, Slots, Stat, Tables, TreeReader, TreeWriter, View, ViewEntry } from "./mount.ts";
export * from "./path.ts";
export { Vfs, type ChangeOptions, type ChangeResult, type WriteOptions } from "./vfs.ts";

export type Segments = readonly (readonly [seed: number, size: number])[];
export type Files = ReadonlyMap<string, Segments>;
export interface Operation {
	op: "write" | "append" | "rename" | "remove" | "several" | "collect" | "erase";
	path?: string;
}
export function random(seed: number): (below: number) => number;
export function bytesOf(segments: Segments): Buffer;
export function operations(seed: number, state: Iterable<readonly [string, Segments]>): Generator<{ operation: Operation; files: Files }, never>;

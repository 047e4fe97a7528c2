/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function random(seed: number): () => number;
/** The texts of `count` notes of about 2.5 KB. */
export function notes(count: number, seed?: number): string[];
/** Write them as a vault. @returns bytes written */
export function writeNotes(folder: string, texts: readonly string[]): number;

/** A module with all that it imports as one CommonJS text. `id`: its file, with or without `?script`. */
export function asScript(id: string): Promise<string>;

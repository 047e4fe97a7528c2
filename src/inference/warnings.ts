/** Where warnings go: one sentence, without a newline. */
export type Warn = (sentence: string) => void;

const told = new Set<string>();

/** A warning on stderr, as every error of the program looks. */
export const toStderr: Warn = (sentence) => {
	process.stderr.write(`desk: ${sentence}\n`);
};

/** Say something about a thing once in this process. */
export function warnOnce(about: string, sentence: string, warn: Warn): void {
	if (told.has(about)) return;
	told.add(about);
	warn(sentence);
}

/** For tests: nothing was said yet. */
export function forgetWarnings(): void {
	told.clear();
}

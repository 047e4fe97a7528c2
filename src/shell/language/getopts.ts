/** `getopts` of bash 5.2, one step at a time. */

/** Where the next option is. */
export interface GetoptsState {
	/** OPTIND: the word, counted from 1. */
	index: number;
	/** How many UTF-16 units of that word are done; 0 when a new word begins. */
	offset: number;
}

export interface GetoptsStep extends GetoptsState {
	/** What the variable becomes: the letter, `?` or, in silent mode, `:`. */
	option: string;
	/** OPTARG; it is unset when there is none. */
	argument?: string;
	/** 1 when there are no more options. */
	status: 0 | 1;
	/** For stderr, after the name of the script. */
	message?: string;
}

/**
 * The next option of `words` by `specification` (letters, each with `:` behind it when it takes an argument; a `:` in front is silent
 * mode). `report` is false when OPTERR is 0.
 */
export function getoptsStep(
	specification: string,
	words: readonly string[],
	state: GetoptsState,
	report = true,
): GetoptsStep {
	const silent = specification.startsWith(":");
	let { index, offset } = state;
	let word = words[index - 1];
	if (word === undefined) return { option: "?", index: words.length + 1, offset: 0, status: 1 };
	if (offset <= 0 || offset >= word.length) {
		offset = 0;
		if (word === "--") return { option: "?", index: index + 1, offset, status: 1 };
		if (!word.startsWith("-") || word === "-") return { option: "?", index, offset, status: 1 };
		offset = 1;
	}
	const letter = String.fromCodePoint(word.codePointAt(offset) ?? 0);
	offset += letter.length;
	if (offset >= word.length) {
		index++;
		offset = 0;
	}
	const step = { index, offset, status: 0 } as const;
	const at = letter === ":" ? -1 : specification.indexOf(letter);
	if (at < 0) return failed(step, letter, "?", silent, report ? `illegal option -- ${letter}` : undefined);
	if (specification[at + letter.length] !== ":") return { ...step, option: letter };
	if (offset > 0) return { ...step, index: index + 1, offset: 0, option: letter, argument: word.slice(offset) };
	word = words[index - 1];
	if (word !== undefined) return { ...step, index: index + 1, option: letter, argument: word };
	return failed(step, letter, ":", silent, report ? `option requires an argument -- ${letter}` : undefined);
}

function failed(
	step: GetoptsState & { status: 0 },
	letter: string,
	kind: "?" | ":",
	silent: boolean,
	message: string | undefined,
): GetoptsStep {
	if (silent) return { ...step, option: kind, argument: letter };
	return { ...step, option: "?", ...(message === undefined ? {} : { message }) };
}

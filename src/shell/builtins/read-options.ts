/** The options of `read`. */
import { rawBytes } from "../../base/raw-text.ts";
import type { Shell } from "../shell.ts";
import { letterOptions } from "./letter-options.ts";

/** What `read` was asked for. */
export interface ReadOptions {
	readonly raw: boolean;
	readonly array: string | undefined;
	readonly delimiter: number;
	/** Characters, at most. */
	readonly count: number | undefined;
	/** Delimiters do not end it. */
	readonly exact: boolean;
	readonly prompt: string;
	readonly silent: boolean;
	/** With the line editor, where there is a terminal. */
	readonly edit: boolean;
	/** What the editor begins with. */
	readonly initial: string;
	/** Seconds. */
	readonly timeout: number | undefined;
	readonly descriptor: number;
	readonly names: readonly string[];
}

const DEFAULTS: Omit<ReadOptions, "names"> = {
	raw: false,
	array: undefined,
	delimiter: 0x0a,
	count: undefined,
	exact: false,
	prompt: "",
	silent: false,
	edit: false,
	initial: "",
	timeout: undefined,
	descriptor: 0,
};

/** What a letter sets, from its value; a text says what the value should have been. */
const OPTIONS: Readonly<Record<string, (value: string) => Partial<ReadOptions> | string>> = {
	r: () => ({ raw: true }),
	s: () => ({ silent: true }),
	e: () => ({ edit: true }),
	a: (array) => ({ array }),
	d: (value) => ({ delimiter: value === "" ? 0 : (rawBytes(value)[0] as number) }),
	i: (initial) => ({ initial }),
	p: (prompt) => ({ prompt }),
	n: numeric("number", (count) => ({ count, exact: false })),
	N: numeric("number", (count) => ({ count, exact: true })),
	t: numeric("timeout specification", (timeout) => ({ timeout })),
	u: numeric("file descriptor specification", (descriptor) => ({ descriptor })),
};

function numeric(what: string, set: (number: number) => Partial<ReadOptions>) {
	return (value: string) => {
		const number = value.trim() === "" ? Number.NaN : Number(value);
		return number >= 0 ? set(number) : what;
	};
}

/** What the words after `read` ask for. @returns the status after a message */
export async function readOptions(shell: Shell, args: readonly string[]): Promise<ReadOptions | number> {
	const taken = await letterOptions(shell, "read", args, "rsea:d:i:n:N:p:t:u:");
	if (taken === undefined) return 2;
	const options: ReadOptions = { ...DEFAULTS, names: taken.words };
	for (const [letter, value] of taken.options) {
		const set = OPTIONS[letter]?.(value);
		if (typeof set === "string") {
			await shell.complain(`read: ${value}: invalid ${set}`);
			return 1;
		}
		Object.assign(options, set);
	}
	for (const name of options.names) {
		if (/^[A-Za-z_]\w*(\[[\s\S]+\])?$/.test(name)) continue;
		await shell.complain(`read: \`${name}': not a valid identifier`);
		return 1;
	}
	return options;
}

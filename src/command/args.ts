import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";

/**
 * What a command takes, as plain data: the argv parser, help, completion, and (through `schema.ts`) the JSON schema of the
 * MCP and agent tool are all read from it. It is data and not zod because importing zod costs 47 ms of the 96 ms that a
 * cold `desk ls` may take (see ARCHITECTURE.md).
 */
export interface Arg<Value = unknown> {
	readonly kind: "flag" | "option" | "operand";
	readonly type: "boolean" | "string" | "number";
	readonly about: string;
	/** One letter after a single dash. */
	readonly short?: string;
	/** What help calls the value: `COUNT`, `path`. */
	readonly value?: string;
	readonly many?: boolean;
	readonly required?: boolean;
	readonly choices?: readonly string[];
	readonly fallback?: unknown;
	/** What completion offers. */
	readonly completes?: Completes;
	/** All that follows is taken as it is, options too (`find`'s expression). */
	readonly raw?: boolean;
	/** Whether a word after these is taken as it is, even `--` or a known option: it is part of another command (`xargs`). */
	readonly verbatim?: Verbatim;
	/** The value of an option that is given without one: `-I` where `-Iseconds` is possible. One that is given is attached. */
	readonly bare?: string;
	/** `-5` means this option with value 5 (`head -5`). */
	readonly digits?: boolean;
	/** For operands: a word such as `-1` or `-.5` is a number, not options (`seq`). */
	readonly negative?: boolean;
	/** The argument that this one takes back when it is given after it: of `-q -v` the last counts. */
	readonly overrides?: string;
	/** A number that counts nothing: parts of one are allowed (seconds). */
	readonly fraction?: boolean;
	/** Carries the type of the parsed value; never set. */
	readonly "~value"?: Value;
}

export type Verbatim = (before: readonly string[], word: string) => boolean;

/** From the first word on all belongs to another command, as POSIX utilities that run one have it (getopt's `+`). */
export const AFTER_FIRST: Verbatim = (before) => before.length > 0;

export type Completes =
	| "path"
	| "directory"
	| "mount"
	| "command"
	| "host-path"
	| "config-key"
	| "model"
	| "provider"
	| "tag"
	| "saved-search"
	| "facet"
	| "task"
	| "completed-task"
	| "note"
	| "message"
	| "mail-folder"
	| "address"
	| "calendar"
	| "event"
	| "contact"
	| "business"
	| "agent"
	| "prompt"
	| "job"
	| "job-kind";
export type ArgTable = Readonly<Record<string, Arg>>;
export type Values<Table extends ArgTable> = {
	[Name in keyof Table]: Table[Name] extends Arg<infer Value> ? Value : never;
};

interface More {
	short?: string;
	value?: string;
	completes?: Completes;
	bare?: string;
}

/** `-l`, `--long`: on or off. */
export function flag(about: string, short?: string): Arg<boolean> {
	return { kind: "flag", type: "boolean", about, fallback: false, ...(short === undefined ? {} : { short }) };
}

/** `--due WHEN`. */
export function option(about: string, more: More & { choices?: readonly string[] } = {}): Arg<string | undefined> {
	return { kind: "option", type: "string", about, value: "VALUE", ...more };
}

/** `-n COUNT`; refuses what is not a whole number from 0 on, or with `fraction` any from 0 on. */
export function numberOption(
	about: string,
	more: More & { digits?: boolean; fraction?: boolean } = {},
): Arg<number | undefined> {
	return { kind: "option", type: "number", about, value: "N", ...more };
}

/** An option that may be given several times. */
export function options(about: string, more: More = {}): Arg<string[]> {
	return { kind: "option", type: "string", about, value: "VALUE", many: true, fallback: [], ...more };
}

/** A word that must be given. */
export function operand(value: string, about: string, completes?: Completes): Arg<string> {
	return {
		kind: "operand",
		type: "string",
		value,
		about,
		required: true,
		...(completes === undefined ? {} : { completes }),
	};
}

/** A word that may be given. */
export function optionalOperand(value: string, about: string, completes?: Completes): Arg<string | undefined> {
	return { kind: "operand", type: "string", value, about, ...(completes === undefined ? {} : { completes }) };
}

/** Any number of words; with `required`, at least one. */
export function operands(
	value: string,
	about: string,
	more: {
		required?: boolean;
		completes?: Completes;
		raw?: boolean;
		verbatim?: Verbatim;
		negative?: boolean;
	} = {},
): Arg<string[]> {
	return { kind: "operand", type: "string", value, about, many: true, fallback: [], ...more };
}

/** The long option of an argument's name: `keepGoing` is `--keep-going`. */
export function longName(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Read argv by the table, as GNU getopt_long does: options and operands in any order, bundled letters, `-n5`, `--name=value`,
 * unambiguous abbreviations, `--` ends options, `-` is an operand.
 * @throws DeskError EUSAGE naming the argument and what is expected.
 */
export function parseArgs<Table extends ArgTable>(
	table: Table,
	argv: readonly string[],
	command: string,
): Values<Table> {
	const values: Record<string, unknown> = {};
	for (const [name, arg] of Object.entries(table)) values[name] = arg.many === true ? [] : arg.fallback;
	const usage: Usage = (what, todo = `see \`desk ${command} --help\``) =>
		new DeskError("EUSAGE", what, { at: command, todo });
	const words: string[] = [];
	// Before the operand that takes what it gets, options are options.
	const rawFrom = Object.values(table)
		.filter((arg) => arg.kind === "operand")
		.findIndex((arg) => arg.raw === true);
	const verbatim = Object.values(table).find((arg) => arg.verbatim !== undefined)?.verbatim;
	const digits = Object.entries(table).find(([, arg]) => arg.digits === true)?.[0];
	const negative = Object.values(table).some((arg) => arg.negative === true);

	const set = (name: string, value: unknown) => {
		values[name] = value;
		const { overrides } = table[name] as Arg;
		if (overrides !== undefined) values[overrides] = (table[overrides] as Arg).fallback;
	};
	const store = (name: string, text: string, shown: string) => {
		const arg = table[name] as Arg;
		if (arg.choices !== undefined && !arg.choices.includes(text))
			throw usage(`${shown} takes ${list(arg.choices)}, not '${text}'`);
		const value = arg.type === "number" ? toNumber(text, arg.fraction === true) : text;
		if (value === undefined) throw usage(`${shown} takes a number, not '${text}'`);
		if (arg.many === true) (values[name] as unknown[]).push(value);
		else set(name, value);
	};

	for (let at = 0; at < argv.length; at++) {
		const word = argv[at] ?? "";
		if (verbatim?.(words, word) === true) {
			words.push(word);
			continue;
		}
		if (word === "--") {
			words.push(...argv.slice(at + 1));
			break;
		}
		if (
			word === "-" ||
			!word.startsWith("-") ||
			(negative && /^-\.?\d/.test(word)) ||
			(rawFrom >= 0 && words.length >= rawFrom && !isKnownLong(table, word))
		) {
			words.push(word);
			continue;
		}
		if (word.startsWith("--")) {
			const equals = word.indexOf("=");
			const given = equals < 0 ? word.slice(2) : word.slice(2, equals);
			const name = findLong(table, given, usage);
			const arg = table[name] as Arg;
			if (arg.kind === "flag") {
				if (equals >= 0) throw usage(`--${given} takes no value`);
				set(name, true);
			} else {
				const value = equals >= 0 ? word.slice(equals + 1) : (arg.bare ?? argv[++at]);
				if (value === undefined) throw usage(`--${given} needs a value`);
				store(name, value, `--${given}`);
			}
			continue;
		}
		if (digits !== undefined && /^-\d+$/.test(word)) {
			store(digits, word.slice(1), word);
			continue;
		}
		for (let letter = 1; letter < word.length; letter++) {
			const short = word[letter] ?? "";
			const found = Object.entries(table).find(([, arg]) => arg.short === short);
			if (found === undefined) throw usage(`there is no option -${short}`);
			const [name, arg] = found;
			if (arg.kind === "flag") {
				set(name, true);
				continue;
			}
			const value = letter + 1 < word.length ? word.slice(letter + 1) : (arg.bare ?? argv[++at]);
			if (value === undefined) throw usage(`-${short} needs a value`);
			store(name, value, `-${short}`);
			break;
		}
	}
	// Help is shown whatever else is missing.
	if (values.help !== true) placeOperands(table, words, values, usage);
	return values as Values<Table>;
}

/** A mistake in the command line; without a `todo` it points to the help. */
type Usage = (what: string, todo?: string) => DeskError;

/** Hand the words to the operands in order; one that takes many leaves enough for those after it (`cp a b c dir`). */
function placeOperands(table: ArgTable, words: readonly string[], values: Record<string, unknown>, usage: Usage): void {
	const places = Object.entries(table).filter(([, arg]) => arg.kind === "operand");
	let at = 0;
	for (const [index, [name, arg]] of places.entries()) {
		const reserved = places
			.slice(index + 1)
			.filter(([, later]) => later.required === true && later.many !== true).length;
		const free = words.length - at - reserved;
		if (arg.many === true) {
			const taken = words.slice(at, at + Math.max(0, free));
			if (arg.required === true && taken.length === 0) throw usage(`${arg.value} is missing`);
			values[name] = taken;
			at += taken.length;
		} else if (arg.required === true || free > 0) {
			const word = words[at];
			if (word === undefined) throw usage(`${arg.value} is missing`);
			if (arg.choices !== undefined && !arg.choices.includes(word))
				throw usage(`${arg.value} is ${list(arg.choices)}, not '${word}'`);
			values[name] = arg.type === "number" ? toNumber(word, arg.fraction === true) : word;
			at++;
		}
	}
	if (at < words.length) throw usage(`'${words[at]}' is one argument too many`);
}

function findLong(table: ArgTable, given: string, usage: Usage): string {
	const names = Object.keys(table).filter((name) => table[name]?.kind !== "operand");
	const exact = names.find((name) => longName(name) === given);
	if (exact !== undefined) return exact;
	const begun = names.filter((name) => longName(name).startsWith(given));
	if (begun.length === 1) return begun[0] as string;
	if (begun.length > 1) throw usage(`--${given} is ambiguous: ${list(begun.map((name) => `--${longName(name)}`))}`);
	const close = nearest(given, names.map(longName));
	throw usage(`there is no option --${given}`, close === undefined ? undefined : `did you mean --${close}?`);
}

function isKnownLong(table: ArgTable, word: string): boolean {
	return (
		word.startsWith("--") &&
		Object.entries(table).some(([name, arg]) => arg.kind !== "operand" && `--${longName(name)}` === word.split("=")[0])
	);
}

function list(words: readonly string[]): string {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const UNITS: Readonly<Record<string, number>> = {
	"": 1,
	b: 1,
	k: 1024,
	K: 1024,
	M: 1024 ** 2,
	G: 1024 ** 3,
	T: 1024 ** 4,
};

/**
 * A number from 0 on, or one with a size suffix (`10k`, `1M`: powers of 1024, as head and du take them). One too large to
 * count with is the largest that is not.
 */
function toNumber(text: string, fraction: boolean): number | undefined {
	const found = /^(\+?\d+(?:\.\d+)?)([bkKMGT]?)$/.exec(text);
	if (found === null) return undefined;
	const value = Math.min(Number(found[1]) * (UNITS[found[2] ?? ""] ?? 1), Number.MAX_SAFE_INTEGER);
	return fraction || Number.isInteger(value) ? value : undefined;
}

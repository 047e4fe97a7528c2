import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { codeOf, DeskError, messageOf } from "./errors.ts";

/**
 * Who may see a value: `public` may appear anywhere; `internal` stays out of exports and reports; `secret` never lies in the
 * file (it goes to the key store); `local-only` never leaves this machine with a sync.
 */
export type ConfigClass = "public" | "internal" | "secret" | "local-only";

interface Key {
	readonly class: ConfigClass;
	/** `weights`: `name=number` with commas between, of the names that the default has, from 0 to 1; what is left out is as in the default. */
	readonly type: "string" | "duration" | "boolean" | "number" | "weights";
	readonly fallback: string | boolean | number;
	readonly about: string;
	readonly choices?: readonly string[];
}

/** Every key of `$DESK_HOME/config.toml`. Other parts add theirs here, so that `desk config` documents all. */
export const CONFIG = {
	"history.keep": {
		class: "public",
		type: "duration",
		fallback: "forever",
		about: "how long `desk gc` keeps the bytes of old revisions (30d, 2y, forever)",
	},
	"trash.keep": {
		class: "public",
		type: "duration",
		fallback: "forever",
		about: "how long `desk gc` keeps deleted files in /trash",
	},
	"rejected.keep": {
		class: "public",
		type: "duration",
		fallback: "90d",
		about: "how long `desk gc` keeps refused writes in /sys/rejected",
	},
	"notes.daily": { class: "public", type: "string", fallback: "daily", about: "folder under /notes for daily notes" },
	"notes.templates": {
		class: "public",
		type: "string",
		fallback: "templates",
		about: "folder under /notes that holds templates",
	},
	"tasks.list": {
		class: "public",
		type: "string",
		fallback: "inbox",
		about: "list that `desk task add` uses without --list",
	},
	"mail.from": {
		class: "internal",
		type: "string",
		fallback: "",
		about: "who you are in mail: `Ann Example <ann@example.com>`; several, parted by commas: the first one sends",
	},
	"mail.max_size": {
		class: "public",
		type: "number",
		fallback: 25,
		about: "the largest message that may be sent (MiB, attachments in their encoding)",
	},
	"calendar.name": {
		class: "public",
		type: "string",
		fallback: "personal",
		about: "calendar that `desk calendar schedule` uses without --calendar",
	},
	"calendar.address": {
		class: "internal",
		type: "string",
		fallback: "",
		about: "your own addresses in invitations, with commas between; the first answers them (default: mail.from)",
	},
	"calendar.hours": {
		class: "public",
		type: "string",
		fallback: "9:00-17:00",
		about: "when you work: what `desk calendar free` offers",
	},
	"calendar.days": {
		class: "public",
		type: "string",
		fallback: "mon,tue,wed,thu,fri",
		about: "the days on which you work",
	},
	"context.business": {
		class: "public",
		type: "string",
		fallback: "",
		about: "the business (a folder of /context) that commands without --biz are about; `desk biz use` sets it",
	},
	"context.source_weights": {
		class: "public",
		type: "weights",
		fallback: "performance=1, subjective=0.6, recent=1, older=0.8",
		about:
			"how much evidence of a belief counts beside other evidence: figures (performance) or somebody's word (subjective), times its age: the last three months (recent) or before (older); each from 0 to 1",
	},
	"edit.command": {
		class: "local-only",
		type: "string",
		fallback: "",
		about: "editor command; default $VISUAL, then $EDITOR",
	},
	"shell.history_size": {
		class: "local-only",
		type: "number",
		fallback: 10_000,
		about: "how many lines the shell's history keeps; 0 keeps none",
	},
	"shell.host": {
		class: "internal",
		type: "string",
		fallback: "on",
		choices: ["on", "off"],
		about: "on: words that are no command of desk run programs of this computer, in your own shell; off: they do not",
	},
	"shell.pager": {
		class: "local-only",
		type: "string",
		fallback: "auto",
		choices: ["auto", "off"],
		about: "auto: output longer than the screen is shown by the screen; off: it is not",
	},
	"safety.region": {
		class: "local-only",
		type: "string",
		fallback: "",
		about:
			"whose crisis lines the safety gate shows: a country in two letters (DE, FR, US); default: that of the time zone, else of the locale",
	},
	"search.wait": {
		class: "local-only",
		type: "number",
		fallback: 10,
		about:
			"seconds that a search may work at the vectors of new files before it answers; when it would take longer, it says so",
	},
	"search.embedder": {
		class: "local-only",
		type: "string",
		fallback: "fitted",
		about:
			"what makes the vectors of search: fitted (on this desk's own text), the name of a model of `desk model list`, or none; `desk model use` sets it",
	},
	"llm.providers": {
		class: "public",
		type: "string",
		fallback: "",
		about:
			"which providers of language models are asked, in this order, with commas between: openai, anthropic, openrouter, or names of `desk key list`; default: those that have a key, as they were added",
	},
	"llm.deny": {
		class: "public",
		type: "string",
		fallback: "",
		about: "providers, and models as `provider/model` (`*` for any part), that are never asked",
	},
	"llm.model": {
		class: "public",
		type: "string",
		fallback: "",
		about: "the model that is asked: `model`, or `provider/model` for one provider's; default: the provider's own",
	},
	"llm.small_model": {
		class: "public",
		type: "string",
		fallback: "",
		about: "the cheaper model that features fall back to when a budget runs low (`budget.degrade`)",
	},
	"llm.transcribe": {
		class: "public",
		type: "string",
		fallback: "",
		about:
			"what writes sound down for `desk context extract`: `provider/model`, as whisper/large-v3 of a server that `desk key add` was told of; default: OpenAI's whisper-1 if there is a key for it; off: nothing",
	},
	"llm.deadline": {
		class: "public",
		type: "number",
		fallback: 0,
		about: "seconds that a call may take in all, attempts and waiting included; 0: no deadline of its own",
	},
	"llm.redact": {
		class: "public",
		type: "boolean",
		fallback: true,
		about: "whether keys, passwords, card numbers and bank accounts are taken out of what is sent",
	},
	"llm.prices": {
		class: "public",
		type: "string",
		fallback: "",
		about:
			"your own prices in USD for a million tokens: `provider/model=IN/OUT` or `IN/OUT/CACHED`, with commas between, `*` for any part (`local/*=0/0`)",
	},
	"budget.day_tokens": {
		class: "public",
		type: "number",
		fallback: 0,
		about: "tokens that all calls of a day may take (your zone's day); 0: no limit",
	},
	"budget.month_cost": {
		class: "public",
		type: "number",
		fallback: 0,
		about:
			"USD that all calls of a month may cost; 0: no limit. With a limit, calls whose price is not known are refused, but for servers on this machine (`llm.prices`)",
	},
	"budget.features": {
		class: "public",
		type: "string",
		fallback: "",
		about: "tokens that a feature may take in a day: `ask=20000,agent=50000`; `agent` is all agents, `agent:NAME` one",
	},
	"budget.degrade": {
		class: "public",
		type: "string",
		fallback: "agent,classify,extract,summarize,rewrite,ask",
		about:
			"features in the order in which they make do with less when a budget runs low: the first from 80 % on with the small model, from 95 % on with local answers; the others in steps after it",
	},
	"ask.input_tokens": {
		class: "public",
		type: "number",
		fallback: 12_000,
		about:
			"tokens of files and input that go along with a question; of what is more, the passages that fit the question best",
	},
	"ask.conversations": {
		class: "local-only",
		type: "string",
		fallback: "keep",
		choices: ["keep", "off"],
		about: "keep: questions and their answers are kept, so that `desk ask -c` can go on with them; off: they are not",
	},
} as const satisfies Record<string, Key>;

export type ConfigKey = keyof typeof CONFIG;

/** A configured value with where it comes from. */
export interface Setting {
	key: ConfigKey;
	value: string | boolean | number;
	source: "default" | "file" | "environment";
}

const FILE = "config.toml";

/** The environment variable of a key: `history.keep` is `DESK_HISTORY_KEEP`. */
export function variableOf(key: string): string {
	return `DESK_${key.toUpperCase().replaceAll(".", "_")}`;
}

/**
 * All settings: environment over file over default. The TOML parser is loaded only when there is a file.
 * @throws DeskError EFORMAT with line and column for a broken file, EINVAL for an unknown key or a wrong value
 */
export async function readConfig(home: string): Promise<Map<ConfigKey, Setting>> {
	const settings = new Map<ConfigKey, Setting>();
	const file = await readFile(home);
	for (const key of Object.keys(file)) {
		if (!isConfigKey(key)) throw unknownKey(key, join(home, FILE));
	}
	for (const key of Object.keys(CONFIG) as ConfigKey[]) {
		const variable = process.env[variableOf(key)];
		if (variable !== undefined && variable !== "")
			settings.set(key, { key, value: checked(key, variable), source: "environment" });
		else if (file[key] !== undefined) settings.set(key, { key, value: checked(key, file[key]), source: "file" });
		else settings.set(key, { key, value: CONFIG[key].fallback, source: "default" });
	}
	return settings;
}

/**
 * What a setting of weights says, by names: the default's where a text leaves one out.
 * @throws DeskError EINVAL with the setting's name, for a name that it has not and for what is no number from 0 to 1
 */
export function weightsOf(key: ConfigKey, text: string): Readonly<Record<string, number>> {
	const parts = (list: string) => list.split(",").filter((part) => part.trim() !== "");
	const pair = (part: string): [string, number] => {
		const [name = "", weight = "", ...rest] = part.split("=");
		return [name.trim(), weight.trim() === "" || rest.length > 0 ? Number.NaN : Number(weight)];
	};
	const known = parts(String(CONFIG[key].fallback)).map(pair);
	const weights: Record<string, number> = Object.fromEntries(known);
	for (const part of parts(text)) {
		const [name, weight] = pair(part);
		if (!Object.hasOwn(weights, name) || !(weight >= 0 && weight <= 1))
			throw new DeskError("EINVAL", `${key} has no '${part.trim()}'`, {
				at: "config",
				todo: `write ${known.map(([one]) => `${one}=N`).join(", ")}, each N from 0 to 1`,
			});
		weights[name] = weight;
	}
	return weights;
}

/** One setting's text value. */
export async function configText(home: string, key: ConfigKey): Promise<string> {
	return String((await readConfig(home)).get(key)?.value ?? "");
}

/** The module `smol-toml`. */
type Toml = Pick<typeof import("smol-toml"), "parse" | "TomlError">;

/**
 * One setting as it is now, for plans, which cannot wait for the TOML parser: they bring it along.
 * @throws DeskError EFORMAT for a broken file, EINVAL for a wrong value
 */
export function settingNow(home: string, key: ConfigKey, toml: Toml): string | boolean | number {
	const path = join(home, FILE);
	const variable = process.env[variableOf(key)];
	const written = variable !== undefined && variable !== "" ? variable : flattened(textOf(path), path, toml)[key];
	return written === undefined ? CONFIG[key].fallback : checked(key, written);
}

/**
 * Change one key in the file, or remove it with `undefined`; other lines and all comments stay as they are.
 * @throws DeskError EINVAL for an unknown key or a wrong value, EFORMAT for a broken file or one that only a person can edit
 */
export async function writeConfig(home: string, key: string, value: string | undefined): Promise<void> {
	const wanted = value === undefined ? undefined : checkedValue(key, value);
	if (!isConfigKey(key)) throw unknownKey(key, "config");
	const path = join(home, FILE);
	const text = textOf(path);
	const [section = "", name = ""] = key.split(".");
	const next = edited(text.split("\n"), section, name, wanted === undefined ? undefined : JSON.stringify(wanted)).join(
		"\n",
	);
	const before = await parsed(text, path);
	const after = await parsed(next, path).catch(() => undefined);
	// A key may be written in ways that lines do not show (`history.keep = …`, inline tables): never guess.
	const expected = { ...before, [key]: wanted };
	if (wanted === undefined) delete expected[key];
	if (after === undefined || !isDeepStrictEqual(after, expected)) {
		throw new DeskError("EFORMAT", `${key} is written in a way that cannot be changed line by line`, {
			at: path,
			todo: "edit the file by hand",
		});
	}
	writeFileSync(`${path}.new`, next, { mode: 0o600, flush: true });
	renameSync(`${path}.new`, path);
}

/** The value that a text stands for. @throws DeskError EINVAL for an unknown key or a wrong value */
export function checkedValue(key: string, text: string): string | boolean | number {
	if (!isConfigKey(key)) throw unknownKey(key, "config");
	return checked(key, text);
}

function unknownKey(key: string, at: string): DeskError {
	return new DeskError("EINVAL", `there is no setting '${key}'`, { at, todo: "`desk config list` shows all" });
}

/** The lines of a TOML file with one key of one section set to a value or removed. */
function edited(lines: readonly string[], section: string, name: string, value: string | undefined): string[] {
	const next = [...lines];
	const line = `${name} = ${value}`;
	const head = next.findIndex((text) => new RegExp(`^\\s*\\[\\s*${section}\\s*\\]\\s*(#.*)?$`).test(text));
	if (head < 0) {
		if (value === undefined) return next;
		while (next.at(-1) === "") next.pop();
		return [...next, ...(next.length > 0 ? [""] : []), `[${section}]`, line, ""];
	}
	let end = next.findIndex((text, index) => index > head && text.trim().startsWith("["));
	if (end < 0) end = next.length;
	const at = next.findIndex((text, index) => index > head && index < end && new RegExp(`^\\s*${name}\\s*=`).test(text));
	if (at >= 0) next.splice(at, 1, ...(value === undefined ? [] : [line + commentOf(next[at] ?? "")]));
	else if (value !== undefined) next.splice(head + 1, 0, line);
	return next;
}

/** The comment after a value, with the space before it. */
function commentOf(line: string): string {
	return /^[^=]*=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#\s]*)(\s*#.*)$/.exec(line)?.[1] ?? "";
}

function isConfigKey(key: string): key is ConfigKey {
	return Object.hasOwn(CONFIG, key);
}

/** The value in the key's type. @throws DeskError EINVAL */
function checked(key: ConfigKey, value: unknown): string | boolean | number {
	const known: Key = CONFIG[key];
	const wrong = (what: string) =>
		new DeskError("EINVAL", `${key} is ${what}, not '${String(value)}'`, {
			at: "config",
			todo: `\`desk config get ${key}\` tells more`,
		});
	switch (known.type) {
		case "boolean":
			if (!/^(true|false|on|off)$/.test(String(value))) throw wrong("true or false");
			return /^(true|on)$/.test(String(value));
		case "number":
			if (!Number.isFinite(Number(value))) throw wrong("a number");
			return Number(value);
		case "weights":
			weightsOf(key, String(value));
			return String(value);
		case "duration":
			if (!/^(forever|\d+ ?(s|m|h|d|w|y|(second|minute|hour|day|week|month|year)s?))$/.test(String(value)))
				throw wrong("a time such as 90d, 2y or forever");
			return String(value);
		default:
			if (known.choices !== undefined && !known.choices.includes(String(value)))
				throw wrong(known.choices.join(" or "));
			return String(value);
	}
}

/** The file as dotted keys. */
async function readFile(home: string): Promise<Record<string, unknown>> {
	const path = join(home, FILE);
	return await parsed(textOf(path), path);
}

/** The file's text, "" when there is none. @throws DeskError EACCES */
function textOf(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return "";
		throw new DeskError("EACCES", `the settings cannot be read (${codeOf(error)})`, {
			at: path,
			todo: "check its owner and permissions",
			cause: error,
		});
	}
}

/** The text of the file as dotted keys. @throws DeskError EFORMAT with line and column */
async function parsed(text: string, path: string): Promise<Record<string, unknown>> {
	if (!hasSettings(text)) return {};
	return flattened(text, path, await import("smol-toml"));
}

/** Whether there is more than comments. */
function hasSettings(text: string): boolean {
	return /^\s*[^#\s]/m.test(text);
}

/** @throws DeskError EFORMAT with line and column */
function flattened(text: string, path: string, { parse, TomlError }: Toml): Record<string, unknown> {
	if (!hasSettings(text)) return {};
	try {
		const flat: Record<string, unknown> = {};
		for (const [section, values] of Object.entries(parse(text))) {
			if (typeof values !== "object" || values === null) flat[section] = values;
			else for (const [name, value] of Object.entries(values)) flat[`${section}.${name}`] = value;
		}
		return flat;
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		throw new DeskError("EFORMAT", `the settings cannot be read (${messageOf(error).split("\n")[0]})`, {
			at: path,
			line: error.line,
			column: error.column,
			todo: "correct the line",
			cause: error,
		});
	}
}

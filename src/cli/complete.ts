/**
 * What could come next on a command line: `desk __complete`, which the scripts of `desk completion` call. Everything is read
 * from the registry and the commands' argument tables, so that it cannot disagree with what the commands take.
 */

import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { localMinute } from "../base/clock.ts";
import { CONFIG } from "../base/config.ts";
import { DeskError } from "../base/errors.ts";
import {
	type Arg,
	type ArgTable,
	type CommandEntry,
	type Completes,
	isGroup,
	longName,
	lookUpAddresses,
	summaryOf,
} from "../command/index.ts";
import { nameOfPath, resolvePath, type Vfs } from "../vfs/index.ts";
import { splitLine } from "./complete-line.ts";
import { CliContext, type Surroundings } from "./context.ts";
import type { Program } from "./main.ts";
import { tableOf } from "./options.ts";
import { TOPICS } from "./topics.ts";

/** A word that fits, and what it means. */
interface Candidate {
	value: string;
	about?: string;
}

/** Asks the script to complete a path of the host instead. */
const HOST = ":host";
/** The most names of notes or tasks to offer, newest first. */
const MOST = 200;

/** What values are drawn from. */
interface Desk {
	program: Program;
	/** What paths are relative to, in a session; elsewhere a path without its first slash is one from the root, and gets it. */
	cwd?: string;
	/** @throws DeskError when there is no desk, or it is locked. */
	open(): Promise<Vfs>;
}

/**
 * Print the candidates for the last word, one a line, with a tab before what it means: `-- WORDS…` takes the words after
 * `desk`, `--line LINE --breaks CHARACTERS` a whole line as bash has it, of which bash replaces only what follows the last
 * of CHARACTERS. It never fails and never asks: where nothing can be said, nothing is printed.
 */
export async function complete(program: Program, argv: readonly string[], surroundings: Surroundings): Promise<number> {
	const { stdout, terminal } = surroundings;
	const quiet = { json: false, dryRun: false, quiet: true, verbose: false, nul: false };
	// Not a spread: that would ask where the desk is, which may well be nowhere.
	const silent: Surroundings = Object.create(surroundings, { terminal: { value: { ...terminal, stdin: false } } });
	const context = new CliContext(program, "", quiet, silent);
	try {
		const { words, kept } =
			argv[0] === "--line" ? splitLine(argv[1] ?? "", argv[3] ?? "") : { words: argv.slice(1), kept: 0 };
		const desk = { program, open: () => context.open() };
		const last = words.at(-1) ?? "";
		for (const { value, about } of await candidates(words, desk)) {
			// A name with a control character cannot be told from two.
			if (!(value.startsWith(last) || value === HOST) || /\p{Cc}/u.test(value)) continue;
			await stdout.write(
				`${value === HOST ? HOST : value.slice(kept)}${about === undefined ? "" : `\t${about.replaceAll(/\p{Cc}+/gu, " ")}`}\n`,
			);
		}
		await stdout.flush();
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
	} finally {
		context.close();
	}
	return 0;
}

/**
 * What fits as the last of the words after `desk`, whether or not it begins as that does; paths of the host instead of `:host`.
 * @throws DeskError when there is no desk, or it is locked
 */
export async function suggestions(words: readonly string[], desk: Desk): Promise<Candidate[]> {
	const found = await candidates(words, desk);
	return found.some(({ value }) => value === HOST) ? hostPaths(words.at(-1) ?? "") : found;
}

/** Entries of a directory of the host; directories end in a slash. */
function hostPaths(typed: string): Candidate[] {
	const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
	const begun = typed.slice(folder.length);
	const directory = folder.replace(/^~(?=\/)/, homedir());
	try {
		return readdirSync(directory === "" ? "." : directory, { withFileTypes: true })
			.filter((entry) => begun.startsWith(".") || !entry.name.startsWith("."))
			.map((entry) => ({ value: `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}` }));
	} catch {
		return []; // no such directory, or it may not be read
	}
}

/** What fits as the last of the words after `desk`. */
async function candidates(words: readonly string[], desk: Desk): Promise<Candidate[]> {
	const [name = "", ...rest] = words;
	const { commands } = desk.program;
	if (words.length <= 1) {
		if (name.startsWith("-"))
			return [
				{ value: "--help", about: "show help" },
				{ value: "--version", about: "show the version" },
			];
		return [...(await described(commands)), { value: "help", about: "show help" }];
	}
	if (name === "help") return await helpCandidates(rest, desk);
	const loaded = await commands.find((entry) => entry.name === name)?.load();
	if (loaded === undefined) return [];
	if (!isGroup(loaded)) return await argumentsOf(tableOf(loaded), rest, desk);
	const [verb = "", ...more] = rest;
	const verbs = loaded.commands.map((command) => ({ value: command.name, about: command.summary }));
	const chosen = loaded.commands.find((command) => command.name === verb);
	if (chosen !== undefined && rest.length > 1) return await argumentsOf(tableOf(chosen), more, desk);
	const fallback = loaded.commands.find((command) => command.name === loaded.fallback);
	const own = fallback === undefined ? [] : await argumentsOf(tableOf(fallback), rest, desk);
	return rest.length > 1
		? own
		: verb.startsWith("-")
			? [...own, { value: "--help", about: "show help" }]
			: [...verbs, ...own];
}

async function described(entries: readonly CommandEntry[]): Promise<Candidate[]> {
	return await Promise.all(entries.map(async (entry) => ({ value: entry.name, about: await summaryOf(entry) })));
}

async function helpCandidates(words: readonly string[], { program }: Desk): Promise<Candidate[]> {
	if (words.length === 1)
		return [
			...(await described(program.commands)),
			...TOPICS.map(({ name, summary }) => ({ value: name, about: summary })),
		];
	const loaded = await program.commands.find((entry) => entry.name === words[0])?.load();
	return loaded === undefined || !isGroup(loaded) || words.length > 2
		? []
		: loaded.commands.map((command) => ({ value: command.name, about: command.summary }));
}

/** What fits as the last word of a command's arguments. Reads the words before it as `parseArgs` does. */
async function argumentsOf(table: ArgTable, words: readonly string[], desk: Desk): Promise<Candidate[]> {
	const before = words.slice(0, -1);
	const last = words.at(-1) ?? "";
	let operands = 0;
	let ended = false;
	for (let at = 0; at < before.length; at++) {
		const word = before[at] ?? "";
		if (ended || word === "-" || !word.startsWith("-")) operands++;
		else if (word === "--") ended = true;
		else {
			const waiting = waitingFor(table, word);
			if (waiting === undefined) continue;
			if (at === before.length - 1) return await valuesOf(waiting, last, desk);
			at++;
		}
	}
	const [, option = "", typed = ""] = /^--([\w-]+)=(.*)$/s.exec(last) ?? [];
	if (!ended && option !== "") {
		const arg = Object.entries(table).find(([name]) => longName(name) === option)?.[1];
		if (arg?.kind !== "option") return [];
		return (await valuesOf(arg, typed, desk))
			.filter(({ value }) => value !== HOST)
			.map(({ value, ...rest }) => ({ value: `--${option}=${value}`, ...rest }));
	}
	if (!ended && last.startsWith("-")) {
		return Object.entries(table)
			.filter(([, arg]) => arg.kind !== "operand")
			.map(([name, arg]) => ({ value: `--${longName(name)}`, about: arg.about }));
	}
	const places = Object.values(table).filter((arg) => arg.kind === "operand");
	const many = places.findIndex((arg) => arg.many === true);
	// Behind one that takes many, the word may be any of those that follow: `cp a b dir`.
	const fitting = many >= 0 && operands >= many ? places.slice(many) : places.slice(operands, operands + 1);
	const kinds = new Map(fitting.map((arg) => [arg.choices ?? arg.completes, arg]));
	return (await Promise.all([...kinds.values()].map((arg) => valuesOf(arg, last, desk)))).flat();
}

/** The option that takes the word after this one as its value, if any. */
function waitingFor(table: ArgTable, word: string): Arg | undefined {
	if (word.startsWith("--")) {
		const given = word.slice(2);
		const begun = Object.entries(table).filter(
			([name, arg]) => arg.kind !== "operand" && longName(name).startsWith(given),
		);
		const found = begun.find(([name]) => longName(name) === given) ?? (begun.length === 1 ? begun[0] : undefined);
		return found?.[1].kind === "option" ? found[1] : undefined;
	}
	for (let at = 1; at < word.length; at++) {
		const arg = Object.values(table).find((candidate) => candidate.short === word[at]);
		if (arg?.kind === "option") return at === word.length - 1 ? arg : undefined;
	}
	return undefined;
}

async function valuesOf(arg: Arg, typed: string, desk: Desk): Promise<Candidate[]> {
	if (arg.choices !== undefined) return arg.choices.map((value) => ({ value }));
	return arg.completes === undefined ? [] : await SOURCES[arg.completes](typed, desk);
}

/** Where the values of each kind come from. */
const SOURCES: Record<Completes, (typed: string, desk: Desk) => Candidate[] | Promise<Candidate[]>> = {
	path: (typed, desk) => paths(typed, desk, () => true),
	directory: (typed, desk) => paths(typed, desk, (kind) => kind === "directory"),
	note: (typed, desk) => paths(typed === "" ? "/notes/" : typed, desk, () => true),
	task: (typed, desk) => tasks(typed, desk, "status <> 'completed'"),
	"completed-task": (typed, desk) => tasks(typed, desk, "status = 'completed'"),
	message: (typed, desk) => messages(typed, desk),
	"mail-folder": (typed, desk) =>
		paths(typed, typed.startsWith("/") ? desk : { ...desk, cwd: "/mail" }, (kind) => kind === "directory"),
	address: (typed, desk) => addresses(typed, desk),
	contact: (typed, desk) => contacts(typed, desk),
	async agent(_typed, desk) {
		const found: Candidate[] = [];
		for await (const { kind, path } of (await desk.open()).walk("/agents", { views: false }))
			if (kind === "file") found.push({ value: path.slice("/agents/".length).replace(/\.md$/i, "") });
		return found;
	},
	prompt: (typed, desk) => prompts(typed, desk),
	mount: async (_typed, { program }) =>
		await Promise.all(
			program.mounts.map(async (entry) => ({ value: entry.name, about: (await entry.load()).summary })),
		),
	command: (_typed, { program }) => described(program.commands),
	"config-key": () => Object.entries(CONFIG).map(([value, { about }]) => ({ value, about })),
	async model(_typed, desk) {
		const { addedNames, shippedNames } = await import("../inference/index.ts");
		const added = addedNames((await desk.open()).store.home);
		return ["fitted", "none", ...shippedNames(), ...added].map((value) => ({ value }));
	},
	async provider(_typed, desk) {
		const { known } = await import("../llm/index.ts");
		return known((await desk.open()).store).map(({ name, url }) => ({ value: name, about: url }));
	},
	async tag(_typed, desk) {
		const { database } = (await desk.open()).store;
		return database
			.all<{ tag: string; count: number }>("SELECT tag, count(*) AS count FROM tag GROUP BY tag ORDER BY tag")
			.map(({ tag, count }) => ({ value: tag, about: `${count} files` }));
	},
	async "saved-search"(_typed, desk) {
		const vfs = await desk.open();
		return (await vfs.find("/search/saved")) === undefined
			? []
			: (await vfs.names("/search/saved")).map((value) => ({ value }));
	},
	async facet(typed, desk) {
		const { database } = (await desk.open()).store;
		const [, name] = /^([^=]+)=/.exec(typed) ?? [];
		const column = name === undefined ? "name" : "value";
		const rows = database.all<{ word: string; count: number }>(
			`SELECT ${column} AS word, count(DISTINCT node) AS count FROM facet WHERE ? IN ('', name) GROUP BY word ORDER BY count DESC LIMIT ${MOST}`,
			name ?? "",
		);
		return rows.map(({ word, count }) => ({
			value: name === undefined ? `${word}=` : `${name}=${word}`,
			about: `${count} files`,
		}));
	},
	calendar: (_typed, desk) => foldersOf("/calendar", desk),
	business: (_typed, desk) => foldersOf("/context", desk),
	async event(typed, desk) {
		if (typed.startsWith("/")) return await paths(typed, desk, () => true);
		const vfs = await desk.open();
		await vfs.tables("/calendar");
		return vfs
			.reader()
			.all<{ uid: string; title: string | null }>(
				`SELECT DISTINCT uid, json_extract(data, '$.masters[0].summary') AS title FROM calendar_event
				WHERE kind = 'event' AND uid IS NOT NULL AND last >= ? ORDER BY first LIMIT ${MOST}`,
				Date.now(),
			)
			.map(({ uid, title }) => ({ value: uid, about: title ?? "" }));
	},
	async job(_typed, desk) {
		const { listJobs } = await import("../jobs/index.ts");
		const { database } = (await desk.open()).store;
		const jobs = listJobs(database, { limit: MOST });
		return jobs.map(({ id, kind, key, status }) => ({ value: String(id), about: `${status}: ${kind} ${key}` }));
	},
	async "job-kind"(_typed, desk) {
		const { kindsOf } = await import("../jobs/index.ts");
		const kinds = await kindsOf(await desk.open());
		return [...kinds.values()].map(({ name, summary }) => ({ value: name, about: summary }));
	},
	"host-path": () => [{ value: HOST }],
};

/** Names of the folders in a mount, if there is one. */
async function foldersOf(mount: string, desk: Desk): Promise<Candidate[]> {
	const vfs = await desk.open();
	if ((await vfs.find(mount)) === undefined) return [];
	return (await vfs.readdir(mount)).filter(({ kind }) => kind === "directory").map(({ name }) => ({ value: name }));
}

/** Tasks, the newest first, by their slugs, or as `list/slug` when a slash was typed. */
async function tasks(typed: string, desk: Desk, condition: string): Promise<Candidate[]> {
	if (typed.startsWith("/")) return await paths(typed, desk, () => true);
	const vfs = await desk.open();
	await vfs.load("/tasks");
	const tree = vfs.reader();
	const rows = tree.all<{ id: number }>(
		`SELECT id FROM task JOIN node ON id = task.node WHERE ${condition} ORDER BY mtime DESC LIMIT ${MOST}`,
	);
	return rows.flatMap(({ id }) => {
		const path = tree.pathOf(id);
		if (path === undefined) return [];
		const whole = path.slice("/tasks/".length).replace(/\.md$/i, "");
		return { value: typed.includes("/") ? whole : nameOfPath(whole), about: whole };
	});
}

/** Messages, the newest first, by their ids; paths when a slash was typed. */
async function messages(typed: string, desk: Desk): Promise<Candidate[]> {
	if (typed.includes("/")) return await paths(typed, desk, () => true);
	const vfs = await desk.open();
	await vfs.load("/mail");
	return vfs.store.database
		.all<{ id: string; sender: string; subject: string }>(
			`SELECT id, sender, subject FROM mail WHERE id >= ? AND id < ? || '~' ORDER BY date DESC LIMIT ${MOST}`,
			typed === "" ? "a" : typed,
			typed,
		)
		.map(({ id, sender, subject }) => ({ value: id, about: `${sender}: ${subject}` }));
}

/** Addresses of people in mail, by which they begin, with their names. */
async function addresses(typed: string, desk: Desk): Promise<Candidate[]> {
	const vfs = await desk.open();
	const { database } = vfs.store;
	const found = new Map<string, Candidate>();
	await vfs.load("/contacts");
	for (const { email, name } of lookUpAddresses(vfs.reader(), typed, MOST))
		if (email.toLowerCase().startsWith(typed))
			found.set(email.toLowerCase(), { value: email.toLowerCase(), about: name });
	for (const { value } of database.all<{ value: string }>(
		"SELECT DISTINCT value FROM facet WHERE name IN ('from', 'to', 'cc') AND value LIKE '%' || ? || '%'",
		typed,
	)) {
		const [, name = "", address = value] = /^(.*?)\s*<([^<>]*)>$/.exec(value) ?? [];
		const key = address.toLowerCase();
		if (key.startsWith(typed) && (!found.has(key) || name !== ""))
			found.set(key, name === "" ? { value: key } : { value: key, about: name });
	}
	return [...found.values()].slice(0, MOST);
}

/** Prompts by name, with what they are for. */
async function prompts(typed: string, desk: Desk): Promise<Candidate[]> {
	const vfs = await desk.open();
	await vfs.load("/prompts");
	const tree = vfs.reader();
	return tree
		.all<{ node: number; description: string }>("SELECT node, description FROM prompt")
		.map(({ node, description }) => ({ path: tree.pathOf(node) ?? "", description }))
		.filter(({ path }) => path.startsWith("/prompts/"))
		.map(({ path, description }) => ({
			value: path.slice("/prompts/".length).replace(/\.md$/i, ""),
			about: description,
		}))
		.filter(({ value }) => value.startsWith(typed))
		.sort((a, b) => (a.value < b.value ? -1 : 1));
}

/** Contacts by name, with an address of theirs. */
async function contacts(typed: string, desk: Desk): Promise<Candidate[]> {
	if (typed.startsWith("/")) return await paths(typed, desk, () => true);
	const vfs = await desk.open();
	await vfs.load("/contacts");
	const tree = vfs.reader();
	const rows = tree.all<{ node: number; name: string; email: string | null }>(
		`SELECT node, name, address AS email FROM contact LEFT JOIN contact_email USING (node, card)
			WHERE coalesce(position, 0) = 0 ORDER BY name COLLATE NOCASE`,
	);
	const begun = typed.toLowerCase();
	return rows
		.filter(({ node, name }) => name.toLowerCase().startsWith(begun) && tree.pathOf(node)?.startsWith("/contacts/"))
		.slice(0, MOST)
		.map(({ name, email }) => ({ value: name, ...(email === null ? {} : { about: email }) }));
}

/** Entries of the directory that the typed path is in; directories end in a slash. */
async function paths(typed: string, desk: Desk, wanted: (kind: string) => boolean): Promise<Candidate[]> {
	const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
	const begun = typed.slice(folder.length);
	const vfs = await desk.open();
	const directory = folder === "" ? (desk.cwd ?? "/") : resolvePath(folder, desk.cwd ?? "/");
	const stat = await vfs.find(directory);
	if (stat?.kind !== "directory") return [];
	return (await vfs.readdir(directory))
		.filter(
			({ name, kind }) =>
				(kind === "directory" || wanted(kind)) &&
				(begun.startsWith(".") || !name.startsWith(".")) &&
				name.toLowerCase().startsWith(begun.toLowerCase()),
		)
		.map(({ name, kind, mtime, view }) => {
			// A path without the leading slash is one from the root, too.
			const value = `${folder === "" && typed === "" && desk.cwd === undefined ? "/" : folder}${name}${kind === "directory" ? "/" : ""}`;
			return kind === "directory" || view ? { value } : { value, about: localMinute(mtime) };
		});
}

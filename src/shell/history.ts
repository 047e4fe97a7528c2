/** The history of the session's lines: in the desk's encrypted database, shared by all sessions. */
import { type Micros, now } from "../base/clock.ts";
import { isUnicode, rawBytes, rawText } from "../base/raw-text.ts";
import { redact } from "../safety/index.ts";
import type { Database } from "../store/index.ts";
import type { EditorHistory, HistoryMatch } from "./editor/index.ts";

/** A line that was typed. Line and directory are raw text. */
export interface HistoryEntry {
	readonly line: string;
	readonly at: Micros;
	readonly cwd: string | undefined;
	/** Exit status; nothing while it runs, or when the session was killed meanwhile. */
	readonly status: number | undefined;
}

interface Kept extends HistoryEntry {
	status: number | undefined;
	/** Row in the database; nothing for a line that stays in the session. */
	id: number | undefined;
}

interface Stored {
	id: number;
	line: string | Uint8Array;
	at: number;
	cwd: string | Uint8Array | null;
	status: number | null;
}

export interface HistoryOptions {
	/** How many lines are kept (`shell.history_size`); 0 keeps none beyond the session. */
	readonly size: number;
	/** Told once when lines cannot be stored; they are then kept in the session only. */
	readonly onError?: (error: unknown) => void;
}

/** How many lines are read at once. */
const PAGE = 1000;
/** How often (in lines added) what is too much is removed. */
const PRUNE_EVERY = 100;

/**
 * What was typed, newest first by `age`. Reads nothing before it is asked, then the newest thousand lines, and older ones when a search gets
 * there. Lines of other sessions that run now are seen by the next one. Adding never waits: rows are written behind, in order.
 */
export class History implements EditorHistory {
	readonly #database: Pick<Database, "all" | "run" | "write"> | undefined;
	readonly #options: HistoryOptions;
	/** From the database, newest first. */
	readonly #older: Kept[] = [];
	/** Of this session, oldest first. */
	readonly #own: Kept[] = [];
	#isWhole: boolean;
	#writes: Promise<void> = Promise.resolve();
	#added = 0;
	#hasFailed = false;
	#running: Kept | undefined;

	/** Without a database, a history of this session only. */
	constructor(database: Pick<Database, "all" | "run" | "write"> | undefined, options: HistoryOptions) {
		this.#database = options.size > 0 ? database : undefined;
		this.#options = options;
		this.#isWhole = this.#database === undefined;
	}

	/**
	 * Add a line before it runs. One that begins with a space, or has a key in it, stays in this session; an empty one, and one equal to the line before, are not added.
	 */
	add(line: string, cwd?: string): void {
		this.#running = undefined;
		const text = line.replace(/\n+$/, "");
		if (text.trim() === "" || text === this.line(0)) return;
		const entry: Kept = { line: text, at: now(), cwd, status: undefined, id: undefined };
		this.#own.push(entry);
		this.#running = entry;
		if (isPrivate(text)) return;
		const isPruning = this.#added++ % PRUNE_EVERY === 0;
		this.#write((database) => {
			const { lastInsertRowid } = database.run(
				"INSERT INTO shell_history (line, at, cwd) VALUES (?, ?, ?)",
				packed(text),
				entry.at,
				cwd === undefined ? null : packed(cwd),
			);
			entry.id = Number(lastInsertRowid);
			if (!isPruning) return;
			database.run(
				"DELETE FROM shell_history WHERE id <= (SELECT id FROM shell_history ORDER BY id DESC LIMIT 1 OFFSET ?)",
				Math.floor(this.#options.size),
			);
		});
	}

	/** The line that was added last has ended. */
	ended(status: number): void {
		const entry = this.#running;
		this.#running = undefined;
		if (entry === undefined) return;
		entry.status = status;
		if (isPrivate(entry.line)) return;
		this.#write((database) => {
			if (entry.id !== undefined) database.run("UPDATE shell_history SET status = ? WHERE id = ?", status, entry.id);
		});
	}

	/** When all that was added is on disk (or could not be put there). */
	async flush(): Promise<void> {
		await this.#writes;
	}

	/** Every line, oldest first. The `history` builtin numbers them from 1. */
	all(): HistoryEntry[] {
		this.#loadAll();
		return [...this.#older.toReversed(), ...this.#own].map(({ id: _, ...entry }) => entry);
	}

	/** Forget everything, other sessions' lines too, for good. */
	async clear(): Promise<void> {
		this.#older.length = 0;
		this.#own.length = 0;
		this.#running = undefined;
		this.#isWhole = true;
		this.#write((database) => void database.run("DELETE FROM shell_history"));
		await this.#writes;
	}

	/** Forget the line with number `n` of `all`, from 1; from the end when negative. @returns false when there is none */
	async delete(n: number): Promise<boolean> {
		this.#loadAll();
		const total = this.count();
		const index = n < 0 ? total + n : n - 1;
		if (!Number.isInteger(index) || index < 0 || index >= total) return false;
		const [entry] =
			index < this.#older.length
				? this.#older.splice(this.#older.length - 1 - index, 1)
				: this.#own.splice(index - this.#older.length, 1);
		this.#write((database) => {
			if (entry?.id !== undefined) database.run("DELETE FROM shell_history WHERE id = ?", entry.id);
		});
		await this.#writes;
		return true;
	}

	line(age: number): string | undefined {
		return this.#at(age)?.line;
	}

	count(): number {
		this.#loadAll();
		return this.#own.length + this.#older.length;
	}

	previous(age: number, prefix: string, except?: string): HistoryMatch | undefined {
		return this.#find(age + 1, 1, (line) => (line !== except && line.startsWith(prefix) ? 0 : -1));
	}

	next(age: number, prefix: string, except?: string): HistoryMatch | undefined {
		return this.#find(age - 1, -1, (line) => (line !== except && line.startsWith(prefix) ? 0 : -1));
	}

	/** In any case of letters, unless the text has a capital. */
	search(text: string, age: number, step: 1 | -1): HistoryMatch | undefined {
		const exact = text !== text.toLowerCase();
		return this.#find(age, step, (line) => (exact ? line : line.toLowerCase()).lastIndexOf(text));
	}

	/** Among the lines that have been read, so that no key ever waits for thousands of them. */
	suggest(prefix: string): string | undefined {
		this.line(0);
		const isMeant = ({ line }: Kept) => line.length > prefix.length && line.startsWith(prefix);
		return (this.#own.findLast(isMeant) ?? this.#older.find(isMeant))?.line;
	}

	#find(age: number, step: 1 | -1, match: (line: string) => number): HistoryMatch | undefined {
		for (let at = age; at >= 0; at += step) {
			const line = this.line(at);
			if (line === undefined) return undefined;
			const found = match(line);
			if (found >= 0) return { age: at, line, at: found };
		}
		return undefined;
	}

	#at(age: number): Kept | undefined {
		if (age < 0) return undefined;
		if (age < this.#own.length) return this.#own[this.#own.length - 1 - age];
		while (age - this.#own.length >= this.#older.length && !this.#isWhole) this.#load();
		return this.#older[age - this.#own.length];
	}

	#loadAll(): void {
		while (!this.#isWhole) this.#load();
	}

	/** Read the next thousand lines. */
	#load(): void {
		try {
			const before = this.#older.at(-1)?.id ?? Number.MAX_SAFE_INTEGER;
			const room = Math.min(PAGE, Math.floor(this.#options.size) - this.#older.length);
			const rows =
				this.#database?.all<Stored>(
					"SELECT id, line, at, cwd, status FROM shell_history WHERE id < ? ORDER BY id DESC LIMIT ?",
					before,
					room,
				) ?? [];
			this.#older.push(...rows.map(unpacked));
			this.#isWhole = rows.length < PAGE;
		} catch (error) {
			this.#isWhole = true;
			this.#failed(error);
		}
	}

	/** Write behind what was written before; a failure is told once. */
	#write(body: (database: Pick<Database, "run">) => void): void {
		const database = this.#database;
		if (database === undefined) return;
		this.#writes = this.#writes
			.then(() => database.write(() => body(database)))
			.catch((error: unknown) => this.#failed(error));
	}

	#failed(error: unknown): void {
		if (!this.#hasFailed) this.#options.onError?.(error);
		this.#hasFailed = true;
	}
}

/** A line that stays in its session: one that begins with a space, or has a key in it that can be told by its form. */
function isPrivate(line: string): boolean {
	return line.startsWith(" ") || redact(line).found.some(({ kind }) => KEYS.has(kind));
}

const KEYS = new Set(["api key", "private key", "token"]);

/** Raw text as a column value: lines that are not Unicode are kept as their bytes. */
function packed(text: string): string | Buffer {
	return isUnicode(text) ? text : rawBytes(text);
}

function unpacked({ id, line, at, cwd, status }: Stored): Kept {
	return { id, line: asText(line), at, cwd: cwd === null ? undefined : asText(cwd), status: status ?? undefined };
}

function asText(value: string | Uint8Array): string {
	return typeof value === "string" ? value : rawText(value);
}

/** Conversations of `desk ask`, kept in tables of the database (migration 009). Text of files is not: it is read again. */
import { type Micros, now } from "../base/clock.ts";
import { unpackName } from "../store/index.ts";
import { packPath, type Vfs } from "../vfs/index.ts";

/** A passage that went along with a question: bytes [start, end) of a revision of a file, or of its extracted text. */
export interface KeptSource {
	readonly number: number;
	readonly node: number;
	readonly path: string;
	readonly revision: number;
	readonly start: number;
	readonly end: number;
}

/** A question with its answer. */
export interface Turn {
	readonly question: string;
	/** What came with it through a pipe. */
	readonly input?: string;
	readonly answer: string;
	/** `provider/model`. */
	readonly model?: string;
	readonly sources: readonly KeptSource[];
}

/** A conversation in a list. */
export interface ConversationHead {
	readonly id: number;
	/** When it was last gone on with. */
	readonly at: Micros;
	/** Its first question. */
	readonly title: string;
	readonly turns: number;
	readonly model: string | null;
}

/** One conversation with all that was said. */
export interface Conversation {
	readonly id: number;
	readonly system?: string;
	readonly turns: readonly Turn[];
}

/** The conversations of a desk. */
export class Conversations {
	readonly #vfs: Vfs;

	constructor(vfs: Vfs) {
		this.#vfs = vfs;
	}

	get #database() {
		return this.#vfs.store.database;
	}

	/** All of them, the newest first. */
	list(): ConversationHead[] {
		return this.#database.all<ConversationHead>(
			`SELECT c.id, c.at, c.model, count(t.id) AS turns, (SELECT question FROM conversation_turn WHERE conversation = c.id ORDER BY id LIMIT 1) AS title
			FROM conversation c JOIN conversation_turn t ON t.conversation = c.id GROUP BY c.id ORDER BY c.at DESC, c.id DESC`,
		);
	}

	/** One of them; without a number the one that was last gone on with. */
	find(id?: number): Conversation | undefined {
		const row = this.#database.get<{ id: number; system: string | null }>(
			`SELECT id, system FROM conversation ${id === undefined ? "ORDER BY at DESC, id DESC LIMIT 1" : "WHERE id = ?"}`,
			...(id === undefined ? [] : [id]),
		);
		if (row === undefined) return undefined;
		const turns = this.#database
			.all<{ id: number; question: string; input: string | null; answer: string; model: string | null }>(
				"SELECT id, question, input, answer, model FROM conversation_turn WHERE conversation = ? ORDER BY id",
				row.id,
			)
			.map(
				(turn): Turn => ({
					question: turn.question,
					...(turn.input === null ? {} : { input: turn.input }),
					answer: turn.answer,
					...(turn.model === null ? {} : { model: turn.model }),
					sources: this.#sources(turn.id),
				}),
			);
		return { id: row.id, ...(row.system === null ? {} : { system: row.system }), turns };
	}

	#sources(turn: number): KeptSource[] {
		return this.#database
			.all<Omit<KeptSource, "path"> & { path: string | Uint8Array }>(
				"SELECT number, node, path, revision, start, end FROM conversation_source WHERE turn = ? ORDER BY number",
				turn,
			)
			.map((row) => ({ ...row, path: unpackName(row.path) }));
	}

	/** Keep a turn; without a number it begins a conversation. @returns the number of its conversation */
	async add(turn: Turn, of: { id?: number | undefined; system?: string | undefined }): Promise<number> {
		const at = now();
		return await this.#database.write(() => {
			const known =
				of.id !== undefined && this.#database.get("SELECT 1 FROM conversation WHERE id = ?", of.id) !== undefined;
			const id = known
				? (of.id as number)
				: this.#insert("INSERT INTO conversation (at, system) VALUES (?, ?)", at, of.system ?? null);
			this.#database.run("UPDATE conversation SET at = ?, model = ? WHERE id = ?", at, turn.model ?? null, id);
			const number = this.#insert(
				"INSERT INTO conversation_turn (conversation, at, question, input, answer, model) VALUES (?, ?, ?, ?, ?, ?)",
				id,
				at,
				turn.question,
				turn.input ?? null,
				turn.answer,
				turn.model ?? null,
			);
			for (const { number: source, node, path, revision, start, end } of turn.sources)
				this.#database.run(
					"INSERT INTO conversation_source VALUES (?, ?, ?, ?, ?, ?, ?)",
					number,
					source,
					node,
					packPath(path),
					revision,
					start,
					end,
				);
			return id;
		});
	}

	#insert(sql: string, ...values: (string | number | null)[]): number {
		return Number(this.#database.run(sql, ...values).lastInsertRowid);
	}

	/** Remove one for good, or all. @returns how many there were */
	async remove(id?: number): Promise<number> {
		const where = id === undefined ? "" : " WHERE id = ?";
		const values = id === undefined ? [] : [id];
		return await this.#database.write(() => {
			const count = this.#database.get<{ count: number }>(
				`SELECT count(*) AS count FROM conversation${where}`,
				...values,
			);
			this.#database.run(`DELETE FROM conversation${where}`, ...values);
			return count?.count ?? 0;
		});
	}
}

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeStore, seeds } from "../../test/support/store.ts";
import type { LogChange, Store } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let store: Store;
beforeEach(async () => {
	desk = await makeStore({ memory: true });
	({ store } = desk);
	store.database.driver.pragma("foreign_keys=OFF"); // whoever tampers does not mind
});
afterEach(() => desk.remove());

const problems = () => store.log.verify().problems;
const run = (sql: string, ...values: (string | number | Buffer | null)[]) => store.database.run(sql, ...values);
const rows = <Row>(sql: string) => store.database.all<Row>(sql);

async function content(text: string): Promise<number> {
	return await store.database.write(() => store.content.commit(store.content.stageBytes(Buffer.from(text))));
}

/** `count` change sets of one to three changes, with everything that a change can have. */
async function fill(count: number): Promise<void> {
	const ids = [await content("one"), await content("two")];
	for (let at = 0; at < count; at++) {
		const changes: LogChange[] = Array.from({ length: 1 + (at % 3) }, (_, seq) => ({
			node: 10 + seq,
			op: seq === 1 ? "rename" : "write",
			path: `/files/${at}-${seq}${seq === 2 ? "\udcff" : ""}`,
			revision: at + 1,
			to: seq === 1 ? "/files/ü" : undefined,
			before: seq === 0 ? null : ids[0],
			after: ids[at % 2],
			detail: seq === 0 ? undefined : { mode: [0o644, 0o600], origin: null },
		}));
		await store.database.write(() =>
			store.log.append({ actor: `actor ${at}`, cause: `cause ${at}`, operation: at === 0 ? undefined : 1 }, changes),
		);
	}
}

test("a log as it was written verifies, and reads back as it was given", async () => {
	await fill(12);
	const { entries, problems, head } = store.log.verify();
	expect([entries, problems, head]).toEqual([12, [], store.log.head()]);
	expect(store.log.verify(head).problems).toEqual([]);
	const [, , last] = store.log.changesOf(3);
	expect(last).toMatchObject({ node: 12, path: "/files/2-2\udcff", detail: { mode: [0o644, 0o600], origin: null } });
	expect(store.log.setsOf(1)).toHaveLength(12);
	expect(store.log.ofPath("/files/ü").map(({ set }) => set.id)).toEqual([2, 3, 5, 6, 8, 9, 11, 12]);
	expect(store.log.ofPath("/files/2-2\udcff")).toHaveLength(1);
});

test("content enters by its hash: a freed id that is given again does not carry the old one's", async () => {
	const first = await content("old");
	await store.database.write(() =>
		store.log.append({ actor: "user", cause: "" }, [{ node: 1, op: "write", path: "/a", revision: 1, after: first }]),
	);
	// As erase does it.
	await store.database.write(() => {
		run(
			"UPDATE change SET op = NULL, path = NULL, before = NULL, after = NULL, revision = NULL, detail = NULL, salt = NULL",
		);
		run("UPDATE change_set SET cause = NULL, salt = NULL");
		store.content.release([first]);
		store.log.append({ actor: "user", cause: "erase" }, [
			{ node: 0, op: "erase", path: "", revision: 0, detail: { erased: ["1.0", "1"] } },
		]);
	});
	const second = await content("new");
	expect(second).toBe(first);
	await store.database.write(() =>
		store.log.append({ actor: "user", cause: "" }, [{ node: 2, op: "write", path: "/b", revision: 1, after: second }]),
	);
	expect(problems()).toEqual([]);
});

test("an append that is rolled back leaves nothing behind", async () => {
	await fill(2);
	const id = await content("x");
	await store.database.write(
		() =>
			store.log.append({ actor: "user", cause: "" }, [{ node: 1, op: "write", path: "/a", revision: 1, after: id }]),
		false,
	);
	await fill(2);
	expect(problems()).toEqual([]);
	expect(store.log.setsOf(1).map(({ id }) => id)).toEqual([1, 2, 4]);
});

test("verified in turns: what is added or erased meanwhile is no problem", async () => {
	await fill(6);
	const deeds = [
		() => store.log.append({ actor: "user", cause: "meanwhile" }, []),
		() => {
			run(
				"UPDATE change SET op = NULL, path = NULL, to_path = NULL, before = NULL, after = NULL, revision = NULL, detail = NULL, salt = NULL WHERE change_set = 5 AND seq = 1",
			);
			run("UPDATE change_set SET cause = NULL, salt = NULL WHERE id = 5");
			store.log.append({ actor: "user", cause: "erase" }, [
				{ node: 0, op: "erase", path: "", revision: 0, detail: { erased: ["5.1", "5"] } },
			]);
		},
	];
	let turns = 0;
	const verified = await store.log.verifyInTurns(async () => {
		turns++;
		const deed = deeds.shift();
		if (deed !== undefined) await store.database.write(deed);
	});
	expect(verified).toMatchObject({ entries: 6, problems: [] });
	expect(turns).toBeGreaterThanOrEqual(6);
	expect(store.log.verify()).toMatchObject({ entries: 8, problems: [] });
	const stop = new Error("stop");
	await expect(
		store.log.verifyInTurns(() => {
			throw stop;
		}),
	).rejects.toBe(stop);
});

describe("tampering", () => {
	test("any change of any column of any row is found", async () => {
		await fill(4);
		const sets = ["at", "actor", "operation", "undoes", "cause", "salt", "digest", "hash"].map(
			(column) => ["change_set", column] as const,
		);
		const changes = ["node", "op", "path", "to_path", "before", "after", "revision", "detail", "salt", "digest"].map(
			(column) => ["change", column] as const,
		);
		for (const [table, column] of [...sets, ...changes]) {
			const key = table === "change" ? "change_set * 10 + seq" : "id";
			for (const { key: at, value } of rows<{ key: number; value: unknown }>(
				`SELECT ${key} AS key, ${column} AS value FROM ${table}`,
			)) {
				for (const other of [altered(value), null]) {
					if (other === value) continue;
					await store.database.write(() => {
						// `digest` and `hash` may not be NULL; SQLite itself refuses that.
						if (other === null && /digest|hash|node|actor|operation|^at$/.test(column)) return;
						run(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`, other, at);
						expect(problems(), `${table}.${column} of ${at}: ${String(value)} → ${String(other)}`).not.toEqual([]);
					}, false);
				}
			}
		}
		expect(problems()).toEqual([]);
	});

	test("a removed entry or change is found, wherever it is", async () => {
		await fill(6);
		for (let id = 1; id <= 6; id++) {
			await store.database.write(() => {
				run("DELETE FROM change WHERE change_set = ?", id);
				run("DELETE FROM change_set WHERE id = ?", id);
				expect(problems(), `entry ${id}`).not.toEqual([]);
			}, false);
			await store.database.write(() => {
				run(
					"DELETE FROM change WHERE change_set = ? AND seq = (SELECT max(seq) FROM change WHERE change_set = ?)",
					id,
					id,
				);
				expect(problems(), `last change of entry ${id}`).not.toEqual([]);
			}, false);
		}
	});

	test("a cut tail is found; with the head noted elsewhere even when the database's own note is altered too", async () => {
		await fill(6);
		const head = store.log.head();
		await store.database.write(() => {
			run("DELETE FROM change WHERE change_set > 4");
			run("DELETE FROM change_set WHERE id > 4");
			expect(problems()).toEqual(["the newest entries are missing"]);
			const { hash } = rows<{ hash: Buffer }>("SELECT hash FROM change_set WHERE id = 4")[0] ?? {};
			run("UPDATE meta SET value = ? WHERE key = 'log_head'", hash ?? null);
			expect(store.log.verify(head).problems).toEqual([`no entry has the hash ${head}`]);
		}, false);
		await store.database.write(() => {
			run("DELETE FROM change");
			run("DELETE FROM change_set");
			expect(problems()).not.toEqual([]);
		}, false);
	});

	test("entries in another order, changes in another order, an entry that was put in: all are found", async () => {
		await fill(6);
		const swap = (table: string, column: string, where: string, a: number, b: number) => {
			run(`UPDATE ${table} SET ${column} = -1 WHERE ${column} = ? ${where}`, a);
			run(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ? ${where}`, a, b);
			run(`UPDATE ${table} SET ${column} = ? WHERE ${column} = -1 ${where}`, b);
		};
		for (let id = 1; id < 6; id++) {
			await store.database.write(() => {
				swap("change", "change_set", "", id, id + 1);
				swap("change_set", "id", "", id, id + 1);
				expect(problems()).not.toEqual([]);
			}, false);
		}
		await store.database.write(() => {
			swap("change", "seq", "AND change_set = 3", 0, 2);
			expect(problems()).not.toEqual([]);
		}, false);
		await store.database.write(() => {
			run(
				"INSERT INTO change (change_set, seq, node, op, path, revision, digest, salt) SELECT change_set, 9, node, op, path, revision, digest, salt FROM change WHERE change_set = 2 AND seq = 0",
			);
			expect(problems()).not.toEqual([]);
		}, false);
		await store.database.write(() => {
			run(
				"INSERT INTO change_set (id, at, actor, operation, cause, salt, digest, hash) SELECT 7, at, actor, operation, cause, salt, digest, hash FROM change_set WHERE id = 6",
			);
			expect(problems()).not.toEqual([]);
		}, false);
	});

	test("content that was exchanged under an entry is found", async () => {
		await fill(3);
		await store.database.write(() => {
			run("UPDATE content SET hash = zeroblob(32) WHERE id = 1");
			expect(problems()).not.toEqual([]);
		}, false);
	});

	test("blanking without an erase entry is found; named by one it verifies", async () => {
		await fill(4);
		const blank = () =>
			run(
				"UPDATE change SET op = NULL, path = NULL, to_path = NULL, before = NULL, after = NULL, revision = NULL, detail = NULL, salt = NULL WHERE change_set = 2 AND seq = 1",
			);
		await store.database.write(() => {
			blank();
			expect(problems()).toEqual(["entry 2: change 1 was blanked"]);
		}, false);
		await store.database.write(() => {
			run("UPDATE change_set SET cause = NULL, salt = NULL WHERE id = 2");
			expect(problems()).toEqual(["entry 2: its cause was altered"]);
		}, false);
		await store.database.write(() => {
			blank();
			run("UPDATE change_set SET cause = NULL, salt = NULL WHERE id = 2");
			store.log.append({ actor: "user", cause: "erase" }, [
				{ node: 0, op: "erase", path: "", revision: 0, detail: { erased: ["2.1", "2"] } },
			]);
		});
		expect(problems()).toEqual([]);
		expect(store.log.changesOf(2).map(({ path }) => path)).toEqual(["/files/1-0"]);
		// A forged note of an erase is itself found.
		await store.database.write(() => {
			run("UPDATE change SET detail = ? WHERE op = 'erase'", JSON.stringify({ erased: ["2.1", "2", "3.0"] }));
			run(
				"UPDATE change SET op = NULL, path = NULL, before = NULL, after = NULL, revision = NULL, detail = NULL, salt = NULL WHERE change_set = 3 AND seq = 0",
			);
			expect(problems()).not.toEqual([]);
		}, false);
	});

	test("whatever is done to the rows at random is found", async () => {
		await fill(5);
		const tables = ["change_set", "change"];
		const deed = fc.record({
			table: fc.constantFrom(...tables),
			row: fc.nat(20),
			column: fc.nat(20),
			byte: fc.nat(200),
			remove: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(deed, async ({ table, row, column, byte, remove }) => {
				await store.database.write(() => {
					const all = rows<Record<string, unknown>>(`SELECT * FROM ${table}`);
					const chosen = all[row % all.length] ?? {};
					const key =
						table === "change" ? `change_set = ${chosen.change_set} AND seq = ${chosen.seq}` : `id = ${chosen.id}`;
					const names = Object.keys(chosen);
					const name = names[column % names.length] ?? "";
					const next = altered(chosen[name], byte);
					if (remove) run(`DELETE FROM ${table} WHERE ${key}`);
					else run(`UPDATE OR REPLACE ${table} SET ${name} = ? WHERE ${key}`, next);
					expect(problems(), JSON.stringify({ key, name, remove })).not.toEqual([]);
				}, false);
			}),
			{ numRuns: 150 * seeds },
		);
	});
});

/** Another value of the same type. */
function altered(value: unknown, at = 0): string | number | Buffer | null {
	if (typeof value === "number") return value + 1 + at;
	if (Buffer.isBuffer(value)) {
		const copy = Buffer.from(value);
		copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ 1;
		return copy;
	}
	if (typeof value === "string") return value.startsWith("{") ? value.replace("420", "421") : `${value} `;
	return 12345;
}

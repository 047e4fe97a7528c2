import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeStore } from "../../test/support/store.ts";
import { Store } from "../store/index.ts";
import { History } from "./history.ts";

describe("history", () => {
	let desk: Awaited<ReturnType<typeof makeStore>>;
	beforeEach(async () => {
		desk = await makeStore({ memory: true });
	});
	afterEach(() => desk.remove());

	const open = (size = 10_000) => new History(desk.store.database, { size });
	const lines = (history: History) => history.all().map(({ line }) => line);

	async function filled(count: number): Promise<void> {
		await desk.store.database.write(() => {
			for (let at = 0; at < count; at++)
				desk.store.database.run("INSERT INTO shell_history (line, at) VALUES (?, 0)", `echo ${at}`);
		});
	}

	test("lines come back in the next session, with where and how they ended", async () => {
		const first = open();
		first.add("ls -l", "/notes");
		first.ended(0);
		first.add("foo", "/notes");
		first.ended(127);
		first.add("echo \udcff\n", "/files/\udc80");
		await first.flush();
		desk.store.close();
		const store = await Store.open(desk.home);
		const next = new History(store.database, { size: 100 });
		expect(next.all().map(({ at: _, ...entry }) => entry)).toEqual([
			{ line: "ls -l", cwd: "/notes", status: 0 },
			{ line: "foo", cwd: "/notes", status: 127 },
			{ line: "echo \udcff", cwd: "/files/\udc80", status: undefined },
		]);
		expect(next.all()[0]?.at).toBeGreaterThan(1e15);
		store.close();
	});

	test("a leading space stays in the session; empty lines and repetitions are not added", async () => {
		const history = open();
		for (const line of ["ls", "ls", " secret", " secret", "", "  ", "ls"]) history.add(line);
		history.ended(0);
		await history.flush();
		expect(lines(history)).toEqual(["ls", " secret", "ls"]);
		expect(lines(open())).toEqual(["ls", "ls"]);
		const next = open();
		next.add("ls");
		expect(next.count()).toBe(2); // the line before was the same, in another session
	});

	test("a line with a key in it stays in the session", async () => {
		const history = open();
		const withKeys = [
			"desk key add openai sk-proj-planted1Zq9Wm3Lx7Tb2Kd5R",
			"export ANTHROPIC_API_KEY=sk-ant-api03-planted1Zq9Wm3Lx7Tb2",
			"curl -H 'Authorization: Bearer planted1Zq9Wm3Lx7Tb2'",
		];
		for (const line of [...withKeys, "git show 3f786850e387550fdab836ed7e6dc881de23001b", "grep password: /notes"])
			history.add(line);
		history.ended(0);
		await history.flush();
		expect(lines(history)).toEqual(expect.arrayContaining(withKeys));
		expect(lines(open())).toEqual(["git show 3f786850e387550fdab836ed7e6dc881de23001b", "grep password: /notes"]);
	});

	test("sessions at once lose nothing", async () => {
		const other = await Store.open(desk.home);
		const sessions = [open(), new History(other.database, { size: 10_000 })];
		for (let at = 0; at < 50; at++) for (const [index, session] of sessions.entries()) session.add(`${index}-${at}`);
		await Promise.all(sessions.map((session) => session.flush()));
		other.close();
		expect(new Set(lines(open())).size).toBe(100);
		expect(lines(sessions[0] ?? open()).filter((line) => line.startsWith("0-")).length).toBe(50);
	});

	test("older lines are read when they are asked for", async () => {
		await filled(2500);
		const reads: unknown[] = [];
		const { database } = desk.store;
		const counting = {
			all: <Row>(text: string, ...values: number[]) => {
				reads.push(values);
				return database.all<Row>(text, ...values);
			},
			run: database.run.bind(database),
			write: database.write.bind(database),
		};
		const history = new History(counting, { size: 10_000 });
		expect(reads).toEqual([]);
		expect(history.line(0)).toBe("echo 2499");
		expect(history.suggest("echo 10")).toBeUndefined(); // only among what has been read
		expect(reads.length).toBe(1);
		expect(history.search("cho 242", 0, 1)).toEqual({ age: 70, line: "echo 2429", at: 1 });
		expect(history.search("cho 17", 1000, 1)?.line).toBe("echo 179");
		expect(reads.length).toBeLessThanOrEqual(4);
		expect(history.count()).toBe(2500);
		expect(history.line(2499)).toBe("echo 0");
		expect(history.line(2500)).toBeUndefined();
	});

	test("by prefix, both ways; by any part, in any case unless it has a capital", () => {
		const history = open();
		for (const line of ["cat a", "ls", "cat b", "Cat c", "cat b", "ls"]) history.add(line);
		expect(history.previous(-1, "cat")).toEqual({ age: 1, line: "cat b", at: 0 });
		expect(history.previous(1, "cat", "cat b")).toEqual({ age: 5, line: "cat a", at: 0 });
		expect(history.previous(5, "cat")).toBeUndefined();
		expect(history.next(5, "cat")?.age).toBe(3);
		expect(history.next(0, "")).toBeUndefined();
		expect(history.search("t c", 0, 1)).toEqual({ age: 2, line: "Cat c", at: 2 });
		expect(history.search("cat", 2, 1)?.age).toBe(2);
		expect(history.search("Cat", 0, 1)?.age).toBe(2);
		expect(history.search("cat", 4, -1)?.age).toBe(3);
		expect(history.suggest("cat")).toBe("cat b");
		expect(history.suggest("ls")).toBeUndefined();
	});

	test("no more than the limit is kept, and none with 0", async () => {
		await filled(50);
		const history = open(10);
		history.add("new");
		await history.flush();
		expect(lines(open()).length).toBe(10);
		expect(lines(open())).toContain("new");
		const none = open(0);
		none.add("gone");
		await none.flush();
		expect(lines(none)).toEqual(["gone"]);
		expect(lines(open())).not.toContain("gone");
	});

	test("delete and clear are for good", async () => {
		await filled(3);
		const history = open();
		history.add("own");
		expect(await history.delete(2)).toBe(true);
		expect(await history.delete(-1)).toBe(true);
		expect(await history.delete(9)).toBe(false);
		expect(lines(history)).toEqual(["echo 0", "echo 2"]);
		expect(lines(open())).toEqual(["echo 0", "echo 2"]);
		await history.clear();
		expect([lines(history), lines(open())]).toEqual([[], []]);
		history.add("after");
		await history.flush();
		expect(lines(open())).toEqual(["after"]);
	});

	test("what cannot be stored is kept in the session, and told once", async () => {
		const errors: unknown[] = [];
		const broken = {
			all: () => {
				throw new Error("no");
			},
			run: desk.store.database.run.bind(desk.store.database),
			write: async () => {
				throw new Error("no");
			},
		};
		const history = new History(broken, { size: 10, onError: (error) => errors.push(error) });
		history.add("a");
		history.add("b");
		history.ended(1);
		await history.flush();
		expect(lines(history)).toEqual(["a", "b"]);
		expect(errors.length).toBe(1);
	});
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { completeTask, newTask, parseTask } from "./format.ts";

const refusal = (text: string): DeskError => {
	try {
		parseTask("t.md", text);
	} catch (error) {
		if (error instanceof DeskError) return error;
		throw error;
	}
	throw new Error("was accepted");
};

describe("parseTask", () => {
	test("reads every field, and keeps the rest", () => {
		const task = parseTask(
			"paint.md",
			"---\nstatus: in_progress\ndue: 2026-10-03T14:00\npriority: high\ntags: [home, Home, '#x']\nrepeat: every 2 weeks\ndepends:\n  - buy-paint\n  - \"[[work/plan]]\"\ncreated: 2026-01-02\ndone: 2026-01-03T10:00:00Z\nx-own: 5\n---\n# Paint\nbody",
		);
		expect(task).toEqual({
			title: "Paint",
			status: "in_progress",
			due: "2026-10-03T14:00",
			priority: "high",
			tags: ["home", "x"],
			repeat: "every 2 weeks",
			depends: ["buy-paint", "work/plan"],
			created: "2026-01-02",
			done: "2026-01-03T10:00:00Z",
			data: expect.objectContaining({ "x-own": 5 }),
			text: "# Paint\nbody",
			links: [],
		});
	});

	test("a plain line of text is a pending task", () => {
		expect(parseTask("call-bob.md", "ring him")).toEqual({
			title: "call-bob",
			status: "pending",
			tags: [],
			depends: [],
			data: {},
			text: "ring him",
			links: [],
		});
	});

	test("empty fields are as if they were not there; title from the front matter goes first", () => {
		const task = parseTask("t.md", "---\ntitle: Front\nstatus:\ndue: ~\npriority: none\ndepends: one\n---\n# Heading");
		expect(task).toMatchObject({ title: "Front", status: "pending", depends: ["one"] });
		expect(task).not.toHaveProperty("due");
		expect(task).not.toHaveProperty("priority");
	});

	test.each<[string, number, number, RegExp, RegExp]>([
		["---\na: 1\nstatus: done\n---\n", 3, 9, /`status`: `done` is no status/, /pending, in_progress or completed/],
		["---\r\nstatus:   'Done'\r\n---\r\n", 2, 11, /`Done`/, /pending/],
		["---\nstatus: [a]\n---\n", 2, 9, /this is no status/, /pending/],
		["---\ndue: 2026-02-30\n---\n", 2, 6, /`2026-02-30` is no due date/, /2026-10-03T14:00/],
		["---\ndue: 2026-02-03 14:00\n---\n", 2, 6, /due date/, /T14:00/],
		["---\ndue: 2026-02-03T24:00\n---\n", 2, 6, /due date/, /T14:00/],
		["---\ndue: 20260203\n---\n", 2, 6, /`20260203`/, /2026/],
		["---\ndue: tomorrow\n---\n", 2, 6, /tomorrow/, /2026/],
		["---\npriority: urgent\n---\n", 2, 11, /`urgent`/, /low, medium, high or none/],
		["---\nrepeat: sometimes\n---\n", 2, 9, /no repeat rule/, /every 3 days/],
		["---\ndone: yes\n---\n", 2, 7, /no date/, /2026/],
		["---\ncreated: 2026-13-01\n---\n", 2, 10, /no date/, /2026/],
		["---\ndepends: {a: 1}\n---\n", 2, 10, /list of tasks/, /buy-paint/],
		["---\ndepends:\n  - ''\n---\n", 3, 3, /list of tasks/, /buy-paint/],
		["---\nstatus: a: b\n---\n", 2, 9, /front matter is not valid/, /quotes/],
	])("refuses %j", (text, line, column, message, todo) => {
		const error = refusal(text);
		expect(error.code).toBe("EFORMAT");
		expect(error.message).toMatch(message);
		expect(error.todo).toMatch(todo);
		expect([error.line, error.column]).toEqual([line, column]);
	});
});

describe("completeTask", () => {
	const now = new Date(2026, 2, 4, 12, 0, 0);
	const stamp = `${now.toISOString().slice(0, 19)}Z`;
	const complete = (text: string) => completeTask(text, parseTask("t.md", text), now);

	test("stamps it, and touches nothing else", () => {
		expect(complete("---\n# c\nstatus: pending # now\nx: 'y'\n---\nbody\n")).toEqual({
			text: `---\n# c\nstatus: completed # now\nx: 'y'\ndone: "${stamp}"\n---\nbody\n`.replaceAll('"', ""),
		});
		expect(complete("just text")).toEqual({ text: `---\nstatus: completed\ndone: ${stamp}\n---\njust text` });
	});

	test("keeps a stamp that is there", () => {
		const text = "---\nstatus: completed\ndone: 2026-01-01\n---\n";
		expect(complete(text)).toEqual({ text });
	});

	test("spawns the next occurrence, else byte for byte", () => {
		const { text, next } = complete(
			"---\r\nstatus: in_progress\r\ndue: 2026-03-02\r\nrepeat: weekly # Mondays\r\n---\r\n# Bins\r\n- [ ] out\r\n",
		);
		expect(parseTask("t.md", text)).toMatchObject({ status: "completed", done: stamp, due: "2026-03-02" });
		expect(next).toEqual({
			due: "2026-03-09",
			text: "---\r\nstatus: pending\r\ndue: 2026-03-09\r\nrepeat: weekly # Mondays\r\n---\r\n# Bins\r\n- [ ] out\r\n",
		});
	});

	test("when the user had written `completed` and `done` himself", () => {
		const { text, next } = complete(
			"---\nstatus: completed\ndone: 2026-03-03\ndue: 2026-03-02T09:00\nrepeat: daily\n---\n",
		);
		expect(text).toContain("done: 2026-03-03\n");
		expect(next).toEqual({
			due: "2026-03-05T09:00",
			text: "---\nstatus: pending\ndue: 2026-03-05T09:00\nrepeat: daily\n---\n",
		});
	});

	test("keeps the day of the month that a short month would lose", () => {
		const { next } = completeTask(
			"---\ndue: 2026-01-31\nrepeat: monthly\n---\n",
			parseTask("t.md", "---\ndue: 2026-01-31\nrepeat: monthly\n---\n"),
			new Date(2026, 0, 31),
		);
		expect(next?.text).toBe("---\ndue: 2026-02-28\nrepeat: monthly on 31\n---\n");
		const again = completeTask(next?.text ?? "", parseTask("t.md", next?.text ?? ""), new Date(2026, 1, 28));
		expect(again.next?.text).toBe("---\ndue: 2026-03-31\nrepeat: monthly on 31\n---\n");
	});

	test("without a due date, counts from today", () => {
		expect(complete("---\nrepeat: every 3 days\n---\nx").next).toEqual({
			due: "2026-03-07",
			text: "---\nrepeat: every 3 days\ndue: 2026-03-07\n---\nx",
		});
	});
});

describe("newTask", () => {
	test("writes what was asked", () => {
		expect(
			newTask({
				title: "Call Bob: 3pm?",
				due: "2026-10-03T15:00",
				repeat: "every month on the 15th",
				priority: "high",
				tags: ["home", "a b"],
				depends: ["x"],
			}),
		).toEqual({
			name: "call-bob-3pm.md",
			text: "---\nstatus: pending\ndue: 2026-10-03T15:00\npriority: high\nrepeat: every month on the 15th\ntags: [home, a b]\ndepends: [x]\n---\n# Call Bob: 3pm?\n",
		});
	});

	test.each([
		["🎉", "task.md"],
		["con", "con_.md"],
		["Über die Brücke", "über-die-brücke.md"],
		["word ".repeat(50), "word-word-word-word-word-word-word-word-word-word-word-word.md"],
	])("name of %j", (title, name) => expect(newTask({ title }).name).toBe(name));

	test("refuses what it could not read", () => {
		expect(() => newTask({ title: " \n" })).toThrow(/title is empty/);
		expect(() => newTask({ title: "x", due: "2026-02-30" })).toThrow(DeskError);
	});

	test("reads back, whatever the title", () => {
		const title = fc.oneof(
			fc.string({ unit: "grapheme", minLength: 1 }),
			fc.constantFrom("Learn C #", "---", "```", "# x", "`a", "title: x", "a\nb", "\ufeff", "===", "- x", "null"),
		);
		const tag = fc.stringMatching(/^[a-z]{1,5}$/);
		fc.assert(
			fc.property(
				title,
				fc.option(fc.constantFrom("low", "medium", "high"), { nil: undefined }),
				fc.uniqueArray(tag, { maxLength: 3 }),
				(raw, priority, tags) => {
					const wanted = raw.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim();
					fc.pre(wanted !== "");
					const { name, text } = newTask({ title: raw, priority, tags, due: "2028-02-29" });
					expect(parseTask(name, text)).toMatchObject({
						title: wanted,
						status: "pending",
						tags,
						due: "2028-02-29",
						...(priority === undefined ? {} : { priority }),
					});
					expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
				},
			),
			{ numRuns: 1_000 },
		);
	});
});

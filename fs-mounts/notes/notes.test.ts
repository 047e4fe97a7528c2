import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

describe("renaming a note rewrites the links to it", () => {
	test("by name, by path, relative, embedded, with alias and heading; in notes and in tasks", async () => {
		await desk.put("/notes/projects/acme.md", "# Acme\nSee [[index]] and [up](../index.md).\n");
		await desk.put(
			"/notes/index.md",
			"[[acme]] [[Acme|the gym]] [[projects/acme#Plan]] ![[acme]] [a](projects/acme.md#x) `[[acme]]`\n",
		);
		await desk.put("/tasks/work/call.md", "# Call\n\nabout [[acme]]\n");
		await desk.ok("mv", "/notes/projects/acme.md", "/notes/clients-2026.md");
		expect(await desk.ok("cat", "/notes/index.md")).toBe(
			"[[clients-2026]] [[clients-2026|the gym]] [[clients-2026#Plan]] ![[clients-2026]] [a](clients-2026.md#x) `[[acme]]`\n",
		);
		expect(await desk.ok("cat", "/notes/clients-2026.md")).toBe("# Acme\nSee [[index]] and [up](index.md).\n");
		expect(await desk.ok("cat", "/tasks/work/call.md")).toContain("about [[clients-2026]]");
		await desk.ok("undo");
		expect(await desk.ok("cat", "/notes/index.md")).toContain("[[Acme|the gym]]");
		expect(await desk.ok("cat", "/notes/projects/acme.md")).toContain("(../index.md)");
	});

	test("a folder: paths into it follow, names stay", async () => {
		await desk.put("/notes/old/a.md", "[b](b.md) [[c]]\n");
		await desk.put("/notes/old/b.md", "# B\n");
		await desk.put("/notes/c.md", "[[old/a]] [[a]] [x](old/b.md)\n");
		await desk.ok("mv", "/notes/old", "/notes/new");
		expect(await desk.ok("cat", "/notes/c.md")).toBe("[[new/a]] [[a]] [x](new/b.md)\n");
		expect(await desk.ok("cat", "/notes/new/a.md")).toBe("[b](b.md) [[c]]\n");
	});

	test("a link by name goes to the nearest of several, and only that one's links change", async () => {
		await desk.put("/notes/x/todo.md", "# X\n");
		await desk.put("/notes/y/todo.md", "# Y\n");
		await desk.put("/notes/x/plan.md", "[[todo]]\n");
		await desk.put("/notes/y/plan.md", "[[todo]]\n");
		await desk.ok("mv", "/notes/y/todo.md", "/notes/y/done.md");
		expect(await desk.ok("cat", "/notes/x/plan.md")).toBe("[[todo]]\n");
		expect(await desk.ok("cat", "/notes/y/plan.md")).toBe("[[done]]\n");
	});

	test("is shown by --dry-run and changes nothing", async () => {
		await desk.put("/notes/a.md", "[[b]]\n");
		await desk.put("/notes/b.md", "# B\n");
		const told = await desk.ok("mv", "--dry-run", "/notes/b.md", "/notes/c.md");
		expect(told).toContain("/notes/a.md");
		expect(await desk.ok("cat", "/notes/a.md")).toBe("[[b]]\n");
	});
});

describe("desk note", () => {
	test("new takes a title, a template and tags; a second of that name is refused", async () => {
		await desk.put("/notes/templates/meeting.md", "# {{title}}\n\nWhen: {{date}}\n");
		const path = (
			await desk.ok(
				"note",
				"new",
				"Kick-off",
				"with",
				"Acme",
				"--template",
				"meeting",
				"--in",
				"clients",
				"--tag",
				"client",
			)
		).trim();
		expect(path).toBe("/notes/clients/Kick-off with Acme.md");
		const text = await desk.ok("cat", path);
		expect(text).toMatch(/^---\ntags:.*client[\s\S]*---\n/);
		expect(text).toMatch(/# Kick-off with Acme\n\nWhen: \d{4}-\d\d-\d\d\n/);
		expect((await desk.run(["note", "new", "Kick-off with Acme", "--in", "clients"])).status).toBe(1);
		expect((await desk.run(["note", "new", "x", "--template", "nope"])).stderr).toMatch(/there are meeting/);
	});

	test("daily makes the day's note once", async () => {
		const path = (await desk.ok("note", "daily", "2026-11-20")).trim();
		expect(path).toBe("/notes/daily/2026-11-20.md");
		await desk.put(path, "mine\n");
		expect((await desk.ok("note", "daily", "2026-11-20")).trim()).toBe(path);
		expect(await desk.ok("cat", path)).toBe("mine\n");
	});

	test("backlinks, links, list and tags", async () => {
		await desk.put("/notes/a.md", "---\ntags: [Client/big]\n---\nto [[b]] and [[nowhere]]\n");
		await desk.put("/notes/b.md", "# Bee #idea\n");
		await desk.put("/tasks/home/t.md", "# T\n[[b]]\n");
		expect(await desk.ok("note", "backlinks", "/notes/b.md")).toBe("/notes/a.md\n/tasks/home/t.md\n");
		const found = JSON.parse((await desk.ok("note", "backlinks", "--json", "/notes/b.md")).split("\n")[0] ?? "");
		expect(found.lines).toEqual([{ line: 4, text: "to [[b]] and [[nowhere]]" }]);
		expect(await desk.ok("note", "links", "--missing", "/notes")).toBe("/notes/a.md\tnowhere\t\n");
		expect(await desk.ok("note", "backlinks", "/notes/nowhere.md")).toBe("/notes/a.md\n");
		expect(await desk.ok("note", "list", "--tag", "client")).toBe("/notes/a.md\n");
		await desk.put("/notes/templates/client.md", "# {{title}} #client\n");
		expect(await desk.ok("note", "list", "--tag", "client")).toBe("/notes/a.md\n");
		expect(await desk.ok("note", "list", "/notes/templates")).toBe("/notes/templates/client.md\n");
		await desk.ok("rm", "-r", "/notes/templates");
		expect(await desk.ok("note", "tags")).toBe("1\tClient/big\n1\tidea\n");
		expect((await desk.run(["note", "backlinks", "/notes/none.md"])).status).toBe(3);
	});
});

test("bytes that are not UTF-8 are kept, shown and searched without a crash", async () => {
	const bytes = Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a, 0xc3, 0x28, 0x0a]);
	await desk.put("/notes/odd.md", bytes);
	expect((await desk.run(["cat", "/notes/odd.md"])).bytes).toEqual(bytes);
	expect((await desk.run(["grep", "-c", "x", "/notes/odd.md"])).status).toBe(1);
	await desk.ok("mv", "/notes/odd.md", "/notes/even.md");
	expect((await desk.run(["cat", "/notes/even.md"])).bytes).toEqual(bytes);
});

test("broken front matter in a note is accepted", async () => {
	await desk.put("/notes/broken.md", "---\na: [1\n---\ntext\n");
	expect(await desk.ok("cat", "/notes/broken.md")).toContain("a: [1");
});

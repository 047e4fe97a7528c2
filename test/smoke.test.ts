import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
});
afterAll(() => desk.remove());

test("write, list, read", async () => {
	await desk.put("/notes/a.md", "# A\n");
	expect(await desk.ok("ls", "/notes")).toBe("a.md\n");
	expect(await desk.ok("cat", "/notes/a.md")).toBe("# A\n");
});

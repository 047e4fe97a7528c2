import { expect, test } from "vitest";
import { TestDesk } from "../../test/support/desk.ts";

test("names every part, without a desk; --version is the same", async () => {
	const desk = new TestDesk();
	const versions = JSON.parse(await desk.ok("version", "--json"));
	expect(versions).toMatchObject({
		node: process.versions.node,
		sqlite: expect.stringMatching(/^3\.\d+\.\d+$/),
		cipher: expect.stringMatching(/Ciphers \d/),
	});
	const line = await desk.ok("version");
	for (const value of Object.values(versions)) expect(line).toContain(String(value));
	expect(await desk.ok("--version")).toBe(line);
	desk.remove();
});

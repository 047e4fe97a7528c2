import { expect, test } from "vitest";
import { keyFromCommand } from "./key-command.ts";

test("the first line that it prints, without blanks around it", async () => {
	expect(await keyFromCommand("echo ' sk-1 '; echo more", "x")).toBe("sk-1");
});

test("what ended it is told", async () => {
	await expect(keyFromCommand("kill -TERM $$", "x")).rejects.toThrow("fails (SIGTERM)");
	await expect(keyFromCommand("exit 3", "x")).rejects.toThrow("fails (3)");
});

test.each(["exit 3", "true", "echo planted; exit 1", "echo planted >&2; exit 1", "no-such-program-at-all"])(
	"%s: status 8, and nothing of what it printed",
	async (command) => {
		const error = await keyFromCommand(command, "x").catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: "EKEY", status: 8, at: "x" });
		expect(`${error} ${(error as { cause?: unknown }).cause}`).not.toContain("planted");
	},
);

import { expect, test } from "vitest";
import commands from "../../commands/registry.ts";
import { mountCommands } from "../../fs-mounts/registry.ts";
import { isGroup } from "../command/index.ts";
import { EXPOSURE } from "./exposure.ts";

test("every registered command is in the table, and nothing else", async () => {
	const names: string[] = ["help"];
	for (const entry of [...commands, ...mountCommands]) {
		const command = await entry.load();
		const isWhole = EXPOSURE.has(entry.name);
		if (isGroup(command) && !isWhole) names.push(...command.commands.map(({ name }) => `${entry.name} ${name}`));
		else names.push(entry.name);
	}
	expect(names.filter((name) => !EXPOSURE.has(name))).toEqual([]);
});

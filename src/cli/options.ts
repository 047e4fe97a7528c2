import { type ArgTable, type Command, flag, mayChange, option } from "../command/index.ts";

/** Options of every command. A command's own option of the same name or letter wins. */
export const GLOBAL = {
	json: flag("print one JSON object per item (NDJSON)"),
	quiet: flag("say nothing but results and errors", "q"),
	verbose: flag("say more", "v"),
	null: flag("end items in NUL instead of a newline", "0"),
	color: option("when to colour", { value: "WHEN", choices: ["auto", "always", "never"] }),
	help: flag("show this help"),
} satisfies ArgTable;
const DRY_RUN = { dryRun: flag("show what would happen, change nothing") } satisfies ArgTable;

/** A command's whole argument table: its own, and the global options that do not collide. */
export function tableOf(command: Command): ArgTable {
	const letters = new Set(Object.values(command.args).map((arg) => arg.short));
	const table: Record<string, ArgTable[string]> = { ...command.args };
	for (const [name, arg] of Object.entries({ ...GLOBAL, ...(mayChange(command) ? DRY_RUN : {}) })) {
		if (name in table) continue;
		const { short, ...rest } = arg as ArgTable[string];
		table[name] = short === undefined || letters.has(short) ? rest : arg;
	}
	return table;
}

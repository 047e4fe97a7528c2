/** What a client of the MCP server may do: which of the tree it reads and writes, and which commands are its tools. */
import { whyNot } from "../../agents/index.ts";
import { DeskError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import {
	type CommandEntry,
	type CommandSet,
	type CommandTool,
	mayChange,
	toolName,
	toolsOf,
} from "../../command/index.ts";
import type { Access } from "../../vfs/index.ts";

/** Tools where none are named: enough for the work that models do, and few enough for them to keep in mind. */
const READING = words(`ls tree find stat cat head tail grep wc search similar history diff
	note_list note_tags note_links note_backlinks task_list task_next
	mail_list mail_read mail_search mail_thread calendar_agenda calendar_week calendar_show calendar_free contact_list contact_show`);
/** Those that are of no use without a permission to write. */
const WRITING = words(`write append mkdir mv cp rm restore note_new note_daily task_add task_done task_start task_reopen
	calendar_schedule calendar_edit calendar_move calendar_cancel contact_add contact_edit
	mail_new mail_reply mail_flag mail_move mail_archive`);

function words(text: string): ReadonlySet<string> {
	return new Set(text.split(/\s+/));
}

/**
 * The commands that become tools.
 * @param named commands as the owner names them: `ls`, `mail list`, `mail_list`, `mail` (all of its verbs), `all`; undefined: the usual ones
 * @throws DeskError EUSAGE for a name that is no command, EACCES for one that these permissions do not allow
 */
export async function grantedTools(
	commands: CommandSet,
	access: Access,
	named: readonly string[] | undefined,
): Promise<CommandTool[]> {
	// Those that nobody asks for are not loaded.
	const wanted =
		named === undefined
			? [...READING, ...WRITING].map((name) => name.split("_")[0])
			: named.map((text) => text.trim().split(/[\s_]/)[0]);
	const isWanted = ({ name }: CommandEntry) => named?.includes("all") === true || wanted.includes(name);
	const all = (await Promise.all(commands.entries.filter(isWanted).map(toolsOf))).flat();
	const refusal = (tool: CommandTool) => whyNot(tool.words.join(" "), access, commands.mounts);
	if (named === undefined || named.includes("all")) {
		const mayWrite = access.permissions.writes.length > 0;
		const isUsual = ({ name }: CommandTool) => READING.has(name) || (mayWrite && WRITING.has(name));
		const isAny = ({ command }: CommandTool) => mayWrite || !mayChange(command) || (command.reads?.length ?? 0) > 0;
		return all.filter((tool) => (named === undefined ? isUsual : isAny)(tool) && refusal(tool) === undefined);
	}
	const granted = named.flatMap((text) => {
		const name = toolName(text.trim().split(/\s+/));
		const found = all.filter((tool) => tool.name === name || tool.words[0] === text.trim());
		if (found.length === 0) {
			const close = nearest(text, commands.names);
			throw new DeskError("EUSAGE", `there is no command '${text}'`, {
				at: "--tools",
				todo: close === undefined ? "`desk --help` lists them" : `did you mean ${close}?`,
			});
		}
		const allowed = found.filter((tool) => refusal(tool) === undefined);
		if (allowed.length > 0) return allowed;
		throw new DeskError("EACCES", `'${text}' cannot be a tool: ${refusal(found[0] as CommandTool)}`, {
			at: "--tools",
			todo: "leave it out, or let more be read with --reads",
		});
	});
	return [...new Set(granted)];
}

/** The actor of a client, whose name is whatever it says: `mcp:claude-desktop`. */
export function actorOf(clientName: string | undefined): string {
	const name = (clientName ?? "")
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.replace(/[^\w.-]+/g, "-")
		.replace(/^[-.]+|[-.]+$/g, "")
		.slice(0, 40)
		.toLowerCase();
	return `mcp:${name === "" ? "client" : name}`;
}

/** What each command may do for an agent or an MCP client. A command that is not here is the owner's. */
import type { Access } from "../vfs/index.ts";

/**
 * `paths`: it sees what its `Vfs` shows. `{ mounts }`: it reads tables, whose rows nobody cuts, so all that these mounts hold must be
 * readable; `*`: all of the desk. `owner`: never; it is about keys, settings, the machine, other programs, or history as a whole.
 */
export type Exposure = "paths" | "owner" | { readonly mounts: readonly string[] | "*" };

const MAIL: Exposure = { mounts: ["mail"] };
const CALENDAR: Exposure = { mounts: ["calendar"] };
const CONTACTS: Exposure = { mounts: ["contacts"] };
const TASKS: Exposure = { mounts: ["tasks"] };
const NOTES: Exposure = { mounts: ["notes"] };
const CONTEXT: Exposure = { mounts: ["context"] };
const ALL: Exposure = { mounts: "*" };

function each(exposure: Exposure, names: string): [string, Exposure][] {
	return names
		.split(/[\s,]+/)
		.filter((name) => name !== "")
		.map((name) => [name, exposure]);
}

/** The verbs of a group. */
function verbs(group: string, exposure: Exposure, names: string): [string, Exposure][] {
	return each(exposure, names).map(([name, value]) => [`${group} ${name}`, value]);
}

/** Commands by name; a verb of a group as `mail list`. */
export const EXPOSURE: ReadonlyMap<string, Exposure> = new Map([
	...each(
		"paths",
		`ls tree find stat du mkdir touch cp mv rm ln rmdir
		cat less more head tail grep sed awk patch jq wc sort uniq cut tr paste join comm nl rev tac fold expand unexpand column shuf
		seq split tee write append search similar history diff restore
		xargs timeout env printenv watch sleep true false yes basename dirname realpath readlink mktemp base64 base32
		md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum gzip gunzip zcat truncate cmp strings chmod date tar
		expr factor tput od hexdump xxd numfmt version help`,
	),
	...each(
		"owner",
		`open edit eval undo log rejected erase nproc whoami id uname hostname init import export serve mount umount config model key jobs doctor
		gc reindex completion agent do mcp ask conversation summarize extract classify rewrite prompt usage safety`,
	),
	...verbs("note", NOTES, "new daily list"),
	...verbs("note", ALL, "backlinks links tags"),
	...verbs("task", TASKS, "list add done start reopen next"),
	...verbs(
		"mail",
		MAIL,
		"list read thread search attachments stats flag move archive new reply forward send cancel outbox rules",
	),
	...verbs("mail", "owner", "verify"),
	...verbs("calendar", CALENDAR, "agenda week month list show free schedule new edit move cancel respond export"),
	...verbs("contact", CONTACTS, "list show add edit merge duplicates export"),
	...verbs("biz", CONTEXT, "list show init"),
	...verbs("biz", "owner", "edit use"),
	...verbs("belief", CONTEXT, "list why add confirm contradict retire alternatives"),
	...verbs("perf", CONTEXT, "show report"),
	...verbs("perf", "owner", "import"),
	...verbs("rec", CONTEXT, "list suggest accept reject outcome"),
	...verbs("context", CONTEXT, "list month plan publish cancel review"),
	...verbs("context", "owner", "extract"),
]);

/** What a command may do: `ls`, or `mail list`. */
export function exposureOf(name: string): Exposure {
	return EXPOSURE.get(name) ?? "owner";
}

/** Why a command may not run with these permissions, for whoever asked; undefined when it may. */
export function whyNot(name: string, access: Access, mounts: readonly string[]): string | undefined {
	const exposure = exposureOf(name);
	if (exposure === "paths") return undefined;
	if (exposure === "owner") return "this command is the owner's alone";
	const needed = exposure.mounts === "*" ? mounts.filter((mount) => !SYSTEM.has(mount)) : exposure.mounts;
	const missing = needed.filter((mount) => !access.readsAllOf(mount));
	return missing.length === 0
		? undefined
		: `it reads tables, so it needs permission to read all of ${missing.map((mount) => `/${mount}`).join(", ")}`;
}

/** Mounts without files of the user's own. */
const SYSTEM: ReadonlySet<string> = new Set(["sys", "search", "trash", "agents", "prompts"]);

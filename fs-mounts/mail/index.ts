import type { Mount, Shape, View } from "../../src/vfs/index.ts";

const views = () => import("./views.ts");
const raw = () => import("./raw-views.ts");
const composed = () => import("./composed-views.ts");

/** A computed folder that is there whenever it is named. */
const there: View = { find: (slots) => ({ name: slots.account ?? "" }) };

/** What lies in each root: in `/mail` itself, and in `/mail/@<account>`. */
function rootShape(root: "" | "@<account>/"): Shape[] {
	const account = (slots: Readonly<Record<string, string>>) =>
		slots.account === undefined ? "/mail" : `/mail/@${slots.account}`;
	return [
		{ path: `${root}rules.md`, kind: "file", what: "rules for new mail", parsed: true },
		{
			path: `${root}.raw/outbox/<name>.eml`,
			kind: "file",
			what: "what would be sent",
			unlisted: true,
			view: {
				find: async (slots, tree, vfs) => (await composed()).findComposed(account(slots), slots.name ?? "", tree, vfs),
				read: async (slots, tree) => (await composed()).readComposed(account(slots), slots.name ?? "", tree),
			},
		},
		{
			path: `${root}.raw/outbox`,
			kind: "directory",
			what: "what would be sent",
			unlisted: true,
			view: { ...there, list: async (slots, tree) => (await composed()).listComposed(account(slots), tree) },
		},
		{ path: `${root}drafts/**/<name>.md`, kind: "file", what: "a draft", parsed: true },
		{ path: `${root}outbox/<name>.md`, kind: "file", what: "mail to be sent", parsed: true },
	];
}

/** A folder of links below /mail/views. */
function linksIn(path: string, what: string, view: View, findLink: View): Shape[] {
	return [
		{ path, kind: "directory", what, view },
		{ path: `${path}/<name>`, kind: "symlink", what: "a message", view: findLink },
	];
}

/** /mail/views/<kind>/<key>/: folders of links, one for each person, list or thread. */
function keyed(kind: "people" | "lists" | "threads", what: string): Shape[] {
	return [
		{
			path: `views/${kind}`,
			kind: "directory",
			what,
			view: { list: async (_, tree) => (await views()).listKeys(kind, tree) },
		},
		...linksIn(
			`views/${kind}/<key>`,
			what,
			{
				list: async ({ key = "" }, tree) => (await views()).listKeyed(kind, key, tree),
				find: async ({ key = "" }, tree) => (await views()).findKey(kind, key, tree),
			},
			{ find: async ({ key = "", name = "" }, tree) => (await views()).findKeyed(kind, key, name, tree) },
		),
	];
}

/** /mail/views/<state>/: links to all messages of that state. */
function stated(state: "unread" | "flagged", what: string): Shape[] {
	return linksIn(
		`views/${state}`,
		what,
		{ list: async (_, tree) => (await views()).listState(state, tree) },
		{ find: async ({ name = "" }, tree) => (await views()).findState(state, name, tree) },
	);
}

/**
 * /mail: received mail as readable Markdown, each file tied to the RFC 5322 message that it was made from; drafts and an outbox for
 * what is written here. `.raw`, `.attachments` and `views` are there when they are named, and not listed.
 */
export const mail: Mount = {
	name: "mail",
	summary: "Mail in folders: messages as Markdown, their source byte for byte, drafts and outbox",
	names: "portable",
	shape: [
		...rootShape(""),
		...rootShape("@<account>/"),
		{
			path: ".raw/<id>.eml",
			kind: "file",
			what: "a message as it came",
			unlisted: true,
			view: {
				find: async ({ id = "" }, tree) => (await raw()).findSource(id, tree),
				read: async ({ id = "" }, tree) => (await raw()).readSource(id, tree),
			},
		},
		{
			path: ".raw",
			kind: "directory",
			what: "messages as they came",
			unlisted: true,
			view: { list: async (_, tree) => (await raw()).listSources(tree) },
		},
		{
			path: ".attachments/<id>/<name>",
			kind: "file",
			what: "an attachment",
			unlisted: true,
			view: { read: async ({ id = "", name = "" }, tree) => (await raw()).readAttachment(id, name, tree) },
		},
		{
			path: ".attachments/<id>",
			kind: "directory",
			what: "attachments of a message",
			unlisted: true,
			view: {
				list: async ({ id = "" }, tree) => (await raw()).listAttachments(id, tree),
				find: async ({ id = "" }, tree) => (await raw()).findAttachments(id, tree),
			},
		},
		{
			path: ".attachments",
			kind: "directory",
			what: "attachments of messages",
			unlisted: true,
			view: { list: async (_, tree) => (await raw()).listWithAttachments(tree) },
		},
		...stated("unread", "messages without the flag `seen`"),
		...stated("flagged", "messages with the flag `flagged`"),
		...keyed("people", "messages from or to a person"),
		...keyed("lists", "messages of a mailing list"),
		...keyed("threads", "messages of a thread"),
		{ path: "views", kind: "directory", what: "messages by state, person, list and thread", unlisted: true, view: {} },
		{ path: "<folder>/**/<name>.md", kind: "file", what: "a message", parsed: true },
		{ path: "**", kind: "directory", what: "a folder" },
	],
	tables: {
		version: 1,
		names: ["mail", "mail_reference"],
		// `parent`: the folder's node, which stays when the folder is renamed. `date`: seconds UTC, 0 when it has none. `flags`: bits (records.ts).
		// `topic`: hash of the subject without prefixes. `orphan`: a reply by its subject that names no message. `key`: hash of a message id;
		// the message's own has position 0, the one that it answers the highest.
		sql: `CREATE TABLE mail (
				node INTEGER PRIMARY KEY, id TEXT NOT NULL, parent INTEGER NOT NULL, date INTEGER NOT NULL, flags INTEGER NOT NULL,
				sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, thread TEXT NOT NULL, topic INTEGER, orphan INTEGER NOT NULL,
				list TEXT, size INTEGER NOT NULL, attachments INTEGER NOT NULL
			);
			CREATE INDEX mail_folder ON mail (parent, date, id);
			CREATE INDEX mail_date ON mail (date, id);
			CREATE INDEX mail_id ON mail (id);
			CREATE INDEX mail_thread ON mail (thread);
			CREATE INDEX mail_topic ON mail (topic, date, id) WHERE topic IS NOT NULL;
			CREATE INDEX mail_unread ON mail (date, id) WHERE flags & 1 = 0;
			CREATE INDEX mail_flagged ON mail (date, id) WHERE flags & 2 <> 0;
			CREATE INDEX mail_list ON mail (list) WHERE list IS NOT NULL;
			CREATE TABLE mail_reference (key INTEGER NOT NULL, node INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, node)) WITHOUT ROWID;
			CREATE INDEX mail_reference_node ON mail_reference (node);`,
	},
	format: async () => (await import("./mount-format.ts")).format,
	importer: async () => (await import("./import/importer.ts")).mailImporter,
};

/** /mail/views: folders of links to messages. All of it comes from the mount's tables; no file is read. */
import type { TreeReader, ViewEntry } from "../../src/vfs/index.ts";
import { splitExtension } from "../../src/vfs/index.ts";
import { idInName, type Located, located } from "./locations.ts";
import { peopleIn } from "./people.ts";
import { messagesOfThread, threadsOf } from "./threads.ts";

type Key = "people" | "lists" | "threads";
type State = "unread" | "flagged";

/** What is in the flags of the messages of a state. The same text as in the indices. */
const STATES: Readonly<Record<State, string>> = { unread: "mail.flags & 1 = 0", flagged: "mail.flags & 2 <> 0" };

export function listState(state: State, tree: TreeReader): ViewEntry[] {
	return links(located(tree, STATES[state]));
}

export function findState(state: State, name: string, tree: TreeReader): ViewEntry | undefined {
	const quick = byName(name, tree, `(${STATES[state]})`);
	return quick ?? listState(state, tree).find((entry) => entry.name === name);
}

/** How each kind of folder finds its names, and its messages. */
const KEYED: Readonly<
	Record<Key, { keys(tree: TreeReader): Iterable<string>; messages(key: string, tree: TreeReader): Located[] }>
> = {
	people: {
		keys: (tree) => new Set([...peopleIn(tree).keys()]),
		messages(key, tree) {
			const values = peopleIn(tree).get(key) ?? [];
			const where =
				"mail.node IN (SELECT node FROM facet WHERE name IN ('from', 'to', 'cc') AND value IN (SELECT value FROM json_each(?)))";
			return values.length === 0 ? [] : located(tree, where, JSON.stringify(values));
		},
	},
	lists: {
		keys: (tree) =>
			tree.all<{ list: string }>("SELECT DISTINCT list FROM mail WHERE list IS NOT NULL").map(({ list }) => list),
		messages: (key, tree) => located(tree, "mail.list = ?", key),
	},
	threads: {
		keys: (tree) => threadsOf(tree),
		messages: (key, tree) => messagesOfThread(key, tree),
	},
};

export function listKeys(kind: Key, tree: TreeReader): ViewEntry[] {
	return [...new Set([...KEYED[kind].keys(tree)].map(toName))].map((name) => ({ name }));
}

export function findKey(kind: Key, key: string, tree: TreeReader): ViewEntry | undefined {
	return listKeyed(kind, key, tree).length === 0 ? undefined : { name: key };
}

export function listKeyed(kind: Key, key: string, tree: TreeReader): ViewEntry[] {
	return links(KEYED[kind].messages(fromName(key), tree));
}

export function findKeyed(kind: Key, key: string, name: string, tree: TreeReader): ViewEntry | undefined {
	return listKeyed(kind, key, tree).find((entry) => entry.name === name);
}

/** Links by the names of the files; a name that several have gets a number. */
function links(messages: readonly Located[]): ViewEntry[] {
	const seen = new Map<string, number>();
	return messages.map(({ path, date }) => {
		const own = path.slice(path.lastIndexOf("/") + 1);
		const count = (seen.get(own.toLowerCase()) ?? 0) + 1;
		seen.set(own.toLowerCase(), count);
		const [stem, extension] = splitExtension(own);
		return {
			name: count === 1 ? own : `${stem} (${count})${extension}`,
			target: path,
			...(date > 0 ? { mtime: date * 1_000_000 } : {}),
		};
	});
}

/** The link of a name that holds the id of its message: without listing the others. */
function byName(name: string, tree: TreeReader, where: string): ViewEntry | undefined {
	const id = idInName(name);
	if (id === undefined) return undefined;
	return links(located(tree, `mail.id = ? AND ${where}`, id)).find((entry) => entry.name === name);
}

/** What a name of a file cannot hold is percent-encoded. */
function toName(key: string): string {
	return key.replace(/[/%\\:*?"<>|\p{Cc}]|^\.|[. ]$/gu, (char) =>
		[...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
	);
}

function fromName(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}

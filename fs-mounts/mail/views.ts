/** /mail/views: folders of links to messages. All of it comes from the mount's tables; no file is read. */
import type { TreeReader, ViewEntry } from "../../src/vfs/index.ts";
import { splitExtension } from "../../src/vfs/index.ts";
import { idInName, type Located, located } from "./locations.ts";
import { peopleIn } from "./people.ts";
import { addressIn } from "./record.ts";
import { messagesOfThread, threadsOf, threadWith } from "./threads.ts";

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

/** Bytes of a folder's name; what has a longer one (no person has) gets no folder. */
const MOST_BYTES = 200;

/** How a kind of folders finds their names, the messages in one, and whether a message is in it. */
interface Keyed {
	keys(tree: TreeReader): Iterable<string>;
	messages(key: string, tree: TreeReader): Located[];
	holds(key: string, node: number, tree: TreeReader): boolean;
}

const NAMES_PEOPLE = "name IN ('from', 'to', 'cc')";

const KEYED: Readonly<Record<Key, Keyed>> = {
	people: {
		keys: (tree) => peopleIn(tree).keys(),
		messages(key, tree) {
			const values = peopleIn(tree, key).get(key) ?? [];
			const where = `mail.node IN (SELECT node FROM facet WHERE ${NAMES_PEOPLE} AND value IN (SELECT value FROM json_each(?)))`;
			return values.length === 0 ? [] : located(tree, where, JSON.stringify(values));
		},
		holds: (key, node, tree) =>
			tree
				.all<{ value: string }>(`SELECT value FROM facet WHERE node = ? AND ${NAMES_PEOPLE}`, node)
				.some(({ value }) => addressIn(value) === key),
	},
	lists: {
		keys: (tree) =>
			tree.all<{ list: string }>("SELECT DISTINCT list FROM mail WHERE list IS NOT NULL").map(({ list }) => list),
		messages: (key, tree) => located(tree, "mail.list = ?", key),
		holds: (key, node, tree) => tree.get("SELECT 1 FROM mail WHERE node = ? AND list = ?", node, key) !== undefined,
	},
	threads: {
		keys: (tree) => threadsOf(tree),
		messages: (key, tree) => messagesOfThread(key, tree),
		holds: (key, node, tree) => threadWith(node, tree).some(({ thread }) => thread === key),
	},
};

export function listKeys(kind: Key, tree: TreeReader): ViewEntry[] {
	const names = new Set([...KEYED[kind].keys(tree)].map(toName));
	return [...names].filter((name) => name !== "" && Buffer.byteLength(name) <= MOST_BYTES).map((name) => ({ name }));
}

export function findKey(kind: Key, key: string, tree: TreeReader): ViewEntry | undefined {
	return listKeyed(kind, key, tree).length === 0 ? undefined : { name: key };
}

export function listKeyed(kind: Key, key: string, tree: TreeReader): ViewEntry[] {
	return links(KEYED[kind].messages(fromName(key), tree));
}

/** The link of a name in a folder: as a rule without listing the others. */
export function findKeyed(kind: Key, name: string, link: string, tree: TreeReader): ViewEntry | undefined {
	const key = fromName(name);
	const quick = byName(link, tree, "mail.id <> ''");
	const node = quick === undefined ? undefined : tree.stat(quick.target ?? "")?.inode;
	if (quick !== undefined && node !== undefined && KEYED[kind].holds(key, node, tree)) return quick;
	return listKeyed(kind, name, tree).find((entry) => entry.name === link);
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

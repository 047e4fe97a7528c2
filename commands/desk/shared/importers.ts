import { isScratch } from "../../../src/vfs/index.ts";

/** How a mount takes a folder of the host. */
export interface Importer {
	readonly mount: string;
	/** What SOURCE may be, for help. */
	readonly takes: string;
	/** Whether permission bits are kept. */
	readonly modes: boolean;
	/** Files and folders that belong to another program and stay behind unless `--all`. */
	readonly leavesOut: RegExp | undefined;
	/** Only as part of an export. */
	readonly exportOnly?: boolean;
}

/** State of Obsidian and git: worthless in a desk, and Obsidian's own trash. */
const VAULT = /^(\.obsidian|\.git|\.trash)$/;

/** One line for each mount that takes plain folders. One whose sources have a form of their own (a Maildir) has `Mount.importer`. */
const IMPORTERS: readonly Importer[] = [
	{
		mount: "notes",
		takes: "a folder of Markdown files, such as an Obsidian vault, or one file",
		modes: false,
		leavesOut: VAULT,
	},
	{ mount: "tasks", takes: "a folder with one folder for each list", modes: false, leavesOut: VAULT },
	{ mount: "prompts", takes: "a folder of Markdown files", modes: false, leavesOut: VAULT },
	{ mount: "agents", takes: "a folder of Markdown files, one for each agent", modes: false, leavesOut: VAULT },
	{ mount: "context", takes: "a folder with one folder for each business", modes: false, leavesOut: VAULT },
	{ mount: "files", takes: "any folder or file", modes: true, leavesOut: undefined },
	{ mount: "trash", takes: "the trash of an exported desk", modes: true, leavesOut: undefined, exportOnly: true },
];

/** The importer of a mount, or undefined when it takes no folders. */
export function importerOf(mount: string): Importer | undefined {
	return IMPORTERS.find((importer) => importer.mount === mount);
}

/** The mounts that `desk import MOUNT` takes. */
export function importable(): Importer[] {
	return IMPORTERS.filter((importer) => importer.exportOnly !== true);
}

/** What `desk export` calls a file that it has not finished; one that was left behind by a kill is no data. */
export const UNFINISHED = ".deskfs-part-";

/** Files that no mount stores: editors' scratch files, and unfinished exports. */
export function isLitter(name: string): boolean {
	return isScratch(name) || name.startsWith(UNFINISHED);
}

/** The orders in which ls lists. */
import { widthOf } from "../../../src/cli/index.ts";
import { nameBytes } from "../../../src/store/index.ts";
import { compareNames, type Stat } from "../../../src/vfs/index.ts";
import { VersionOrder } from "./sort/compare.ts";

/** A node under the name that it is listed by. */
export interface Listed {
	stat: Stat;
	/** Its own name, or the operand as typed. */
	name: string;
}

/** Which order was asked for, by a letter or by its name. */
export interface OrderOptions {
	readonly sort: string | undefined;
	readonly time: boolean;
	readonly size: boolean;
	readonly version: boolean;
	readonly extension: boolean;
	readonly unsorted: boolean;
	readonly reverse: boolean;
	readonly groupDirectoriesFirst: boolean;
}

type Order = (a: Listed, b: Listed) => number;

const versions = new VersionOrder();

/** What comes first is smaller; names decide between equals. */
const ORDERS: Readonly<Record<string, Order>> = {
	name: () => 0,
	time: (a, b) => b.stat.mtime - a.stat.mtime,
	size: (a, b) => b.stat.size - a.stat.size,
	version: (a, b) => byVersion(a.name, b.name),
	extension: (a, b) => compareNames(extensionOf(a.name), extensionOf(b.name)),
	width: (a, b) => printedWidth(a.name) - printedWidth(b.name),
};

/** The entries in order, in place. */
export function sorted(entries: Listed[], options: OrderOptions): Listed[] {
	const letter = (["time", "size", "version", "extension"] as const).find((name) => options[name]);
	const order = ORDERS[options.sort ?? letter ?? (options.unsorted ? "none" : "name")];
	if (order !== undefined) {
		entries.sort((a, b) => order(a, b) || compareNames(a.name, b.name));
		if (options.reverse) entries.reverse();
	}
	const isFile = ({ stat }: Listed) => Number(stat.kind !== "directory");
	return options.groupDirectoriesFirst ? entries.sort((a, b) => isFile(a) - isFile(b)) : entries;
}

/** Control characters take no room. */
function printedWidth(name: string): number {
	return widthOf(name.replace(/[\0-\x1f\x7f]/g, ""));
}

/** From the last dot on. */
function extensionOf(name: string): string {
	const dot = name.lastIndexOf(".");
	return dot < 0 ? "" : name.slice(dot);
}

function byVersion(a: string, b: string): number {
	const [x, y] = [nameBytes(a), nameBytes(b)];
	return versions.compare(x, 0, x.length, y, 0, y.length);
}

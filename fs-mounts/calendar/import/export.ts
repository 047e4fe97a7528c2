/** A calendar as one iCalendar text. */
import { rawText } from "../../../src/base/raw-text.ts";
import type { Stat, TreeReader } from "../../../src/vfs/index.ts";
import { ORDER } from "./importer.ts";
import { joinCalendars, type Order } from "./split.ts";

/**
 * All events of a calendar and those below it, in the order in which they came: raw text (`rawBytes`). What one file brought in, and nobody
 * has edited, is that file again.
 * @param folder absolute, in /calendar
 */
export function exportCalendar(tree: TreeReader, folder: string): string {
	const files = [...tree.walk(folder)].filter(({ kind, name }) => kind === "file" && /\.ics$/i.test(name));
	files.sort((a, b) => a.inode - b.inode);
	const orders = files.map((file) => orderOf(file, tree));
	// Of one file all have it, or none; those of several files cannot be put in one order.
	const known = orders.every((order) => order !== undefined) ? orders : undefined;
	return joinCalendars(files.map(({ path }, index) => ({ text: rawText(tree.read(path)), order: known?.[index] })));
}

function orderOf({ inode }: Stat, tree: TreeReader): Order | undefined {
	const row = tree.get<{ value: Buffer }>("SELECT value FROM attribute WHERE node = ? AND name = ?", inode, ORDER);
	try {
		const order = JSON.parse(row?.value.toString() ?? "null") as Partial<Order> | null;
		const places = order?.places;
		if (
			typeof order?.object !== "number" ||
			!Array.isArray(places) ||
			!places.every((place) => typeof place === "number")
		)
			return undefined;
		return { object: order.object, places };
	} catch {
		return undefined; // somebody else's attribute
	}
}

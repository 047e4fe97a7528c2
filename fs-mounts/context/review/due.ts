/** Which pages are due: of the last week, month and quarter that are over. */
import { localDay, toDate } from "../../../src/base/clock.ts";
import { joinPath, nameOfPath, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { before, type Period, type PeriodKind, periodAt } from "./period.ts";

/** Where the page of a period lies. @param business its folder */
export function pagePath(business: string, { name }: Period): string {
	return joinPath(business, `reviews/${name}.md`);
}

/** The last period of a kind that is over, of each business that was there in it and has no page of it yet. @param day today */
export async function* dueReviews(
	vfs: Vfs,
	folders: readonly string[],
	kinds: readonly PeriodKind[],
	day: string,
): AsyncGenerator<{ readonly business: string; readonly period: Period }> {
	await vfs.tables("/context");
	for (const business of folders)
		for (const kind of kinds) {
			const period = before(periodAt(kind, day));
			if ((await vfs.find(pagePath(business, period))) === undefined && wasThere(vfs.reader(), business, period))
				yield { business, period };
		}
}

/** Whether a business had begun before the end of a period, or knows something of that time. */
function wasThere(tree: TreeReader, business: string, { to }: Period): boolean {
	const folder = tree.stat(business);
	if (folder !== undefined && localDay(toDate(folder.birth)) < to) return true;
	return [
		["calendar", "artifact"],
		["performance", "figure"],
	].some(([name = "", table]) => {
		const inode = tree.stat(joinPath(business, name))?.inode ?? 0;
		return (
			tree.get(
				`SELECT 1 FROM node JOIN ${table} ON ${table}.node = node.id WHERE node.parent = ? AND date < ?`,
				inode,
				to,
			) !== undefined
		);
	});
}

/** What a job of a page is called: `weir@2026-10`. */
export function keyOf(business: string, { name }: Period): string {
	return `${nameOfPath(business)}@${name}`;
}

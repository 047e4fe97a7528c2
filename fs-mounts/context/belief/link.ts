/** Beliefs as other files of a business name them: `slug`, `slug.md`, `[[slug]]`, a path. */
import { wikiKey } from "../../../src/base/wiki-key.ts";
import { joinPath, nameOfPath, namesOf, resolvePath } from "../../../src/vfs/index.ts";

/** The folder of the business that a path lies in. */
export function businessOf(path: string): string {
	return `/${namesOf(path).slice(0, 2).join("/")}`;
}

/** The name of a belief in a link to it, without `.md`. */
export function beliefName(link: string): string {
	return nameOfPath(target(link)).replace(/\.md$/i, "");
}

/** What the `link` table has of a link by name. */
export function beliefKey(link: string): string {
	return wikiKey(beliefName(link));
}

/** What the `link` table has of any link to a belief. */
export function linkKey(link: string): string {
	const path = target(link);
	return path.startsWith("/") ? path : beliefKey(path);
}

/** The path that a link means, whether or not there is a belief. @param business its folder */
export function beliefAt(business: string, link: string): string {
	const path = target(link);
	return path.startsWith("/") ? resolvePath(path) : joinPath(business, `beliefs/${beliefName(path)}.md`);
}

/** What stands in the brackets of a wiki link, without heading and label. */
function target(link: string): string {
	const [, inside = link] = /^\[\[(.*)\]\]$/s.exec(link.trim()) ?? [];
	return inside.replace(/[|#].*$/s, "").trim();
}

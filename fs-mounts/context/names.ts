/** Files of a business by their names: the one that a word means, and names that are free. */
import { DeskError } from "../../src/base/errors.ts";
import { slug } from "../../src/base/file-name.ts";
import { joinPath, nameOfPath, type Vfs } from "../../src/vfs/index.ts";

const MOST_SHOWN = 10;

/**
 * The one of some files that a word means: the one of that name, else the only one whose name has the word in it.
 * @param none what to say when there is none: what it is, and what shows all
 * @throws DeskError ENOENT; EUSAGE with the candidates
 */
export function pathMeant(paths: readonly string[], word: string, none: readonly [what: string, todo: string]): string {
	const wanted = slug(word.replace(/\.md$/, "")).toLowerCase();
	const stem = (path: string) => nameOfPath(path).replace(/\.md$/, "");
	const found = wanted === "" ? [] : paths.filter((path) => stem(path).toLowerCase().includes(wanted));
	const meant =
		found.find((path) => stem(path).toLowerCase() === wanted) ?? (found.length === 1 ? found[0] : undefined);
	if (meant !== undefined) return meant;
	if (found.length === 0) throw new DeskError("ENOENT", none[0], { at: word, todo: none[1] });
	const shown = found.slice(0, MOST_SHOWN).map(stem).join(", ");
	throw new DeskError("EUSAGE", `it could be ${shown}${found.length > MOST_SHOWN ? " …" : ""}`, {
		at: word,
		todo: "write more of the name",
	});
}

/** A Markdown file in a folder that is not there yet: `stem.md`, else `stem-2.md` and so on. @param taken paths that will be made, too */
export async function freePath(vfs: Vfs, folder: string, stem: string, taken: readonly string[] = []): Promise<string> {
	for (let copy = 1; ; copy++) {
		const path = joinPath(folder, `${stem}${copy === 1 ? "" : `-${copy}`}.md`);
		if (!taken.includes(path) && (await vfs.find(path)) === undefined) return path;
	}
}

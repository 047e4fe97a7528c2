/** Under which keys links and files meet. */

/** Of a path: without `.md`, NFC, case folded. */
export function pathKey(path: string): string {
	return path.normalize("NFC").toLowerCase().normalize("NFC").replace(/\.md$/, "");
}

/** Of wiki links and notes: that of the last name. */
export function wikiKey(target: string): string {
	return pathKey(target.slice(target.lastIndexOf("/") + 1));
}

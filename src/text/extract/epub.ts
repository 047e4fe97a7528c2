import { htmlToText } from "./html.ts";
import type { Lines } from "./lines.ts";
import { readXml } from "./office.ts";
import { Unreadable } from "./unreadable.ts";
import { unzip } from "./zip.ts";

/** A book (EPUB 3.3): its chapters in reading order. */
export function epub(bytes: Uint8Array, lines: Lines): void {
	const parts = unzip(bytes, (name) => /\.(?:xhtml|html?|opf|xml)$/i.test(name));
	if (parts.has("META-INF/encryption.xml") && parts.get("META-INF/encryption.xml")?.includes("xmlenc#aes"))
		throw new Unreadable("it is encrypted");
	let root = "";
	readXml(parts.get("META-INF/container.xml") ?? "", {
		open: (name, attributes) => {
			if (name === "rootfile" && root === "") root = attributes["full-path"] ?? "";
		},
	});
	const opf = parts.get(root);
	if (opf === undefined) throw new Unreadable("it is damaged: its list of chapters is missing");
	const files = new Map<string, string>();
	const spine: string[] = [];
	readXml(opf, {
		open(name, { id, href, idref }) {
			if (/(?:^|:)item$/.test(name) && id !== undefined) files.set(id, href ?? "");
			else if (/(?:^|:)itemref$/.test(name) && idref !== undefined) spine.push(idref);
		},
	});
	for (const id of spine) {
		htmlToText(parts.get(resolved(root, files.get(id) ?? "")) ?? "", lines);
		lines.end(true);
	}
}

/** A path relative to the file that names it, within the archive. */
function resolved(from: string, href: string): string {
	return decodeURIComponent(new URL(href, `file:///${from}`).pathname.slice(1));
}

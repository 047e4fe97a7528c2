import { toIso } from "../../base/clock.ts";
import { humanSize } from "../../base/size.ts";
import { joinPath, parentOf } from "../../vfs/index.ts";
import { shownName } from "./properties.ts";
import type { Resources } from "./resources.ts";
import { hrefOf } from "./uri.ts";
import { escapeXml } from "./xml.ts";

/** A collection as a page for browsers. */
export async function listPage(resources: Resources, path: string): Promise<string> {
	const rows: string[] = [];
	for await (const entry of resources.list(path)) {
		const isDirectory = entry.kind === "directory";
		const href = escapeXml(hrefOf(joinPath(path, entry.name), isDirectory));
		const name = escapeXml(shownName(entry.name)) + (isDirectory ? "/" : "");
		const size = isDirectory ? "" : humanSize(entry.size);
		rows.push(
			`<tr><td><a href="${href}">${name}</a><td class="n">${size}<td>${toIso(entry.mtime).slice(0, 16).replace("T", " ")}`,
		);
	}
	const title = escapeXml(path.split("/").map(shownName).join("/"));
	const up = path === "/" ? "" : `<p><a href="${escapeXml(hrefOf(parentOf(path), true))}">..</a></p>`;
	return `<!doctype html>
<html><head><meta charset="utf-8"><title>${title}</title>
<style>body{font:16px system-ui,sans-serif;margin:2em}td{padding:.1em 1em .1em 0}.n{text-align:right}</style></head>
<body><h1>${title}</h1>${up}<table>
${rows.join("\n")}
</table></body></html>
`;
}

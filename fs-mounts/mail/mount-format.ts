import { toText } from "../../src/base/bytes.ts";
import { markdownPassages } from "../../src/text/index.ts";
import type { Format } from "../../src/vfs/index.ts";
import { isComposed } from "./places.ts";
import { planMail } from "./plan.ts";
import { type MailRecord, parseMail } from "./record.ts";

/** How /mail reads its files, and what may be changed of them. */
export const format: Format<MailRecord | undefined> = {
	parse(bytes, place) {
		const text = toText(bytes);
		if (isComposed(place.path) === "rules") return { record: undefined, title: "rules", text, tags: [], links: [] };
		return parseMail(text, place.name, isComposed(place.path) !== undefined);
	},
	passages: (bytes) => markdownPassages(withBlankedQuotes(bytes)),
	project(record, node, tree) {
		if (record === undefined) return;
		const parent = tree.get<{ parent: number }>("SELECT parent FROM node WHERE id = ?", node)?.parent ?? 0;
		tree.run(
			"INSERT INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			node,
			record.id,
			parent,
			record.date,
			record.flags,
			record.sender,
			record.recipient,
			record.subject,
			record.thread,
			record.topic,
			record.orphan ? 1 : 0,
			record.list,
			record.size,
			record.attachments,
		);
		for (const [position, key] of record.references.entries())
			tree.run("INSERT OR IGNORE INTO mail_reference VALUES (?, ?, ?)", key, node, position);
	},
	plan: planMail,
};

/** What is quoted is found where it was written. As many bytes as before, so that passages lie where they did. */
function withBlankedQuotes(bytes: Uint8Array): Uint8Array {
	const blanked = Buffer.from(bytes);
	for (let start = 0; start < blanked.length; ) {
		const newline = blanked.indexOf(0x0a, start);
		const end = newline < 0 ? blanked.length : newline;
		let at = start;
		while (at < start + 3 && blanked[at] === 0x20) at++;
		if (blanked[at] === 0x3e) blanked.fill(0x20, start, end);
		start = end + 1;
	}
	return blanked;
}

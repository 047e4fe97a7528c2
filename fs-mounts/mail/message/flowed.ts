/** `format=flowed` (RFC 3676). */

/** Joins the lines that were broken to fit. Line ends are `\n`; quote marks stay, as `> `. `delSp`: the blank before a break is no text. */
export function unflow(text: string, delSp: boolean): string {
	const out: string[] = [];
	/** The paragraph that goes on, and its depth of quoting. */
	let paragraph: string | undefined;
	let depth = 0;
	for (const line of text.split("\n")) {
		let level = 0;
		while (line.charCodeAt(level) === 62) level++;
		let content = line.slice(level);
		if (content.startsWith(" ")) content = content.slice(1); // stuffed (4.4)
		const isSignature = content === "-- ";
		if (paragraph !== undefined && (level !== depth || isSignature)) {
			out.push(paragraph.trimEnd()); // a line of another depth ends it (4.5)
			paragraph = undefined;
		}
		const isFlowed = content.endsWith(" ") && !isSignature;
		if (isFlowed && delSp) content = content.slice(0, -1);
		const mark = level === 0 ? "" : `${">".repeat(level)} `;
		const whole: string = paragraph === undefined ? mark + content : paragraph + content;
		if (isFlowed) paragraph = whole;
		else {
			out.push(whole.trimEnd() === "" || isSignature ? whole : whole.trimEnd());
			paragraph = undefined;
		}
		depth = level;
	}
	if (paragraph !== undefined) out.push(paragraph.trimEnd());
	return out.join("\n");
}

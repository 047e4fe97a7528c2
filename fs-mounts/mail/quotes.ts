/** What a message quotes of others: lines behind `>`, and the whole message that Outlook puts below an answer. */

/** The line that says who wrote what is quoted below it: wrapped to two, where the first has a date or a time. */
const ATTRIBUTION =
	"(?:(?<=^|\\n\\n)(?! {0,3}>)[^\\n]{0,200}(?:\\d{4}|\\d[:.]\\d\\d)[^\\n]{0,200}(?<![.!?])\\n)?^(?! {0,3}>)[^\\n]{1,200}:[ \\t]*\\n(?:[ \\t]*\\n)?(?= {0,3}>)";
const QUOTED_LINE = "^ {0,3}>.*(?:\\n|$)";
const QUOTES = new RegExp(`${ATTRIBUTION}|${QUOTED_LINE}`, "gm");
const QUOTE_RUNS = new RegExp(`(?:${ATTRIBUTION})?((?:${QUOTED_LINE})+)`, "gm");

/** The body without what it quotes: lines that begin with `>`, and the line that says who wrote them. */
export function withoutQuotes(body: string): string {
	return /^ {0,3}>/m.test(body) ? body.replace(QUOTES, "") : body;
}

/**
 * The body with what it quotes as a line that says how much it is, instead of who wrote it.
 * @param isForward it hands a message on: what stands below its header is not quoted, but what it is about
 */
export function foldQuotes(body: string, isForward = false): string {
	const at = isForward ? -1 : headerBelow(body);
	const own = (at < 0 ? body : body.slice(0, at)).replace(QUOTE_RUNS, (_, quoted: string) => folded(quoted));
	return at < 0 ? own : own + folded(body.slice(at));
}

function folded(quoted: string): string {
	const count = quoted.trimEnd().split("\n").length;
	return `[${count === 1 ? "a quoted line" : `${count} quoted lines`}]\n`;
}

/** `From:` as mail programs of many languages write it. */
const FROM =
	/^(?:\*\*)?(?:from|von|van|de|da|från|fra|lähettäjä|saatja|frá|od|от|від|од|feladó|gönderen|από|nuo|no|מאת|من|差出人|发件人|寄件者|寄件人|보낸 사람|จาก)\s?[:：]/iu;
/** A line of such a header. */
const FIELD = /^(?:\*\*)?\p{L}[\p{L}\p{M} .'-]{0,24}[:：]/u;
/** What stands above such a header: a rule, or `-----Original Message-----` in any language. */
const RULE = /^(?:[_*-]{3,}|-{2,} ?\p{L}[\p{L}\p{M} '’]{2,50} ?-{2,})$/u;

/** Where the header of the message begins that an answer stands above (sender, date, recipient: three fields at least); -1 without one. */
function headerBelow(body: string): number {
	let at = 0;
	let above: { rule: boolean; at: number } = { rule: false, at: 0 };
	let isStart = true;
	const lines = body.split("\n");
	for (const [index, line] of lines.entries()) {
		const text = line.trim();
		if (isStart && text.length < 1000 && FROM.test(text)) {
			const fields = lines.slice(index + 1, index + 8).map((one) => one.trim().slice(0, 1000));
			const end = fields.findIndex((one) => !FIELD.test(one));
			const header = end < 0 ? fields : fields.slice(0, end);
			if (header.length >= 2 && header.some((one) => /\d/.test(one))) return above.rule ? above.at : at;
		}
		if (text !== "") {
			above = { rule: text.length < 200 && RULE.test(text), at };
			isStart = above.rule;
		} else isStart = true;
		at += line.length + 1;
	}
	return -1;
}

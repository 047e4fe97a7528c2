/** Subjects as threads compare them (RFC 5256, 2.1, with the prefixes that programs of other languages write). */

/** Before what answers a message: English, German, Dutch, Nordic, Polish, Italian, Portuguese, Spanish, French, Turkish, Greek, Czech, Hebrew, Arabic, Chinese, Japanese, Korean, … */
const REPLY =
	"re|aw|antw|antwort|sv|vs|odp|rif|r|ref|réf|res|resp|ynt|yan|cevap|atb|at|απ|σχετ|vá|válasz|bls|ba|ang|nva|отв|ответ|на|відп|rép|השב|תשובה|رد|回复|回覆|答复|答覆|返信|답장|회신|ตอบ";
/** Before what hands a message on. */
const FORWARD =
	"fwd?|fw|wg|weitergeleitet|vb|vl|vid|doorst|rv|enc|tr|i|pd|přep|iml|ilt|yml|πρθ|fs|továbbítás|tovább|redir|пер|пересл|הועבר|إعادة توجيه|转发|轉寄|转寄|転送|전달|ส่งต่อ";
const PREFIX = new RegExp(
	`^(?:(${REPLY})|${FORWARD})\\s?(?:\\[\\d+\\]|\\(\\d+\\)|\\^\\d+|\\*\\d+)?\\s?[:：]\\s*`,
	"iu",
);
/** `[list] `, which mailing lists put before subjects, and into replies. */
const BLOB = /^\[[^[\]]{1,64}\]\s*(?=\S)/u;
const TRAILER = /\s*\(fwd\)$/iu;
const WRAPPED = /^\[fwd?:\s*(.+)\]$/isu;

/** What is left of a subject for comparing, and whether its prefix says that it answers something. Linear time. */
export function baseSubject(subject: string): { base: string; isReply: boolean } {
	let text = subject.normalize("NFKC").replace(/\s+/gu, " ").trim().slice(0, 1000);
	let isReply = false;
	for (let round = 0; round < 50; round++) {
		const prefix = PREFIX.exec(text);
		const rest =
			prefix === null
				? text.replace(BLOB, "").replace(TRAILER, "").replace(WRAPPED, "$1")
				: text.slice(prefix[0].length);
		if (prefix?.[1] !== undefined) isReply = true;
		if (rest === text) break;
		text = rest;
	}
	return { base: text.trim().toLowerCase(), isReply };
}

/** Prefixes that mean nothing else, whatever the message. */
const SURE_REPLY = /^(?:re|aw|antw|sv|odp|回复|回覆|返信|답장)\s?(?:\[\d+\]|\(\d+\)|\^\d+|\*\d+)?\s?[:：]\s*/iu;
const ANY_REPLY = new RegExp(`^(?:${REPLY})\\s?(?:\\[\\d+\\]|\\(\\d+\\)|\\^\\d+|\\*\\d+)?\\s?[:：]\\s*`, "iu");
const SURE_FORWARD = /^(?:fwd?|wg|weitergeleitet|doorst|转发|轉寄|转寄|転送|전달)\s?[:：]\s*/iu;

/** A subject without the prefixes of answers in any language; `ref: 12` or `vs: x` count only where the message is an answer (`isAnswer`). */
export function withoutReply(subject: string, isAnswer: boolean): string {
	return without(subject, isAnswer ? ANY_REPLY : SURE_REPLY);
}

/** A subject without the prefixes of what was handed on. */
export function withoutForward(subject: string): string {
	return without(subject, SURE_FORWARD);
}

function without(subject: string, prefix: RegExp): string {
	let text = subject.trim();
	for (let round = 0; round < 50 && prefix.test(text); round++) text = text.replace(prefix, "");
	return text;
}

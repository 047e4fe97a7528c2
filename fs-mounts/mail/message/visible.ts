/**
 * Text as it may be shown. Decided once, for headers and bodies alike: what a terminal obeys is written as `cat` shows it there
 * (`^[` for ESC, `\x9b` for C1); directional overrides, which turn text around, as `\u202e`; the other directional formatting is left out, so that
 * text stands in its logical order; a lone surrogate is U+FFFD. So no Markdown of a message holds a control character but newline and tab.
 */

const UNSAFE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;
const EACH = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;

/** Text of several lines. Line ends become `\n`. Linear time. */
export function visibleText(text: string): string {
	const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
	return UNSAFE.test(lines) ? lines.replace(EACH, shown) : lines;
}

/** Text of one line, without blanks at its ends: white space of any kind becomes a blank. */
export function visibleLine(text: string): string {
	const line = /[\t\n\v\f\r\x85\u2028\u2029]/.test(text) ? text.replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, " ") : text;
	return (UNSAFE.test(line) ? line.replace(EACH, shown) : line).trim();
}

function shown(char: string): string {
	if (char.length === 2) return char;
	const code = char.charCodeAt(0);
	if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
	if (code === 0x7f) return "^?";
	if (code < 0xa0) return `\\x${code.toString(16)}`;
	if (code === 0x2028 || code === 0x2029) return "\n";
	if (code === 0x202d || code === 0x202e) return `\\u${code.toString(16)}`;
	return code >= 0xd800 ? "\ufffd" : "";
}

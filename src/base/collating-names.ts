/** Names of collating elements, as in `[[.period.]]` (POSIX.1-2017 XBD 6.1, Portable Character Set; bash's lib/glob/collsyms.h). */

const CONTROLS =
	"NUL SOH STX ETX EOT ENQ ACK alert BS|backspace HT|tab LF|newline VT|vertical-tab FF|form-feed CR|carriage-return SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4|FS IS3|GS IS2|RS IS1|US space";
const PUNCTUATION: readonly (readonly [first: number, names: string])[] = [
	[
		0x21,
		"exclamation-mark quotation-mark number-sign dollar-sign percent-sign ampersand apostrophe left-parenthesis right-parenthesis asterisk plus-sign comma hyphen|hyphen-minus|minus|dash period|full-stop slash|solidus zero one two three four five six seven eight nine colon semicolon less-than-sign equals-sign greater-than-sign question-mark commercial-at",
	],
	[
		0x5b,
		"left-square-bracket backslash|reverse-solidus right-square-bracket circumflex|circumflex-accent underscore grave-accent",
	],
	[0x7b, "left-brace|left-curly-bracket vertical-line right-brace|right-curly-bracket tilde DEL"],
];

/** Code points by name. */
export const COLLATING_NAMES: ReadonlyMap<string, number> = new Map(
	[[0, CONTROLS] as const, ...PUNCTUATION].flatMap(([first, names]) =>
		names.split(" ").flatMap((name, at) => name.split("|").map((one) => [one, first + at] as const)),
	),
);

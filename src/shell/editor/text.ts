/** Characters as people see them: grapheme clusters, their width in a terminal, words. ASCII never pays for the rest. */

let segmenter: Intl.Segmenter | undefined;

/** Whether the character at `at` is a cluster of its own for sure: ASCII that nothing combines with. */
function isPlain(text: string, at: number): boolean {
	return text.charCodeAt(at) < 0x80 && !(text.charCodeAt(at + 1) >= 0x300);
}

/** The grapheme clusters (UAX #29) of a text; control characters, `\r\n` too, are one each. */
export function clusters(text: string): string[] {
	if (/^[\0-\x7f]*$/.test(text)) return text.split("");
	const parts: string[] = [];
	for (let at = 0; at < text.length; ) {
		if (isPlain(text, at)) {
			parts.push(text.charAt(at++));
			continue;
		}
		let end = at + 1;
		while (end < text.length && !isPlain(text, end)) end++;
		segmenter ??= new Intl.Segmenter();
		for (const { segment } of segmenter.segment(text.slice(at, end))) parts.push(segment);
		at = end;
	}
	return parts;
}

/** Where the cluster that begins at `at` ends. */
export function nextCluster(text: string, at: number): number {
	if (at >= text.length) return text.length;
	if (isPlain(text, at)) return at + 1;
	let end = at + 1;
	while (end < text.length && !isPlain(text, end)) end++;
	return at + (clusters(text.slice(at, end))[0]?.length ?? 1);
}

/** Where the cluster that ends at `at` begins. */
export function previousCluster(text: string, at: number): number {
	if (at <= 0) return 0;
	if (isPlain(text, at - 1)) return at - 1;
	let start = at - 1;
	while (start > 0 && !isPlain(text, start - 1)) start--;
	return at - (clusters(text.slice(start, at)).at(-1)?.length ?? 1);
}

const WIDE =
	/^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{1f200}-\u{1f2ff}\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;
/** As glibc's wcwidth: non-spacing marks and format characters take nothing. */
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]/u;
/** Sequences that are one emoji: joined, with a skin tone, asked for as an emoji, or a flag. */
const EMOJI = /[\u200d\ufe0f]|^.*\p{Emoji_Modifier}|^\p{Regional_Indicator}{2}/u;
/** What is never sent to the terminal as it is: controls, format characters (bidirectional ones too), lone surrogates, line separators. */
const HIDDEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** More marks on one letter than any script has are no writing. */
const MAX_POINTS = 12;

/** Columns that a cluster takes: 0, 1 or 2, and more for conjuncts that terminals add up. */
export function clusterWidth(cluster: string): number {
	const code = cluster.charCodeAt(0);
	if (cluster.length === 1 && code < 0x300) return 1;
	if (cluster.length > 1 && EMOJI.test(cluster) && !NOTHING.test(cluster)) return 2;
	let width = 0;
	for (const point of cluster) width += NOTHING.test(point) ? 0 : WIDE.test(point) ? 2 : 1;
	return width;
}

/** Columns that a text without escape sequences takes, shown as `visible` shows it. */
export function textWidth(text: string): number {
	if (/^[\x20-\x7e]*$/.test(text)) return text.length;
	return clusters(text).reduce((sum, cluster) => sum + visible(cluster).width, 0);
}

/** How a cluster is shown: itself, or (`odd`) a name for what must not reach the terminal: `^X`, `<9b>`. */
export function visible(cluster: string): { text: string; width: number; odd: boolean } {
	const code = cluster.codePointAt(0) ?? 0;
	if (cluster.length === 1 && code >= 0x20 && code < 0x7f) return { text: cluster, width: 1, odd: false };
	if (code < 0x20 || code === 0x7f) return { text: `^${String.fromCharCode(code ^ 0x40)}`, width: 2, odd: true };
	const width = HIDDEN.test(cluster) ? 0 : clusterWidth(cluster);
	if (width === 0) {
		// A byte that was no UTF-8 is shown as that byte.
		const hex = (code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code).toString(16);
		return { text: `<${hex}>`, width: hex.length + 2, odd: true };
	}
	if (cluster.length <= MAX_POINTS) return { text: cluster, width, odd: false };
	const shown = [...cluster].slice(0, MAX_POINTS).join("");
	return { text: shown, width: clusterWidth(shown), odd: false };
}

/** Cut to a width in columns, with an ellipsis. */
export function shorten(text: string, width: number): string {
	if (textWidth(text) <= width) return text;
	let kept = "";
	let used = 0;
	for (const cluster of clusters(text)) {
		used += visible(cluster).width;
		if (used > width - 1) break;
		kept += cluster;
	}
	return width < 1 ? "" : `${kept}…`;
}

const IN_WORD = /^[\p{L}\p{N}\p{M}]/u;

/** Whether the code point at `at` belongs to a word as Emacs and readline have it: letters and digits. */
function inWord(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	if (code < 0x80) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
	// The second half of a pair belongs where the first does.
	const start = code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at;
	return IN_WORD.test(String.fromCodePoint(text.codePointAt(start) ?? 0));
}

/** The end of the word at or after `at`. */
export function wordEnd(text: string, at: number): number {
	let end = at;
	while (end < text.length && !inWord(text, end)) end++;
	while (end < text.length && inWord(text, end)) end++;
	return end;
}

/** The start of the word before `at`. */
export function wordStart(text: string, at: number): number {
	let start = at;
	while (start > 0 && !inWord(text, start - 1)) start--;
	while (start > 0 && inWord(text, start - 1)) start--;
	return start;
}

/** The start of what stands before `at` without white space between, as `C-w` takes it. */
export function blankWordStart(text: string, at: number): number {
	let start = at;
	while (start > 0 && /\s/.test(text.charAt(start - 1))) start--;
	while (start > 0 && !/\s/.test(text.charAt(start - 1))) start--;
	return start;
}

/** The start of the line (of several) that `at` is on. */
export function lineStart(text: string, at: number): number {
	return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of the line (of several) that `at` is on, before its newline. */
export function lineEnd(text: string, at: number): number {
	const end = text.indexOf("\n", at);
	return end < 0 ? text.length : end;
}

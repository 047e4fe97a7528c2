/** File names made from what a person typed: safe on every OS. */

/** Longest file name in bytes of UTF-8, as in every mount but /files. */
const MAX_BYTES = 200;
/** Names that Windows keeps for devices, with any extension: "Naming Files, Paths, and Namespaces", Microsoft Learn. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/**
 * A file name for a title, which keeps its case, spaces and script: `Q1/Q2: plan` is `Q1-Q2 plan.md`. NFC, at most 200
 * bytes with the extension; without what some OS refuses (`/ \ : * ? " < > |`, controls, a trailing dot or space, device names),
 * without `# ^ [ ]`, which no `[[wikilink]]` can hold, and without a leading dot, dash or tilde, which would hide the file or
 * read as an option. A title of which nothing is left becomes `Untitled`.
 */
export function safeFileName(title: string, extension = ".md"): string {
	const clean = title
		.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]+/gu, " ")
		.replace(/[/\\|]+/g, "-")
		.replace(/[:*?"<>#^[\]]+/g, "")
		.normalize("NFC")
		.replace(/\s+/gu, " ");
	const stem = trimEnds(cut(trimEnds(clean), MAX_BYTES - Buffer.byteLength(extension) - 1));
	if (stem === "") return `Untitled${extension}`;
	return (DEVICE.test(stem) ? stem.replace(DEVICE, "$&_") : stem) + extension;
}

/** What a shell gives a meaning to, or people do not read as part of a word; marks that follow it would stand on nothing. */
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}._+@=-][^\p{L}\p{N}._+@=-]*/gu;
/** Longest slug: code points, and bytes of UTF-8. */
const SLUG_POINTS = 60;
const SLUG_BYTES = 180;

/**
 * A title as part of a file name that no shell needs quoted, in its case and script: every run of anything but letters, marks, digits
 * and `. _ + @ = -` is one `-` (`The sofa (400 kr)` is `The-sofa-400-kr`). NFC, at most 60 code points and 180 bytes, with no dots and
 * dashes at its ends. "" when nothing is left.
 */
export function slug(title: string): string {
	const words = title
		.slice(0, SLUG_POINTS * 20)
		.normalize("NFC")
		.replace(BETWEEN_WORDS, "-")
		.replace(/-{2,}/g, "-");
	return trimEnds(cut(Array.from(trimEnds(words)).slice(0, SLUG_POINTS).join(""), SLUG_BYTES));
}

/** The longest start of a text that has at most `bytes` bytes of UTF-8 and splits no character. */
function cut(text: string, bytes: number): string {
	if (Buffer.byteLength(text) <= bytes) return text;
	let length = 0;
	let used = 0;
	for (const char of text) {
		used += Buffer.byteLength(char);
		if (used > bytes) break;
		length += char.length;
	}
	return text.slice(0, length);
}

/** Without spaces, dots, dashes and tildes at the start, and spaces, dots and dashes at the end. By hand: linear time. */
function trimEnds(text: string): string {
	let start = 0;
	let end = text.length;
	while (start < end && " .-~".includes(text.charAt(start))) start++;
	while (end > start && " .-".includes(text.charAt(end - 1))) end--;
	return text.slice(start, end);
}
